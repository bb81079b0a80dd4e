package server

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// A take of a keyword is pinned to the word in the text, listed, sent and reviewed as one
// of a sentence is.
func TestTakesOfKeywords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, l, alice, teacher := t.Context(), w.published, w.as(w.users[theAlice]), w.as(w.users[theTeacher])
	tr := &gendu.Transcript{
		EpisodeID: l.episode.ID, AudioID: l.audio.ID, State: gendu.Ready, Timed: true, Method: "file",
		Page: &gendu.Page{Keywords: []gendu.Keyword{{Term: "Influx"}, {Term: "Silence"}}},
	}
	w.must(w.store.AddTranscript(ctx, tr, []*gendu.Cue{{
		Text: "An influx", StartMS: 100, EndMS: 900, Spoken: true,
		Words: []gendu.Word{{Text: "An", StartMS: 100, EndMS: 300}, {Text: "influx", StartMS: 300, EndMS: 900}},
	}}))
	heard, silent := tr.Page.Keywords[0].ID, tr.Page.Keywords[1].ID
	path := func(id gendu.ID, subject string) string {
		return fmt.Sprintf("%s/takes/%s?episode=%s&%s&revision=%d&mode=repeat&recordedAt=2026-11-28T10:00:00Z", prefix, id, l.episode.ID, subject, tr.Revision)
	}
	put := func(id gendu.ID, subject string) *answer {
		return alice.do("PUT", path(id, subject), bytes.NewReader(takeBytes(200)), "Content-Type", "audio/wav")
	}
	id := gendu.NewID(time.Now())
	put(id, "keyword="+string(heard)).want(201, nil)
	put(id, "keyword="+string(heard)).want(200, nil)
	take, err := w.store.Take(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if take.Subject != gendu.KeywordSubject || take.CueID != heard || take.CueText != "Influx" || take.CueStartMS != 300 || take.CueEndMS != 900 || take.AudioID != l.audio.ID {
		t.Errorf("the take is %+v", take)
	}
	for subject, want := range map[string]int{
		"keyword=" + string(silent):                          400, // it has no times
		"keyword=" + string(gendu.NewID(time.Now())):         404,
		"keyword=no-id":                                      400,
		"keyword=" + string(heard) + "&cue=" + string(heard): 400,
		"cue=" + string(heard):                               404, // it is no cue
	} {
		if a := put(gendu.NewID(time.Now()), subject); a.status != want {
			t.Errorf("%s: %d %s, want %d", subject, a.status, a.body, want)
		}
	}
	mine := alice.takes("/episodes/" + string(l.episode.ID) + "/takes")
	if len(mine) != 1 || mine[0].CueId != string(heard) {
		t.Errorf("alice's takes: %+v", mine)
	}
	teacher.get("/takes/"+string(id)).want(404, nil)
	w.must(w.store.Submit(ctx, id, w.class.ID, w.users[theAlice].ID))
	var sent api.Take
	teacher.get("/takes/"+string(id)).want(200, &sent)
	if q := teacher.queue(""); len(q) != 1 || q[0].Take.Id != string(id) || sent.CueText != "Influx" {
		t.Errorf("the teacher's queue: %+v, the take: %+v", q, sent)
	}
	alice.json("DELETE", "/takes/"+string(id), nil).want(204, nil)
	put(id, "keyword="+string(heard)).want(410, nil)
}
