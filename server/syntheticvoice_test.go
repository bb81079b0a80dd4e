package server

import (
	"context"
	"fmt"
	"testing"

	"gendu"
	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/server/api"
	"gendu/server/media"
)

// oneWord is a synthesizer that says everything in a tenth of a second, in English only.
type oneWord struct{}

func (oneWord) Synthesize(_ context.Context, lang, _ string) (dsp.Signal, error) {
	if lang != "en" {
		return dsp.Signal{}, fmt.Errorf("test: %w", audio.ErrNoVoice)
	}
	return dsp.Signal{Rate: 22050, Samples: make([]float32, 2205)}, nil
}

// TestSyntheticVoice: a word that is in the audio is never spoken by the synthesizer, one
// that is not is, for who may read the episode.
func TestSyntheticVoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, alice := t.Context(), w.as(w.users[theAlice])
	add := func(l *lesson) (heard, silent gendu.ID) {
		t.Helper()
		tr := &gendu.Transcript{
			EpisodeID: l.episode.ID, AudioID: l.audio.ID, State: gendu.Ready, Timed: true, Method: "file",
			Page: &gendu.Page{Keywords: []gendu.Keyword{{Term: "Influx"}, {Term: "Silence"}}},
		}
		w.must(w.store.AddTranscript(ctx, tr, []*gendu.Cue{{
			Text: "An influx", StartMS: 100, EndMS: 900, Spoken: true,
			Words: []gendu.Word{{Text: "An", StartMS: 100, EndMS: 300}, {Text: "influx", StartMS: 300, EndMS: 900}},
		}}))
		return tr.Page.Keywords[0].ID, tr.Page.Keywords[1].ID
	}
	heard, silent := add(w.published)
	_, hidden := add(w.draft)
	keywords := func() []api.Keyword {
		t.Helper()
		var page api.EpisodePage
		alice.get("/episodes/"+string(w.published.episode.ID)).want(200, &page)
		return page.Page.Keywords
	}
	address := func(l *lesson, id gendu.ID) string { return fmt.Sprintf(media.SyntheticPath, l.episode.ID, id) }
	if k := keywords(); k[1].SyntheticUrl != nil {
		t.Errorf("without a voice: %+v", k[1])
	}
	alice.do("GET", address(w.published, silent), nil).want(404, nil)

	w.voice = oneWord{}
	w.start()
	if k := keywords(); k[0].SyntheticUrl != nil || api.Given(k[1].SyntheticUrl) != address(w.published, silent) {
		t.Errorf("with a voice: %+v", k)
	}
	got := alice.do("GET", address(w.published, silent), nil)
	got.want(200, nil)
	if len(got.body) != 44+2*2205 || got.header.Get("Content-Type") != "audio/wav" || got.header.Get("ETag") == "" {
		t.Errorf("%d bytes, %v", len(got.body), got.header)
	}
	part := alice.do("GET", address(w.published, silent), nil, "Range", "bytes=40-49")
	if part.want(206, nil); len(part.body) != 10 {
		t.Errorf("a part has %d bytes", len(part.body))
	}
	for what, path := range map[string]string{
		"a word of the audio":        address(w.published, heard),
		"a word of a draft":          address(w.draft, hidden),
		"a word of another episode":  address(w.published, hidden),
		"a word of no form of an id": fmt.Sprintf(media.SyntheticPath, w.published.episode.ID, "x"),
	} {
		if a := alice.do("GET", path, nil); a.status != 404 {
			t.Errorf("%s: %d", what, a.status)
		}
	}
}
