package gendu_test

import (
	"reflect"
	"strings"
	"testing"

	"gendu"
)

func fullPage() *gendu.Page {
	cue := 1
	return &gendu.Page{
		Title: "T", Language: "en", Highlights: []string{"h"}, References: []string{"r"},
		Paragraphs: []gendu.Paragraph{{Text: "One. Two.", Sentences: []gendu.SentencePair{{Text: "One."}, {Text: "Two.", Translation: "二。"}}}},
		Keywords: []gendu.Keyword{
			{ID: "a", Term: "two", Syllables: []string{"two"}, ExampleCue: &cue, TermTime: &gendu.Span{StartMS: 1, EndMS: 2}, ExampleTime: &gendu.Span{StartMS: 3, EndMS: 4}},
			{Term: "one", Syllables: []string{}},
			{Term: "none", Syllables: []string{}},
		},
		Unplaced: []gendu.UnplacedLine{{Line: 4, Text: "----"}},
		Uses:     []gendu.LineUse{{Line: 1, Text: "T", As: gendu.UseTitle}},
	}
}

// TestPageValidate: each fault is named by its field, and Repair leaves it out and keeps
// the rest.
func TestPageValidate(t *testing.T) {
	t.Parallel()
	if err := (*gendu.Page)(nil).Validate(); err != nil {
		t.Errorf("no page: %v", err)
	}
	if err := fullPage().Validate(); err != nil {
		t.Fatal(err)
	}
	number := func(n int) *int { return &n }
	for want, spoil := range map[string]func(p *gendu.Page){
		"paragraphs[0]":           func(p *gendu.Page) { p.Paragraphs[0] = gendu.Paragraph{Translation: "二。"} },
		"keywords[1].term":        func(p *gendu.Page) { p.Keywords[1].Term = "" },
		"keywords[0].exampleCue":  func(p *gendu.Page) { p.Keywords[0].ExampleCue = number(2) },
		"keywords[1].exampleCue":  func(p *gendu.Page) { p.Keywords[1].ExampleCue = number(-1) },
		"keywords[0].termTime":    func(p *gendu.Page) { p.Keywords[0].TermTime.EndMS = 0 },
		"keywords[0].exampleTime": func(p *gendu.Page) { p.Keywords[0].ExampleTime.StartMS = -1 },
		"keywords[2].id":          func(p *gendu.Page) { p.Keywords[2].ID = "a" },
		"unplaced[0]":             func(p *gendu.Page) { p.Unplaced[0].Line = 0 },
		"uses[0].line":            func(p *gendu.Page) { p.Uses[0].Line = 0 },
		"uses[0].text":            func(p *gendu.Page) { p.Uses[0].Text = strings.Repeat("題", gendu.LineUseRunes+1) },
		"uses[0].as":              func(p *gendu.Page) { p.Uses[0].As = gendu.UseUnplaced },
	} {
		p := fullPage()
		spoil(p)
		err := p.Validate()
		if gendu.KindOf(err) != gendu.Invalid || !strings.Contains(gendu.MessageOf(err), want+" ") {
			t.Errorf("%s: %v", want, err)
		}
		p.Repair()
		if err := p.Validate(); err != nil {
			t.Errorf("%s, repaired: %v", want, err)
		}
		if p.Title != "T" || len(p.Keywords) < 2 || len(p.Highlights) != 1 {
			t.Errorf("%s: repairing left %+v", want, p)
		}
	}
	p := fullPage()
	p.Repair()
	if !reflect.DeepEqual(p, fullPage()) {
		t.Errorf("repairing a valid page made %+v", p)
	}
}

// TestPageClone: nothing that is done to a copy reaches the page.
func TestPageClone(t *testing.T) {
	t.Parallel()
	p := fullPage()
	c := p.Clone()
	if !reflect.DeepEqual(c, p) {
		t.Fatalf("the copy is %+v", c)
	}
	c.Highlights[0], c.References[0], c.Unplaced[0].Line, c.Uses[0].Line = "x", "x", 9, 9
	c.Paragraphs[0].Text, c.Paragraphs[0].Sentences[0].Text = "x", "x"
	k := &c.Keywords[0]
	k.ID, k.Syllables[0], *k.ExampleCue, k.TermTime.EndMS, k.ExampleTime.EndMS = "x", "x", 9, 9, 9
	if !reflect.DeepEqual(p, fullPage()) {
		t.Errorf("the page is %+v", p)
	}
	if (*gendu.Page)(nil).Clone() != nil {
		t.Error("a copy of no page")
	}
}

func TestPageFill(t *testing.T) {
	t.Parallel()
	p := &gendu.Page{Paragraphs: []gendu.Paragraph{{}}, Keywords: []gendu.Keyword{{}}}
	p.Fill()
	if p.Highlights == nil || p.References == nil || p.Unplaced == nil || p.Paragraphs[0].Sentences == nil || p.Keywords[0].Syllables == nil || p.Uses != nil {
		t.Errorf("%+v", p)
	}
}
