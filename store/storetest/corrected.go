package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store"
)

// corrected corrects a text line by line: takes stay with their sentences, through a
// merge and back, and nobody writes over a revision that they did not see.
func corrected(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	author, learner := h.user(gendu.Host), h.user()
	take := h.take(learner, e, cues[1])
	correct := func(base gendu.ID, lines ...publishing.Line) (*gendu.Transcript, error) {
		h.clock.Add(time.Second)
		tr := &gendu.Transcript{EpisodeID: e.ID, AuthorID: author.ID}
		_, err := h.CorrectTranscript(ctx, base, tr, lines)
		return tr, err
	}
	first := must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID
	both := *cues[0]
	both.Text, both.EndMS = cues[0].Text+" "+cues[1].Text, cues[1].EndMS
	second, err := correct(first, publishing.Line{ID: both.ID, Cue: &both, Merged: []gendu.ID{cues[1].ID}}, publishing.Line{ID: cues[2].ID})
	h.ok(err)
	equal(h, "in use", must[*gendu.Episode](h)(h.Episode(ctx, e.ID)).TranscriptID, second.ID)
	equal(h, "the merged take is with", must[gendu.ID](h)(h.SubjectNow(ctx, take)), cues[0].ID)

	// The same once more, with its id, is the same revision.
	repeated := &gendu.Transcript{ID: second.ID, EpisodeID: e.ID, AuthorID: author.ID}
	sentences, err := h.CorrectTranscript(ctx, first, repeated, []publishing.Line{{ID: both.ID, Cue: &both, Merged: []gendu.ID{cues[1].ID}}, {ID: cues[2].ID}})
	h.ok(err)
	equal(h, "the revision made before", repeated.Revision, second.Revision)
	equal(h, "its sentences", len(sentences), 2)
	equal(h, "revisions", len(must[[]store.Revision](h)(h.Revisions(ctx, e.ID, 0, 50))), second.Revision)

	_, err = correct(first, publishing.Line{ID: cues[0].ID})
	h.wantKind("a correction of what is no longer the newest", err, gendu.Conflict)
	_, others := h.ready()
	_, err = correct(second.ID, publishing.Line{ID: others[0].ID, Cue: &both})
	h.wantKind("the id of another episode", err, gendu.Invalid)

	third, err := correct(second.ID, publishing.Line{ID: cues[0].ID, Cue: cues[0]}, publishing.Line{ID: cues[1].ID, Cue: cues[1]}, publishing.Line{ID: cues[2].ID})
	h.ok(err)
	equal(h, "after the merge was undone the take is with", must[gendu.ID](h)(h.SubjectNow(ctx, take)), cues[1].ID)

	list := must[[]store.Revision](h)(h.Revisions(ctx, e.ID, 0, 2))
	if len(list) != 2 || list[0].ID != third.ID || list[0].Author != author.Name || list[0].Method != publishing.MethodEdited || list[0].Cues != 3 || list[1].Cues != 2 {
		t.Errorf("the revisions are %+v", list)
	}
	list = must[[]store.Revision](h)(h.Revisions(ctx, e.ID, list[1].Revision, 2))
	if len(list) != 1 || list[0].ID != first || list[0].Author != "" {
		t.Errorf("the revisions before are %+v", list)
	}
	equal(h, "revision 2", must[*gendu.Transcript](h)(h.RevisionOf(ctx, e.ID, second.Revision)).ID, second.ID)
}
