package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"math"
	"testing"
	"time"

	"gendu"
	"gendu/audio"
	"gendu/objects"
	"gendu/store"
)

// studio is a house with one published episode of four words a sentence, and a learner.
type studio struct {
	*store.Store
	t       *testing.T
	bucket  *objects.Bucket
	audio   *gendu.Audio
	episode *gendu.Episode
	learner *gendu.User
	sound   audio.Signal
	ahead   time.Duration // of the house's clock
}

// spoken is a sound of words: each has another timbre and another pitch.
func spoken(words int) audio.Signal {
	const rate, word, gap = gendu.PracticeRate, gendu.PracticeRate * 2 / 5, gendu.PracticeRate / 10
	s := audio.Signal{Rate: rate, Samples: make([]float32, gap)}
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
	ctx := t.Context()
	url := "sqlite:" + t.TempDir() + "/gendu.db"
	if err := store.Migrate(ctx, url); err != nil {
		t.Fatal(err)
	}
	s := &studio{t: t, sound: spoken(9)}
	db, err := store.Open(ctx, url, store.WithClock(func() time.Time { return time.Now().Add(s.ahead) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	bucket, err := objects.Open(ctx, "file:"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bucket.Close() })
	s.Store, s.bucket = db, bucket
	host := &gendu.User{Login: "host", Roles: []gendu.Role{gendu.Host}}
	s.learner = &gendu.User{Login: "learner"}
	show := &gendu.Show{Slug: "show", Language: "en"}
	s.episode, s.audio = &gendu.Episode{}, &gendu.Audio{Warnings: []string{}}
	s.ok(s.CreateUser(ctx, host))
	s.ok(s.CreateUser(ctx, s.learner))
	show.OwnerID = host.ID
	s.ok(s.CreateShow(ctx, show))
	s.episode.ShowID = show.ID
	s.ok(s.CreateEpisode(ctx, s.episode))
	s.audio.EpisodeID = s.episode.ID
	s.ok(s.AddAudio(ctx, s.audio, &gendu.Job{}))
	j := s.claim(gendu.IngestAudio)
	s.put(s.audio.ObjectKey("practice.wav"), audio.EncodeWAV(s.sound))
	s.audio.State, s.audio.DurationMS = gendu.Ready, s.sound.Duration().Milliseconds()
	s.ok(s.FinishAudio(ctx, store.GuardOf(j), s.audio))
	s.ok(s.FinishJob(ctx, store.GuardOf(j), gendu.JobDone, ""))
	s.timed(100, 2100)
	return s
}

func (s *studio) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *studio) put(key string, b []byte) {
	s.t.Helper()
	s.ok(s.bucket.Put(s.t.Context(), key, bytes.NewReader(b), int64(len(b))))
}

func (s *studio) claim(kind gendu.JobKind) *gendu.Job {
	s.t.Helper()
	j, err := s.ClaimJob(s.t.Context(), "test", []gendu.JobKind{kind}, time.Minute)
	s.ok(err)
	return j
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
	}, []*gendu.Cue{c}, nil))
}

// record puts a take of the sentence as it is now, and its job.
func (s *studio) record(said audio.Signal, mode gendu.Mode, change func(*gendu.Take)) *gendu.Take {
	s.t.Helper()
	ctx := s.t.Context()
	tr, err := s.LatestTranscript(ctx, s.episode.ID)
	s.ok(err)
	list, err := s.Cues(ctx, tr.ID)
	s.ok(err)
	c, b := list[0], audio.EncodeWAV(said)
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

func (s *studio) worker() *compare { return &compare{store: s.Store, bucket: s.bucket} }

// compareNext runs the next comparison as the runner does.
func (s *studio) compareNext() error {
	s.t.Helper()
	ctx := s.t.Context()
	j := s.claim(gendu.CompareTake)
	err := s.worker().work(ctx, newRun(ctx, func(error) {}, j, s.Store, slog.New(slog.DiscardHandler)))
	s.ok(s.FinishJob(ctx, store.GuardOf(j), gendu.JobDone, ""))
	return err
}

type kept struct {
	Verdict      string   `json:"verdict"`
	Completeness float64  `json:"completeness"`
	AudioID      gendu.ID `json:"audioId"`
	StartMS      int64    `json:"startMs"`
	EndMS        int64    `json:"endMs"`
	Words        []struct {
		Text     string `json:"text"`
		RefStart int64  `json:"refStart"`
		Verdict  string `json:"verdict"`
	} `json:"words"`
	Shadow *struct {
		LagMS int64  `json:"lagMs"`
		Since string `json:"since"`
	} `json:"shadow"`
}

// kept are the answers that are there, by revision.
func (s *studio) kept(take *gendu.Take) map[int]kept {
	s.t.Helper()
	list, err := s.Comparisons(s.t.Context(), take.ID)
	s.ok(err)
	out := map[int]kept{}
	for _, c := range list {
		var v kept
		if c.State == gendu.Ready {
			s.ok(json.Unmarshal([]byte(c.JSON), &v))
		}
		out[c.Revision] = v
	}
	return out
}

func TestCompareTake(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	clip := s.sound.Slice(100, 2100)
	late := audio.Signal{Rate: clip.Rate, Samples: append(make([]float32, clip.Rate*3/10), clip.Samples...)}
	start := int64(120)
	for _, k := range []struct {
		name    string
		said    audio.Signal
		mode    gendu.Mode
		change  func(*gendu.Take)
		verdict string
		lag     int64
		since   string
	}{
		{name: "the same again", said: clip, mode: gendu.Repeat, verdict: "ok"},
		{name: "nothing", said: audio.Signal{Rate: 16000, Samples: make([]float32, 16000)}, mode: gendu.Repeat, verdict: "silent"},
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
	if list[0].JSON != before.JSON || list[0].CreatedAt != before.CreatedAt {
		t.Error("the old comparison was touched")
	}

	// A span without sound can not be compared with: the answers that are there stay.
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
	ctx := t.Context()
	take := s.record(s.sound.Slice(100, 2100), gendu.Repeat, nil)
	j := s.claim(gendu.CompareTake)
	s.ok(s.DeleteTake(ctx, s.learner.ID, take.ID))
	s.ok(s.worker().work(ctx, newRun(ctx, func(error) {}, j, s.Store, slog.New(slog.DiscardHandler))))
	if all := s.kept(take); len(all) != 0 {
		t.Errorf("a deleted take has comparisons: %+v", all)
	}
}

func TestCompareGivesUp(t *testing.T) {
	t.Parallel()
	for _, compared := range []bool{false, true} {
		s := newStudio(t)
		ctx := t.Context()
		take := s.record(s.sound.Slice(100, 2100), gendu.Repeat, nil)
		if compared {
			s.ok(s.compareNext())
			s.ok(s.Enqueue(ctx, &gendu.Job{Kind: gendu.CompareTake, SubjectID: take.ID}))
		}
		j := s.claim(gendu.CompareTake)
		s.ok(s.worker().giveUp(context.WithoutCancel(ctx), newRun(ctx, func(error) {}, j, s.Store, slog.New(slog.DiscardHandler)), "it broke"))
		c, err := s.Comparison(ctx, take.ID)
		s.ok(err)
		if (c.State == gendu.Ready) != compared || !compared && c.Message != "it broke" {
			t.Errorf("compared before: %t; the comparison is %s (%q)", compared, c.State, c.Message)
		}
	}
}

// A recording that can not be read is its own fault: it is not tried again.
func TestCompareOfDamagedTake(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	take := s.record(s.sound.Slice(100, 2100), gendu.Repeat, nil)
	s.put(take.ObjectKey(), []byte("no sound at all"))
	if err := s.compareNext(); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("%v, want an invalid recording", err)
	}
}
