package transcripts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readPage reads a pasted page made of lines.
func readPage(t *testing.T, lines ...string) *Page {
	t.Helper()
	p, err := ParseNotes(strings.Join(lines, "\n"), NotesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestLabelsInsideDrills holds that a label with text behind its colon belongs
// to the drill above it, whatever section its word would open elsewhere.
func TestLabelsInsideDrills(t *testing.T) {
	t.Parallel()
	for _, label := range []string{"翻譯", "中譯", "Translation", "中文翻譯", "譯文"} {
		p := readPage(t,
			"Talk Ep.3: Two Apps", "",
			"The influx of users was large. He made a bet on it.", "",
			"用戶大量湧入。他下了賭注。", "",
			"Keywords", "",
			"influx n. 湧入", "The influx of users was large.", label+": 用戶大量湧入。", "",
			"bet n. 賭注", "He made a bet on it.", label+"\uFF1A他下了賭注。")
		var got []string
		for _, k := range p.Keywords {
			got = append(got, k.Term+"|"+k.Definition+"|"+k.Example)
		}
		want := []string{"influx|湧入|The influx of users was large.\n用戶大量湧入。", "bet|賭注|He made a bet on it.\n他下了賭注。"}
		if !slices.Equal(got, want) || len(p.Unplaced) > 0 || len(p.Paragraphs) != 1 || p.Paragraphs[0].Translation != "用戶大量湧入。他下了賭注。" {
			t.Errorf("%s: keywords %q, paragraphs %+v, unplaced %v", label, got, p.Paragraphs, p.Unplaced)
		}
	}
}

// TestTranslationBehindDrills: the same word alone on its line, or without a
// drill above it, still opens a section.
func TestTranslationBehindDrills(t *testing.T) {
	t.Parallel()
	p := readPage(t,
		"Talk Ep.3: Two Apps", "",
		"The influx of users was large. He made a bet on it.", "",
		"Keywords", "",
		"influx n. 湧入", "The influx of users was large.", "",
		"翻譯", "", "用戶大量湧入。他下了賭注。")
	if got := fmt.Sprint(len(p.Keywords), p.Paragraphs[0].Translation, len(p.Unplaced)); got != "1用戶大量湧入。他下了賭注。0" {
		t.Errorf("got %s", got)
	}
}
