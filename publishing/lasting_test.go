package publishing_test

import (
	"slices"
	"testing"

	"gendu"
	"gendu/publishing"
)

func TestAlike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"The train is late.", "the train is late", true},
		{"The train is late.", "The train was late, I think.", false},
		{"The train is late tonight.", "The bus is late tonight.", true}, // 4 of 5 words
		{"She sells shells.", "She sold shells.", true},
		{"Nobody came.", "Everything went wrong.", false},
		{"Don't go.", "Don’t go!", true},
		{"今天要說的是一座橋。", "今天要談的是一座橋!", true},
		{"今天要說的是一座橋。", "明天我們去看海。", false},
		{"我很高興。", "我很難過。", false}, // half of the characters
		{"…", "…", true},
		{"…", "?", false},
		{"", "", true},
	} {
		if got := publishing.Alike(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: got %v", c.a, c.b, got)
		}
		if got := publishing.Alike(c.b, c.a); got != c.want {
			t.Errorf("%q and %q: got %v", c.b, c.a, got)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		former, given []string
		of, into      []int
	}{
		"nothing before":             {nil, []string{"A"}, []int{-1}, nil},
		"nothing left":               {[]string{"A"}, nil, nil, []int{-1}},
		"equal texts in order":       {[]string{"A", "B", "A", "C"}, []string{"A", "X", "A", "A", "C"}, []int{0, -1, 2, -1, 3}, []int{0, -1, 2, 4}},
		"a repeated line went":       {[]string{"Yes.", "The bridge stands.", "Yes."}, []string{"The bridge stands.", "Yes."}, []int{1, 2}, []int{-1, 0, 1}},
		"moved":                      {[]string{"One came.", "Two left.", "Three stayed."}, []string{"Three stayed.", "One came.", "Two left."}, []int{2, 0, 1}, []int{1, 2, 0}},
		"split":                      {[]string{"He came home, and she left town."}, []string{"He came home.", "She left town."}, []int{0, -1}, []int{0}},
		"merged":                     {[]string{"He came home.", "She left town."}, []string{"He came home, and she left town."}, []int{0}, []int{0, 0}},
		"a short half in front":      {[]string{"Oh, the bridge fell into the river."}, []string{"Oh.", "The bridge fell into the river."}, []int{0, -1}, []int{0}},
		"corrected beside a new one": {[]string{"The bridge fel into the river."}, []string{"Oh no!", "The bridge fell into the river."}, []int{-1, 0}, []int{1}},
		"moved and corrected":        {[]string{"One came by boat.", "Two left by the old train.", "Three stayed."}, []string{"Two left by an old train.", "One came by boat.", "Three stayed."}, []int{1, 0, 2}, []int{1, 0, 2}},
		"moved and merged":           {[]string{"He came home.", "A gap is here.", "She left town."}, []string{"A gap is here.", "He came home. She left town."}, []int{1, 0}, []int{1, 0, 1}},
		"three merged in Chinese":    {[]string{"他回到家了。", "她離開小鎮。", "雨下個不停。"}, []string{"他回到家了,她離開小鎮,雨下個不停。"}, []int{0}, []int{0, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := publishing.Match(c.former, c.given)
			if !slices.Equal(got.Of, c.of) || !slices.Equal(got.Into, c.into) {
				t.Errorf("got %v and %v, want %v and %v", got.Of, got.Into, c.of, c.into)
			}
		})
	}
}

// TestMatchOfAnotherText: a text that has nothing to do with the former one, of a
// length that takes no shortcut, keeps no id.
func TestMatchOfAnotherText(t *testing.T) {
	t.Parallel()
	former, given := make([]string, 3000), make([]string, 2500)
	for i := range former {
		former[i] = word(i) + " " + word(i+7) + " " + word(3*i) + "."
	}
	for i := range given {
		given[i] = "第" + string(rune(0x4e00+i)) + string(rune(0x6000+i)) + string(rune(0x7000+i)) + "。"
	}
	got := publishing.Match(former, given)
	for g, f := range got.Of {
		if f >= 0 {
			t.Fatalf("%q is taken for %q", given[g], former[f])
		}
	}
}

func word(n int) string {
	b := []byte{}
	for n = n*7919 + 13; len(b) < 6; n /= 3 {
		b = append(b, byte('a'+n%26))
	}
	return string(b)
}

func TestLasting(t *testing.T) {
	t.Parallel()
	link := func(from, to gendu.ID) gendu.CueLink { return gendu.CueLink{From: from, To: to} }
	l := publishing.NewLasting([]gendu.CueLink{
		link("b", "a"), link("c", "b"), link("gone", ""), link("lost", "gone"), link("still", "a"), link("x", "y"), link("y", "x"),
	}, []gendu.ID{"a", "still"})
	for id, want := range map[gendu.ID]gendu.ID{
		"a": "a", "b": "a", "c": "a", "still": "still", "gone": "", "lost": "", "never": "", "x": "",
	} {
		if got, ok := l.Now(id); got != want || ok != (want != "") {
			t.Errorf("%s is %q now, %v, want %q", id, got, ok, want)
		}
	}
	if got := l.Same("c"); !slices.Equal(got, []gendu.ID{"a", "b", "c"}) {
		t.Errorf("the same as c are %v", got)
	}
	if got := l.Same("lost"); !slices.Equal(got, []gendu.ID{"lost"}) {
		t.Errorf("the same as one that went are %v", got)
	}
}

func TestCompareAgain(t *testing.T) {
	t.Parallel()
	m := publishing.Made{
		Take: &gendu.Take{CueText: "He came home, and she left town.", AudioID: "sound", CueStartMS: 0, CueEndMS: 900},
		Cue:  &gendu.Cue{},
	}
	for name, c := range map[string]struct {
		now  *gendu.Cue
		want bool
	}{
		"gone":                {nil, false},
		"not heard":           {&gendu.Cue{Text: m.Take.CueText, EndMS: 800}, false},
		"heard as it was":     {&gendu.Cue{Text: m.Take.CueText, EndMS: 900, Spoken: true}, false},
		"heard elsewhere":     {&gendu.Cue{Text: m.Take.CueText, EndMS: 800, Spoken: true}, true},
		"and corrected":       {&gendu.Cue{Text: "He came home, and she left the town.", EndMS: 800, Spoken: true}, true},
		"only its first half": {&gendu.Cue{Text: "He came home.", EndMS: 400, Spoken: true}, false},
	} {
		if got := publishing.CompareAgain(m, "sound", c.now); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// TestSpeakerKeepsID: a speaker or a reading that is corrected leaves the sentence what
// it was.
func TestSpeakerKeepsID(t *testing.T) {
	t.Parallel()
	former := publishing.Former{
		Episode: &gendu.Episode{ID: "e"}, Latest: &gendu.Transcript{Revision: 1},
		Cues: []*gendu.Cue{{ID: "a", Text: "No."}, {ID: "b", Text: "The train is late.", Speaker: "Mei"}},
	}
	given := []*gendu.Cue{{Text: "No.", Speaker: "Tom"}, {Text: "The train is late.", Speaker: "May", Reading: "the train"}}
	c, err := publishing.Revise(former, &gendu.Transcript{EpisodeID: "e", Page: &gendu.Page{}}, given)
	if err != nil {
		t.Fatal(err)
	}
	if c.Cues[0].ID != "a" || c.Cues[1].ID != "b" || c.Cues[0].Speaker != "Tom" || c.Cues[1].Reading != "the train" || len(c.Links) != 0 {
		t.Errorf("%+v, %+v, links %v", c.Cues[0], c.Cues[1], c.Links)
	}
}
