package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/jobqueue"
	"gendu/store/sqldb"
)

// pipelineOffer replaces the audio of a published episode: learners keep the one
// that they have until the host decides, and the host finds the way back.
func pipelineOffer(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	old := e.AudioID
	inUse := func(what string, audio gendu.ID, revision int) {
		t.Helper()
		now := must[*gendu.Episode](h)(h.Episode(ctx, e.ID))
		equal(h, what+": the audio", now.AudioID, audio)
		equal(h, what+": the revision", must[*gendu.Transcript](h)(h.Transcript(ctx, now.TranscriptID)).Revision, revision)
	}
	h.clock.Add(time.Second)
	a := h.audio(e)
	_, err := h.ChooseAudio(ctx, e.ID, a.ID)
	h.wantKind("an audio that is not ready", err, gendu.Conflict)
	h.ingest(a)
	offered := must[*gendu.Transcript](h)(h.LatestTranscript(ctx, e.ID))
	h.align(offered)
	inUse("offered", old, 1)
	equal(h, "timed against the new one", must[*gendu.Transcript](h)(h.TimedAgainst(ctx, e.ID, a.ID)).ID, offered.ID)
	_, err = h.ChooseAudio(ctx, e.ID, "none")
	h.wantKind("an audio that is not there", err, gendu.NotFound)

	h.clock.Add(time.Second)
	equal(h, "jobs", len(must[[]gendu.JobKind](h)(h.ChooseAudio(ctx, e.ID, a.ID))), 0)
	inUse("published", a.ID, 2)
	h.idle()

	// Back again: the same text has its times already.
	h.clock.Add(time.Second)
	equal(h, "jobs", len(must[[]gendu.JobKind](h)(h.ChooseAudio(ctx, e.ID, old))), 0)
	inUse("back", old, 3)
	back := must[[]*gendu.Cue](h)(h.Cues(ctx, must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID))
	if len(back) != 3 || back[1].ID != cues[1].ID || back[1].StartMS != cues[1].StartMS || !back[1].Spoken || len(back[1].Words) != 1 {
		t.Errorf("the sentences of the former audio are %+v", back)
	}
	list := must[[]*gendu.Audio](h)(h.AudiosOf(ctx, e.ID))
	if len(list) != 2 || list[0].ID != old || list[1].ID != a.ID {
		t.Errorf("the audios are %+v", list)
	}
	h.idle()

	// A corrected text is timed against the audio that was chosen last.
	h.clock.Add(time.Second)
	h.align(h.page(e, "One.", "Two and a half."))
	inUse("corrected", old, 4)
	h.clock.Add(time.Second)
	equal(h, "jobs", len(must[[]gendu.JobKind](h)(h.ChooseAudio(ctx, e.ID, a.ID))), 1)
	inUse("until it is timed", old, 4)
	h.align(must[*gendu.Transcript](h)(h.LatestTranscript(ctx, e.ID)))
	inUse("timed", a.ID, 5)
	equal(h, "faults", len(must[[]sqldb.Fault](h)(h.Broken(ctx))), 0)
}

// unheard runs the job of a transcript of which nothing is found.
func (h *fixture) unheard(tr *gendu.Transcript) {
	h.t.Helper()
	j := h.claim(gendu.AlignTranscript)
	now := must[*gendu.Transcript](h)(h.Transcript(h.t.Context(), tr.ID))
	list := must[[]*gendu.Cue](h)(h.Cues(h.t.Context(), tr.ID))
	now.State, now.Method = gendu.Ready, "pauses"
	h.ok(h.FinishTranscript(h.t.Context(), jobqueue.GuardOf(j), now, list))
	h.done(j)
}

// pipelineNothingSpoken: what cannot be practised is not published, and does not
// take the place of what can.
func pipelineNothingSpoken(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	h.ingest(h.audio(e))
	h.unheard(h.page(e, "One."))
	h.wantKind("nothing to practise", h.SetEpisodeState(ctx, e.ID, gendu.Published), gendu.Conflict)
	equal(h, "still", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).State, gendu.Draft)
	sum := must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, e.ShowID, store.EpisodeQuery{Drafts: true}))[0]
	equal(h, "sentences", sum.Cues, 1)
	equal(h, "spoken", sum.Spoken, 0)

	good := h.page(e, "Two.")
	h.align(good)
	h.ok(h.SetEpisodeState(ctx, e.ID, gendu.Published))
	h.unheard(h.page(e, "Three."))
	equal(h, "in use", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID, good.ID)

	// Published before it was timed, as gendu import may do.
	early := &gendu.Episode{ShowID: e.ShowID, Title: "Early", State: gendu.Published}
	h.ok(h.CreateEpisode(ctx, early))
	h.ingest(h.audio(early))
	h.unheard(h.page(early, "One."))
	equal(h, "taken back", must[*gendu.Episode](h)(h.Episode(ctx, early.ID)).State, gendu.Draft)
}
