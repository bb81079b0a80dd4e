package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store"
	"gendu/store/classroom"
)

// lastingIDs follows takes through a correction, a merge, a removal and a return.
func lastingIDs(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	learner, other := h.user(), h.user()
	best := func(u *gendu.User, c *gendu.Cue) *gendu.Take {
		t.Helper()
		h.clock.Add(time.Second)
		take := h.take(u, e, c)
		h.ok(h.UpdateTake(ctx, u.ID, take.ID, store.TakePatch{Best: new(true)}))
		return take
	}
	second := best(learner, cues[1]) // marked first
	first := best(learner, cues[0])
	h.ok(h.UpdateTake(ctx, learner.ID, second.ID, store.TakePatch{Best: new(false)}))
	h.clock.Add(time.Second)
	h.ok(h.UpdateTake(ctx, learner.ID, second.ID, store.TakePatch{Best: new(true)})) // and last
	third, theirs := best(learner, cues[2]), best(other, cues[1])
	view := func(u *gendu.User, id gendu.ID) *store.TakeView {
		t.Helper()
		v := must[*store.TakeView](h)(h.TakeView(ctx, u.ID, id))
		equal(h, "the cue that it was made of", v.CueID, must[*gendu.Take](h)(h.Take(ctx, id)).CueID)
		return v
	}
	revise := func(texts ...string) []*gendu.Cue {
		t.Helper()
		return h.align(h.page(e, texts...))
	}
	h.page(e, "One. Two.", "Three.") // it waits for its times
	equal(h, "the sentence in use", view(learner, second.ID).Now, cues[1].ID)
	equal(h, "two marks on two sentences", view(learner, first.ID).Best && view(learner, second.ID).Best, true)

	merged := revise("One. Two.", "Three!")
	equal(h, "a merge keeps the first id", merged[0].ID, cues[0].ID)
	equal(h, "a corrected sentence keeps its id", merged[1].ID, cues[2].ID)
	equal(h, "a take of the second half", view(learner, second.ID).Now, cues[0].ID)
	equal(h, "the earlier mark", view(learner, first.ID).Best, false)
	equal(h, "the later mark", view(learner, second.ID).Best, true)
	equal(h, "somebody else's mark", view(other, theirs.ID).Best, true)
	now := must[gendu.ID](h)(h.SubjectNow(ctx, second))
	equal(h, "SubjectNow", now, cues[0].ID)
	h.ok(h.UpdateTake(ctx, learner.ID, first.ID, store.TakePatch{Best: new(true)}))
	equal(h, "one best take of what was merged", view(learner, second.ID).Best, false)

	revise("One. Two.")
	equal(h, "a take of a sentence that went", view(learner, third.ID).Now, "")
	back := revise("One.", "Two.", "Three!")
	equal(h, "the first part of a split keeps the id", back[0].ID, cues[0].ID)
	equal(h, "a sentence that comes back", back[1].ID, cues[1].ID)
	equal(h, "a sentence that comes back as it was last", back[2].ID, cues[2].ID)
	equal(h, "its take", view(learner, third.ID).Now, cues[2].ID)
	h.queueFollows(e, learner, second)
}

// queueFollows: a review desk that asks for a sentence sees the takes of what became
// it.
func (h *fixture) queueFollows(e *gendu.Episode, learner *gendu.User, take *gendu.Take) {
	h.t.Helper()
	ctx := h.t.Context()
	teacher := h.user(gendu.Teacher)
	class := h.class(teacher, false)
	h.join(class, learner)
	h.ok(h.Submit(ctx, take.ID, class.ID, learner.ID))
	h.align(h.page(e, "One. Two.", "Three!"))
	list := must[[]*gendu.Cue](h)(h.Cues(ctx, must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID))
	for i, want := range []int{1, 0} {
		queue := queued(h)(h.ReviewQueue(ctx, teacher.ID, class.ID, classroom.QueueQuery{CueID: list[i].ID}))
		equal(h, "takes of a sentence in the queue", len(queue), want)
		if want == 1 {
			equal(h, "its sentence", queue[0].Now, list[0].ID)
		}
	}
}

// keywordIDs last from one revision to the next, by the term.
func keywordIDs(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	a := h.audio(e)
	h.ingest(a)
	ids := func(terms ...string) (*gendu.Transcript, []gendu.ID) {
		t.Helper()
		page := &gendu.Page{}
		for _, term := range terms {
			page.Keywords = append(page.Keywords, gendu.Keyword{Term: term})
		}
		tr := &gendu.Transcript{EpisodeID: e.ID, Page: page}
		h.ok(h.AddTranscript(ctx, tr, cuesOf("One.")))
		h.align(tr)
		return tr, publishing.KeywordIDs(must[*gendu.Transcript](h)(h.Transcript(ctx, tr.ID)))
	}
	_, first := ids("timetable", "emisions", "fragile")
	_, second := ids("fragile", "emissions", "harbour")
	if len(first) != 3 || second[0] != first[2] || second[1] != first[1] || second[2] == first[0] {
		t.Errorf("the ids are %v, then %v", first, second)
	}
	u := h.user()
	take := h.newTake(u, e, &gendu.Cue{ID: first[2], Text: "fragile"})
	take.AudioID, take.Subject, take.Revision = a.ID, gendu.KeywordSubject, 1
	_, err := h.PutTake(ctx, take, nil)
	h.ok(err)
	v := must[*store.TakeView](h)(h.TakeView(ctx, u.ID, take.ID))
	equal(h, "a take of a keyword", v.Subject, gendu.KeywordSubject)
	equal(h, "its keyword", v.Now, second[0])
	ids("harbour")
	equal(h, "a keyword that went", must[*store.TakeView](h)(h.TakeView(ctx, u.ID, take.ID)).Now, "")
}
