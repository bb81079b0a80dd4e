package notes

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared locates the corpus beside the repository; a test that needs it skips
// where it is absent.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	root := os.Getenv("GENDU_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Skipf("the shared corpus is not here: %v", err)
	}
	return b
}

func TestCorpusK935(t *testing.T) {
	t.Parallel()
	p, err := Parse(string(shared(t, "episodes/k935/notes.txt")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("SHOW") != "" {
		b, _ := json.MarshalIndent(p, "", " ")
		t.Log(string(b))
	}
	if p.Number != "K935" || p.Series != "國際時事跟讀" || p.Language != "en" || p.TranslationLanguage != "zh-Hant" {
		t.Errorf("number %q series %q language %q translation %q", p.Number, p.Series, p.Language, p.TranslationLanguage)
	}
	if p.Title != "Tiktok Reguees: When Americans Choose Chinese Social Media" {
		t.Errorf("title %q", p.Title)
	}
	translated, sentences, own := 0, 0, 0
	for _, para := range p.Paragraphs {
		if para.Translation != "" {
			translated++
		}
		for _, s := range para.Sentences {
			sentences++
			if s.Translation != "" {
				own++
			}
		}
	}
	got := [...]int{len(p.Highlights), len(p.Paragraphs), translated, sentences, own, len(p.Keywords), len(p.Unplaced)}
	if want := [...]int{3, 4, 2, 15, 6, 5, 0}; got != want {
		t.Errorf("highlights, paragraphs, translated, sentences, own translations, keywords, unplaced = %v, want %v: %v", got, want, p.Unplaced)
	}
	for _, k := range p.Keywords {
		if len(k.Syllables) < 2 || k.PartOfSpeech == "" || k.Definition == "" || k.Example == "" || k.Term == "" {
			t.Errorf("keyword %+v lacks something", k)
		}
	}
}

// TestLineBreakBeforeATag: a sentence goes on behind a line end of the source, with a tag
// on the next line.
func TestLineBreakBeforeATag(t *testing.T) {
	t.Parallel()
	n, err := Parse("<html><body><h1>Tea</h1><p>Please see\n\t<a href=\"x\">the pot</a>\n<b>there</b> now.\n</p><p>It is hot.</p></body></html>", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Paragraphs) != 2 || strings.Join(strings.Fields(n.Paragraphs[0].Text), " ") != "Please see the pot there now." || len(n.Unplaced) != 0 {
		t.Errorf("%+v, unplaced %+v", n.Paragraphs, n.Unplaced)
	}
}
