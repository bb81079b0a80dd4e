package lang

import (
	"strings"
	"unicode"
)

// Script is the writing system a piece of text is in, as far as telling an
// original from its translation needs it.
type Script uint8

// The writing systems that are told apart.
const (
	NoScript Script = iota // no letters
	Latin
	Han
	Kana
	Hangul
	OtherScript // Cyrillic, Arabic, Thai …
)

// ScriptOfRune says which writing system one character belongs to.
func ScriptOfRune(r rune) Script {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return Latin
		}
		return NoScript
	case unicode.Is(unicode.Han, r):
		return Han
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		return Kana
	case unicode.Is(unicode.Hangul, r):
		return Hangul
	case unicode.Is(unicode.Latin, r):
		return Latin
	case unicode.IsLetter(r):
		return OtherScript
	}
	return NoScript
}

// ScriptCounts counts the units of each writing system: a word of an alphabet
// weighs as much as a character of Chinese, so that names left in Latin letters
// do not make a Chinese line an English one.
type ScriptCounts struct {
	Latin, Han, Kana, Hangul, Other int
}

// CountScripts counts the units of a text.
func CountScripts(s string) ScriptCounts {
	var c ScriptCounts
	last := NoScript
	for _, r := range s {
		// An apostrophe or a hyphen inside a word does not end it.
		if r == '\'' || r == '’' || r == '-' {
			continue
		}
		now := ScriptOfRune(r)
		c.Add(now, last)
		last = now
	}
	return c
}

// Add counts one character of script now that follows one of script last.
func (c *ScriptCounts) Add(now, last Script) {
	switch now {
	case Latin:
		if last != Latin {
			c.Latin++
		}
	case Han:
		c.Han++
	case Kana:
		c.Kana++
	case Hangul:
		if last != Hangul {
			c.Hangul++
		}
	case OtherScript:
		if last != OtherScript {
			c.Other++
		}
	case NoScript:
	}
}

// Units is how many units there are of all writing systems together.
func (c ScriptCounts) Units() int { return c.Latin + c.Han + c.Kana + c.Hangul + c.Other }

// Main is the writing system that most of the text is in. Any kana among Han
// characters makes Japanese.
func (c ScriptCounts) Main() Script {
	cjk := c.Han + c.Kana
	switch {
	case c.Units() == 0:
		return NoScript
	case cjk >= c.Latin && cjk >= c.Hangul && cjk >= c.Other:
		if c.Kana*8 > c.Han {
			return Kana
		}
		return Han
	case c.Hangul >= c.Latin && c.Hangul >= c.Other:
		return Hangul
	case c.Latin >= c.Other:
		return Latin
	}
	return OtherScript
}

// MainScript is the writing system that most of s is in.
func MainScript(s string) Script { return CountScripts(s).Main() }

// ScriptOf is the writing system a BCP 47 language is written in;
// NoScript for the empty tag.
func ScriptOf(tag string) Script {
	switch Base(tag) {
	case "":
		return NoScript
	case "zh", "cmn", "yue", "nan", "wuu", "hak":
		return Han
	case "ja":
		return Kana
	case "ko":
		return Hangul
	case "ru", "uk", "bg", "sr", "mk", "be", "kk", "ar", "fa", "ur", "he", "th", "hi", "bn", "ta",
		"te", "el", "ka", "hy", "km", "lo", "my", "am", "mr", "ne", "si":
		return OtherScript
	}
	return Latin
}

// Characters that are written one way in Taiwan and Hong Kong and another way
// on the mainland, the most frequent ones of running text, pairwise.
const (
	traditionalOnly = "國這個們來時說對會學過還後開關點問間實體現發當經應題樣裡長見電話覺讓給幾車書買賣東從進運動機業產員場與為無從萬億風飛馬魚鳥龍麗頭臉愛憂聽讀寫認識記證訊語譯課論議設計調談講請謝變邊遠達選遊連轉輕較輸辦農雜難雖雙離雲靈靜響項順須預領顯願類環單質貝負財責費資質贊趕趨跡選門閃陽陰隊際隨險雞韓頻飯館駐驚驗體鬥魯鮮鹽麥黃齊齒龜"
	simplifiedOnly  = "国这个们来时说对会学过还后开关点问间实体现发当经应题样里长见电话觉让给几车书买卖东从进运动机业产员场与为无从万亿风飞马鱼鸟龙丽头脸爱忧听读写认识记证讯语译课论议设计调谈讲请谢变边远达选游连转轻较输办农杂难虽双离云灵静响项顺须预领显愿类环单质贝负财责费资质赞赶趋迹选门闪阳阴队际随险鸡韩频饭馆驻惊验体斗鲁鲜盐麦黄齐齿龟"
)

var (
	traditional = runeSetWithout(traditionalOnly, simplifiedOnly)
	simplified  = runeSetWithout(simplifiedOnly, traditionalOnly)
)

func runeSetWithout(in, out string) map[rune]bool {
	set := make(map[rune]bool)
	for _, r := range in {
		if !strings.ContainsRune(out, r) {
			set[r] = true
		}
	}
	return set
}

// chineseTag tells traditional from simplified characters by counting those
// that only one of them has. Text without any is taken as traditional.
func chineseTag(text string) string {
	score := 0
	for _, r := range text {
		if traditional[r] {
			score++
		} else if simplified[r] {
			score--
		}
	}
	if score < 0 {
		return "zh-Hans"
	}
	return "zh-Hant"
}

// Guess guesses the BCP 47 tag of a text from its writing system; any
// Latin text is taken as English.
func Guess(text string) string {
	switch MainScript(text) {
	case Latin:
		return "en"
	case Han:
		return chineseTag(text)
	case Kana:
		return "ja"
	case Hangul:
		return "ko"
	case OtherScript, NoScript:
	}
	return "und"
}

// WrittenAs reports whether texts may be written in a language, by their writing
// system alone: English and French cannot be told apart by it, English and Japanese
// can. Texts without letters may be anything.
func WrittenAs(texts []string, tag string) bool {
	want := ScriptOf(tag)
	var c ScriptCounts
	for _, text := range texts {
		one := CountScripts(text)
		c.Latin, c.Han, c.Kana, c.Hangul, c.Other = c.Latin+one.Latin, c.Han+one.Han, c.Kana+one.Kana, c.Hangul+one.Hangul, c.Other+one.Other
	}
	got := c.Main()
	return want == NoScript || got == NoScript || got == want || want == Kana && got == Han || want == Han && got == Kana && c.Kana*4 < c.Han
}
