package transcripts

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestNotesGolden reads one page for every layout, in three forms: English with
// traditional and with simplified Chinese, and Mandarin with English.
func TestNotesGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/notes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text, _, err := DecodeText(raw)
			if err != nil {
				t.Fatal(err)
			}
			page, err := ParseNotes(text, NotesOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if lost := unaccounted(text, page); len(lost) > 0 {
				t.Errorf("lost %q", lost)
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", " ")
			if err := enc.Encode(page); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".txt") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("differs from %s (run with -update and look at the change):\n%s", golden, got.String())
			}
		})
	}
}

// unaccounted lists the lines of a page whose words are neither in what was read
// nor in Unplaced nor a heading. It knows nothing of how the page was read.
func unaccounted(text string, p *Page) []string {
	var all strings.Builder
	add := func(s ...string) {
		for _, x := range s {
			all.WriteString(squeeze(x))
		}
	}
	add(p.Series, p.Number, p.Title, p.TitleTranslation)
	add(p.Highlights...)
	for _, para := range p.Paragraphs {
		add(para.Text, para.Translation)
	}
	for _, k := range p.Keywords {
		add(k.Term, strings.Join(k.Syllables, ""), k.PartOfSpeech, k.Definition, k.Example)
	}
	add(p.References...)
	for _, l := range p.Unplaced {
		add(l.Text)
	}
	have := all.String()
	var lost []string
	for _, line := range cleanLines(text) {
		if s, _ := headingOf(&noteLine{full: line.text, text: line.text}); s != sectionNone {
			_, rest, _ := cutColon(line.text)
			line.text = rest
		}
		for _, word := range strings.FieldsFunc(line.text, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			// "Ep" before a number and the words that label an example are structure.
			if w := squeeze(word); !strings.Contains(have, w) && w != "ep" && w != "episode" && !labels[w] && !isNumeral(w) && w != "第" && w != "集" {
				lost = append(lost, line.text)
				break
			}
		}
	}
	return lost
}

// squeeze keeps letters and digits, in small letters.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
