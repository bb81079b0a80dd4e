package transcripts

import (
	"strings"
	"unicode"

	"gendu/lang"
)

// script is the writing system a piece of text is in, as far as telling an
// original from its translation needs it.
type script uint8

const (
	noScript script = iota // no letters
	latin
	han
	kana
	hangul
	otherScript // Cyrillic, Arabic, Thai …
)

// scriptOf says which writing system one character belongs to.
func scriptOf(r rune) script {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return latin
		}
		return noScript
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		return kana
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.IsLetter(r):
		return otherScript
	}
	return noScript
}

// scriptCount counts the units of each writing system: a word of an alphabet
// weighs as much as a character of Chinese, so that names left in Latin letters
// do not make a Chinese line an English one.
type scriptCount struct {
	latin, han, kana, hangul, other int
}

func countScripts(s string) scriptCount {
	var c scriptCount
	last := noScript
	for _, r := range s {
		// An apostrophe or a hyphen inside a word does not end it.
		if r == '\'' || r == '’' || r == '-' {
			continue
		}
		now := scriptOf(r)
		c.add(now, last)
		last = now
	}
	return c
}

// add counts one character of script now that follows one of script last.
func (c *scriptCount) add(now, last script) {
	switch now {
	case latin:
		if last != latin {
			c.latin++
		}
	case han:
		c.han++
	case kana:
		c.kana++
	case hangul:
		if last != hangul {
			c.hangul++
		}
	case otherScript:
		if last != otherScript {
			c.other++
		}
	case noScript:
	}
}

func (c scriptCount) units() int { return c.latin + c.han + c.kana + c.hangul + c.other }

// main is the writing system that most of the text is in. Any kana among Han
// characters makes Japanese.
func (c scriptCount) main() script {
	cjk := c.han + c.kana
	switch {
	case c.units() == 0:
		return noScript
	case cjk >= c.latin && cjk >= c.hangul && cjk >= c.other:
		if c.kana*8 > c.han {
			return kana
		}
		return han
	case c.hangul >= c.latin && c.hangul >= c.other:
		return hangul
	case c.latin >= c.other:
		return latin
	}
	return otherScript
}

// mainScript is the writing system that most of s is in.
func mainScript(s string) script { return countScripts(s).main() }

// scriptOfLanguage is the writing system a BCP 47 language is written in;
// noScript for the empty tag.
func scriptOfLanguage(tag string) script {
	switch lang.Base(tag) {
	case "":
		return noScript
	case "zh", "cmn", "yue", "nan", "wuu", "hak":
		return han
	case "ja":
		return kana
	case "ko":
		return hangul
	case "ru", "uk", "bg", "sr", "mk", "be", "kk", "ar", "fa", "ur", "he", "th", "hi", "bn", "ta",
		"te", "el", "ka", "hy", "km", "lo", "my", "am", "mr", "ne", "si":
		return otherScript
	}
	return latin
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

// languageOf guesses the BCP 47 tag of a text from its writing system; any
// Latin text is taken as English.
func languageOf(text string) string {
	switch mainScript(text) {
	case latin:
		return "en"
	case han:
		return chineseTag(text)
	case kana:
		return "ja"
	case hangul:
		return "ko"
	case otherScript, noScript:
	}
	return "und"
}

// WrittenAs reports whether texts may be written in a language, by their writing
// system alone: English and French cannot be told apart by it, English and Japanese
// can. Texts without letters may be anything.
func WrittenAs(texts []string, tag string) bool {
	want := scriptOfLanguage(tag)
	var c scriptCount
	for _, text := range texts {
		one := countScripts(text)
		c.latin, c.han, c.kana, c.hangul, c.other = c.latin+one.latin, c.han+one.han, c.kana+one.kana, c.hangul+one.hangul, c.other+one.other
	}
	got := c.main()
	return want == noScript || got == noScript || got == want || want == kana && got == han || want == han && got == kana && c.kana*4 < c.han
}
