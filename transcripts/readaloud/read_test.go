package readaloud

import (
	"strings"
	"testing"
)

func TestReadAloud(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, lang, line, want string }{
		{"plain", "en", "The U.S. Supreme Court's ban, by 9 a.m.", "The U.S. Supreme Court's ban, by 9 a.m."},
		{"day of a month", "en", "by January 19.", "by January 19th."},
		{"short month and year", "en-US", "Jan. 2, 2024", "january 2nd, 20 24"},
		{"years", "en", "In 1905, 1984 and 2005; from 1914-1918, the 1990s and '80s", "In 19 oh 5, 19 84 and 2005; from 19 14 to 19 18, the 19 nineties and 'eighties"},
		{"a number is not a year", "en", "1500 million", "1500 million"},
		{"money", "en", "$5, $1, £20 and $3.5 billion, US$2bn, $4.50", "5 dollars, 1 dollar, 20 pounds and 3.5 billion dollars, 2 billion U.S. dollars, 4 dollars 50"},
		{"units", "en", "5kg in 10km at 60mph", "5 kilograms in 10 kilometers at 60 miles per hour"},
		{"fractions", "en", "1/2 or 3/4", "one half or three quarters"},
		{"abbreviations", "en", "cats vs. dogs, e.g. No. 5 & No.", "cats versus dogs, for example number 5 and No."},
		{"episode", "en", "Ep.K935 is #772", "episode k935 is number 772"},
		{"Chinese names", "en", "Xiaohongshu and Xi, Mexico's taxi", "sheeow hoong shoo and shee, Mexico's taxi"},
		{"what is not said", "en", "• one – two * [three] 🙂 “it’s”", "one two three \"it's\""},
		{"nothing to say", "en", "---", ""},
		{"year in Chinese", "zh-Hant", "2024年1月19日", "二零二四年一月十九日"},
		{"numbers in Chinese", "cmn", "25,000人、3.5%、10:30、￥300", "二万五千人、百分之三点五、十点三十分、三百元"},
		{"zeros in Chinese", "zh", "20005 10010 110 12 100000000 007", "二万零五 一万零一十 一百一十 十二 一亿 零零七"},
		{"full-width digits", "zh", "第２次", "第二次"},
		{"mixed", "zh", "用 TikTok 的人", "用 TikTok 的人"},
		{"phone numbers", "en", "Call 555-0123 or 1-800-555-0199.", "Call 5 5 5, 0 1 2 3 or 1, 8 0 0, 5 5 5, 0 1 9 9."},
		{"years against counts", "en", "In 1500, 1500 people and 1200 houses; 1984 was late", "In 15 hundred, 1500 people and 1200 houses; 19 84 was late"},
		{"one cent", "en", "$1.01, $2.05 and £1.50", "1 dollar and 1 cent, 2 dollars and 5 cents and 1 pound 50"},
		{"dates with slashes", "en", "12/25/2024 and 2023-03-01", "december 25th, 20 24 and march 1st, 20 23"},
		{"scores", "en", "They won 3-2.", "They won 3 to 2."},
		{"money in hundred millions", "zh-Hant", "花了$3.5億，又US$2萬。", "花了三点五億元，又二萬美元。"},
		{"two of something", "zh-Hant", "2個人，2月，12個", "两個人，二月，十二個"},
		{"a span and scores", "zh-Hant", "3-5天，以3-2獲勝，3:2", "三到五天，以三比二獲勝，三比二"},
		{"dates with slashes in Chinese", "zh-Hant", "2024/12/25，12/25，3/4", "二零二四年十二月二十五日，十二月二十五日，四分之三"},
		{"phone numbers in Chinese", "zh-Hant", "打0912-345-678", "打零九一二三四五六七八"},
		{"other languages are left alone", "fr", "le 3 mai 1968", "le 3 mai 1968"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Read(tt.line, tt.lang).Text(); strings.Join(strings.Fields(got), " ") != tt.want {
				t.Errorf("%q is read as\n%q, want\n%q", tt.line, got, tt.want)
			}
		})
	}
}

func TestWordsOfALineMakeTheLine(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"He said “no”, twice.", "我們（真的）用 TikTok，對嗎？好「的」。", "a-b 3/4 — c", "「开头」结尾"} {
		var b strings.Builder
		for _, w := range Read(line, "zh").Words {
			if b.Len() > 0 && !w.joined {
				b.WriteByte(' ')
			}
			b.WriteString(w.Text)
		}
		if b.String() != line {
			t.Errorf("the words of %q make %q", line, b.String())
		}
	}
}

func TestEveryHanCharacterIsAWord(t *testing.T) {
	t.Parallel()
	got := Read("「你好」，TikTok用戶！", "zh").Words
	want := []string{"「你", "好」，", "TikTok", "用", "戶！"}
	if len(got) != len(want) {
		t.Fatalf("%d words: %+v", len(got), got)
	}
	for i, w := range got {
		if w.Text != want[i] {
			t.Errorf("word %d is %q, want %q", i, w.Text, want[i])
		}
	}
}

func FuzzReadAloud(f *testing.F) {
	for _, s := range []string{"$3.5 bn", "2024年", "Xi'an", "1/2", "「你", "No. 5", "$", "￥", "1990s", "\xff9"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, line string, english bool) {
		lang := "zh"
		if english {
			lang = "en"
		}
		l := Read(line, lang)
		if len(l.Said()) != len(l.Words) || len(l.Text()) > 40*len(line)+40 {
			t.Fatalf("%q is read as %q", line, l.Text())
		}
	})
}
