package audio

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gendu/audio/blocks"
	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/tags"
	"gendu/audio/wav"
)

// What OpenSource refuses.
var (
	// ErrNeedsFFmpeg says that a format is known but needs ffmpeg to be read.
	ErrNeedsFFmpeg = errors.New("this format needs ffmpeg, which is not installed; install it (Debian: apt-get install ffmpeg) or upload MP3 or WAV")
	// ErrUnknownSource says that the content is no audio format that gendu reads.
	ErrUnknownSource = errors.New("not an audio format that gendu reads: upload MP3, WAV, M4A, Ogg, Opus, FLAC or WebM")
)

// Converter reads and makes what the package cannot by itself. audio/ffmpeg has one.
type Converter interface {
	// Decode starts converting the source, whose container is named as ffmpeg names
	// it, to PCM at its own rate with at most two channels. ErrRefused is in the chain of
	// what it and the stream say where the source is at fault.
	Decode(ctx context.Context, r io.ReaderAt, size int64, format string) (PCMStream, error)
	// EncodeAAC starts writing AAC in MP4, ready for streaming, to the file path.
	EncodeAAC(ctx context.Context, f dsp.PCMFormat, path string) (PCMEncoder, error)
}

// PCMStream is a dsp.PCMReader that holds something open.
type PCMStream interface {
	dsp.PCMReader
	io.Closer
}

// PCMEncoder takes interleaved PCM. Only after a Close without error is the file
// whole.
type PCMEncoder interface {
	Write(interleaved []float32) error
	Close() error
}

// SourceInfo is what is known of a source without decoding it.
type SourceInfo struct {
	Kind       string    `json:"kind"`   // "mp3", "wav" or "other"
	Format     string    `json:"format"` // "MPEG-1 Layer III", "WAV", or ffmpeg's name of the container
	Rate       int       `json:"rate,omitempty"`
	Channels   int       `json:"channels,omitempty"`
	Samples    int64     `json:"samples,omitempty"` // 0: not known before decoding
	DurationMS int64     `json:"durationMs,omitempty"`
	Warnings   []string  `json:"warnings,omitempty"`
	Tags       tags.Tags `json:"tags"`
}

// Source is an uploaded file of whatever format, opened.
type Source struct {
	Kind string
	Info SourceInfo
	// Decode is how PCM decodes an MP3 source; set it before.
	Decode mp3.DecodeOptions

	ctx       context.Context
	r         io.ReaderAt
	size      int64
	index     *mp3.Index
	converter Converter
	front     tags.Tags // of a tag in front of a container that is not MP3
	open      []io.Closer
}

// OpenSource finds out by its content what a file is and indexes it. MP3 and WAV
// are read natively, everything else by conv, which may be nil.
//
// Errors: ErrNeedsFFmpeg, ErrUnknownSource, mp3.ErrNotMP3, mp3.ErrFreeFormat and those of
// wav.Open, with the byte offset; the context's and the reader's own.
func OpenSource(ctx context.Context, r io.ReaderAt, size int64, conv Converter) (*Source, error) {
	s := &Source{ctx: ctx, r: r, size: size, converter: conv}
	format, at, err := sniffSource(r, size)
	if err != nil {
		return nil, err
	}
	if at > 0 && format != "mp3" && format != "?" && format != "" { // a tag in front of another container
		s.r, s.size = io.NewSectionReader(r, at, size-at), size-at
		s.front = tags.Front(r, at)
	}
	switch format {
	case "":
		return nil, ErrUnknownSource
	case "wav":
		err = s.openWAV()
	case "mp3", "?":
		err = s.openMP3(format)
	default:
		err = s.openOther(format, nil)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Source) openMP3(format string) error {
	x, err := mp3.Scan(s.ctx, s.r, s.size)
	switch {
	case err == nil:
	case errors.Is(err, mp3.ErrOnlyTags):
		return err
	case errors.Is(err, mp3.ErrNotMP3) && format == "?":
		return ErrUnknownSource
	case errors.Is(err, mp3.ErrNotMP3) && s.converter != nil:
		return s.openOther("mp3", []string{err.Error() + "; converted by ffmpeg"})
	default:
		return err
	}
	s.index, s.Kind = x, "mp3"
	s.Info = SourceInfo{
		Kind: "mp3", Format: x.MPEG, Rate: x.Rate, Channels: x.Channels,
		Samples: x.Samples(), DurationMS: x.DurationMS(), Warnings: x.Warnings(), Tags: x.Tags,
	}
	return nil
}

func (s *Source) openWAV() error {
	w, err := wav.Open(s.r, s.size)
	if errors.Is(err, wav.ErrUnsupported) && s.converter != nil {
		return s.openOther("wav", nil)
	}
	if errors.Is(err, wav.ErrUnsupported) {
		return fmt.Errorf("%w: %w", err, ErrNeedsFFmpeg)
	}
	if err != nil {
		return err
	}
	s.Kind = "wav"
	f := w.Format()
	s.Info = SourceInfo{
		Kind: "wav", Format: "WAV", Rate: f.Rate, Channels: f.Channels,
		Samples: w.Frames(), DurationMS: dsp.SamplesToMS(w.Frames(), f.Rate), Tags: tags.Read("wav", s.r, s.size).Or(s.front),
	}
	s.Info.Tags.FitChapters(s.Info.DurationMS)
	return nil
}

func (s *Source) openOther(format string, warnings []string) error {
	if s.converter == nil {
		return fmt.Errorf("%s: %w", format, ErrNeedsFFmpeg)
	}
	s.Kind = "other"
	s.Info = SourceInfo{Kind: "other", Format: format, Warnings: warnings, Tags: tags.Read(format, s.r, s.size).Or(s.front)}
	return nil
}

// Index is the index of an MP3 source, else nil.
func (s *Source) Index() *mp3.Index { return s.index }

// PCM starts reading the canonical PCM from its first sample. Each call starts
// again; Close ends them all.
func (s *Source) PCM() (dsp.PCMReader, error) {
	switch s.Kind {
	case "mp3":
		d, err := mp3.NewDecoder(s.ctx, s.r, s.index, s.Decode)
		if err != nil {
			return nil, err
		}
		s.open = append(s.open, d)
		return d, nil
	case "wav":
		return wav.Open(s.r, s.size)
	default:
		c, err := s.converter.Decode(s.ctx, s.r, s.size, s.Info.Format)
		if err != nil {
			return nil, err
		}
		s.open = append(s.open, c)
		return c, nil
	}
}

// Close ends what PCM started.
func (s *Source) Close() error {
	var errs []error
	for _, c := range s.open {
		errs = append(errs, c.Close())
	}
	s.open = nil
	return errors.Join(errs...)
}

// sniffSource names the container by its first bytes: "mp3", "wav", another name
// that ffmpeg knows, "?" for what may be MP3 behind junk, "" for what is no audio. at is where it begins,
// behind tags.
func sniffSource(r io.ReaderAt, size int64) (format string, at int64, err error) {
	for range tags.MaxTags {
		b := make([]byte, min(64, size-at))
		if len(b) < 4 {
			return "", 0, fmt.Errorf("%w (%d bytes)", ErrUnknownSource, size)
		}
		if err := blocks.ReadFull(r, b, at); err != nil {
			return "", 0, err
		}
		n := tags.Length(b, size-at)
		if n == 0 || at+n >= size || string(b[:3]) == "TAG" {
			return Sniff(b, at > 0 || n > 0), at, nil
		}
		at += n
	}
	return "mp3", at, nil
}

// Sniff names what begins with b; tagged says that an ID3 or APE tag went before.
func Sniff(b []byte, tagged bool) string {
	s := string(b)
	at := func(i int, names ...string) bool {
		for _, n := range names {
			if len(s) >= i+len(n) && s[i:i+len(n)] == n {
				return true
			}
		}
		return false
	}
	switch {
	case at(0, "RIFF", "RF64", "RIFX", "BW64") && at(8, "WAVE"):
		return "wav"
	case at(0, "OggS"):
		return "ogg"
	case at(0, "fLaC"):
		return "flac"
	case at(0, "\x1a\x45\xdf\xa3"):
		return "matroska"
	case at(4, "ftyp", "moov", "mdat", "wide") && b[0] == 0:
		return "mov"
	case at(0, "FORM") && at(8, "AIFF", "AIFC"):
		return "aiff"
	case at(0, "caff"):
		return "caf"
	case at(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"):
		return "asf"
	case len(b) > 1 && b[0] == 0xff && b[1]&0xf6 == 0xf0:
		return "aac"
	case len(b) > 1 && b[0] == 0xff && b[1]&0xe0 == 0xe0, tagged:
		return "mp3"
	case at(0, "#EXTM3U", "ffconcat", "[playlist]", "<?xml"):
		return "" // lists of other files
	}
	return "?"
}

// mayBeMP3 tells whether frames begin in what may go before them.
func mayBeMP3(ctx context.Context, r io.ReaderAt, size int64) (bool, error) {
	_, err := mp3.Scan(ctx, r, min(size, mp3.MaxLeadingJunk+64<<10))
	if errors.Is(err, mp3.ErrNotMP3) {
		return false, nil
	}
	if errors.Is(err, mp3.ErrFreeFormat) || errors.Is(err, mp3.ErrTooManyChanges) || errors.Is(err, dsp.ErrTooLong) {
		err = nil // the scan of the whole says so
	}
	return true, err
}

// ErrRefused is in the chain of what a Converter says where a source is at fault, and
// not the machine that should convert it.
var ErrRefused = errors.New("it cannot be converted")
