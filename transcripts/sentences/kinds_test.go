package sentences

import (
	"slices"
	"testing"
)

// TestKinds: kinds of sentences that were once cut wrongly; | stands where one ends.
func TestKinds(t *testing.T) {
	t.Parallel()
	for kind, c := range map[string]struct {
		lang string
		want []string
	}{
		"a time before a title":    {"en", []string{"At 9 a.m. Dr. Wu opened the door.", "She closed it at 5 p.m.", "Mr. Lin came late."}},
		"list, 1.)":                {"en", []string{"1.) Wash the rice", "2.) Add some water"}},
		"list, 1) with stops":      {"en", []string{"1) Wash the rice.", "2) Add some water."}},
		"list, 1.":                 {"en", []string{"1. Wash the rice", "2. Add some water", "3. Wait"}},
		"list, bullets":            {"en", []string{"• 3. Wash the rice", "• 4. Add some water"}},
		"list, hyphen bullets":     {"en", []string{"⁃3. Wash the rice", "⁃4. Add some water"}},
		"list, letters":            {"en", []string{"a. Wash the rice", "b. Add some water", "c. Wait"}},
		"no list":                  {"en", []string{"It has 1. a roof and 2. a door."}},
		"the initial I.":           {"en", []string{"It is for you and I.", "Do you know Clara I. Stone?"}},
		"spaced dots at the end":   {"en", []string{"She wrote, “the hills are quiet. . . .”"}},
		"[...]":                    {"en", []string{"\"Nobody [...] came back [...]\" (Lee 12)."}},
		"spaced dots inside":       {"en", []string{"I thought . . . I thought so."}},
		"four dots":                {"en", []string{"The old road is closed. . . .", "The new one is not."}},
		"no space":                 {"en", []string{"It is late.", "We met on Sunday.", "Mr. Wu went home with 200.", "That is all."}},
		"et al.":                   {"en", []string{"Chen et al. [2011] saw the same."}},
		"two titles":               {"en", []string{"Gov. Al. Reed met Rep. Sue Hall."}},
		"ca.":                      {"en", []string{"It was built ca. 1850 and weighs approx. 4 tons."}},
		"Dr. at the end":           {"en", []string{"She went to the Dr. ", "He was out."}},
		"St. at the end":           {"en", []string{"We live on Oak St. ", "It is short."}},
		"footnotes":                {"en", []string{"The lake froze.[3]", "Nobody skated.[4]", "It was cold."}},
		"a.k.a.":                   {"en", []string{"Ann Lee, a.k.a. The Owl, came too.", "She sang."}},
		"interrobang":              {"en", []string{"He said what‽", "I left."}},
		"N.B.":                     {"en", []string{"N.B. The door is open.", "Come in."}},
		"a pause, the same word":   {"zh-Hant", []string{"他……他走了。", "真的嗎？"}},
		"Chinese list":             {"zh-Hant", []string{"1. 先切菜。", "2. 再下鍋。"}},
		"full-width decimal point": {"zh-Hant", []string{"身高是１．７５公尺。", "很高。"}},
		"English inside":           {"zh-Hant", []string{"她說 Come on! 然後關上門。", "我們都笑了。"}},
		"what was said":            {"ja", []string{"「いいえ、違います。」と彼女は答えた。", "本当ですか？"}},
		"two sentences said":       {"ja", []string{"彼女は「もう遅い。帰ろう。」と言った。", "雨だった。"}},
		"Japanese decimal point":   {"ja", []string{"長さは２．５です。", "短い。"}},
	} {
		text := ""
		want := []string{}
		for i, s := range c.want {
			if text != "" && kind != "Chinese list" && !(kind == "no space" && i > 0) && c.lang == "en" {
				text += " "
			}
			text += s
			want = AppendTrimmed(want, s)
		}
		if got := Split(text, c.lang); !slices.Equal(got, want) {
			t.Errorf("%s: %q:\n got %q\nwant %q", kind, text, got, want)
		}
	}
}
