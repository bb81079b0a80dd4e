package server

import (
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// TestCorrectTranscript: a corrected line keeps its id and is practised at once; who
// did not see the newest revision changes nothing.
func TestCorrectTranscript(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c := h.as(host)
	path := "/episodes/" + string(l.episode.ID)
	var before api.Transcript
	c.get(path+"/transcript").want(200, &before)

	lines := make([]map[string]any, len(before.Cues))
	for i, cue := range before.Cues {
		lines[i] = map[string]any{"id": cue.Id}
	}
	first := before.Cues[0]
	fresh := string(gendu.NewID(time.Now()))
	middle := (first.StartMs + first.EndMs) / 2
	now := func(text string, from, to int64) map[string]any {
		return map[string]any{"text": text, "translation": "", "paragraph": first.Paragraph, "spoken": true, "startMs": from, "endMs": to}
	}
	lines[0]["now"] = now("The first half", first.StartMs, middle)
	lines = append(lines[:1], append([]map[string]any{{"id": fresh, "now": now("and the second.", middle, first.EndMs)}}, lines[1:]...)...)

	var made api.Revision
	c.json("PUT", path+"/transcript", map[string]any{"base": before.Id, "lines": lines}).want(200, &made)
	if made.Revision != before.Revision+1 || made.State != "ready" || made.Cues != len(before.Cues)+1 || made.Author == "" {
		t.Errorf("made %+v", made)
	}
	var page api.EpisodePage
	h.as(h.user("ann", gendu.Learner)).get(path).want(200, &page)
	if page.Revision != made.Revision || page.Cues[0].Id != first.Id || page.Cues[0].Text != "The first half" || page.Cues[1].Id != fresh || page.Cues[1].StartMs != middle {
		t.Errorf("learners practise %+v", page.Cues[:2])
	}
	c.json("PUT", path+"/transcript", map[string]any{"base": before.Id, "lines": lines}).want(409, nil)
	c.json("PUT", path+"/transcript", map[string]any{"base": made.Id, "lines": []map[string]any{{"id": fresh, "now": now(" ", 0, 1)}}}).want(400, nil)

	var list api.RevisionPage
	c.get(path+"/revisions").want(200, &list)
	if len(list.Revisions) != made.Revision || list.More || list.Revisions[0].Id != made.Id || list.Revisions[0].Author != made.Author || *list.Revisions[0].Method != "edited" {
		t.Errorf("revisions %+v", list)
	}
	var old api.Transcript
	c.get(path+"/revisions/1").want(200, &old)
	if old.Id != before.Id || old.Cues[0].Text != first.Text {
		t.Errorf("revision 1 is %+v", old)
	}
	c.get(path+"/revisions/9").want(404, nil)
}

// TestCorrectTranscriptAgain: who did not hear the answer sends the same once more, with
// the id that the revision was to have. One revision is made, also where others wrote since;
// and the id of a revision that somebody else made is refused.
func TestCorrectTranscriptAgain(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c := h.as(host)
	path := "/episodes/" + string(l.episode.ID)
	var before api.Transcript
	c.get(path+"/transcript").want(200, &before)
	save := func(id, base, text string) map[string]any {
		lines := make([]map[string]any, len(before.Cues))
		for i, cue := range before.Cues {
			lines[i] = map[string]any{"id": cue.Id}
		}
		first := before.Cues[0]
		lines[0]["now"] = map[string]any{"text": text, "translation": "", "paragraph": first.Paragraph, "spoken": true, "startMs": first.StartMs, "endMs": first.EndMs}
		return map[string]any{"id": id, "base": base, "lines": lines}
	}
	id := string(gendu.NewID(time.Now()))
	var made, again, next api.Revision
	c.json("PUT", path+"/transcript", save(id, before.Id, "Once.")).want(200, &made)
	if made.Id != id || made.Revision != before.Revision+1 {
		t.Fatalf("made %+v", made)
	}
	c.json("PUT", path+"/transcript", save(id, before.Id, "Once.")).want(200, &again)
	if again.Id != made.Id || again.Revision != made.Revision || again.Cues != made.Cues || again.Author != made.Author || !again.CreatedAt.Equal(made.CreatedAt) {
		t.Errorf("the same again is %+v, and was %+v", again, made)
	}
	c.json("PUT", path+"/transcript", save(string(gendu.NewID(time.Now())), id, "Twice.")).want(200, &next)
	c.json("PUT", path+"/transcript", save(id, before.Id, "Once.")).want(200, &again)
	if again.Revision != made.Revision {
		t.Errorf("after another revision it is %+v", again)
	}
	var now api.Transcript
	c.get(path+"/transcript").want(200, &now)
	if now.Revision != next.Revision || now.Revision != before.Revision+2 || now.Cues[0].Text != "Twice." {
		t.Errorf("the newest is revision %d: %s", now.Revision, now.Cues[0].Text)
	}

	second := h.as(h.user("second", gendu.Host))
	c.json("POST", "/shows/"+string(l.episode.ShowID)+"/hosts", map[string]string{"login": "second"}).want(204, nil)
	second.json("PUT", path+"/transcript", save(id, next.Id, "Mine.")).want(400, nil)
	c.json("PUT", path+"/transcript", save(before.Id, next.Id, "No correction.")).want(400, nil)
	other := h.newLesson(host, "m", gendu.Published)
	c.json("PUT", "/episodes/"+string(other.episode.ID)+"/transcript", save(id, next.Id, "Elsewhere.")).want(400, nil)
}

// TestAlignLines: what is asked about a stretch stays within it, and is not stored.
func TestAlignLines(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c := h.as(host)
	path := "/episodes/" + string(l.episode.ID)
	var found []api.AlignedLine
	c.json("POST", path+"/alignment", map[string]any{"fromMs": 1000, "toMs": 4000, "lines": []string{"One line.", "And another one."}}).want(200, &found)
	if len(found) != 2 {
		t.Fatalf("found %+v", found)
	}
	for _, line := range found {
		if line.Spoken && (line.StartMs < 1000 || line.EndMs > 4000 || line.StartMs >= line.EndMs) {
			t.Errorf("a line is at %+v", line)
		}
	}
	for _, span := range [][2]int{{4000, 4000}, {0, 120_001}, {90_000, 91_000}} {
		c.json("POST", path+"/alignment", map[string]any{"fromMs": span[0], "toMs": span[1], "lines": []string{"x"}}).want(400, nil)
	}
	var after api.Transcript
	c.get(path+"/transcript").want(200, &after)
	if after.Revision != 1 {
		t.Errorf("revision %d", after.Revision)
	}
}
