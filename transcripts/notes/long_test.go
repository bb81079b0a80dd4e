package notes

import (
	"strings"
	"testing"
	"time"

	"gendu/transcripts/sentences"
)

// TestUnpunctuatedParagraph: text without stops is cut into cues, so that one
// long line does not keep a whole page from being aligned.
func TestUnpunctuatedParagraph(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"words":         strings.TrimSpace(strings.Repeat("the council plants another tree beside the road every single morning ", 80)),
		"conjunctions":  strings.TrimSpace(strings.Repeat("the council plants a tree and the people water it while the sun shines ", 77)),
		"characters":    strings.Repeat("市議會在路邊種下一棵樹每天早上都有人澆水", 100),
		"no boundaries": strings.Repeat("abcdefghij", 700) + ".",
	} {
		p := readPage(t, "Talk Ep.9: Trees", "", text)
		if len(p.Paragraphs) != 1 || len(p.Unplaced) > 0 {
			t.Fatalf("%s: %d paragraphs, unplaced %d", name, len(p.Paragraphs), len(p.Unplaced))
		}
		var all strings.Builder
		for _, s := range p.Paragraphs[0].Sentences {
			all.WriteString(s.Text)
			if d := sentences.Duration(s.Text); d > 2*sentences.LongestMS*time.Millisecond || len(s.Text) > sentences.MaxBytes {
				t.Errorf("%s: a cue of %v and %d bytes", name, d, len(s.Text))
			}
		}
		if squeeze(all.String()) != squeeze(text) {
			t.Errorf("%s: the cues together are not the text", name)
		}
	}
}

// TestDrillIsBounded: no part of a drill is longer than what can be aligned.
func TestDrillIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("A bet is made here again and again and once more ", 90) + "."
	p := readPage(t, "Talk Ep.9: Bets", "", "He made a bet. She did not.", "", "Keywords", "", "bet n. 賭注", long, "Meaning: "+long)
	if len(p.Keywords) != 1 || len(p.Keywords[0].Example) > sentences.MaxBytes || len(p.Keywords[0].Definition) > sentences.MaxBytes || len(p.Unplaced) != 2 {
		t.Errorf("got %d keywords, unplaced %d", len(p.Keywords), len(p.Unplaced))
	}
}
