package notes

import (
	"slices"
	"strings"
	"testing"
)

// Two stories of four paragraphs each, with translations; the paragraphs of the
// first are about equally long.
var pairedStories = map[string][4][2]string{
	"library": {
		{
			"A small library in the old port has begun to stay open all night. Students and sailors now share its long wooden tables until sunrise.",
			"老港口的一座小圖書館開始通宵開放。學生和水手如今共用那幾張長木桌,一直到日出。",
		},
		{
			"The librarian sleeps in the afternoon and arrives at ten o'clock. She keeps a pot of ginger tea warm beside the returned books.",
			"館員下午睡覺,晚上十點才來上班。她總在歸還的書籍旁邊溫著一壺薑茶。",
		},
		{
			"Neighbours first feared that strangers would make noise under their windows. Instead they found the street brighter and the corner shop busier.",
			"鄰居起初擔心陌生人會在窗下吵鬧。結果他們發現街道更明亮,轉角的商店也更熱鬧。",
		},
		{
			"The town will decide in October whether the experiment may go on. Readers have already collected many signatures on a paper scroll.",
			"鎮公所將在十月決定這項實驗能否繼續。讀者已經在一卷紙上收集了許多簽名。",
		},
	},
	"trees": {
		{
			"The city council voted on Monday to plant trees along its busiest streets. The shade could lower summer temperatures by some degrees.",
			"市議會週一投票通過,將在最繁忙的街道旁種樹。樹蔭可以讓夏季氣溫下降幾度。",
		},
		{
			"Residents have mixed feelings about the plan. Some worry about falling leaves, while others ask who will water the young trees in the dry months.",
			"居民對這項計畫的感受不一。有些人擔心落葉,也有人問乾季時誰會為小樹澆水。",
		},
		{
			"Work begins in March and should be finished by the end of the year. Nobody knows yet how the budget will be shared.",
			"工程將於三月展開,預計年底前完成。還沒有人知道預算要如何分攤。",
		},
		{
			"Other cities have done the same. Their streets are cooler now, and shops say that people stay longer and spend more money than before.",
			"其他城市也做過同樣的事。他們的街道現在更涼爽,店家也說客人待得更久、花得更多。",
		},
	},
}

// TestOneParagraphUntranslated takes the translation of one paragraph out of a
// page, for every order of the paragraphs, both languages as the original, and
// both ways of interleaving. Only a page that puts translations first and has
// none for its first paragraph looks the same in both ways; there the lengths
// decide, and are right more often than not.
func TestOneParagraphUntranslated(t *testing.T) {
	t.Parallel()
	for name, story := range pairedStories {
		for original, lang := range []string{"en", "zh-Hant"} {
			for _, originalFirst := range []bool{true, false} {
				ambiguous := 0
				for _, order := range permutations(4) {
					for missing := range 4 {
						if pairsRightly(t, story, order, missing, original, originalFirst, lang) {
							continue
						}
						if !originalFirst && missing == 0 {
							ambiguous++
							continue
						}
						t.Errorf("%s in %s, original first %v, order %v: wrong without translation %d", name, lang, originalFirst, order, missing)
					}
				}
				if ambiguous > 16 {
					t.Errorf("%s in %s: %d of 24 ambiguous pages are wrong", name, lang, ambiguous)
				}
			}
		}
	}
}

func pairsRightly(t *testing.T, story [4][2]string, order []int, missing, original int, originalFirst bool, lang string) bool {
	t.Helper()
	var lines, want []string
	for k, p := range order {
		text, translation := story[p][original], story[p][1-original]
		if k == missing {
			translation = ""
		}
		want = append(want, text+"="+translation)
		if !originalFirst {
			text, translation = translation, text
		}
		lines = append(lines, text, "", translation, "")
	}
	p, err := Parse(strings.Join(lines, "\n"), Options{Language: lang})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, para := range p.Paragraphs {
		got = append(got, para.Text+"="+para.Translation)
	}
	return slices.Equal(got, want)
}

// TestLengthOverrulesPlace: the translation of a long paragraph does not go to
// the short one that happens to stand beside it.
func TestLengthOverrulesPlace(t *testing.T) {
	t.Parallel()
	story := pairedStories["library"]
	long := story[0][0] + " " + story[1][0] + " " + story[2][0]
	longZh := story[0][1] + story[1][1] + story[2][1]
	p := readPage(t, story[3][0], "", story[3][1], "", long, "", "It was late.", "", longZh)
	if len(p.Paragraphs) != 3 || p.Paragraphs[1].Translation != longZh || p.Paragraphs[2].Translation != "" {
		t.Errorf("got %+v", p.Paragraphs)
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return out
}
