package mp3

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"gendu/audio/dsp"
	"gendu/audio/tags"
)

// What Scan and the decoders refuse. They come wrapped with a byte offset.
var (
	// ErrNotMP3 says that no two consistent Layer III headers were found.
	ErrNotMP3 = errors.New("not an MP3 file")
	// ErrOnlyTags says that there is nothing beside tags. It is an ErrNotMP3.
	ErrOnlyTags = fmt.Errorf("%w: it holds a tag with title and picture, and no audio", ErrNotMP3)
	// ErrFreeFormat says that the frames neither state their bit rate nor have one length.
	ErrFreeFormat = errors.New("free-format MP3 (no bit rate in its headers) whose frames have no common length; re-encode it with a stated bit rate")
	// ErrTooManyChanges says that rate or channels change so often that the file is no
	// recording of anything.
	ErrTooManyChanges = errors.New("sampling rate or channels change thousands of times")
)

// decoderDelay is the delay of every Layer III decoder in samples (ISO 11172-3
// synthesis: 528, and the one sample by which LAME's convention differs). It is
// added to LAME's encoder delay at the start and taken from its padding at the end.
const decoderDelay = 528 + 1

// maxFrames bounds the index: 12 h of the shortest frames (24 ms), 16 bytes each.
const maxFrames = 12 * 3600 * 1000 / 24

// maxRuns bounds how often rate or channels may change: each change costs a resampler.
const maxRuns = 2000

// maxDamage bounds the list of damaged places; the counts go on.
const maxDamage = 200

const (
	frameCut   = 1 << iota // bytes of the frame are missing: silence of its length
	frameShape             // the header states other channels than those around: silence of its length
	frameInfo              // a later Xing/Info frame (joined files): silence of its length
)

// indexFrame is one entry of the index, 16 bytes. Nine of the header's eleven sync
// bits hold main_data_begin instead.
type indexFrame struct {
	off   int64
	word  uint32
	size  uint16 // bytes present in the file
	flags uint8
}

func (f indexFrame) header() Header { return Header(f.word | syncMask) }
func (f indexFrame) mainBegin() int { return int(f.word >> 21 & 511) }
func (f indexFrame) whole() bool    { return f.flags == 0 }

func newIndexFrame(off int64, h Header, size, mainBegin int, flags uint8) indexFrame {
	w := uint32(h)&^uint32(syncMask) | uint32(mainBegin&511)<<21
	return indexFrame{off: off, word: w, size: uint16(size), flags: flags}
}

// frameRun is a stretch of frames with one sampling rate and channel count.
type frameRun struct {
	first, count   int
	rate, channels int
	perFrame       int   // samples of a frame at the run's own rate
	start          int64 // untrimmed position on the canonical rate
	length         int64 // samples on the canonical rate
}

// Damage is one place where the file is not a clean stream.
type Damage struct {
	Offset int64  `json:"offset"` // in bytes
	Bytes  int64  `json:"bytes"`
	Kind   string `json:"kind"` // "junk": dropped; the others: silence of its length
}

// The kinds of damage.
const (
	damagedJunk   = "junk"
	damagedCut    = "cut frame"
	damagedHeader = "damaged header"
)

// Change is a place where sampling rate or channel count change.
type Change struct {
	Frame    int   `json:"frame"`
	Offset   int64 `json:"offset"`
	Rate     int   `json:"rate"`
	Channels int   `json:"channels"`
}

// Index is what Scan learns of an MP3 file: where every frame lies and how the
// canonical timeline is cut out of them.
//
// The canonical PCM has the rate of the first frame and the most channels of any.
// Samples start EncoderDelay+529 into the decoded frames where a LAME tag gives a
// delay, else at their first; the same at the end with EncoderPadding-529. That is
// what ffmpeg and mpg123 do; without a LAME tag neither trims anything.
type Index struct {
	Size     int64  `json:"bytes"`
	MPEG     string `json:"mpeg"`
	Rate     int    `json:"rate"`
	Channels int    `json:"channels"`
	// VBRHeader is "Xing", "Info", "VBRI" or empty; that frame is no audio.
	VBRHeader      string    `json:"vbrHeader,omitempty"`
	Encoder        string    `json:"encoder,omitempty"`
	HasDelay       bool      `json:"hasDelay"` // a LAME tag states delay and padding
	EncoderDelay   int       `json:"encoderDelay"`
	EncoderPadding int       `json:"encoderPadding"`
	Tags           tags.Tags `json:"tags"`
	Changes        []Change  `json:"changes,omitempty"`
	Damage         []Damage  `json:"damage,omitempty"` // the first 200 places
	JunkRuns       int       `json:"junkRuns"`
	JunkBytes      int64     `json:"junkBytes"`
	CutFrames      int       `json:"cutFrames"` // or with a damaged header
	TagBytes       int64     `json:"tagBytes"`

	freeSize     int   // bytes of an unpadded frame in free format; 0: none is
	statedFrames int64 // by the Xing header; 0: not stated
	frames       []indexFrame
	runs         []frameRun
	trimStart    int64
	samples      int64
	audioBytes   int64
	joined       int // Info frames inside the stream
	warnings     []string
}

// Frames is how many audio frames the file holds.
func (x *Index) Frames() int { return len(x.frames) }

// Samples is the length of the canonical PCM, in samples of each channel.
func (x *Index) Samples() int64 { return x.samples }

// DurationMS is the length of the canonical PCM rounded to milliseconds.
func (x *Index) DurationMS() int64 { return dsp.SamplesToMS(x.samples, x.Rate) }

// Duration is the length of the canonical PCM.
func (x *Index) Duration() time.Duration {
	return time.Duration(float64(x.samples) / float64(x.Rate) * float64(time.Second))
}

// Bitrate is the average of the audio frames in bits per second.
func (x *Index) Bitrate() int {
	var seconds float64
	for _, r := range x.runs {
		seconds += float64(r.count) * float64(r.perFrame) / float64(r.rate)
	}
	if seconds == 0 {
		return 0
	}
	return int(float64(x.audioBytes)*8/seconds + 0.5)
}

// BitratePerSecond is the average bit rate of each second of the file in bits per
// second; a frame counts where it starts. The first second holds the delay too.
func (x *Index) BitratePerSecond() []int {
	var out []int
	var at, span float64 // seconds
	for _, r := range x.runs {
		span = float64(r.perFrame) / float64(r.rate)
		for _, f := range x.frames[r.first : r.first+r.count] {
			for int(at) >= len(out) {
				out = append(out, 0)
			}
			out[int(at)] += x.sizeOf(f.header()) * 8
			at += span
		}
	}
	if n := len(out); n > 0 {
		if rest := at - float64(n-1); rest > 0 && rest < 1 {
			out[n-1] = int(float64(out[n-1])/rest + 0.5)
		}
	}
	return out
}

// Constant tells whether all frames state the same bit rate.
func (x *Index) Constant() bool {
	for _, f := range x.frames {
		if f.header().Bitrate() != x.frames[0].header().Bitrate() {
			return false
		}
	}
	return true
}

// Warnings says in sentences what a host should know of the file.
func (x *Index) Warnings() []string {
	w := append([]string(nil), x.warnings...)
	if x.JunkRuns > 0 {
		w = append(w, fmt.Sprintf("dropped %s in %s that are no MP3 frames, the first at byte %d", several(x.JunkBytes, "byte", "bytes"), several(x.JunkRuns, "place", "places"), x.firstDamage(damagedJunk)))
	}
	if x.CutFrames > 0 {
		w = append(w, fmt.Sprintf("%s cut short or damaged, which plays as silence, the first at byte %d", several(x.CutFrames, "frame is", "frames are"), x.firstDamage(damagedCut, damagedHeader)))
	}
	if x.joined > 0 {
		w = append(w, fmt.Sprintf("several MP3 files were joined: %s inside, each a frame of silence", several(x.joined, "header", "headers")))
	}
	if len(x.Changes) > 0 {
		c := x.Changes[0]
		w = append(w, fmt.Sprintf("sampling rate or channels change %s, first at byte %d to %d Hz and %s", several(len(x.Changes), "time", "times"), c.Offset, c.Rate, several(c.Channels, "channel", "channels")))
	}
	return w
}

// several counts in words.
func several[N int | int64](n N, one, more string) string {
	if n == 1 {
		more = one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func (x *Index) firstDamage(kinds ...string) int64 {
	for _, d := range x.Damage {
		if slices.Contains(kinds, d.Kind) {
			return d.Offset
		}
	}
	return 0
}

func (x *Index) addDamage(d Damage) {
	if len(x.Damage) < maxDamage {
		x.Damage = append(x.Damage, d)
	}
}

// finish derives runs, changes and the trimmed length from the frames. Error:
// ErrTooManyChanges.
func (x *Index) finish() error {
	for i, f := range x.frames {
		h := f.header()
		x.audioBytes += int64(f.size)
		if f.flags&frameInfo != 0 {
			x.joined++
		}
		n := len(x.runs)
		if n > 0 && x.runs[n-1].rate == h.Rate() && x.runs[n-1].channels == h.channels() && x.runs[n-1].perFrame == h.Samples() {
			x.runs[n-1].count++
			continue
		}
		if n == maxRuns {
			return fmt.Errorf("%w, the last that was counted at byte %d", ErrTooManyChanges, f.off)
		}
		x.runs = append(x.runs, frameRun{first: i, count: 1, rate: h.Rate(), channels: h.channels(), perFrame: h.Samples()})
		if n > 0 && len(x.Changes) < maxDamage {
			x.Changes = append(x.Changes, Change{Frame: i, Offset: f.off, Rate: h.Rate(), Channels: h.channels()})
		}
	}
	first := x.frames[0].header()
	x.MPEG, x.Rate = mpegName(first), first.Rate()
	var total int64
	for i := range x.runs {
		r := &x.runs[i]
		x.Channels = max(x.Channels, r.channels)
		own := int64(r.count) * int64(r.perFrame)
		r.start, r.length = total, (own*int64(x.Rate)+int64(r.rate)/2)/int64(r.rate)
		total += r.length
	}
	x.trim(total, first.Samples())
	return nil
}

// trim applies the LAME tag. The padding is cut at the place where the tag says
// that the stream ends, as ffmpeg does: a file cut short has lost its padding
// first, and a file with more frames than stated was joined to something else.
func (x *Index) trim(total int64, perFrame int) {
	end := total
	if x.HasDelay {
		x.trimStart = min(int64(x.EncoderDelay+decoderDelay), total)
		if stated := x.statedFrames * int64(perFrame); x.statedFrames > 0 && stated >= total && len(x.runs) == 1 {
			end = min(total, stated-int64(max(x.EncoderPadding-decoderDelay, 0)))
		}
	}
	x.samples = max(end-x.trimStart, 0)
}

// Frame is one audio frame of an Index.
type Frame struct {
	Offset int64 // of its first byte in the file
	Bytes  int   // of it that the file holds
	Header Header
	Intact bool // neither cut short nor with a damaged header
}

// Frame is frame i; there are [Index.Frames] of them.
func (x *Index) Frame(i int) Frame {
	f := x.frames[i]
	return Frame{Offset: f.off, Bytes: int(f.size), Header: f.header(), Intact: f.flags&(frameCut|frameShape) == 0}
}

// TrimStart is how many decoded samples of each channel come before the canonical PCM.
func (x *Index) TrimStart() int64 { return x.trimStart }

// FreeFormat says whether the frames state no bit rate.
func (x *Index) FreeFormat() bool { return x.freeSize > 0 }
