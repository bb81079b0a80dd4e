package jobs

import (
	"testing"

	"gendu"
)

// TestLinkTakes leads takes that name ids which are not there to the sentences that
// they say; what is not in the text is said to be gone.
func TestLinkTakes(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	h.ready(make([]byte, 44), 10_000)
	learner := &gendu.User{Login: "learner"}
	h.ok(h.CreateUser(t.Context(), learner))
	cues := []*gendu.Cue{{Text: "The bridge fell into the river.", StartMS: 5, EndMS: 900, Spoken: true}}
	h.ok(h.AddTranscript(t.Context(), &gendu.Transcript{EpisodeID: h.episode.ID, Timed: true}, cues))
	for id, text := range map[gendu.ID]string{"found": "The bridge fel into the river.", "gone": "Nobody swims here."} {
		take := &gendu.Take{
			ID: id, UserID: learner.ID, EpisodeID: h.episode.ID, AudioID: h.audio.ID, CueID: "old-" + id, CueText: text, Revision: 1, SHA256: []byte{1},
		}
		_, err := h.PutTake(t.Context(), take, nil)
		h.ok(err)
	}
	n, err := h.Repair(t.Context())
	h.ok(err)
	if n != 3 { // two comparisons and this job
		t.Errorf("%d jobs were enqueued", n)
	}
	h.ok(h.run(gendu.LinkTakes, &links{store: h.Store}))
	for id, want := range map[gendu.ID]gendu.ID{"found": cues[0].ID, "gone": ""} {
		take, err := h.Take(t.Context(), id)
		h.ok(err)
		if now, err := h.SubjectNow(t.Context(), take); err != nil || now != want || take.CueID != "old-"+id {
			t.Errorf("the take %s of %s reaches %q, %v", id, take.CueID, now, err)
		}
	}
	if left, err := h.Orphaned(t.Context(), 1); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}
