package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"gendu"
	"gendu/audio"
	"gendu/objects"
	"gendu/practice"
	"gendu/store"
	"gendu/transcripts"
)

// takeStore is what a comparison needs of the database.
type takeStore interface {
	Take(ctx context.Context, id gendu.ID) (*gendu.Take, error)
	Episode(ctx context.Context, id gendu.ID) (*gendu.Episode, error)
	Show(ctx context.Context, id gendu.ID) (*gendu.Show, error)
	CueOf(ctx context.Context, episodeID, cueID gendu.ID, revision int) (*gendu.Cue, error)
	PutComparison(ctx context.Context, g store.JobGuard, c *gendu.Comparison) error
}

// compare says how a take differs from the cue it was made against.
type compare struct {
	store  takeStore
	bucket *objects.Bucket
	// converter reads takes in AAC; nil where ffmpeg is missing.
	converter audio.Converter
}

// mostTake bounds what is read of a take; the server accepts no larger one.
const mostTake = 16 << 20

func (w *compare) work(ctx context.Context, this *run) error {
	take, err := w.store.Take(ctx, this.job.SubjectID)
	if err != nil {
		return err
	}
	if !take.DeletedAt.IsZero() {
		return nil // nothing to say of a take that is gone
	}
	said, err := w.recording(ctx, take)
	if err != nil {
		return err
	}
	ref, err := w.reference(ctx, take)
	if err != nil {
		return err
	}
	result, err := practice.Compare(*ref, said, practice.Options{Shadow: take.Mode == gendu.Shadow})
	if errors.Is(err, practice.ErrNoReference) || errors.Is(err, practice.ErrTooLong) {
		return &gendu.Error{Kind: gendu.Invalid, Message: "The recording can not be compared: " + err.Error(), Err: err}
	}
	if err != nil {
		return err
	}
	b, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return w.store.PutComparison(ctx, this.guard(), &gendu.Comparison{
		TakeID: take.ID, Revision: take.Revision, State: gendu.Ready, JSON: string(b),
	})
}

func (w *compare) recording(ctx context.Context, take *gendu.Take) (audio.Signal, error) {
	body, _, err := w.bucket.Get(ctx, take.ObjectKey(), 0, -1)
	if err != nil {
		return audio.Signal{}, err
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, mostTake+1))
	if err != nil {
		return audio.Signal{}, err
	}
	said, _, err := audio.DecodeTakeWith(ctx, w.converter, data)
	if ctx.Err() != nil {
		return audio.Signal{}, ctx.Err()
	}
	if err != nil {
		return audio.Signal{}, &gendu.Error{Kind: gendu.Invalid, Message: "The recording can not be read: " + err.Error(), Err: err}
	}
	return said, nil
}

// reference is the clip of the cue as it was when the take was made.
func (w *compare) reference(ctx context.Context, take *gendu.Take) (*practice.Reference, error) {
	row := gendu.Audio{ID: take.AudioID}
	blob, err := w.bucket.OpenAt(ctx, row.ObjectKey("practice.wav"))
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	clip, err := audio.ReadWAVSpan(blob, blob.Size(), take.CueStartMS, take.CueEndMS)
	if err != nil {
		return nil, fmt.Errorf("practice.wav of audio %s: %w", take.AudioID, err)
	}
	lang, err := w.language(ctx, take)
	if err != nil {
		return nil, err
	}
	words, err := w.words(ctx, take)
	if err != nil {
		return nil, err
	}
	return &practice.Reference{Audio: clip, Text: take.CueText, Lang: lang, Words: words}, nil
}

// language is the show's; of an episode that is deleted meanwhile, none is known.
func (w *compare) language(ctx context.Context, take *gendu.Take) (string, error) {
	episode, err := w.store.Episode(ctx, take.EpisodeID)
	if gendu.KindOf(err) == gendu.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	show, err := w.store.Show(ctx, episode.ShowID)
	if err != nil {
		return "", err
	}
	return show.Language, nil
}

// words are the cue's word times, moved to the clip's start.
func (w *compare) words(ctx context.Context, take *gendu.Take) ([]transcripts.Word, error) {
	cue, err := w.store.CueOf(ctx, take.EpisodeID, take.CueID, take.Revision)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	words := make([]transcripts.Word, 0, len(cue.Words))
	for _, word := range cue.Words {
		words = append(words, transcripts.Word{Text: word.Text, StartMS: word.StartMS - take.CueStartMS, EndMS: word.EndMS - take.CueStartMS})
	}
	return words, nil
}

func (w *compare) giveUp(ctx context.Context, this *run, message string) error {
	take, err := w.store.Take(ctx, this.job.SubjectID)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	err = w.store.PutComparison(ctx, this.guard(), &gendu.Comparison{
		TakeID: take.ID, Revision: take.Revision, State: gendu.Failed, Message: message,
	})
	if errors.Is(err, store.ErrGone) {
		return nil
	}
	return err
}
