package publishing_test

import (
	"slices"
	"strings"
	"testing"

	"gendu"
	"gendu/publishing"
)

const ownID, newID = "0192f0c1-2345-7abc-8def-00000000000e", "7c1f9a52-0d3e-4b7a-9c11-00000000000e"

// drilled is an episode with keywords and highlights.
func drilled() publishing.Former {
	f := corrected()
	f.Episode.ID = ownID
	f.Latest.Page.Highlights = []string{"People come and go."}
	f.Latest.Page.Keywords = []gendu.Keyword{
		{ID: "word", Term: "stay", Example: "Three stayed.", ExampleCue: ptr(2), TermTime: &gendu.Span{StartMS: 10, EndMS: 20}},
		{ID: "come", Term: "come", Syllables: []string{"come"}},
	}
	return f
}

func around(keywords ...gendu.Keyword) *gendu.Page {
	return &gendu.Page{Keywords: keywords}
}

func TestCorrectAround(t *testing.T) {
	t.Parallel()
	stay := gendu.Keyword{ID: "word", Term: "stay", Example: "Three stayed.", TermTime: &gendu.Span{StartMS: 10, EndMS: 20}}
	for _, c := range []struct {
		name       string
		now        *gendu.Page
		highlights []string
		terms      []string
		example    *int // of the first keyword
		gone, back []gendu.ID
	}{
		{"nothing", nil, []string{"People come and go."}, []string{"stay", "come"}, ptr(2), nil, nil},
		{"highlights", &gendu.Page{Highlights: []string{" People came. ", " "}}, []string{"People came."}, []string{"stay", "come"}, ptr(2), nil, nil},
		{"no highlights", &gendu.Page{Highlights: []string{}}, []string{}, []string{"stay", "come"}, ptr(2), nil, nil},
		{"a term", around(gendu.Keyword{ID: "word", Term: " stays ", Example: "Three stayed."}, gendu.Keyword{ID: "come", Term: "come"}), []string{"People come and go."}, []string{"stays", "come"}, ptr(2), nil, nil},
		{"one is gone", around(stay), []string{"People come and go."}, []string{"stay"}, ptr(2), []gendu.ID{"come"}, nil},
		{"another order, a new one", around(gendu.Keyword{ID: newID, Term: "leave", Example: "Two left one day."}, stay), []string{"People come and go."}, []string{"leave", "stay"}, nil, []gendu.ID{"come"}, nil},
		{"one is back", around(gendu.Keyword{ID: "old", Term: "go"}), []string{"People come and go."}, []string{"go"}, nil, []gendu.ID{"word", "come"}, []gendu.ID{"old"}},
		{"an example of another sentence", around(gendu.Keyword{ID: "word", Term: "one", Example: "Tomorrow one came early."}), []string{"People come and go."}, []string{"one"}, ptr(0), []gendu.ID{"come"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := drilled()
			f.Links = []gendu.CueLink{{From: "old", Kind: gendu.Removed}}
			f.Cues[0].Text, f.Latest.Page.Paragraphs[0].Sentences[0].Text = "Tomorrow one came early.", "Tomorrow one came early."
			text := &gendu.Transcript{Page: c.now}
			got, err := publishing.Correct(f, "first", text, []publishing.Line{kept("a"), kept("b"), kept("c")})
			if err != nil {
				t.Fatal(err)
			}
			var terms []string
			for _, k := range text.Page.Keywords {
				terms = append(terms, k.Term)
			}
			var gone []gendu.ID
			for _, l := range got.Links {
				if l.Kind != gendu.Removed || l.EpisodeID != ownID {
					t.Errorf("a link is %+v", l)
				}
				gone = append(gone, l.From)
			}
			if !slices.Equal(text.Page.Highlights, c.highlights) || !slices.Equal(terms, c.terms) || !slices.Equal(gone, c.gone) || !slices.Equal(got.Returned, c.back) {
				t.Errorf("highlights %q, terms %q, gone %v, back %v", text.Page.Highlights, terms, gone, got.Returned)
			}
			if e := text.Page.Keywords[0].ExampleCue; (e == nil) != (c.example == nil) || e != nil && *e != *c.example {
				t.Errorf("the example is of cue %v", e)
			}
			if err := text.Page.Validate(); err != nil {
				t.Error(err)
			}
			if len(f.Latest.Page.Keywords) != 2 || f.Latest.Page.Highlights[0] != "People come and go." {
				t.Error("the base was changed")
			}
		})
	}
}

// TestCorrectAroundWithoutPage: a text of an older release may have no page.
func TestCorrectAroundWithoutPage(t *testing.T) {
	t.Parallel()
	f := drilled()
	f.Latest.Page, f.Show = nil, &gendu.Show{Language: "en", Translation: "zh-Hant"}
	text := &gendu.Transcript{Page: around(gendu.Keyword{ID: newID, Term: "leave"})}
	if _, err := publishing.Correct(f, "first", text, []publishing.Line{kept("a"), kept("b"), kept("c")}); err != nil {
		t.Fatal(err)
	}
	if p := text.Page; p.Language != "en" || p.TranslationLanguage != "zh-Hant" || len(p.Keywords) != 1 {
		t.Errorf("the page is %+v", p)
	}
}

func TestCorrectAroundRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		now  []gendu.Keyword
		want string
	}{
		{"no term", []gendu.Keyword{{ID: "word", Term: " "}}, "Keyword 1 has no term"},
		{"an id twice", []gendu.Keyword{{ID: "word", Term: "x"}, {ID: "word", Term: "y"}}, "Keyword 2 has the id of keyword 1"},
		{"the id of a line", []gendu.Keyword{{ID: "a", Term: "x"}}, "id of a sentence"},
		{"the id of a sentence that is gone", []gendu.Keyword{{ID: "lost", Term: "x"}}, "does not end as"},
		{"the id of another episode", []gendu.Keyword{{ID: "7c1f9a52-0d3e-4b7a-9c11-00000000000f", Term: "x"}}, "does not end as"},
		{"a time behind the audio", []gendu.Keyword{{ID: "word", Term: "x", TermTime: &gendu.Span{StartMS: 10, EndMS: 3001}}}, "no part of the audio"},
		{"a time that runs backwards", []gendu.Keyword{{ID: "word", Term: "x", ExampleTime: &gendu.Span{StartMS: 20, EndMS: 20}}}, "no part of the audio"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := drilled()
			f.Links, f.Gone = []gendu.CueLink{{From: "lost", Kind: gendu.Removed}}, map[gendu.ID]string{"lost": "Four sang."}
			_, err := publishing.Correct(f, "first", &gendu.Transcript{Page: around(c.now...)}, []publishing.Line{kept("a"), kept("b"), kept("c")})
			if err == nil || !strings.Contains(err.Error(), c.want) || gendu.KindOf(err) != gendu.Invalid {
				t.Errorf("got %v", err)
			}
		})
	}
}
