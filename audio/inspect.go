package audio

import (
	"context"
	"fmt"
	"io"

	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/mp4"
	"gendu/audio/wav"
)

// Inspection is what `gendu audio inspect` prints.
type Inspection struct {
	SourceInfo
	Bytes          int64        `json:"bytes"`
	Duration       float64      `json:"durationSeconds"` // to the sample
	Bitrate        int          `json:"bitrate,omitempty"`
	ConstantRate   bool         `json:"constantBitrate,omitempty"`
	BitratesSecond []int        `json:"bitratePerSecond,omitempty"`
	Frames         int          `json:"frames,omitempty"`
	VBRHeader      string       `json:"vbrHeader,omitempty"`
	Encoder        string       `json:"encoder,omitempty"`
	HasDelay       bool         `json:"hasDelay"`
	EncoderDelay   int          `json:"encoderDelay"`
	EncoderPadding int          `json:"encoderPadding"`
	Changes        []mp3.Change `json:"changes,omitempty"`
	Gaps           []mp3.Damage `json:"gaps,omitempty"`
	JunkRuns       int          `json:"junkRuns"`
	JunkBytes      int64        `json:"junkBytes"`
	CutFrames      int          `json:"cutFrames"`
	TagBytes       int64        `json:"tagBytes"`
	Listening      string       `json:"listening"` // "m4a", "aac" or "practice.wav"
	NoListening    string       `json:"noListening,omitempty"`
}

// Inspect tells what a file is and how it lies on the timeline, without decoding
// it. Only where its length is not written anywhere (formats read by conv) is the
// sound read to its end.
func Inspect(ctx context.Context, r io.ReaderAt, size int64, conv Converter) (*Inspection, error) {
	src, err := OpenSource(ctx, r, size, conv)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	in := &Inspection{SourceInfo: src.Info, Bytes: size}
	if src.Kind == "other" {
		if err := in.measure(src); err != nil {
			return nil, err
		}
	}
	in.Listening = "practice.wav"
	if src.Kind != "mp3" && conv != nil {
		in.Listening = "aac"
	}
	if x := src.Index(); x != nil {
		in.fromIndex(x)
	}
	if in.Rate > 0 {
		in.Duration = float64(in.Samples) / float64(in.Rate)
		in.DurationMS = dsp.SamplesToMS(in.Samples, in.Rate)
		in.Tags.FitChapters(in.DurationMS)
	}
	return in, nil
}

func (in *Inspection) measure(src *Source) error {
	pcm, err := src.PCM()
	if err != nil {
		return err
	}
	f := pcm.Format()
	in.Rate, in.Channels = f.Rate, f.Channels
	return dsp.EachBlock(pcm, func(block []float32) error {
		in.Samples += int64(len(block) / f.Channels)
		return nil
	})
}

func (in *Inspection) fromIndex(x *mp3.Index) {
	in.Bitrate, in.ConstantRate, in.BitratesSecond = x.Bitrate(), x.Constant(), x.BitratePerSecond()
	in.Frames, in.VBRHeader, in.Encoder = x.Frames(), x.VBRHeader, x.Encoder
	in.HasDelay, in.EncoderDelay, in.EncoderPadding = x.HasDelay, x.EncoderDelay, x.EncoderPadding
	in.Changes, in.Gaps = x.Changes, x.Damage
	in.JunkRuns, in.JunkBytes, in.CutFrames, in.TagBytes = x.JunkRuns, x.JunkBytes, x.CutFrames, x.TagBytes
	if err := mp4.Remuxable(x); err != nil {
		in.NoListening = err.Error()
	} else {
		in.Listening = "m4a"
	}
}

// WritePCM writes the canonical PCM of a source as 16-bit WAV, for `gendu audio
// pcm`. rate 0 keeps the source's rate and channels; any other rate gives mono.
// fromMS and toMS bound it on the canonical timeline; toMS 0 is the end. It returns
// the number of frames written.
func WritePCM(w io.Writer, src *Source, rate int, fromMS, toMS int64) (int64, error) {
	if rate < 0 || rate > 384000 || fromMS < 0 || toMS != 0 && toMS < fromMS {
		return 0, fmt.Errorf("audio: no such span or rate: %d Hz, %d to %d ms", rate, fromMS, toMS)
	}
	pcm, err := src.PCM()
	if err != nil {
		return 0, err
	}
	f := pcm.Format()
	out := dsp.PCMFormat{Rate: f.Rate, Channels: f.Channels}
	var rs *dsp.Resampler
	if rate != 0 {
		out = dsp.PCMFormat{Rate: rate, Channels: 1}
		if rate != f.Rate {
			rs = dsp.NewResampler(f.Rate, rate, 1)
		}
	}
	wav, err := wav.NewWriter(w, out.Rate, out.Channels)
	if err != nil {
		return 0, err
	}
	// The span is cut on the output's rate, so that it starts on the same sample
	// whatever comes before.
	c := spanWriter{wav: wav, channels: out.Channels, skip: msToSamples(fromMS, out.Rate), left: -1}
	if toMS > 0 {
		c.left = msToSamples(toMS, out.Rate) - c.skip
	}
	if err := c.copy(pcm, rs, rate != 0); err != nil {
		return wav.Frames(), err
	}
	return wav.Frames(), wav.Close()
}

func msToSamples(ms int64, rate int) int64 { return (ms*int64(rate) + 500) / 1000 }

// spanWriter passes on the frames of a span.
type spanWriter struct {
	wav        *wav.Writer
	channels   int
	skip, left int64 // frames; left < 0: to the end
	mono       []float32
}

func (c *spanWriter) copy(pcm dsp.PCMReader, rs *dsp.Resampler, mix bool) error {
	f := pcm.Format()
	err := dsp.EachBlock(pcm, func(block []float32) error {
		if c.left == 0 {
			return io.EOF
		}
		if mix {
			c.mono = dsp.MixDown(c.mono[:0], block, f.Channels)
			block = c.mono
		}
		if rs != nil {
			block = rs.Write(block)
		}
		return c.write(block)
	})
	if err == nil && rs != nil && c.left != 0 {
		return c.write(rs.Flush())
	}
	return err
}

func (c *spanWriter) write(block []float32) error {
	n := int64(len(block) / c.channels)
	drop := min(c.skip, n)
	c.skip -= drop
	block, n = block[drop*int64(c.channels):], n-drop
	if c.left >= 0 {
		n = min(n, c.left)
		c.left -= n
	}
	return c.wav.Write(block[:n*int64(c.channels)])
}
