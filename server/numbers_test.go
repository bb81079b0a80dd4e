package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
)

// visitBody is what a page counted of one sentence.
func visitBody(cue gendu.ID, plays int) string {
	return fmt.Sprintf(`{"beganAt":%q,"sentences":[{"cueId":%q,"plays":%d,"skips":0,"ms":1000}]}`, time.Now().UTC().Format(time.RFC3339), cue, plays)
}

// visitOf is a new visit to the episode of a lesson.
func visitOf(of func(w *world) *lesson) func(w *world) string {
	return func(w *world) string {
		return fmt.Sprintf(httpio.Prefix+"/episodes/%s/practised/%s", of(w).episode.ID, gendu.NewID(time.Now()))
	}
}

// practises sends what a page counted of a lesson's sentences in a new visit, or again.
func (c *caller) practises(l *lesson, visit gendu.ID, plays ...int) *answer {
	c.h.t.Helper()
	var list []string
	for i, n := range plays {
		list = append(list, fmt.Sprintf(`{"cueId":%q,"plays":%d,"skips":%d,"ms":60000}`, l.cues[i].ID, n, i%2))
	}
	if visit == "" {
		visit = gendu.NewID(time.Now())
	}
	body := fmt.Sprintf(`{"beganAt":%q,"sentences":[%s]}`, time.Now().UTC().Format(time.RFC3339), strings.Join(list, ","))
	return c.do("PUT", httpio.Prefix+"/episodes/"+string(l.episode.ID)+"/practised/"+string(visit), strings.NewReader(body), "Content-Type", "application/json")
}

// TestNumbers: nothing is shown of four learners; of the fifth on, sentence by sentence; an
// editor sees it until they are one no more.
func TestNumbers(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
		editor := h.user("editor", gendu.Host)
		if err := h.store.AddEditor(t.Context(), l.show.ID, editor.ID); err != nil {
			t.Fatal(err)
		}
		host, path := h.as(l.host), "/episodes/"+string(l.episode.ID)+"/numbers"
		numbers := func() (n api.EpisodeNumbers) {
			t.Helper()
			host.get(path).want(200, &n)
			matches(t, "EpisodeNumbers", n)
			return n
		}
		host.practises(l, "", 9, 9, 9).want(204, nil) // a host is no learner
		for i := range 4 {
			h.as(h.user(fmt.Sprint("learner", i))).practises(l, "", 2, 3, 1).want(204, nil)
		}
		if n := numbers(); n.Enough || n.Learners != 0 || n.Fewest != 5 || len(n.Sentences) != 0 || len(n.Words) != 0 || n.PractisedMs != 0 {
			t.Errorf("of four learners: %+v", n)
		}
		last, visit := h.as(h.user("last")), gendu.NewID(time.Now())
		last.practises(l, visit, 2).want(204, nil)
		last.practises(l, visit, 7).want(204, nil)
		last.practises(l, visit, 7).want(204, nil)
		n := numbers()
		if !n.Enough || n.Learners != 5 || n.PractisedMs != 13*60000 || len(n.Sentences) != 3 {
			t.Fatalf("of five learners: %+v", n)
		}
		first, second := n.Sentences[0], n.Sentences[1]
		if first.Heard == nil || *first.Heard != 3 || first.Skipped == nil || *first.Skipped != 0 || first.Stopped == nil || *first.Stopped != 0.2 || first.Hard != nil {
			t.Errorf("the first sentence: %+v", first)
		}
		if second.Heard != nil || second.Skipped != nil {
			t.Errorf("the second, of four learners: %+v", second)
		}
		last.get(path).want(404, nil)
		h.as(editor).get(path).want(200, nil)
		if err := h.store.RemoveEditor(t.Context(), l.show.ID, editor.ID); err != nil {
			t.Fatal(err)
		}
		h.as(editor).get(path).want(404, nil)
		h.as(h.user("somebody")).practises(l, visit, 9).want(404, nil)
		if err := h.store.DeleteEpisode(t.Context(), l.episode.ID); err != nil {
			t.Fatal(err)
		}
		last.practises(l, "", 2).want(404, nil)
	})
}

// TestPractisedRefused: what no page counts is refused, and a sentence that is none counts
// for nothing.
func TestPractisedRefused(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	c, path := h.as(h.user("alice")), "/episodes/"+string(l.episode.ID)+"/practised/"
	put := func(body string) *answer {
		return c.do("PUT", httpio.Prefix+path+string(gendu.NewID(time.Now())), strings.NewReader(body), "Content-Type", "application/json")
	}
	id, now := string(l.cues[0].ID), time.Now().UTC().Format(time.RFC3339)
	one := func(cue string, plays, ms int) string {
		return fmt.Sprintf(`{"cueId":%q,"plays":%d,"skips":0,"ms":%d}`, cue, plays, ms)
	}
	for _, list := range []string{
		"", one("x", 1, 1), one(id, -1, 1), one(id, 10_001, 1), one(id, 1, 86_400_001),
		strings.TrimSuffix(strings.Repeat(one(id, 1, 1)+",", 501), ","),
	} {
		put(`{"beganAt":"`+now+`","sentences":[`+list+`]}`).want(400, nil)
	}
	put(`{"beganAt":"`+time.Now().AddDate(0, 0, -31).UTC().Format(time.RFC3339)+`","sentences":[`+one(id, 1, 1)+`]}`).want(400, nil)
	put(visitBody(gendu.NewID(time.Now()), 1)).want(204, nil)
}
