package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"gendu"
	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/ffmpeg"
	"gendu/audio/tags"
	"gendu/audio/wav"
)

// TestSourceError: what is wrong with a file is said in a sentence of ours; all else is
// tried again and never shown.
func TestSourceError(t *testing.T) {
	t.Parallel()
	const general = "Something went wrong on our side. Please try again; if it stays, tell an administrator."
	for name, c := range map[string]struct {
		err     error
		kind    gendu.Kind
		message string
	}{
		"no audio":       {fmt.Errorf("%w (3 bytes)", audio.ErrUnknownSource), gendu.Invalid, "The audio cannot be used: not an audio format that gendu reads: upload MP3, WAV, M4A, Ogg, Opus, FLAC or WebM."},
		"no ffmpeg":      {fmt.Errorf("%w: %w", wav.ErrUnsupported, audio.ErrNeedsFFmpeg), gendu.Invalid, "The audio cannot be used: " + audio.ErrNeedsFFmpeg.Error() + "."},
		"damaged":        {fmt.Errorf("%w at byte 77", wav.ErrDamaged), gendu.Invalid, "The audio cannot be used: the WAV file is damaged."},
		"too long":       {dsp.ErrTooLong, gendu.Invalid, "The audio cannot be used: the audio is longer than 12 hours."},
		"a rate":         {fmt.Errorf("%w: 1 Hz", dsp.ErrRate), gendu.Invalid, "The audio cannot be used: the sampling rate is not between 4 and 768 kHz."},
		"ffmpeg's words": {fmt.Errorf("%w: /dev/fd/3: moov atom not found at 0x5581", ffmpeg.ErrFailed), gendu.Invalid, "The audio cannot be used: ffmpeg could not read it, it may be damaged."},
		"killed":         {ffmpeg.ErrStopped, gendu.Internal, general},
		"deadline":       {context.DeadlineExceeded, gendu.Internal, general},
		"a full disk":    {&fs.PathError{Op: "write", Path: "/var/lib/x", Err: errors.New("no space left on device")}, gendu.Internal, general},
		"a short read":   {io.ErrUnexpectedEOF, gendu.Internal, general},
		"the store":      {gendu.Errorf(gendu.Unavailable, "The store is away."), gendu.Unavailable, "The store is away."},
	} {
		err := sourceError(t.Context(), c.err)
		if gendu.KindOf(err) != c.kind || gendu.MessageOf(err) != c.message || !errors.Is(err, c.err) {
			t.Errorf("%s: %s %q, want %s %q", name, gendu.KindOf(err), gendu.MessageOf(err), c.kind, c.message)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := sourceError(ended, dsp.ErrTooLong); gendu.KindOf(err) != gendu.Internal {
		t.Errorf("a stopped job blames the file: %v", err)
	}
}

// TestDescribe writes into the row what audio found.
func TestDescribe(t *testing.T) {
	t.Parallel()
	practice := filepath.Join(t.TempDir(), "practice.wav")
	if err := os.WriteFile(practice, make([]byte, 144), 0o600); err != nil {
		t.Fatal(err)
	}
	var row gendu.Audio
	err := describe(&row, &audio.Derived{
		PracticeWAV: practice, DurationMS: 2, ListeningM4A: "x", CoverType: "image/png", Warnings: []string{"odd"},
		Tags: tags.Tags{Title: "T", Artist: "A", Album: "B", Chapters: []tags.Chapter{{StartMS: 1, EndMS: 2, Title: "C"}}, Cover: &tags.Cover{Offset: 9, Bytes: 9, MIME: "text/html"}},
	})
	if err != nil || row.State != gendu.Ready || row.PracticeLen != 144 || row.Listening != "m4a" || row.DurationMS != 2 {
		t.Errorf("%+v, %v", row, err)
	}
	want := gendu.Tags{Title: "T", Artist: "A", Album: "B", Chapters: []gendu.Chapter{{StartMS: 1, EndMS: 2, Title: "C"}}, CoverType: "image/png"}
	if !reflect.DeepEqual(row.Tags, want) {
		t.Errorf("%+v, want %+v", row.Tags, want)
	}
}
