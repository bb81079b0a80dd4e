package notes

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gendu/transcripts/formats/timedtext"
)

// FuzzNotes pastes anything: no line may be lost, and no text may be of a
// paragraph that was not pasted.
func FuzzNotes(f *testing.F) {
	files, err := filepath.Glob("testdata/notes/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text, Options{})
		if err != nil {
			var at *timedtext.PositionError
			if !errors.As(err, &at) || at.Err == nil {
				t.Errorf("an error without a place: %v", err)
			}
			return
		}
		if lost := unaccounted(text, p); len(lost) > 0 {
			t.Errorf("lost %q", lost)
		}
		for i, para := range p.Paragraphs {
			if para.Text == "" || len(para.Sentences) == 0 {
				t.Errorf("paragraph %d is empty: %+v", i, para)
			}
		}
		ExampleLinks(p)
		if err := p.Validate(); err != nil {
			t.Error(err)
		}
	})
}

func FuzzArticle(f *testing.F) {
	f.Add("<p>Hello world, this is it.</p><script>x</script>")
	f.Fuzz(func(_ *testing.T, text string) { CleanArticle(text) })
}

// TestNumbersInHeadings: a number that is no count of headings is shown to the host, and one
// between the characters of a heading makes it none.
func TestNumbersInHeadings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Plants Trees\n\n2024 Highlights\n• One came.":            "2024 Highlights",
		"Plants Trees\n\nHighlights 111 摘要\n• One came.":          "Highlights 111 摘要",
		"Plants Trees\n\nHighlights 2\n• One came.":               "",
		"Plants Trees\n\n主題1111摘要\n\nOne came. Two of them left.": "",
	} {
		p, err := Parse(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		shown := ""
		for _, line := range p.Unplaced {
			shown += line.Text
		}
		if shown != want {
			t.Errorf("%q: unplaced is %q, want %q", text, shown, want)
		}
		if lost := unaccounted(text, p); len(lost) > 0 {
			t.Errorf("%q: lost %q", text, lost)
		}
	}
}
