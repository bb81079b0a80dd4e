package jobs

import (
	"context"
	"errors"
	"fmt"
	"os"

	"gendu"
	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/ffmpeg"
	"gendu/audio/mp3"
	"gendu/audio/wav"
	"gendu/installation"
	"gendu/internal/durable"
	"gendu/objects"
	"gendu/store"
)

// ingest turns an uploaded source into the objects that pages play and read.
type ingest struct {
	store     *store.Store
	bucket    *objects.Bucket
	converter audio.Converter // nil where ffmpeg is missing
	decoder   mp3.Engine
	tempDir   string // "" for the system's
}

func (w *ingest) work(ctx context.Context, this *run) error {
	row, err := w.store.Audio(ctx, this.job.SubjectID)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(w.tempDir, "gendu-ingest-")
	if durable.IsFull(err) {
		return installation.TempFull(err)
	}
	if err != nil {
		return fmt.Errorf("make a folder for derived audio: %w", err)
	}
	defer os.RemoveAll(dir)

	derived, err := w.derive(ctx, this, row, dir)
	if err != nil {
		return err
	}
	if err := w.keep(ctx, this, row, derived); err != nil {
		return err
	}
	if err := describe(row, derived); err != nil {
		return err
	}
	return w.store.FinishAudio(ctx, this.guard(), row)
}

func (w *ingest) derive(ctx context.Context, this *run, row *gendu.Audio, dir string) (*audio.Derived, error) {
	source, err := w.bucket.OpenAt(ctx, row.ObjectKey("source"))
	if err != nil {
		return nil, err
	}
	defer source.Close()
	derived, err := audio.Derive(ctx, source, source.Size(), dir, audio.DeriveOptions{
		Converter: w.converter,
		Decoder:   w.decoder,
		Progress:  this.tell,
	})
	if err != nil {
		return nil, sourceError(ctx, err)
	}
	if derived.FallbackSeconds > 0 {
		this.log.Info("audio's own decoder stood in for the one chosen", "audio", row.ID, "seconds", derived.FallbackSeconds, "because", derived.FallbackReason)
	}
	if derived.ListeningErr != nil {
		this.log.Warn("the listening file could not be encoded", "audio", row.ID, "err", derived.ListeningErr)
	}
	return derived, nil
}

// refusals are what is wrong with a file, which the host can fix. The most
// telling comes first, since an error may hold several.
var refusals = []struct {
	err      error
	sentence string
}{
	{audio.ErrNeedsFFmpeg, audio.ErrNeedsFFmpeg.Error()},
	{dsp.ErrTooLong, dsp.ErrTooLong.Error()},
	{dsp.ErrRate, dsp.ErrRate.Error()},
	{mp3.ErrTooManyChanges, mp3.ErrTooManyChanges.Error()},
	{mp3.ErrFreeFormat, mp3.ErrFreeFormat.Error()},
	{wav.ErrUnsupported, "this kind of WAV is not supported"},
	{wav.ErrDamaged, "the WAV file is damaged"},
	{wav.ErrNotWAV, "the WAV file is damaged"},
	{mp3.ErrOnlyTags, "it holds a tag with title and picture, and no audio; export it again"},
	{mp3.ErrNotMP3, "no MP3 sound was found in it"},
	{audio.ErrUnknownSource, audio.ErrUnknownSource.Error()},
	{ffmpeg.ErrFailed, "ffmpeg could not read it, it may be damaged"},
}

// sourceError gives what audio says of a source its kind: a refusal is final and has
// a sentence of its own, everything else is ours and worth another try. What audio
// and ffmpeg said in their own words goes to the log only.
func sourceError(ctx context.Context, err error) error {
	if ctx.Err() != nil || gendu.KindOf(err) != gendu.Internal {
		return err
	}
	if durable.IsFull(err) {
		return installation.TempFull(err)
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return gendu.Wrap(err, gendu.Invalid, "The audio cannot be used: "+r.sentence+".")
		}
	}
	return err
}

// keep puts the derived files into the object store. They are written again by
// the next try, with the same bytes.
func (w *ingest) keep(ctx context.Context, this *run, row *gendu.Audio, d *audio.Derived) error {
	files := []struct{ part, path string }{
		{"practice.wav", d.PracticeWAV},
		{"peaks.dat", d.Peaks},
		{"pitch.bin", d.Pitch},
		{"listening.m4a", d.ListeningM4A},
		{"cover", d.Cover},
	}
	for i, f := range files {
		this.tell("storing", float64(i)/float64(len(files)))
		if f.path == "" {
			continue // there is none
		}
		if err := w.bucket.PutFile(ctx, row.ObjectKey(f.part), f.path); err != nil {
			return fmt.Errorf("store %s: %w", f.part, err)
		}
	}
	this.tell("storing", 1)
	return nil
}

// describe writes what was found into the row.
func describe(row *gendu.Audio, d *audio.Derived) error {
	practice, err := os.Stat(d.PracticeWAV)
	if err != nil {
		return err
	}
	row.State = gendu.Ready
	row.Message = ""
	row.DurationMS = d.DurationMS
	row.PracticeLen = practice.Size()
	row.Warnings = d.Warnings
	row.Tags = tagsOf(d)
	row.Listening = ""
	if d.ListeningM4A != "" {
		row.Listening = "m4a"
	}
	return nil
}

// tagsOf is what the file says of itself.
func tagsOf(d *audio.Derived) gendu.Tags {
	s := gendu.Tags{Title: d.Tags.Title, Artist: d.Tags.Artist, Album: d.Tags.Album, CoverType: d.CoverType}
	for _, c := range d.Tags.Chapters {
		s.Chapters = append(s.Chapters, gendu.Chapter(c))
	}
	return s
}
