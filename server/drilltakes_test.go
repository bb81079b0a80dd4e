package server

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
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
		return fmt.Sprintf("%s/takes/%s?episode=%s&%s&revision=%d&mode=repeat&recordedAt=2026-11-28T10:00:00Z", httpio.Prefix, id, l.episode.ID, subject, tr.Revision)
	}
	put := func(id gendu.ID, subject string) *answer {
		return alice.do("PUT", path(id, subject), bytes.NewReader(takeBytes(200)), "Content-Type", "audio/wav")
	}
	var page api.EpisodePage
	alice.get("/episodes/"+string(l.episode.ID)).want(200, &page)
	shown := page.Page.Keywords
	if api.Given(shown[0].Id) != string(heard) || shown[0].Spoken == nil || *shown[0].Spoken != (api.Span{StartMs: 300, EndMs: 900}) || api.Given(shown[1].Id) != string(silent) || shown[1].Spoken != nil {
		t.Errorf("the page has the keywords %+v", shown)
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
	if len(mine) != 1 || mine[0].CueId != string(heard) || mine[0].Subject != api.SubjectKeyword {
		t.Errorf("alice's takes: %+v", mine)
	}
	teacher.get("/takes/"+string(id)).want(404, nil)
	w.must(w.store.Submit(ctx, id, w.class.ID, w.users[theAlice].ID))
	var sent api.Take
	teacher.get("/takes/"+string(id)).want(200, &sent)
	if q := teacher.queue(""); len(q) != 1 || q[0].Take.Id != string(id) || q[0].Take.Subject != api.SubjectKeyword || sent.CueText != "Influx" || sent.Subject != api.SubjectKeyword {
		t.Errorf("the teacher's queue: %+v, the take: %+v", q, sent)
	}
	alice.json("DELETE", "/takes/"+string(id), nil).want(204, nil)
	put(id, "keyword="+string(heard)).want(410, nil)
}

// A keyword that is heard becomes a card, comes under Today with the place where it is
// spoken, and is rated like a sentence.
func TestCardsOfKeywords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l, alice := w.published, w.as(w.users[theAlice])
	tr := &gendu.Transcript{
		EpisodeID: l.episode.ID, AudioID: l.audio.ID, State: gendu.Ready, Timed: true, Method: "file",
		Page: &gendu.Page{Keywords: []gendu.Keyword{{Term: "Influx", Definition: "many who come"}, {Term: "Silence"}}},
	}
	w.must(w.store.AddTranscript(t.Context(), tr, []*gendu.Cue{{
		Text: "An influx", StartMS: 100, EndMS: 900, Spoken: true,
		Words: []gendu.Word{{Text: "An", StartMS: 100, EndMS: 300}, {Text: "influx", StartMS: 300, EndMS: 900}},
	}}))
	heard, silent := tr.Page.Keywords[0].ID, tr.Page.Keywords[1].ID
	star := func(id gendu.ID) *answer {
		return alice.json("PUT", "/me/cards/"+string(id), map[string]any{"episodeId": l.episode.ID, "source": "star"})
	}
	star(silent).want(404, nil)
	star(gendu.NewID(time.Now())).want(404, nil)
	star(heard).want(200, nil)
	var today api.Today
	alice.get("/me/today").want(200, &today)
	if len(today.Fresh) != 1 {
		t.Fatalf("new under Today: %+v", today.Fresh)
	}
	c := today.Fresh[0]
	if c.Subject != api.SubjectKeyword || c.CueId != string(heard) || c.CurrentId != string(heard) || c.Text != "Influx" || c.Translation != "many who come" || c.StartMs != 300 || c.EndMs != 900 || today.Seconds == 0 {
		t.Errorf("the card is %+v", c)
	}
	rate(alice, gendu.NewID(time.Now()), &gendu.Cue{ID: heard, EpisodeID: l.episode.ID}, "good", time.Now(), "").want(200, nil)
	kept, err := w.store.Card(t.Context(), w.users[theAlice].ID, heard)
	if err != nil || kept.Subject != gendu.KeywordSubject || kept.Reps != 1 {
		t.Errorf("the card is kept as %+v, %v", kept, err)
	}
}
