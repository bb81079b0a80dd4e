package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/ffmpeg"
	"gendu/audio/take"
	"gendu/audio/wav"
	"gendu/judging"
	"gendu/store"
	"gendu/store/jobqueue"
)

// studio is a backend with one episode of four words a sentence, and a learner.
type studio struct {
	*backend
	learner *gendu.User
	sound   dsp.Signal
}

// spoken is a sound of words: each has another timbre and another pitch.
func spoken(words int) dsp.Signal {
	const rate, word, gap = gendu.PracticeRate, gendu.PracticeRate * 2 / 5, gendu.PracticeRate / 10
	s := dsp.Signal{Rate: rate, Samples: make([]float32, gap)}
	phase := 0.0
	for k := range words {
		for i := range word {
			x := float64(i) / word
			hz := 110 * math.Pow(2, float64(k*5%7)/12+0.2*math.Sin(4*x))
			phase += 2 * math.Pi * hz / rate
			formant := 500 + 400*float64(k*3%7) + 300*x
			var v float64
			for h := 1.0; h*hz < 7000; h++ {
				d := (h*hz - formant) / 250
				v += (0.02 + math.Exp(-d*d/2)) * math.Sin(h*phase) / (1 + h/8)
			}
			s.Samples = append(s.Samples, float32(0.1*v*math.Sin(math.Pi*x)))
		}
		s.Samples = append(s.Samples, make([]float32, gap)...)
	}
	return s
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	s := &studio{backend: newBackend(t), sound: spoken(9), learner: &gendu.User{Login: "learner"}}
	s.ok(s.CreateUser(t.Context(), s.learner))
	s.ready(wav.Encode(s.sound), s.sound.Duration().Milliseconds())
	s.timed(100, 2100)
	return s
}

// timed is the next revision, in which the one sentence has these times.
func (s *studio) timed(start, end int64) {
	s.t.Helper()
	c := &gendu.Cue{Text: "one two three four", StartMS: start, EndMS: end, Spoken: true}
	for k, w := range []string{"one", "two", "three", "four"} {
		from := start + int64(k)*500
		c.Words = append(c.Words, gendu.Word{Text: w, StartMS: from, EndMS: from + 400})
	}
	s.ok(s.AddTranscript(s.t.Context(), &gendu.Transcript{
		EpisodeID: s.episode.ID, AudioID: s.audio.ID, State: gendu.Ready, Timed: true, Method: "file",
	}, []*gendu.Cue{c}))
}

// record puts a take of the sentence as it is now, and its job.
func (s *studio) record(said dsp.Signal, mode gendu.Mode, change func(*gendu.Take)) *gendu.Take {
	s.t.Helper()
	ctx := s.t.Context()
	tr, err := s.LatestTranscript(ctx, s.episode.ID)
	s.ok(err)
	list, err := s.Cues(ctx, tr.ID)
	s.ok(err)
	c, b := list[0], wav.Encode(said)
	take := &gendu.Take{
		ID: gendu.NewID(time.Now()), UserID: s.learner.ID, EpisodeID: s.episode.ID, AudioID: s.audio.ID, CueID: c.ID, Revision: tr.Revision,
		CueText: c.Text, CueStartMS: c.StartMS, CueEndMS: c.EndMS, Mode: mode, Type: "audio/wav", Size: int64(len(b)),
		SHA256: []byte("0123456789abcdef"), DurationMS: said.Duration().Milliseconds(), RecordedAt: time.Now(),
	}
	if change != nil {
		change(take)
	}
	s.put(take.ObjectKey(), b)
	_, err = s.PutTake(ctx, take, &gendu.Job{})
	s.ok(err)
	return take
}

func (s *studio) worker() *compare {
	return &compare{store: s.Store, bucket: s.bucket, judge: &judging.Judge{}}
}

// compareNext runs the next comparison.
func (s *studio) compareNext() error {
	s.t.Helper()
	return s.run(gendu.CompareTake, s.worker())
}

// kept are the answers that are there, by revision.
func (s *studio) kept(take *gendu.Take) map[int]*gendu.Comparison {
	s.t.Helper()
	list, err := s.Comparisons(s.t.Context(), take.ID)
	s.ok(err)
	out := map[int]*gendu.Comparison{}
	for _, c := range list {
		out[c.Revision] = c.Comparison
	}
	return out
}

func TestCompareTake(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	clip := s.sound.Slice(100, 2100)
	late := dsp.Signal{Rate: clip.Rate, Samples: append(make([]float32, clip.Rate*3/10), clip.Samples...)}
	start := int64(120)
	for _, k := range []struct {
		name    string
		said    dsp.Signal
		mode    gendu.Mode
		change  func(*gendu.Take)
		verdict gendu.ComparisonVerdict
		lag     int64
		since   gendu.LagSince
	}{
		{name: "the same again", said: clip, mode: gendu.Repeat, verdict: "ok"},
		{name: "nothing", said: dsp.Signal{Rate: 16000, Samples: make([]float32, 16000)}, mode: gendu.Repeat, verdict: "silent"},
		{name: "late", said: late, mode: gendu.Shadow, verdict: "ok", lag: 300, since: "take"},
		{name: "late behind the clip", said: late, mode: gendu.Shadow, change: func(v *gendu.Take) { v.ClipStartMS = &start }, verdict: "ok", lag: 180, since: "clip"},
	} {
		take := s.record(k.said, k.mode, k.change)
		if err := s.compareNext(); err != nil {
			t.Fatalf("%s: %v", k.name, err)
		}
		all := s.kept(take)
		c := all[1]
		if len(all) != 1 || c.Verdict != k.verdict || c.AudioID != s.audio.ID || c.StartMS != 100 || c.EndMS != 2100 || len(c.Words) != 4 {
			t.Errorf("%s: %+v", k.name, all)
		}
		if k.verdict == "ok" && (c.Completeness < 99 || c.Words[1].RefStart < 450 || c.Words[1].RefStart > 600) {
			t.Errorf("%s: completeness %.1f, the second word from %d ms", k.name, c.Completeness, c.Words[1].RefStart)
		}
		if (c.Shadow != nil) != (k.since != "") || c.Shadow != nil && (c.Shadow.Since != k.since || c.Shadow.LagMS < k.lag-20 || c.Shadow.LagMS > k.lag+20) {
			t.Errorf("%s: shadow %+v", k.name, c.Shadow)
		}
	}
}

// A recording that the server of this process has decoded is not read again.
func TestCompareTakesTheDecoded(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	said := s.sound.Slice(100, 2100)
	recorded := s.record(said, gendu.Repeat, nil)
	s.ok(s.bucket.Delete(t.Context(), recorded.ObjectKey()))
	w := s.worker()
	w.decoded = new(take.Decoded)
	w.decoded.Keep(recorded.ObjectKey(), said)
	s.ok(s.run(gendu.CompareTake, w))
	if c := s.kept(recorded)[1]; c == nil || c.Verdict != gendu.VerdictOK || c.Completeness < 99 {
		t.Errorf("compared: %+v", c)
	}
}

func TestCompareAgainAfterRetiming(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	ctx := t.Context()
	take := s.record(s.sound.Slice(100, 2100), gendu.Repeat, nil)
	s.ok(s.compareNext())
	before, err := s.Comparison(ctx, take.ID)
	s.ok(err)
	due := func() { s.ahead += time.Second } // the store lets a new take pass first

	s.timed(600, 2600) // a word later
	due()
	s.ok(s.compareNext())
	all := s.kept(take)
	if len(all) != 2 || all[2].StartMS != 600 || all[2].EndMS != 2600 || all[1].StartMS != 100 {
		t.Errorf("after other times: %+v", all)
	}
	if all[2].Completeness > 90 {
		t.Errorf("completeness %.1f against a sentence that begins a word later", all[2].Completeness)
	}
	list, err := s.Comparisons(ctx, take.ID)
	s.ok(err)
	if !reflect.DeepEqual(list[0].Comparison, before.Comparison) || list[0].CreatedAt != before.CreatedAt {
		t.Error("the old comparison was touched")
	}

	// A span without sound cannot be compared with: the answers that are there stay.
	s.timed(int64(s.audio.DurationMS)-40, int64(s.audio.DurationMS))
	due()
	s.ok(s.compareNext())
	if all := s.kept(take); len(all) != 2 {
		t.Errorf("after times without sound: %+v", all)
	}
}

func TestCompareOfDeletedTake(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	for _, when := range []string{"before", "before it is read", "before the answer is written"} {
		take := s.record(s.sound.Slice(100, 2100), gendu.Repeat, nil)
		w, goes := s.worker(), func() {
			s.ok(s.DeleteTake(t.Context(), s.learner.ID, take.ID))
			s.ok(s.bucket.Delete(t.Context(), take.ObjectKey()))
		}
		switch when {
		case "before it is read":
			w.store = leaving{Store: s.Store, listed: goes}
		case "before the answer is written":
			w.store = leaving{Store: s.Store, written: goes}
		}
		if when == "before" { // the deletion ends the job too
			goes()
			s.ahead += time.Second
			s.ok(s.Enqueue(t.Context(), &gendu.Job{Kind: gendu.CompareTake, SubjectID: take.ID}))
		}
		s.ok(s.run(gendu.CompareTake, w))
		if all := s.kept(take); len(all) != 0 {
			t.Errorf("%s: a deleted take has comparisons: %+v", when, all)
		}
		list, err := s.JobsOfSubject(t.Context(), take.ID)
		s.ok(err)
		if list[0].State != gendu.JobDone {
			t.Errorf("%s: the job is %s: %s", when, list[0].State, list[0].Message)
		}
	}
}

// leaving is a store whose learner deletes the take in mid-work.
type leaving struct {
	*store.Store
	listed, written func() // what goes before
}

func (l leaving) Comparisons(ctx context.Context, take gendu.ID) ([]*gendu.Compared, error) {
	if l.listed != nil {
		l.listed()
	}
	return l.Store.Comparisons(ctx, take)
}

func (l leaving) PutComparison(ctx context.Context, g jobqueue.JobGuard, c *gendu.Compared) error {
	if l.written != nil {
		l.written()
	}
	return l.Store.PutComparison(ctx, g, c)
}

// A learner sees that a comparison failed, but keeps an answer that is there.
func TestCompareFails(t *testing.T) {
	t.Parallel()
	for _, compared := range []bool{false, true} {
		s := newStudio(t)
		ctx := t.Context()
		take := s.record(s.sound.Slice(100, 2100), gendu.Repeat, nil)
		if compared {
			s.ok(s.compareNext())
			s.ok(s.Enqueue(ctx, &gendu.Job{Kind: gendu.CompareTake, SubjectID: take.ID}))
		}
		if err := s.run(gendu.CompareTake, failing{errBroke}); err == nil {
			t.Fatal("it did not fail")
		}
		c, err := s.Comparison(ctx, take.ID)
		s.ok(err)
		if (c.State == gendu.Ready) != compared || !compared && (c.State != gendu.Failed || c.Message != "it broke") {
			t.Errorf("compared before: %t; the comparison is %s (%q)", compared, c.State, c.Message)
		}
	}
}

// A recording that cannot be read is its own fault: it is not tried again.
func TestCompareOfDamagedTake(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	take := s.record(s.sound.Slice(100, 2100), gendu.Repeat, nil)
	s.put(take.ObjectKey(), []byte("no sound at all"))
	if err := s.compareNext(); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("%v, want an invalid recording", err)
	}
	c, err := s.Comparison(t.Context(), take.ID)
	s.ok(err)
	if c.State != gendu.Failed || c.Message != "The recording is damaged." {
		t.Errorf("the comparison is %s (%q)", c.State, c.Message)
	}
}

// What the machine could not do is no fault of the recording.
func TestRecordingError(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		take.ErrDamaged, take.ErrEmpty, take.ErrTooLong, take.ErrNeedsFFmpeg, take.ErrUnknownFormat, wav.ErrDamaged,
	} {
		got := recordingError(fmt.Errorf("%w: moov atom not found", err))
		if !final(got) || strings.Contains(gendu.MessageOf(got), "moov") || !errors.Is(got, err) {
			t.Errorf("%v becomes %v", err, got)
		}
	}
	for _, err := range []error{ffmpeg.ErrStopped, context.DeadlineExceeded, &fs.PathError{Op: "open", Path: "/tmp/x", Err: errors.New("no space left on device")}} {
		if got := recordingError(err); final(got) {
			t.Errorf("%v becomes %v, which is not tried again", err, got)
		}
	}
	if err := recordingError(nil); err != nil {
		t.Error(err)
	}
}
