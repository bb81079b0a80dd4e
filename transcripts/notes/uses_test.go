package notes

import (
	"slices"
	"strings"
	"testing"

	"gendu"
)

const chosenPage = `EP. K1: A Small Page
一個小頁面

Photo by somebody

The council met today, and it talked about the trees of the town. It was late.
議會今天開會,談了鎮上的樹。時間很晚了。

See you next week, everybody, and thank you for listening to this programme.
一個更好的標題

----
`

// TestChosenLines: a host may make anything of any line, and every line says what it
// was taken as.
func TestChosenLines(t *testing.T) {
	t.Parallel()
	as := func(lines []ReadLine, text string) gendu.Use {
		for _, l := range lines {
			if strings.Contains(l.Text, text) {
				return l.As
			}
		}
		return "gone"
	}
	read, err := Read(chosenPage, Options{})
	if err != nil {
		t.Fatal(err)
	}
	plain := read.Lines
	for text, want := range map[string]gendu.Use{
		"K1": gendu.UseTitle, "小頁面": gendu.UseTitle, "council": gendu.UseText, "議會": gendu.UseTranslation, "Photo": gendu.UseUnplaced, "----": gendu.UseUnplaced,
	} {
		if got := as(plain, text); got != want {
			t.Errorf("%q was taken as %s, want %s", text, got, want)
		}
	}
	line := func(text string) gendu.LineUse {
		for _, l := range plain {
			if strings.Contains(l.Text, text) {
				return gendu.LineUse{Line: l.Line, Text: beginning(l.Text)}
			}
		}
		t.Fatalf("no line with %q", text)
		return gendu.LineUse{}
	}
	choose := func(text string, use gendu.Use) (*gendu.Page, []ReadLine) {
		t.Helper()
		u := line(text)
		u.As = use
		r, err := Read(chosenPage, Options{Uses: []gendu.LineUse{u}})
		if err != nil {
			t.Fatal(err)
		}
		p, lines := r.Page, r.Lines
		if got := as(lines, text); got != use {
			t.Errorf("%q as %s was taken as %s", text, use, got)
		}
		if len(p.Uses) != 1 {
			t.Errorf("the choice is not kept: %+v", p.Uses)
		}
		return p, lines
	}
	texts := func(p *gendu.Page) string {
		var b strings.Builder
		for _, para := range p.Paragraphs {
			b.WriteString(para.Text + "=" + para.Translation + "\n")
		}
		return b.String()
	}
	if p, _ := choose("Photo", gendu.UseHighlight); !slices.Contains(p.Highlights, "Photo by somebody") {
		t.Errorf("highlights: %q", p.Highlights)
	}
	if p, _ := choose("See you", gendu.UseNothing); strings.Contains(texts(p), "See you") || len(p.Unplaced) != 3 {
		t.Errorf("left out, but: %s %v", texts(p), p.Unplaced)
	}
	if p, _ := choose("更好的標題", gendu.UseTitle); p.TitleTranslation != "一個更好的標題" || p.Title != "A Small Page" || p.Number != "K1" {
		t.Errorf("titles: %q %q", p.Title, p.TitleTranslation)
	}
	if p, _ := choose("Photo", gendu.UseKeyword); len(p.Keywords) != 1 || p.Keywords[0].Term != "Photo by somebody" {
		t.Errorf("keywords: %+v", p.Keywords)
	}
	if p, _ := choose("Photo", gendu.UseText); !strings.Contains(texts(p), "Photo by somebody") {
		t.Errorf("text: %s", texts(p))
	}
	if p, _ := choose("更好的標題", gendu.UseText); !strings.Contains(texts(p), "一個更好的標題=") {
		t.Errorf("a Chinese line of the text: %s", texts(p))
	}
	if p, _ := choose("See you", gendu.UseTranslation); strings.Contains(texts(p), "\nSee you") {
		t.Errorf("an English translation: %s", texts(p))
	}
}

// TestChosenLinesMove: a choice stays with its line when lines come before it, and is
// dropped with its line.
func TestChosenLinesMove(t *testing.T) {
	t.Parallel()
	uses := []gendu.LineUse{{Line: 4, Text: "Photo by somebody", As: gendu.UseHighlight}}
	p, err := Parse("\n\n\n"+chosenPage, Options{Uses: uses})
	if err != nil || len(p.Uses) != 1 || p.Uses[0].Line != 7 {
		t.Errorf("moved: %+v, %v", p.Uses, err)
	}
	p, err = Parse(strings.Replace(chosenPage, "Photo", "Picture", 1), Options{Uses: uses})
	if err != nil || len(p.Uses) != 0 {
		t.Errorf("changed: %+v, %v", p.Uses, err)
	}
	// Of equal lines the nearest one, once each.
	both := []gendu.LineUse{{Line: 13, Text: "Photo by somebody", As: gendu.UseNothing}, {Line: 4, Text: "Photo by somebody", As: gendu.UseHighlight}}
	r, err := Read(chosenPage+"Photo by somebody\n", Options{Uses: both})
	if err != nil {
		t.Fatal(err)
	}
	p, lines := r.Page, r.Lines
	if len(p.Uses) != 2 || p.Uses[0].Line == p.Uses[1].Line || lines[len(lines)-1].As != gendu.UseNothing {
		t.Errorf("equal lines: %+v %+v", p.Uses, lines)
	}
}
