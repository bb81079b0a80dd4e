package transcripts

import (
	"regexp"
	"strings"
	"unicode"
)

// drillHead is the line that opens a drill, taken apart. rest is an example
// that stands on the same line.
type drillHead struct {
	keyword Keyword
	rest    string
	strong  bool // the form cannot be anything but a drill
}

const openBracket, insideBracket, closeBracket = `[(\x{FF08}]`, `([^()\x{FF08}\x{FF09}]*)`, `[)\x{FF09}]`

// The forms of a drill's first line.
var (
	// Influx (In-flux) [noun. definition]: example.
	bracketForm = regexp.MustCompile(`^(.{1,60}?)\s*(?:` + openBracket + `([^()\x{FF08}\x{FF09}]*)` + closeBracket +
		`)?\s*[\[【\x{FF3B}]([^\]】\x{FF3D}]*)[\]】\x{FF3D}]\s*(?:[:\x{FF1A}]\s*(.*))?$`)

	// Inclusive adj. – definition; Bet n. & v. 賭注; 湧入 (yǒng rù) v. to pour in;
	// give up (phr. v.) to stop; loud (adj) noisy; 議會(yìhuì)名詞:council.
	posForm = regexp.MustCompile(`^(.{1,60}?)(?:` +
		`(?:\s*` + openBracket + insideBracket + closeBracket + `)?\s*` + openBracket + `\s*(` + posBareList + `)\s*` + closeBracket +
		`|(?:\s*` + openBracket + insideBracket + closeBracket + `\s*|\s+|\b)` + openBracket + `?\s*(` + posList + `)\s*` + closeBracket + `?)` +
		`\s*(?:[:\x{FF1A}=]|[-–—]+(?:\s|$))?\s*(.*)$`)

	// Influx /ˈɪnflʌks/ …; bet [bɛt] …: what stands between says how it sounds.
	soundForm = regexp.MustCompile(`^(.{1,60}?)\s*(\s/[^/]{1,40}/|\[[^\]]*[əɛɪʊʌæɑɔɒɜθðʃʒŋɡɹˈˌː][^\]]*\])\s*(.*)$`)

	// Term (syl-la-bles): definition; term – definition.
	plainForm = regexp.MustCompile(`^(.{1,48}?)\s*(?:` + openBracket + `([^()\x{FF08}\x{FF09}]*)` + closeBracket +
		`)?\s*(?:[:\x{FF1A}=]|\s[-–—]+\s)\s*(.*)$`)
)

const (
	posChinese = `名詞|名词|動詞|动词|形容詞|形容词|副詞|副词|介系詞|介词|連詞|连词|片語|短語|短语|成語|成语|慣用語|惯用语|俗語|俗语|代詞|代词|量詞|量词|名|動|动|形|副`
	posWord    = `(?:(?i:phr\.? ?v|u\.?n|c\.?n|n|v|vt|vi|adj|adv|prep|conj|pron|phr|ph|art|int|interj|aux|abbr|idiom|num|a|ad)\.` +
		`|(?i:noun phrase|verb phrase|phrasal verb|proper noun|noun|verb|adjective|adverb|preposition|conjunction|pronoun|phrase|idiom|interjection|expression|abbreviation|collocation)\b\.?` +
		`|(?:` + posChinese + `)(?:[.。、:\x{FF1A}]|\s|$))`
	posList = posWord + `(?:\s?(?:&|/|,|、|and)\s?` + posWord + `)*`

	// Between brackets the stop may be missing.
	posBare     = `(?:(?i:phr\.? ?v|n|v|vt|vi|adj|adv|prep|conj|pron|phr|interj|aux|abbr)\.?|` + posChinese + `)`
	posBareList = posBare + `(?:\s?(?:&|/|,|、|and)\s?` + posBare + `)*`
)

var posOnly = regexp.MustCompile(`^(?:` + posList + `|` + posBareList + `)$`)

// longestDrill bounds the lines that are tried as the head of a drill, in bytes.
const longestDrill = 4000

// readDrillHead takes the first line of a drill apart. strict accepts only the
// forms that nothing else has.
func readDrillHead(l *noteLine, strict bool) (drillHead, bool) {
	s := l.text
	if len(s) > longestDrill {
		return drillHead{}, false
	}
	sound := ""
	if m := soundForm.FindStringSubmatch(s); m != nil && isTerm(m[1]) {
		sound, s = strings.TrimSpace(m[2])+" ", strings.TrimSpace(m[1]+" "+m[3])
	}
	h, ok := cutDrillHead(s, strict)
	if !ok && !strict {
		h, ok = readBareTerm(s, l.bullet != "")
	}
	h.keyword.Definition = strings.TrimSpace(sound + h.keyword.Definition)
	return h, ok
}

// cutDrillHead takes a line apart that has one of the forms.
func cutDrillHead(s string, strict bool) (drillHead, bool) {
	if m := bracketForm.FindStringSubmatch(s); m != nil && isTerm(m[1]) {
		h := drillHead{rest: m[4], strong: true}
		h.keyword.Term = m[1]
		h.keyword.PartOfSpeech, h.keyword.Definition = cutPartOfSpeech(m[3])
		h.takeParenthesis(m[2])
		return h, true
	}
	if m := posForm.FindStringSubmatch(s); m != nil && isTerm(m[1]) {
		h := drillHead{strong: true}
		h.keyword.Term = m[1]
		h.keyword.PartOfSpeech = strings.TrimRight(m[3]+m[5], "。、:\uFF1A ")
		h.keyword.Definition = strings.TrimSpace(m[6])
		h.takeParenthesis(m[2] + m[4])
		return h, true
	}
	if strict {
		return drillHead{}, false
	}
	if m := plainForm.FindStringSubmatch(s); m != nil && isTerm(m[1]) && !labels[strings.ToLower(m[1])] {
		h := drillHead{}
		h.keyword.Term = m[1]
		h.keyword.Definition = strings.TrimSpace(m[3])
		h.takeParenthesis(m[2])
		return h, true
	}
	return drillHead{}, false
}

// readBareTerm reads a line that holds a term and nothing else: with a bullet, or
// with its translation behind it.
func readBareTerm(s string, bulleted bool) (drillHead, bool) {
	if endsSentence(s) {
		return drillHead{}, false
	}
	if a, b, ok := splitAtScript(s, 1); ok && isTerm(a) && size(b) <= 6 {
		h := drillHead{}
		h.keyword.Term, h.keyword.Definition = a, b
		return h, true
	}
	if !bulleted || !isTerm(s) {
		return drillHead{}, false
	}
	h := drillHead{}
	h.keyword.Term = s
	if term, inside, ok := cutParenthesis(s); ok {
		h.keyword.Term = term
		h.takeParenthesis(inside)
	}
	return h, true
}

func cutParenthesis(s string) (before, inside string, ok bool) {
	i := strings.IndexAny(s, "(\uFF08")
	j := strings.LastIndexAny(s, ")\uFF09")
	if i <= 0 || j < i || strings.TrimRight(s[j:], ")\uFF09") != "" {
		return s, "", false
	}
	open := len(string(firstRune(s[i:])))
	return strings.TrimSpace(s[:i]), s[i+open : j], true
}

// isTerm reports whether s can be a word or phrase to learn: a few words without
// the punctuation of sentences.
func isTerm(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, "!?。\uFF01\uFF1F\uFF1B;\uFF0C") {
		return false
	}
	if strings.Contains(strings.TrimRight(s, "."), ". ") || unicode.IsPunct(firstRune(s)) && !isOpener(firstRune(s)) {
		return false
	}
	c := countScripts(s)
	return c.units() > 0 && c.latin+c.hangul+c.other <= 6 && c.han+c.kana <= 12
}

// takeParenthesis reads what stood in round brackets behind the term: its
// syllables, its part of speech, or a remark that belongs to the definition.
func (h *drillHead) takeParenthesis(s string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return
	}
	k := &h.keyword
	if posOnly.MatchString(s) && k.PartOfSpeech == "" {
		k.PartOfSpeech = s
		return
	}
	if syllables := splitSyllables(k.Term, s); syllables != nil {
		k.Syllables = syllables
		return
	}
	k.Definition = strings.TrimSpace("(" + s + ") " + k.Definition)
}

// splitSyllables reads "De-lib-er-ate-ly" or "yǒng rù"; nil if s is neither.
func splitSyllables(term, s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return strings.ContainsRune("-‐‑·‧•∙・|", r) || unicode.IsSpace(r)
	})
	if len(parts) == 0 {
		return nil
	}
	if mainScript(term) == latin {
		if letters(strings.Join(parts, "")) != letters(term) && len(parts) < 2 {
			return nil
		}
		if !strings.ContainsAny(s, "-‐‑·‧•∙・|") && letters(s) != letters(term) {
			return nil
		}
		return parts
	}
	// Of a Chinese term: pinyin, one syllable a character or run together.
	c := countScripts(s)
	if c.units() == 0 || c.latin != c.units() || len(parts) > runeLen(term) {
		return nil
	}
	if len(parts) == runeLen(term) || len(parts) == 1 && strings.IndexFunc(s, isToneMark) >= 0 {
		return parts
	}
	return nil
}

func isToneMark(r rune) bool {
	return strings.ContainsRune("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", unicode.ToLower(r))
}

// letters is s in lower case without anything but letters.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// cutPartOfSpeech reads "noun. when many people arrive": the part of speech up
// to the first stop, if it is one.
func cutPartOfSpeech(s string) (pos, definition string) {
	s = strings.TrimSpace(s)
	if m := bracketPos.FindStringSubmatch(s); m != nil {
		return strings.TrimRight(m[1], ".。:\uFF1A,\uFF0C; "), strings.TrimSpace(m[2])
	}
	return "", s
}

var bracketPos = regexp.MustCompile(`^(` + posList + `)\s*[.。:\x{FF1A},\x{FF0C};–—-]?\s*(.*)$`)
