package take

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/pion/opus"
	"github.com/pion/opus/pkg/oggreader"

	"gendu/audio/dsp"
)

const (
	opusRate      = 48000
	opusMaxPacket = opusRate * 120 / 1000 // longest packet, in samples
)

// opusHead is the identification header (RFC 7845, 5.1) as it stands in the first
// Ogg packet and in the CodecPrivate of WebM.
type opusHead struct {
	channels int
	preSkip  int // samples at 48 kHz to drop from the start
	gain     int // to be applied to all that is decoded, in 1/256 dB
}

func parseOpusHead(b []byte) (opusHead, bool) {
	if len(b) < 19 || string(b[:8]) != "OpusHead" {
		return opusHead{}, false
	}
	return opusHead{channels: int(b[9]), preSkip: int(binary.LittleEndian.Uint16(b[10:])), gain: int(int16(binary.LittleEndian.Uint16(b[16:])))}, true
}

// opusStream decodes the packets of one stream into a sink.
type opusStream struct {
	sink     *sink
	decoder  opus.Decoder
	channels int
	skip     int // samples still to drop
	gain     float32
	decoded  int64
	packets  int
	damaged  int
	block    []float32
	mono     []float32
}

func newOpusStream(sink *sink, head opusHead) (*opusStream, error) {
	if head.channels < 1 || head.channels > 2 {
		return nil, fmt.Errorf("%w: Opus with %d channels", ErrDamaged, head.channels)
	}
	if sink.rate == 0 { // else one recording follows another
		if err := sink.open(opusRate); err != nil {
			return nil, err
		}
	}
	decoder, err := opus.NewDecoderWithOutput(opusRate, head.channels)
	if err != nil {
		return nil, fmt.Errorf("%w: Opus: %w", ErrDamaged, err)
	}
	return &opusStream{
		sink: sink, decoder: decoder, channels: head.channels, skip: head.preSkip,
		gain:  float32(math.Pow(10, float64(head.gain)/256/20)),
		block: make([]float32, opusMaxPacket*head.channels),
	}, nil
}

// packet decodes one packet; what cannot be decoded becomes silence of its length,
// so that what follows keeps its place.
func (o *opusStream) packet(p []byte) error {
	length := opusPacketSamples(p)
	if length == 0 {
		o.damaged++
		return nil
	}
	o.packets++
	n, err := o.decoder.DecodeToFloat32(p, o.block)
	if err != nil || n != length {
		o.damaged++
		n = length
		clear(o.block[:n*o.channels])
	}
	o.decoded += int64(n)
	drop := min(o.skip, n)
	o.skip -= drop
	o.mono = dsp.MixDown(o.mono[:0], o.block[drop*o.channels:n*o.channels], o.channels)
	for i, v := range o.mono {
		o.mono[i] = min(max(dsp.Finite(v)*o.gain, -1), 1)
	}
	return o.sink.writeMono(o.mono)
}

// finish is the verdict over the whole stream.
func (o *opusStream) finish(f *Format) error {
	f.Damaged = o.damaged
	if o.damaged*2 > o.packets {
		return fmt.Errorf("%w: %d of %d Opus packets cannot be decoded", ErrDamaged, o.damaged, max(o.packets, o.damaged))
	}
	return nil
}

// opusPacketSamples is the length of a packet in samples at 48 kHz by its first
// bytes (RFC 6716, 3.1 and 3.2); 0 when the packet is malformed.
func opusPacketSamples(p []byte) int {
	if len(p) == 0 {
		return 0
	}
	config := int(p[0] >> 3)
	var frame int
	switch {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		frame = []int{480, 960, 1920, 2880}[config&3]
	case config < 16: // hybrid: 10, 20 ms
		frame = []int{480, 960}[config&1]
	default: // CELT: 2.5, 5, 10, 20 ms
		frame = 120 << (config & 3)
	}
	count := []int{1, 2, 2, 0}[p[0]&3]
	if count == 0 {
		if len(p) < 2 {
			return 0
		}
		count = int(p[1] & 63)
	}
	if frame*count > opusMaxPacket {
		return 0
	}
	return frame * count
}

// decodeOgg decodes Ogg Opus. The granule position of the last page gives the true
// end (RFC 7845, 4.4).
func decodeOgg(sink *sink, data []byte) (Format, error) {
	f := Format{Container: "ogg"}
	if !bytes.Contains(data[:min(len(data), 512)], []byte("OpusHead")) {
		return f, fmt.Errorf("%w (an Ogg file without Opus)", ErrUnknownFormat)
	}
	f.Codec, f.Rate = "opus", opusRate
	reader, header, err := oggreader.NewWith(bytes.NewReader(data))
	if err != nil {
		return f, fmt.Errorf("%w: Ogg header: %w", ErrDamaged, err)
	}
	f.Channels = int(header.Channels)
	stream, err := newOpusStream(sink, opusHead{channels: f.Channels, preSkip: int(header.PreSkip), gain: int(int16(header.OutputGain))})
	if err != nil {
		return f, err
	}
	granule := uint64(0)
	before := Format{} // what the recordings before this one had
	for {
		packet, page, err := reader.ParseNextPacket()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				stream.damaged++ // cut off: keep what came before
			}
			break
		}
		if hasPrefix(packet, "OpusTags") {
			continue
		}
		if head, ok := parseOpusHead(packet); ok { // another recording chained behind this one
			stream.trimTo(granule)
			before.Damaged, stream.damaged = before.Damaged+stream.damaged, 0
			if stream, err = newOpusStream(sink, head); err != nil {
				return f, err
			}
			granule = 0
			continue
		}
		if err := stream.packet(packet); err != nil {
			return f, err
		}
		granule = page.GranulePosition
	}
	stream.trimTo(granule)
	err = stream.finish(&f)
	f.Damaged += before.Damaged
	return f, err
}

// trimTo cuts the padding of the last packet, which is less than a packet or two; a
// granule that says otherwise (streams cut out of others) is not believed.
func (o *opusStream) trimTo(granule uint64) {
	if excess := o.decoded - int64(granule); granule > 0 && excess > 0 && excess <= 2*opusMaxPacket {
		o.sink.trimEnd(int(excess))
	}
}
