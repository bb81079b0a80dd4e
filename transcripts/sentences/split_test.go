package sentences

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitSentences(t *testing.T) {
	t.Parallel()
	// Each case is one text with | where it is to be cut.
	for _, c := range []struct{ lang, text string }{
		{"en", `Dr. Smith met Mrs. Jones at St. Mary's.| They talked.`},
		{"en", `It is in the U.S. Supreme Court's hands.| He left the U.S.| The ban came.`},
		{"en", `We met at 9 a.m. Monday.| It closed at 5 p.m.| Friends left.`},
		{"en", `We met at 9 a.m. in the hall.| It closed at 5 p.m.| Friends left.`},
		{"en", `Prices rose 3.5 percent to $1.20.| That hurt.`},
		{"en", `J. K. Rowling and George W. Bush met.| So did I.| Plan B.| Then came C.`},
		{"en", `He said, "I will go."| She nodded.| "Really?" Tom asked.| "Yes!" he cried.| "Stop!"| Nobody moved.`},
		{"en", "He said, “I will go.”| She nodded.| “Really?” asked Tom."},
		{"en", `I waited...| Nobody came.| Well... I don't know.`},
		{"en", `Apple Inc. announced it.| See Fig. 3 and No. 5 on Jan. 19.| He said no.| Then he left.`},
		{"en", `1. Influx is a noun.| 2. Bet is a verb.`},
		{"en", `What?!| No way.| iPhone sales rose.| (See below.)| Next.`},
		{"en", `He holds a Ph.D. from Yale.| Bring eggs, milk, etc. to the party, i.e. food.`},
		{"en", `The war ended in 1945.| Peace came.`},
		{"en", `One line` + "\n" + `goes on.| Another.`},
		{"", `他來了。|你好嗎?|我很好!|再見`},
		{"zh", `他說:「我會去。」|她點頭。|「你好嗎?」他問。|「好!」`},
		{"zh", "他來了\uFF1B|她走了\uFF01|真的\uFF1F|是……|好吧。"},
		{"zh", `用戶自稱為「TikTok 難民」(TikTok refugees),在 3.5 億人中。|完。`},
		{"zh-Hans", `“我们想努力。”一位网民写道。|完。`},
		{"zh", `他(其實不是。真的)走了。|完。`},
		{"zh", `他覺得難過:( 但是沒關係。|今天天氣不好。|明天再來。`},
		{"zh", `他覺得難過(其實不是。|今天天氣不好。|明天再來。`},
		{"zh", "他回答“不。”\uFF0C然后离开了。|完。"},
		{"zh", `有人喊「好。」、「不好。」,也有人走了。|完。`},
		{"zh", `這部電影《你的名字。》很好看。|《你的名字。》也是書名。|我看過《你的名字。》。|完。`},
		{"zh", `(見下圖。)|他(其實不是。)走了。|完。`},
		{"zh", `他說「我不去。」的時候笑了。|「我不去。」|她走了。`},
		{"zh", "他問:\u300c去嗎\uFF1F\u300d\uFF0C沒有人回答。|完。"},
		{"ja", `元気ですか。|はい、元気です。`},
		{"fr", `Il est venu. |Elle est partie.`},
	} {
		var want []string
		for part := range strings.SplitSeq(c.text, "|") {
			want = append(want, JoinLines(part))
		}
		got := Split(strings.ReplaceAll(c.text, "|", ""), c.lang)
		if !slices.Equal(got, want) {
			t.Errorf("SplitSentences(%q)\n got %q\nwant %q", c.text, got, want)
		}
	}
}
