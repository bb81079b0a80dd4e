package sentences

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// taste names the cases in which ours differs from what is wanted, and why; the reasons
// stand in ADR 37.
var taste = map[string]string{
	"en golden 42 newline list": "lines without stops and marks are joined as wrapped lines",
	"en golden 51 4-dot":        "spaced dots belong to the sentence before them",
	"en Lower after ?":          "a sentence that begins with a small letter is not cut",
}

// quoted is a text in single or double quotes.
var quoted = regexp.MustCompile(`'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"`)

// texts are the quoted texts of a line.
func texts(line string) []string {
	out := []string{}
	for _, m := range quoted.FindAllStringSubmatch(line, -1) {
		out = append(out, strings.NewReplacer(`\n`, "\n", `\'`, "'", `\"`, `"`, `\\`, `\`).Replace(m[1]+m[2]))
	}
	return out
}

// TestCorpusSentences cuts the texts that were once cut wrongly.
func TestCorpusSentences(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../../shared/cases/sentences.txt")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no ../shared here")
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines)%4 != 0 {
		t.Fatalf("%d lines; each case has four", len(lines))
	}
	for c := range slices.Chunk(lines, 4) {
		name, text, want := c[0], texts(c[1]), strings.TrimPrefix(c[3], "  want ")
		language, _, _ := strings.Cut(name, " ")
		if len(text) != 1 || want == c[3] {
			t.Fatalf("%s: not a case: %q", name, c)
		}
		got := Split(text[0], language)
		good := slices.Equal(got, texts(want))
		if number, ok := strings.CutSuffix(want, " sentences"); ok {
			good = strconv.Itoa(len(got)) == number
		}
		switch reason := taste[name]; {
		case !good && reason == "":
			t.Errorf("%s: %q:\n got %q\nwant %s", name, text[0], got, want)
		case good && reason != "":
			t.Errorf("%s is as wanted now, though %s", name, reason)
		}
	}
}
