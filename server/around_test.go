package server

import (
	"slices"
	"testing"

	"gendu"
	"gendu/server/api"
)

// TestCorrectAround: what stands around the lines is corrected with them, and learners
// read it at once.
func TestCorrectAround(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c, path := h.as(host), "/episodes/"+string(l.episode.ID)
	var before api.Transcript
	c.get(path+"/transcript").want(200, &before)
	lines := make([]map[string]any, len(before.Cues))
	for i, cue := range before.Cues {
		lines[i] = map[string]any{"id": cue.Id}
	}
	keyword := "7c1f9a52-0d3e-4b7a-9c11" + string(l.episode.ID)[23:]
	body := map[string]any{
		"base": before.Id, "lines": lines, "highlights": []string{"What it is about."},
		"keywords": []map[string]any{{"id": keyword, "term": "timetable", "syllables": []string{"time", "ta", "ble"}, "partOfSpeech": "noun", "definition": "a list of times", "termTime": map[string]any{"startMs": 10, "endMs": 20}}},
	}
	var made api.Revision
	c.json("PUT", path+"/transcript", body).want(200, &made)
	var page api.EpisodePage
	h.as(h.user("ann", gendu.Learner)).get(path).want(200, &page)
	if len(page.Page.Highlights) != 1 || len(page.Page.Keywords) != 1 {
		t.Fatalf("learners read %+v", page.Page)
	}
	k := page.Page.Keywords[0]
	if page.Page.Highlights[0] != "What it is about." || api.Given(k.Id) != keyword || k.Term != "timetable" || len(k.Syllables) != 3 || k.TermTime.EndMs != 20 || k.Definition != "a list of times" {
		t.Errorf("learners read %+v, %+v", page.Page.Highlights, k)
	}

	// The lists are left out: they stay. A former revision says which keywords it had.
	delete(body, "highlights")
	delete(body, "keywords")
	body["base"] = made.Id
	c.json("PUT", path+"/transcript", body).want(200, &made)
	var now api.Transcript
	c.get(path+"/transcript").want(200, &now)
	if !slices.Equal(now.Page.Highlights, page.Page.Highlights) || len(now.Page.Keywords) != 1 || api.Given(now.Page.Keywords[0].Id) != keyword {
		t.Errorf("the host reads %+v", now.Page)
	}

	body["base"], body["keywords"] = made.Id, []map[string]any{{"id": "7c1f9a52-0d3e-4b7a-9c11-ffffffffffff", "term": "x"}}
	c.json("PUT", path+"/transcript", body).want(400, nil)
}
