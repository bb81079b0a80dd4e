package notes

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gendu/transcripts/formats"
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
			var at *formats.PositionError
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
