package notes

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu/lang/charset"
)

var update = flag.Bool("update", false, "write the golden files again")

// TestNotesGolden reads one page for every layout, in three forms: English with
// traditional and with simplified Chinese, and Mandarin with English.
func TestNotesGolden(t *testing.T) {
	t.Parallel()
	for name, text := range goldenPages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := Parse(text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", " ")
			if err := enc.Encode(page); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "notes", name+".golden.json")
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

// goldenPages are the pages of the golden files, decoded, by name.
func goldenPages(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/notes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	out := map[string]string{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, _, err := charset.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".txt")] = string(text)
	}
	return out
}
