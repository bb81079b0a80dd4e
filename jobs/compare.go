package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"gendu"
	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/take"
	"gendu/audio/wav"
	"gendu/judging"
	"gendu/lang"
	"gendu/objects"
	"gendu/practice"
	"gendu/pronunciation"
	"gendu/publishing"
	"gendu/store/jobqueue"
	"gendu/transcripts/alignment"
)

// takeStore is what a comparison needs of the database. A test deletes the take
// between two of its calls.
type takeStore interface {
	Take(ctx context.Context, id gendu.ID) (*gendu.Take, error)
	Episode(ctx context.Context, id gendu.ID) (*gendu.Episode, error)
	Show(ctx context.Context, id gendu.ID) (*gendu.Show, error)
	Transcript(ctx context.Context, id gendu.ID) (*gendu.Transcript, error)
	SubjectOf(ctx context.Context, t *gendu.Take) (*gendu.Cue, error)
	SubjectIn(ctx context.Context, t *gendu.Take, revision int) (*gendu.Cue, error)
	Comparisons(ctx context.Context, takeID gendu.ID) ([]*gendu.Compared, error)
	PutComparison(ctx context.Context, g jobqueue.JobGuard, c *gendu.Compared) error
	Voice(ctx context.Context, userID gendu.ID) (*gendu.Voice, error)
	PutVoice(ctx context.Context, v *gendu.Voice) error
	PutSounds(ctx context.Context, g jobqueue.JobGuard, takeID gendu.ID, sounds []gendu.SaidSound) error
}

// compare says how a take differs from the cue it was made against, and where that was
// timed again since, from the cue as it is now.
type compare struct {
	store  takeStore
	bucket *objects.Bucket
	// converter reads takes in AAC; nil where ffmpeg is missing.
	converter audio.Converter
	// decoded has the takes that came to this process; nil where there are none.
	decoded *take.Decoded
	// judge has the phone model where it is installed.
	judge *judging.Judge
	// tones reads the tones of characters; nil where espeak-ng is missing.
	tones toneReader
}

// toneReader knows in which tones Mandarin reads the Chinese characters of a text.
type toneReader interface {
	Tones(ctx context.Context, text string) ([]int, error)
}

// against is what a take is compared with.
type against struct {
	publishing.Sound
	revision int
	text     string
}

func (w *compare) work(ctx context.Context, this *run) error {
	take, err := w.store.Take(ctx, this.job.SubjectID)
	if err != nil {
		return err
	}
	if !take.DeletedAt.IsZero() {
		return nil // nothing to say of a take that is gone
	}
	err = w.answer(ctx, this, take)
	if gendu.KindOf(err) == gendu.NotFound && w.deleted(ctx, take.ID) {
		return nil // it went meanwhile
	}
	return err
}

func (w *compare) deleted(ctx context.Context, id gendu.ID) bool {
	take, err := w.store.Take(ctx, id)
	return err == nil && !take.DeletedAt.IsZero()
}

// answer compares a take with all that it has to be compared with.
func (w *compare) answer(ctx context.Context, this *run, take *gendu.Take) error {
	wanted, err := w.wanted(ctx, take)
	if err != nil || len(wanted) == 0 {
		return err
	}
	said, err := w.recording(ctx, take)
	if err != nil {
		return err
	}
	for _, a := range wanted {
		err := w.compare(ctx, this, take, said, a)
		if gendu.KindOf(err) == gendu.Invalid && a.revision != take.Revision {
			continue // what was said of the take as it was made stays
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// wanted is what a take has to be compared with and was not yet: the cue as it was
// when the take was made, and as it is now where it has moved since.
func (w *compare) wanted(ctx context.Context, take *gendu.Take) ([]against, error) {
	have, err := w.ready(ctx, take)
	if err != nil {
		return nil, err
	}
	cue, err := w.made(ctx, take)
	if err != nil {
		return nil, err
	}
	made := against{publishing.SoundOf(take, cue), take.Revision, take.CueText}
	var out []against
	if !have[made.revision] {
		out = append(out, made)
	}
	now, audio, err := w.current(ctx, take)
	switch {
	case gendu.KindOf(err) == gendu.NotFound:
		return out, nil // the episode or the sentence is gone
	case err != nil:
		return nil, err
	case now.Revision > made.revision && !have[now.Revision] && publishing.CompareAgain(publishing.Made{Take: take, Cue: cue}, audio, now):
		out = append(out, against{publishing.SoundNow(audio, now), now.Revision, now.Text})
	}
	return out, nil
}

// ready says of which revisions there is an answer.
func (w *compare) ready(ctx context.Context, take *gendu.Take) (map[int]bool, error) {
	list, err := w.store.Comparisons(ctx, take.ID)
	have := map[int]bool{}
	for _, c := range list {
		have[c.Revision] = c.State == gendu.Ready && c.Comparison != nil && c.Comparison.Method >= practice.Method // a newer method replaces it
	}
	return have, err
}

// made is the cue as it was when the take was made; nil where that is not known any
// more.
func (w *compare) made(ctx context.Context, take *gendu.Take) (*gendu.Cue, error) {
	cue, err := w.store.SubjectOf(ctx, take)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	return cue, err
}

// current is the cue of a take in the transcript that is in use, and the audio in
// which it is heard. NotFound where there is none.
func (w *compare) current(ctx context.Context, take *gendu.Take) (*gendu.Cue, gendu.ID, error) {
	episode, err := w.store.Episode(ctx, take.EpisodeID)
	if err != nil {
		return nil, "", err
	}
	transcript, err := w.store.Transcript(ctx, episode.TranscriptID)
	if err != nil {
		return nil, "", err
	}
	audio := transcript.AudioID
	if audio == "" {
		audio = episode.AudioID
	}
	cue, err := w.store.SubjectIn(ctx, take, transcript.Revision)
	return cue, audio, err
}

// compare makes and keeps one comparison.
func (w *compare) compare(ctx context.Context, this *run, take *gendu.Take, said dsp.Signal, a against) error {
	ref, err := w.reference(ctx, take, a)
	if err != nil {
		return err
	}
	voice, err := w.voice(ctx, take)
	if err != nil {
		return err
	}
	result, err := w.judge.Compare(ctx, *ref, said, practice.Options{Shadow: take.Mode == gendu.Shadow, Speed: take.Speed, ClipStartMS: take.ClipStartMS}, voice)
	if errors.Is(err, practice.ErrNoReference) || errors.Is(err, practice.ErrTooLong) {
		return &gendu.Error{Kind: gendu.Invalid, Message: "The recording cannot be compared: " + err.Error(), Err: err}
	}
	if err != nil {
		return err
	}
	result.Against = &gendu.Against{AudioID: a.AudioID, StartMS: a.StartMS, EndMS: a.EndMS}
	own := a.revision == take.Revision
	if own {
		// Before the comparison, after which the job counts as done.
		if err := w.store.PutSounds(ctx, this.guard(), take.ID, soundsOf(take, result)); err != nil {
			return err
		}
	}
	err = w.store.PutComparison(ctx, this.guard(), &gendu.Compared{
		TakeID: take.ID, Revision: a.revision, State: gendu.Ready, Comparison: result.Comparison,
	})
	if err != nil || result.Voice == voice || !own {
		return err
	}
	return w.store.PutVoice(ctx, &gendu.Voice{UserID: take.UserID, Warp: result.Voice.Warp, Seconds: result.Voice.Seconds})
}

// soundsOf is the evidence that a take gives of its speaker's sounds; none where the
// cancelling of echoes took something of the voice out of the recording.
func soundsOf(take *gendu.Take, r *judging.Result) []gendu.SaidSound {
	if take.EchoCancelled {
		return nil
	}
	return r.Sounds
}

// voice is what is known of the voice of who made a take; the zero value where nothing is.
func (w *compare) voice(ctx context.Context, take *gendu.Take) (pronunciation.Voice, error) {
	v, err := w.store.Voice(ctx, take.UserID)
	if gendu.KindOf(err) == gendu.NotFound {
		return pronunciation.Voice{}, nil
	}
	if err != nil {
		return pronunciation.Voice{}, err
	}
	return pronunciation.Voice{Warp: v.Warp, Seconds: v.Seconds}, nil
}

func (w *compare) recording(ctx context.Context, recorded *gendu.Take) (dsp.Signal, error) {
	if said, ok := w.decoded.Take(recorded.ObjectKey()); ok {
		return said, nil
	}
	body, _, err := w.bucket.Get(ctx, recorded.ObjectKey(), 0, -1)
	if gendu.KindOf(err) == gendu.NotFound { // it may be stored in another form since its row was read
		fresh, ferr := w.store.Take(ctx, recorded.ID)
		if ferr == nil && fresh.ObjectKey() != recorded.ObjectKey() {
			body, _, err = w.bucket.Get(ctx, fresh.ObjectKey(), 0, -1)
		}
	}
	if err != nil {
		return dsp.Signal{}, err
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, take.MaxBytes+1))
	if err != nil {
		return dsp.Signal{}, err
	}
	said, _, err := take.DecodeWith(ctx, w.converter, data)
	if ctx.Err() != nil {
		return dsp.Signal{}, ctx.Err()
	}
	return said, recordingError(err)
}

// recordingError gives what audio says of a recording its kind: what is wrong with
// the recording is final and has a sentence of its own, everything else is ours and
// worth another try.
func recordingError(err error) error {
	sentence := "The recording is damaged."
	switch {
	case !take.Refused(err):
		return err
	case errors.Is(err, take.ErrNeedsFFmpeg):
		sentence = "The recording cannot be read, since ffmpeg is not installed on the server."
	case errors.Is(err, take.ErrTooLarge), errors.Is(err, take.ErrTooLong):
		sentence = "The recording is longer than 10 minutes or larger than 16 MiB."
	case errors.Is(err, take.ErrEmpty):
		sentence = "The recording holds no sound at all."
	}
	return gendu.Wrap(err, gendu.Invalid, sentence)
}

// reference is the clip of a cue.
func (w *compare) reference(ctx context.Context, take *gendu.Take, a against) (*practice.Reference, error) {
	row := gendu.Audio{ID: a.AudioID}
	blob, err := w.bucket.OpenAt(ctx, row.ObjectKey("practice.wav"))
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	clip, err := wav.ReadSpan(blob, blob.Size(), a.StartMS, a.EndMS)
	if err != nil {
		return nil, fmt.Errorf("practice.wav of audio %s: %w", a.AudioID, err)
	}
	lang, err := w.language(ctx, take)
	if err != nil {
		return nil, err
	}
	words := make([]gendu.Word, 0, len(a.Words))
	for _, word := range a.Words {
		words = append(words, gendu.Word{Text: word.Text, StartMS: word.StartMS - a.StartMS, EndMS: word.EndMS - a.StartMS})
	}
	return &practice.Reference{Audio: clip, Text: a.text, Lang: lang, Words: words, Tones: w.readTones(ctx, lang, words)}, nil
}

// readerOf is the voice as one that knows tones; nil where it does not.
func readerOf(voice alignment.Voice) toneReader {
	reader, _ := voice.(toneReader)
	return reader
}

// readTones are the tones of the characters; without them only the reference is heard
// for them.
func (w *compare) readTones(ctx context.Context, language string, words []gendu.Word) []int {
	if w.tones == nil || !lang.Tonal(language) {
		return nil
	}
	var text strings.Builder
	for _, word := range words {
		text.WriteString(word.Text)
	}
	tones, err := w.tones.Tones(ctx, text.String())
	if err != nil {
		return nil // espeak-ng has its own reasons; the comparison is good without it
	}
	return tones
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
