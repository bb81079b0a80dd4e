package take

import (
	"bytes"
	"fmt"
	"math/bits"

	"github.com/at-wat/ebml-go"
)

// Elements of Matroska that matter here.
const (
	idSegment     = 0x18538067
	idTracks      = 0x1654AE6B
	idTrackEntry  = 0xAE
	idTrackNumber = 0xD7
	idCodecID     = 0x86
	idPrivate     = 0x63A2
	idCodecDelay  = 0x56AA
	idAudio       = 0xE1
	idChannels    = 0x9F
	idCluster     = 0x1F43B675
	idSimpleBlock = 0xA3
	idBlockGroup  = 0xA0
	idBlock       = 0xA1
	idDiscard     = 0x75A2
)

const maxWebMElements = 1 << 20

// webmReader walks the elements of a WebM file in memory. ebml-go unmarshals
// blocks with their lacing; its document reader is not used, because it allocates
// whatever size an element claims (2^40 bytes end the process).
type webmReader struct {
	sink     *sink
	track    webmTrack // the one being read
	chosen   *webmTrack
	stream   *opusStream
	discard  int // samples at 48 kHz to drop from the end
	elements int
	codecs   []string
}

type webmTrack struct {
	number, channels, delay uint64 // delay in ns
	codec                   string
	private                 []byte
}

// decodeWebM decodes the first Opus track of a WebM or Matroska file. Sizes may be
// unknown and the end missing, as MediaRecorder leaves them. Blocks are taken in
// the order of the file; their timecodes, which jitter, are not used.
func decodeWebM(sink *sink, data []byte) (Format, error) {
	f := Format{Container: "webm"}
	r := &webmReader{sink: sink}
	if err := r.walk(data, 0, false); err != nil {
		return f, err
	}
	if r.chosen == nil {
		return f, fmt.Errorf("%w (a WebM file without an Opus track: %q)", ErrUnknownFormat, r.codecs)
	}
	f.Codec, f.Rate = "opus", opusRate
	if r.stream == nil {
		return f, ErrEmpty
	}
	f.Channels = r.stream.channels
	sink.trimEnd(r.discard)
	return f, r.stream.finish(&f)
}

// walk visits the elements in data, which starts at byte offset of the file. It
// steps into groups without regard to where they end: clusters of unknown size
// need no special case then, and nothing nests.
func (r *webmReader) walk(data []byte, offset int, inTrack bool) error {
	for at := 0; at < len(data); {
		if r.elements++; r.elements > maxWebMElements {
			return fmt.Errorf("%w: more than %d elements at byte %d", ErrDamaged, maxWebMElements, offset+at)
		}
		id, n, ok := ebmlNumber(data[at:], 4, true)
		if !ok {
			return nil // cut off, or no longer EBML: what came before is kept
		}
		size, m, ok := ebmlNumber(data[at+n:], 8, false)
		if !ok {
			return nil
		}
		at += n + m
		switch id {
		case idSegment, idTracks, idAudio, idCluster, idBlockGroup:
			continue
		}
		body := data[at:]
		if size < uint64(len(body)) { // lies reach to the end of the file
			body = body[:size]
		}
		if id == idTrackEntry && inTrack {
			return nil
		}
		if err := r.element(id, body, offset+at); err != nil {
			return err
		}
		at += len(body)
	}
	return nil
}

func (r *webmReader) element(id uint64, body []byte, offset int) error {
	switch id {
	case idTrackEntry:
		r.track = webmTrack{channels: 1}
		if err := r.walk(body, offset, true); err != nil {
			return err
		}
		return r.choose()
	case idTrackNumber:
		r.track.number = ebmlUint(body)
	case idCodecID:
		r.track.codec = string(bytes.TrimRight(body[:min(len(body), 64)], "\x00"))
	case idPrivate:
		r.track.private = body
	case idCodecDelay:
		r.track.delay = ebmlUint(body)
	case idChannels:
		r.track.channels = ebmlUint(body)
	case idDiscard:
		// Only the last block's padding counts; a positive value drops from its end.
		if ns := ebmlUint(body); ns < 120e6 {
			r.discard = int(ns * opusRate / 1e9)
		}
	case idSimpleBlock, idBlock:
		return r.block(body, offset)
	}
	return nil
}

// choose takes the track that was just read when it is the first with Opus.
func (r *webmReader) choose() error {
	if len(r.codecs) < 8 {
		r.codecs = append(r.codecs, r.track.codec)
	}
	if r.chosen != nil || r.track.codec != "A_OPUS" {
		return nil
	}
	track := r.track
	r.chosen = &track
	head, ok := parseOpusHead(track.private)
	if !ok {
		head = opusHead{channels: int(min(track.channels, 255))}
		head.preSkip = int(min(track.delay, 1e9) * opusRate / 1e9)
	}
	var err error
	r.stream, err = newOpusStream(r.sink, head)
	return err
}

func (r *webmReader) block(body []byte, offset int) error {
	r.discard = 0
	if r.stream == nil || len(body) < 4 {
		return nil
	}
	b, err := ebml.UnmarshalBlock(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		r.stream.damaged++
		return nil
	}
	if b.TrackNumber != r.chosen.number {
		return nil
	}
	for _, packet := range b.Data {
		if err := r.stream.packet(packet); err != nil {
			return fmt.Errorf("block at byte %d: %w", offset, err)
		}
	}
	return nil
}

// ebmlNumber reads a variable-length number of at most limit bytes. An element's
// id keeps its length marker; a size of all ones means unknown and comes back as
// the largest number.
func ebmlNumber(b []byte, limit int, keepMarker bool) (v uint64, n int, ok bool) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0, false
	}
	n = bits.LeadingZeros8(b[0]) + 1
	if n > limit || n > len(b) {
		return 0, 0, false
	}
	for _, c := range b[:n] {
		v = v<<8 | uint64(c)
	}
	if keepMarker {
		return v, n, true
	}
	mask := uint64(1)<<(7*n) - 1
	if v &= mask; v == mask {
		v = 1<<64 - 1
	}
	return v, n, true
}

func ebmlUint(b []byte) uint64 {
	var v uint64
	for _, c := range b[:min(len(b), 8)] {
		v = v<<8 | uint64(c)
	}
	return v
}
