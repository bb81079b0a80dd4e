package notes

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gendu"
)

// readPage reads a pasted page made of lines.
func readPage(t *testing.T, lines ...string) *gendu.Page {
	t.Helper()
	p, err := Parse(strings.Join(lines, "\n"), Options{})
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

// TestDrillForms reads the first line of a drill in every form.
func TestDrillForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, want string }{
		{"Influx (In-flux) [noun. when many arrive]: The influx of users was large.", "Influx|In·flux|noun|when many arrive|The influx of users was large."},
		{"Inclusive adj. – open to everybody", "Inclusive||adj.|open to everybody|"},
		{"Bet n. & v. 賭注", "Bet||n. & v.|賭注|"},
		{"Take off phr. v. – to leave the ground", "Take off||phr. v.|to leave the ground|"},
		{"take off phr v. to leave the ground", "take off||phr v.|to leave the ground|"},
		{"give up (phr. v.) to stop trying", "give up||phr. v.|to stop trying|"},
		{"loud (adj) noisy", "loud||adj|noisy|"},
		{"loud (adj.) noisy", "loud||adj.|noisy|"},
		{"bet [bɛt] n. 賭注", "bet||n.|[bɛt] 賭注|"},
		{"bet /bɛt/ (n & v): 賭注", "bet||n & v|/bɛt/ 賭注|"},
		{"bet [bɛt] 賭注", "bet|||[bɛt] 賭注|"},
		{"議會(yìhuì)名詞:council", "議會|yìhuì|名詞|council|"},
		{"議會 (yì huì) 名詞 council", "議會|yì·huì|名詞|council|"},
		{"議會(名詞)council", "議會||名詞|council|"},
		{"湧入 (yǒng rù) v. to pour in", "湧入|yǒng·rù|v.|to pour in|"},
		{"proper name noun phrase: a name", "proper name||noun phrase|a name|"},
		{"taken: used by somebody else", "taken|||used by somebody else|"},
	} {
		l := noteLines(c.line)[0]
		h, ok := readDrillHead(l, false)
		k := h.keyword
		got := strings.Join([]string{k.Term, strings.Join(k.Syllables, "·"), k.PartOfSpeech, k.Definition, h.rest}, "|")
		if !ok || got != c.want {
			t.Errorf("%s\n got %v %s\nwant %s", c.line, ok, got, c.want)
		}
	}
	for _, line := range []string{"The council met on Monday in a new house.", "He made a bet on it."} {
		if h, ok := readDrillHead(noteLines(line)[0], true); ok {
			t.Errorf("a drill: %q: %+v", line, h)
		}
	}
}
