package server

import (
	"testing"

	"gendu"
	"gendu/server/api"
)

// TestShortAnswers: an episode without its cues, and a transcript without its source, say
// all the rest.
func TestShortAnswers(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c := h.as(host)
	path := "/episodes/" + string(l.episode.ID)

	var whole, short api.EpisodePage
	c.get(path).want(200, &whole)
	c.get(path+"?cues=false").want(200, &short)
	if len(whole.Cues) == 0 || len(short.Cues) != 0 || short.Page != nil {
		t.Errorf("%d cues, and %d with page %v without them", len(whole.Cues), len(short.Cues), short.Page)
	}
	if short.Audio == nil || short.Audio.Id != whole.Audio.Id || short.Episode.Cues != whole.Episode.Cues || short.Episode.Title != whole.Episode.Title {
		t.Errorf("without its cues it is %+v", short)
	}

	var text, bare api.Transcript
	c.get(path+"/transcript?source=true").want(200, &text)
	c.get(path+"/transcript?source=false").want(200, &bare)
	if text.Source == "" || bare.Source != "" {
		t.Errorf("the source is %q, and %q without it", text.Source, bare.Source)
	}
	if bare.Id != text.Id || len(bare.Cues) != len(text.Cues) || len(bare.Cues) == 0 {
		t.Errorf("without its source it is %+v", bare)
	}
	c.get(path+"?cues=perhaps").want(400, nil)
}
