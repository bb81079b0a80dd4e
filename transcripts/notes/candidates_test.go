package notes

import (
	"strings"
	"testing"

	"gendu"
)

// ambiguousPage puts translations first and has none for its first paragraph, so
// that it looks like one that puts originals first and has none for its last.
func ambiguousPage() string {
	story := pairedStories["library"]
	lines := []string{"EP 3: A Library", ""}
	for i, p := range story {
		if i > 0 {
			lines = append(lines, p[1], "")
		}
		lines = append(lines, p[0], "")
	}
	return strings.Join(lines, "\n")
}

// TestTwoWaysToRead offers both orders of an ambiguous page, and takes the one that
// the host chose; other pages are read in one way, whatever was chosen.
func TestTwoWaysToRead(t *testing.T) {
	t.Parallel()
	read := func(page string, order gendu.Order) *Reading {
		t.Helper()
		r, err := Read(page, Options{Language: "en", Order: order})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	story := pairedStories["library"]
	r := read(ambiguousPage(), "")
	if len(r.Candidates) != 2 || r.Page.Order != "" {
		t.Fatalf("%d candidates, order %q", len(r.Candidates), r.Page.Order)
	}
	for _, c := range r.Candidates {
		if c.Untranslated != 1 || len(c.Paragraphs) != 2 {
			t.Errorf("%s: %+v", c.Order, c)
		}
	}
	first, last := read(ambiguousPage(), gendu.OriginalFirst), read(ambiguousPage(), gendu.TranslationFirst)
	if p := first.Page.Paragraphs; len(p) != 4 || p[0].Translation != story[1][1] || p[3].Translation != "" || first.Page.Order != gendu.OriginalFirst {
		t.Errorf("original first: %+v", p)
	}
	if p := last.Page.Paragraphs; len(p) != 4 || p[0].Translation != "" || p[3].Translation != story[3][1] || last.Page.Order != gendu.TranslationFirst {
		t.Errorf("translation first: %+v", p)
	}
	if len(first.Candidates) != 2 || len(last.Candidates) != 2 {
		t.Error("the other way is gone once one is chosen")
	}

	var plain []string
	for _, p := range story {
		plain = append(plain, p[0], "", p[1], "")
	}
	for _, order := range []gendu.Order{"", gendu.TranslationFirst} {
		r := read(strings.Join(plain, "\n"), order)
		if len(r.Candidates) != 0 || r.Page.Order != "" || r.Page.Paragraphs[0].Translation != story[0][1] {
			t.Errorf("a plain page with %q: %+v", order, r.Candidates)
		}
	}
}
