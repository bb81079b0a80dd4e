package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/jobqueue"
	"gendu/store/sqldb"
)

func shows(t *testing.T, h *fixture) {
	ctx := t.Context()
	host, learner := h.user(gendu.Host), h.user()
	s := h.show(host)
	h.show(h.user(gendu.Host)) // somebody else's, with nothing to see
	got := must[*gendu.Show](h)(h.ShowBySlug(ctx, s.Slug))
	equal(h, "by slug", got.ID, s.ID)
	h.wantKind("a slug twice", h.CreateShow(ctx, &gendu.Show{OwnerID: host.ID, Slug: s.Slug}), gendu.Conflict)
	h.wantKind("an owner who is not there", h.CreateShow(ctx, &gendu.Show{OwnerID: "nobody", Slug: "x"}), gendu.NotFound)
	h.show(host)
	h.clock.Add(time.Second)
	title, description, language := "A new title", "跟讀", "cmn"
	must[*gendu.Show](h)(h.UpdateShow(ctx, s.ID, store.ShowChange{Title: &title}))
	s = must[*gendu.Show](h)(h.UpdateShow(ctx, s.ID, store.ShowChange{Description: &description, Language: &language}))
	h.cover(s.ID, gendu.Cover{Key: "covers/x/1", Type: "image/png"})
	got = must[*gendu.Show](h)(h.Show(ctx, s.ID))
	if got.Title != title || s.Title != title || got.Description != "跟讀" || got.Language != "cmn" || got.Cover.Key != "covers/x/1" ||
		got.Cover.Type != "image/png" || !got.UpdatedAt.Equal(h.clock.Now()) || got.CreatedAt.Equal(got.UpdatedAt) {
		t.Errorf("got %+v", got)
	}
	_, err := h.Show(ctx, "none")
	h.wantKind("Show", err, gendu.NotFound)
	_, err = h.SetCover(ctx, "none", gendu.Cover{})
	h.wantKind("SetCover", err, gendu.NotFound)
	_, err = h.UpdateShow(ctx, "none", store.ShowChange{})
	h.wantKind("UpdateShow", err, gendu.NotFound)

	see := func(u *gendu.User, host bool, want int) {
		t.Helper()
		equal(h, "shows to see", len(must[[]store.ShowSummary](h)(h.ShowsFor(ctx, u.ID, store.ShowQuery{Host: host}))), want)
	}
	see(learner, false, 0)
	see(host, true, 2)
	see(host, false, 0)
	h.ok(h.CreateEpisode(ctx, &gendu.Episode{ShowID: s.ID, Title: "F"}))
	see(learner, false, 0)
	e := &gendu.Episode{ShowID: s.ID, Title: "E", State: gendu.Published}
	h.ok(h.CreateEpisode(ctx, e))
	see(learner, false, 1)
	sum := must[[]store.ShowSummary](h)(h.ShowsFor(ctx, learner.ID, store.ShowQuery{Host: false}))[0]
	if sum.Episodes != 2 || sum.Published != 1 || sum.Title != s.Title {
		t.Errorf("summary %+v", sum)
	}
	h.ok(h.DeleteEpisode(ctx, e.ID))
	see(learner, false, 0)

	gone := h.show(host)
	held := &gendu.Episode{ShowID: gone.ID, Title: "Held", State: gendu.Published}
	h.ok(h.CreateEpisode(ctx, held))
	a := h.audio(held)
	see(learner, false, 1)
	h.ok(h.DeleteShow(ctx, gone.ID))
	see(learner, false, 0)
	see(host, true, 2)
	_, err = h.Show(ctx, gone.ID)
	h.wantKind("Show, deleted", err, gendu.NotFound)
	_, err = h.ShowBySlug(ctx, gone.Slug)
	h.wantKind("ShowBySlug, deleted", err, gendu.NotFound)
	_, err = h.UpdateShow(ctx, gone.ID, store.ShowChange{Title: &title})
	h.wantKind("UpdateShow, deleted", err, gendu.NotFound)
	_, err = h.Episode(ctx, held.ID)
	h.wantKind("its episode", err, gendu.NotFound)
	h.wantKind("DeleteShow again", h.DeleteShow(ctx, gone.ID), gendu.NotFound)
	h.ok(h.CreateShow(ctx, &gendu.Show{OwnerID: host.ID, Slug: gone.Slug, Title: "Again", Language: "en"}))
	h.idle()
	equal(h, "its audio", must[*gendu.Audio](h)(h.Audio(ctx, a.ID)).State, gendu.Failed)
}

func episodes(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	equal(h, "a new episode is a draft", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).State, gendu.Draft)
	h.wantKind("a show that is not there", h.CreateEpisode(ctx, &gendu.Episode{ShowID: "none"}), gendu.NotFound)
	number, title := "K935", "Title"
	must[*gendu.Episode](h)(h.UpdateEpisode(ctx, e.ID, store.EpisodeChange{Title: &title}))
	changed := must[*gendu.Episode](h)(h.UpdateEpisode(ctx, e.ID, store.EpisodeChange{Number: &number}))
	equal(h, "what was not given stays", changed.Title, title)
	titled := &gendu.Page{Number: "of the page", Title: "of the page", TitleTranslation: "標題"}
	h.ok(h.AddTranscript(ctx, &gendu.Transcript{EpisodeID: e.ID, Page: titled}, cuesOf("One."))) // its titles fill what is empty
	got := must[*gendu.Episode](h)(h.EpisodeByNumber(ctx, "K935"))
	if got.ID != e.ID || got.Title != "Title" || got.TitleTranslation != "標題" {
		t.Errorf("got %+v", got)
	}
	list := func(drafts bool) []store.EpisodeSummary {
		return must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, e.ShowID, store.EpisodeQuery{Drafts: drafts}))
	}
	equal(h, "for learners", len(list(false)), 0)
	equal(h, "for the host", len(list(true)), 1)
	equal(h, "no audio yet", list(true)[0].WorkState, "")
	empty := &gendu.Episode{ShowID: h.show(h.user(gendu.Host)).ID}
	h.ok(h.CreateEpisode(ctx, empty))
	equal(h, "nothing uploaded", must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, empty.ShowID, store.EpisodeQuery{Drafts: true}))[0].WorkState, "")
	h.wantKind("published without audio", h.SetEpisodeState(ctx, e.ID, gendu.Published), gendu.Conflict)
	h.ingest(h.audio(e))
	h.align(must[*gendu.Transcript](h)(h.LatestTranscript(ctx, e.ID)))
	h.ok(h.SetEpisodeState(ctx, e.ID, gendu.Published))
	first := must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).PublishedAt
	equal(h, "published at", first, h.clock.Now())
	h.clock.Add(time.Hour)
	h.ok(h.SetEpisodeState(ctx, e.ID, gendu.Draft))
	equal(h, "taken back", len(list(false)), 0)
	h.ok(h.SetEpisodeState(ctx, e.ID, gendu.Published))
	equal(h, "published at first", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).PublishedAt, first)

	a := h.audio(e)
	h.ok(h.DeleteEpisode(ctx, e.ID))
	_, err := h.Episode(ctx, e.ID)
	h.wantKind("Episode, deleted", err, gendu.NotFound)
	_, err = h.EpisodeByNumber(ctx, "K935")
	h.wantKind("EpisodeByNumber, deleted", err, gendu.NotFound)
	h.wantKind("DeleteEpisode again", h.DeleteEpisode(ctx, e.ID), gendu.NotFound)
	_, err = h.UpdateEpisode(ctx, e.ID, store.EpisodeChange{Title: &title})
	h.wantKind("UpdateEpisode, deleted", err, gendu.NotFound)
	h.wantKind("SetEpisodeState, deleted", h.SetEpisodeState(ctx, e.ID, gendu.Draft), gendu.NotFound)
	equal(h, "listed after deletion", len(list(true)), 0)
	_, _, _, err = h.AudioPlace(ctx, a.ID)
	h.wantKind("AudioPlace, deleted", err, gendu.NotFound)
	h.idle()
	equal(h, "its audio", must[*gendu.Audio](h)(h.Audio(ctx, a.ID)).State, gendu.Failed)
}

// pipeline is the usual way: the audio first, then the page.
// takeIn takes an episode in whole; what cannot be whole leaves nothing.
func takeIn(t *testing.T, h *fixture) {
	ctx := t.Context()
	show := h.show(h.user(gendu.Host))
	parts := func() (*gendu.Episode, *gendu.Transcript, *gendu.Audio) {
		return &gendu.Episode{ShowID: show.ID, Title: "E"}, &gendu.Transcript{Source: "page"}, &gendu.Audio{FileName: "a.mp3", Size: 10}
	}
	e, text, a := parts()
	h.ok(h.TakeIn(ctx, e, text, cuesOf("One.", "Two."), a))
	equal(h, "cues", len(must[[]*gendu.Cue](h)(h.Cues(ctx, text.ID))), 2)
	equal(h, "audio", must[*gendu.Audio](h)(h.AudioOfEpisode(ctx, e.ID)).ID, a.ID)
	h.ingest(a)
	h.align(text)
	equal(h, "transcript in use", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID, text.ID)

	again, text, twice := parts()
	twice.ID = a.ID
	h.wantKind("an audio that is there", h.TakeIn(ctx, again, text, cuesOf("One."), twice), gendu.Conflict)
	h.ok(h.DeleteEpisode(ctx, e.ID))
	gone, text, other := parts()
	gone.ID = e.ID
	h.wantKind("an episode that was deleted", h.TakeIn(ctx, gone, text, cuesOf("One."), other), gendu.Conflict)
	equal(h, "episodes", len(must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, show.ID, store.EpisodeQuery{Drafts: true}))), 0)
	h.idle()
}

func pipeline(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	a := h.audio(e)
	state := func(want gendu.WorkState) {
		t.Helper()
		equal(h, "work state", must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, e.ShowID, store.EpisodeQuery{Drafts: true}))[0].WorkState, want)
	}
	state(gendu.Pending)
	equal(h, "the episode has no audio yet", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).AudioID, "")
	equal(h, "newest audio", must[*gendu.Audio](h)(h.AudioOfEpisode(ctx, e.ID)).ID, a.ID)
	h.ingest(a)
	state(gendu.Ready)
	got := must[*gendu.Audio](h)(h.Audio(ctx, a.ID))
	if got.State != gendu.Ready || got.DurationMS != 60_000 || got.Listening != "m4a" || got.PracticeLen != 2_880_044 ||
		!slices.Equal(got.Warnings, []string{"a warning"}) || got.Tags.Title != "T" || got.Tags.CoverType != "image/png" || got.FileName != "a.mp3" || got.Size != 1000 {
		t.Errorf("audio %+v", got)
	}
	equal(h, "audio in use", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).AudioID, a.ID)
	placed, in, of, err := h.AudioPlace(ctx, a.ID)
	if err != nil || placed.ID != a.ID || placed.PracticeLen != 2_880_044 || in.ID != e.ID || of.ID != e.ShowID {
		t.Errorf("AudioPlace %+v %+v %+v: %v", placed, in, of, err)
	}
	h.idle()
	tr := h.page(e, "One.", "Two.")
	equal(h, "revision", tr.Revision, 1)
	equal(h, "the audio to align against", must[*gendu.Transcript](h)(h.Transcript(ctx, tr.ID)).AudioID, a.ID)
	equal(h, "no transcript in use yet", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID, "")
	state(gendu.Pending)
	before := must[[]*gendu.Cue](h)(h.Cues(ctx, tr.ID))
	if len(before) != 2 || before[1].Text != "Two." || before[1].Spoken || before[1].Position != 1 || before[1].Revision != 1 {
		t.Errorf("untimed cues %+v", before)
	}
	h.align(tr)
	state(gendu.Ready)
	equal(h, "transcript in use", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID, tr.ID)
	after := must[[]*gendu.Cue](h)(h.Cues(ctx, tr.ID))
	if len(after) != 2 || after[1].StartMS != 1000 || after[1].EndMS != 1900 || !after[1].Spoken || after[1].Confidence != 0.5 ||
		after[1].ID != before[1].ID || after[1].Translation != "譯 Two." || after[1].Speaker != "Mei" || after[1].Reading != "dú Two." || len(after[1].Words) != 1 || after[1].Words[0].EndMS != 1900 {
		t.Errorf("timed cues %+v", after[1])
	}
	cue := must[*gendu.Cue](h)(h.CueOf(ctx, e.ID, after[1].ID, 1))
	equal(h, "CueOf", cue.Text, "Two.")
	_, err = h.CueOf(ctx, e.ID, after[1].ID, 2)
	h.wantKind("CueOf another revision", err, gendu.NotFound)
	sum := must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, e.ShowID, store.EpisodeQuery{Drafts: true}))[0]
	if sum.Cues != 2 || sum.DurationMS != 60_000 {
		t.Errorf("summary %+v", sum)
	}
	h.idle()
	equal(h, "faults", len(must[[]sqldb.Fault](h)(h.Broken(ctx))), 0)
}

// pipelinePageFirst pastes the page while the audio is not ready.
func pipelinePageFirst(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	tr := h.page(e, "One.")
	h.idle()
	a := h.audio(e)
	h.idle(gendu.AlignTranscript)
	h.ingest(a)
	h.align(tr)
	got := must[*gendu.Episode](h)(h.Episode(ctx, e.ID))
	if got.AudioID != a.ID || got.TranscriptID != tr.ID {
		t.Errorf("episode %+v", got)
	}
}

// pipelineNewAudio replaces the audio of a draft that is in use: it changes over
// only when the text is timed against the new one.
func pipelineNewAudio(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	h.ok(h.SetEpisodeState(ctx, e.ID, gendu.Draft))
	old := *e
	h.clock.Add(time.Second)
	a := h.audio(e)
	h.ingest(a)
	equal(h, "the old audio is in use", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).AudioID, old.AudioID)
	next := must[*gendu.Transcript](h)(h.LatestTranscript(ctx, e.ID))
	if next.Revision != 2 || next.State != gendu.Pending || next.AudioID != a.ID || next.Source != "the page" {
		t.Errorf("the new revision is %+v", next)
	}
	list := must[[]*gendu.Cue](h)(h.Cues(ctx, next.ID))
	if len(list) != len(cues) || list[2].ID != cues[2].ID || list[2].Spoken || list[2].EndMS != 0 || len(list[2].Words) != 0 {
		t.Errorf("its cues are %+v", list)
	}
	h.align(next)
	got := must[*gendu.Episode](h)(h.Episode(ctx, e.ID))
	if got.AudioID != a.ID || got.TranscriptID != next.ID {
		t.Errorf("episode %+v", got)
	}
	equal(h, "an old cue", must[*gendu.Cue](h)(h.CueOf(ctx, e.ID, cues[2].ID, 1)).StartMS, cues[2].StartMS)
	equal(h, "faults", len(must[[]sqldb.Fault](h)(h.Broken(ctx))), 0)
}

func pipelineFailures(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, _ := h.ready()
	inUse := *e
	h.clock.Add(time.Second)
	bad := h.audio(e)
	j := h.claim()
	bad.State, bad.Message = gendu.Failed, "this is a text"
	h.ok(h.FinishAudio(ctx, jobqueue.GuardOf(j), bad))
	h.ok(h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobFailed, "this is a text"))
	tr := h.page(e, "New.")
	j = h.claim()
	equal(h, "the page goes to the ready audio", must[*gendu.Transcript](h)(h.Transcript(ctx, tr.ID)).AudioID, inUse.AudioID)
	tr.State, tr.Message = gendu.Failed, "no speech"
	h.ok(h.FinishTranscript(ctx, jobqueue.GuardOf(j), tr, nil))
	h.ok(h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobFailed, "no speech"))
	got := must[*gendu.Episode](h)(h.Episode(ctx, e.ID))
	if got.AudioID != inUse.AudioID || got.TranscriptID != inUse.TranscriptID {
		t.Errorf("a failure changed the episode: %+v", got)
	}
	equal(h, "cues of the failed one stay", len(must[[]*gendu.Cue](h)(h.Cues(ctx, tr.ID))), 1)

	// A worker that says no more than "failed" fails the subject too.
	h.clock.Add(time.Second)
	mute := h.audio(e)
	j = h.claim()
	h.ok(h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobFailed, "it broke"))
	a := must[*gendu.Audio](h)(h.Audio(ctx, mute.ID))
	if a.State != gendu.Failed || a.Message != "it broke" {
		t.Errorf("audio %+v", a)
	}
	h.wantKind("an end that is none", h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobQueued, ""), gendu.Invalid)
	mute.State = gendu.Pending
	h.wantKind("an audio that is still pending", h.FinishAudio(ctx, jobqueue.GuardOf(j), mute), gendu.Invalid)
}

// transcriptAndAudioAtOnce has the page come in the moment the audio becomes
// ready: in either order, it is aligned.
func transcriptAndAudioAtOnce(t *testing.T, h *fixture) {
	ctx := t.Context()
	for range 5 {
		e := h.episode()
		a := h.audio(e)
		j := h.claim(gendu.IngestAudio)
		a.State = gendu.Ready
		tr := &gendu.Transcript{EpisodeID: e.ID}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { errs[0] = h.FinishAudio(ctx, jobqueue.GuardOf(j), a) })
		wg.Go(func() { errs[1] = h.AddTranscript(ctx, tr, cuesOf("One.")) })
		wg.Wait()
		h.ok(errors.Join(errs...))
		h.done(j)
		h.align(tr)
		h.idle()
	}
}

func cueIDs(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	ids := func(texts ...string) []gendu.ID {
		t.Helper()
		var out []gendu.ID
		for _, c := range must[[]*gendu.Cue](h)(h.Cues(ctx, h.page(e, texts...).ID)) {
			out = append(out, c.ID)
		}
		return out
	}
	first := ids("A", "B", "A", "C")
	second := ids("A", "X", "A", "A", "C")
	if second[0] != first[0] || second[2] != first[2] || second[4] != first[3] {
		t.Errorf("sentences that stayed have other ids: %v then %v", first, second)
	}
	for _, i := range []int{1, 3} {
		if slices.Contains(first, second[i]) {
			t.Errorf("a new sentence has an old id: %v then %v", first, second)
		}
	}
	latest := must[*gendu.Transcript](h)(h.LatestTranscript(ctx, e.ID))
	equal(h, "revision", latest.Revision, 2)
}

func manyCues(t *testing.T, h *fixture) {
	e := h.episode()
	texts := make([]string, 2100)
	for i := range texts {
		texts[i] = fmt.Sprint("Sentence ", i)
	}
	list := must[[]*gendu.Cue](h)(h.Cues(t.Context(), h.page(e, texts...).ID))
	equal(h, "cues", len(list), len(texts))
	for i, c := range list {
		if c.Position != i || c.Text != texts[i] {
			t.Fatalf("cue %d is %+v", i, c)
		}
	}
}

// timedTranscript brings its times along, and is in use at once.
func timedTranscript(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, _ := h.ready()
	c := &gendu.Cue{Text: "Timed.", StartMS: 5, EndMS: 10, Spoken: true}
	tr := &gendu.Transcript{EpisodeID: e.ID, AudioID: e.AudioID, State: gendu.Ready, Timed: true, Method: "file"}
	h.ok(h.AddTranscript(ctx, tr, []*gendu.Cue{c}))
	h.idle()
	equal(h, "in use", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID, tr.ID)
	// Where it comes before the audio, its times are kept for the job.
	e = h.episode()
	tr = &gendu.Transcript{EpisodeID: e.ID, State: gendu.Ready, Timed: true, Method: "file"}
	h.ok(h.AddTranscript(ctx, tr, []*gendu.Cue{{Text: "T", StartMS: 5, EndMS: 10, Spoken: true}}))
	equal(h, "it waits for the audio", tr.State, gendu.Pending)
	h.ingest(h.audio(e))
	equal(h, "times", must[[]*gendu.Cue](h)(h.Cues(ctx, tr.ID))[0].EndMS, 10)
	h.align(tr)

	// An older revision that waits is not timed any more.
	old, next := h.page(e, "Old."), h.page(e, "New.")
	equal(h, "the old revision", must[*gendu.Transcript](h)(h.Transcript(context.WithoutCancel(ctx), old.ID)).State, gendu.Failed)
	h.align(next)
	h.idle()
}
