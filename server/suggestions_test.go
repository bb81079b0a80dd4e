package server

import (
	"testing"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
)

// TestSuggestions offers the host what the file says of itself, with its picture;
// learners see neither.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	var page api.EpisodePage
	h.as(host).do("GET", httpio.Prefix+"/episodes/"+string(l.episode.ID), nil).want(200, &page)
	s := page.Audio.Suggestions
	if s == nil || s.Title != "T" || s.Artist != "A" || len(s.Chapters) != 1 || s.Chapters[0] != (api.Chapter{Title: "One", EndMs: 1500}) || s.Cover == nil {
		t.Fatalf("suggested: %+v", s)
	}
	a := h.as(host).do("GET", *s.Cover, nil).want(200, nil)
	if kind := a.header.Get("Content-Type"); kind != "image/jpeg" || string(a.body) != "\xff\xd8\xff\xe0 a picture" {
		t.Errorf("the cover: %q %q", kind, a.body)
	}
	alice := h.as(h.user("alice"))
	alice.do("GET", *s.Cover, nil).want(403, nil)
	h.as(h.user("another", gendu.Host)).do("GET", *s.Cover, nil).want(404, nil)
	var seen api.EpisodePage
	alice.do("GET", httpio.Prefix+"/episodes/"+string(l.episode.ID), nil).want(200, &seen)
	if seen.Audio.Suggestions != nil {
		t.Errorf("a learner sees %+v", seen.Audio.Suggestions)
	}
}
