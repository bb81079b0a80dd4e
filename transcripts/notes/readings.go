package notes

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/bitext"
	"gendu/transcripts/sentences"
)

// A reading says how a text is pronounced: pinyin or zhuyin of Chinese, kana or
// rōmaji of Japanese. It is neither original nor translation.

// syllable is one of pinyin without its tone mark; mora is one of rōmaji.
const (
	syllable = `(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|[iu]?ang|[iu]?eng|ing|ong|iao|ian|uai|uan|[iu]?an|[iu]?en|er|in|un|[iuü]e|ia|ie|iu|ua|uo|ui|ai|ei|ao|ou|üan|ün|van|vn|ve|[aoeiuüv])r?)`
	mora     = `(?:(?:[kgsztdnhbpmrjw]?y?|sh|ch|ts|cch|ss|tt|kk|pp|ssh)[aiueo]{1,3}|n)`
)

var (
	pinyinWord = regexp.MustCompile(`^(?:` + syllable + `['’]?[1-5]?)+$`)
	pinyinOne  = regexp.MustCompile(syllable)
	romajiWord = regexp.MustCompile(`^` + mora + `+$`)
)

// plainLatin takes the marks off letters, but keeps ü.
func plainLatin(s string) (plain string, tones int) {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == 0x308: // diaeresis
			p := b.String()
			if strings.HasSuffix(p, "u") {
				b.Reset()
				b.WriteString(p[:len(p)-1] + "ü")
			}
		case r == 0x304 || r == 0x301 || r == 0x30C || r == 0x300: // macron, acute, caron, grave
			tones++
		case unicode.Is(unicode.Mn, r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), tones
}

// wordsOf are the words of a line in Latin letters, without punctuation.
func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '\'' && r != '’'
	})
}

// readsAs reports whether reading says how text is pronounced.
func readsAs(text, reading string) bool {
	if len(text) > longestBody || len(reading) > longestBody {
		return false
	}
	t, r := lang.CountScripts(text), lang.CountScripts(reading)
	switch {
	case t.Han+t.Kana < 1 || t.Han+t.Kana <= t.Latin:
		return false
	case isZhuyin(reading):
		return t.Kana == 0 && t.Han > 0
	case r.Kana > 0 && r.Han == 0 && r.Latin <= t.Latin:
		return t.Han > 0 && t.Kana+t.Han > 1 && kanaFits(text, reading)
	case r.Latin == 0 || r.Han+r.Kana+r.Hangul > 0:
		return false
	case t.Kana > 0:
		return isRomaji(reading, t)
	}
	return isPinyin(reading, t.Han)
}

func isZhuyin(s string) bool {
	n, other := 0, 0
	for _, r := range s {
		switch {
		case r >= 0x3105 && r <= 0x312F:
			n++
		case unicode.IsLetter(r) && r != 'ˊ' && r != 'ˇ' && r != 'ˋ' && r != '˙':
			other++
		}
	}
	return n >= 2 && other == 0
}

// isPinyin reports whether s is the pinyin of so many characters: its words are
// made of syllables, about one a character. Without a tone mark the count must be
// exact, since "can" and "women" are syllables too.
func isPinyin(s string, characters int) bool {
	words, odd, tones, count := wordsOf(s), 0, 0, 0
	for _, w := range words {
		plain, marks := plainLatin(w)
		if strings.TrimFunc(plain, unicode.IsDigit) == "" {
			continue
		}
		if !pinyinWord.MatchString(plain) {
			odd++
			continue
		}
		tones += marks
		if marks == 0 && strings.ContainsAny(plain, "12345") {
			tones++
		}
		count += len(pinyinOne.FindAllString(plain, -1))
	}
	if count == 0 || odd*5 > len(words) {
		return false
	}
	if tones*3 >= count {
		return count*3 >= characters*2 && count*2 <= characters*3+2
	}
	return odd == 0 && count == characters && count > 1
}

// isRomaji reports whether every word is made of Japanese syllables, and the
// length fits.
func isRomaji(s string, t lang.ScriptCounts) bool {
	letters := 0
	words := wordsOf(s)
	for _, w := range words {
		plain, _ := plainLatin(w)
		if strings.TrimFunc(plain, unicode.IsDigit) == "" {
			continue
		}
		if !romajiWord.MatchString(plain) {
			return false
		}
		letters += len(plain)
	}
	moras := t.Kana + 2*t.Han
	return len(words) > 0 && letters*2 >= moras && letters <= moras*4
}

// kanaFits reports whether the kana of text stand in reading in the same order.
func kanaFits(text, reading string) bool {
	want := hiragana(text)
	have := []rune(hiragana(reading))
	at := 0
	for _, r := range want {
		if unicode.Is(unicode.Han, r) {
			continue
		}
		for at < len(have) && have[at] != r {
			at++
		}
		if at == len(have) {
			return false
		}
		at++
	}
	return len(have) > 0
}

// hiragana keeps kana, as hiragana, and Chinese characters.
func hiragana(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'ァ' && r <= 'ヶ':
			return r - 'ァ' + 'ぁ'
		case unicode.In(r, unicode.Hiragana, unicode.Han):
			return r
		}
		return -1
	}, s)
}

// Readings inside of a text: 今回（こんかい）, 蜜（mì）蜂（fēng）.
var (
	innerKana   = regexp.MustCompile(`([\p{Han}々]+)[(\x{FF08}]([\p{Hiragana}\p{Katakana}ー]{1,24})[)\x{FF09}]`)
	innerPinyin = regexp.MustCompile(`(\p{Han}+) ?[(\x{FF08}]([\pL\p{Mn} ]{1,40})[)\x{FF09}]`)
)

// cutInnerReading takes the readings in brackets out of a text; reading is the
// text with them in place of the characters, "" without any.
func cutInnerReading(s string) (text, reading string) {
	if !strings.ContainsAny(s, "(\uFF08") || !lang.HasHan(s) {
		return s, ""
	}
	if innerKana.MatchString(s) {
		return innerKana.ReplaceAllString(s, "$1"), innerKana.ReplaceAllString(s, "$2")
	}
	var t, r strings.Builder
	last, found := 0, false
	for _, m := range innerPinyin.FindAllStringSubmatchIndex(s, -1) {
		characters, inside := s[m[2]:m[3]], s[m[4]:m[5]]
		plain, tones := plainLatin(inside)
		words := strings.Fields(plain)
		n := 0
		for _, w := range words {
			if !pinyinWord.MatchString(w) {
				n = -1 << 20
			}
			n += len(pinyinOne.FindAllString(w, -1))
		}
		if tones == 0 || n < 1 || n > runeLen(characters) {
			continue
		}
		// Of "他是蜜(mì)" only the last character is read.
		runes := []rune(characters)
		t.WriteString(s[last:m[3]])
		r.WriteString(s[last:m[2]] + string(runes[:len(runes)-n]))
		if before := lang.LastRune(r.String()); r.Len() > 0 && unicode.IsLetter(before) && !lang.IsCJK(before) {
			r.WriteByte(' ')
		}
		r.WriteString(inside)
		last, found = m[1], true
	}
	if !found {
		return s, ""
	}
	t.WriteString(s[last:])
	r.WriteString(s[last:])
	return t.String(), r.String()
}

// markReadings finds the lines that are readings of the line above or below them.
func markReadings(lines []*noteLine) {
	var last *noteLine // the last line that is no reading
	for i, l := range lines {
		if l.use != "" || l.junk {
			last = nil
			continue
		}
		if last != nil && readsAs(last.text, l.text) {
			l.reading = true
			continue
		}
		// Above its text, where no line before can take it.
		if i+1 < len(lines) && lines[i+1].use == "" && readsAs(lines[i+1].text, l.text) &&
			(last == nil || last.script != lines[i+1].script || i+1 < len(lines) && !lines[i+1].blankBefore) {
			l.reading = true
			continue
		}
		last = l
	}
}

// joinReadings takes the items that are readings out of the list and gives them to
// the text that they belong to.
func joinReadings(items []bodyItem) []bodyItem {
	var out []bodyItem
	var waiting []*bodyItem // readings above their text
	for i := range items {
		item := items[i]
		text := item.texts[0]
		if item.use == "" && len(item.texts) == 1 {
			prev := len(out) - 1
			whole := prev >= 0 && readsAs(out[prev].texts[0], text)
			marked := item.lines[0].reading
			next := i+1 < len(items) && readsAs(items[i+1].texts[0], text)
			switch {
			case prev >= 0 && (whole || marked && !next && lang.MainScript(out[prev].texts[0]) != lang.Latin):
				out[prev].takeReading(&item)
				continue
			case next:
				waiting = append(waiting, &item)
				continue
			}
		}
		for _, w := range waiting {
			item.takeReading(w)
		}
		waiting = nil
		out = append(out, item)
	}
	return out
}

func (item *bodyItem) takeReading(from *bodyItem) {
	item.reading = sentences.Join(sentences.AppendTrimmed([]string{item.reading}, from.texts[0]))
	item.lines = append(item.lines[:len(item.lines):len(item.lines)], from.lines...)
	item.readers = append(item.readers, from.lines...)
	item.names = append(item.names, from.names...)
}

// splitReading gives each sentence its part of the reading.
func splitReading(list []gendu.SentencePair, reading, language string) {
	if reading == "" || len(list) == 0 {
		return
	}
	parts := sentences.Split(reading, language)
	if lang.MainScript(reading) == lang.Latin {
		parts = sentences.Split(reading, "")
	}
	if len(parts) == len(list) {
		for i := range list {
			list[i].Reading = parts[i]
		}
		return
	}
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = s.Text
	}
	given := map[string]bool{}
	for i, pair := range bitext.Translations(texts, parts) {
		if !given[pair.Translation] {
			list[i].Reading = pair.Translation
		}
		given[pair.Translation] = true
	}
}
