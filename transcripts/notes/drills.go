package notes

import (
	"regexp"
	"strings"
	"unicode"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/bitext"
	"gendu/transcripts/sentences"
)

// drillHead is the line that opens a drill, taken apart. rest is an example
// that stands on the same line.
type drillHead struct {
	keyword gendu.Keyword
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
	posList = posWord + `(?:\s?(?:&|/|,|、|and)?\s?` + posWord + `)*`

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
	if h, ok := readRow(l.cells); ok {
		return h, true
	}
	if h, ok := readBracketed(l.full); ok {
		return h, true
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

// syllableForm is a term with its syllables and a sentence or what it means:
// Harbor (Har-bor): The harbor is calm.
var syllableForm = regexp.MustCompile(`^(.{1,60}?)\s*` + openBracket + insideBracket + closeBracket + `\s*(?:[:\x{FF1A}=]|\s[-–—]+\s)\s*(.*)$`)

// readSyllableForm reads a line of that form. Its syllables say that it is a drill.
func readSyllableForm(s string) (drillHead, bool) {
	m := syllableForm.FindStringSubmatch(s)
	if m == nil || !isTerm(m[1]) {
		return drillHead{}, false
	}
	term, kana := cutInnerReading(m[1])
	syllables := splitSyllables(term, m[2])
	if syllables == nil && readsAs(term, m[2]) {
		syllables = []string{m[2]}
	}
	if syllables == nil || len(syllables) < 2 && lang.MainScript(term) == lang.Latin && lang.Letters(m[2]) != lang.Letters(term) {
		return drillHead{}, false
	}
	h := drillHead{strong: true}
	h.keyword.Term, h.keyword.Syllables = strings.TrimSpace(term), syllables
	if kana != "" {
		h.keyword.Term, h.keyword.Definition = strings.TrimSpace(m[1]), ""
	}
	if sentences.EndsSentence(m[3]) && lang.MainScript(m[3]) == lang.MainScript(term) && (mentions(m[3], term) || lang.Size(m[3]) >= 4) {
		h.rest = m[3]
		return h, true
	}
	h.keyword.PartOfSpeech, h.keyword.Definition = cutPartOfSpeech(m[3])
	return h, true
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
	if h, ok := readSyllableForm(s); ok {
		return h, true
	}
	if h, ok := readFurigana(s); ok {
		return h, true
	}
	if m := posForm.FindStringSubmatch(s); m != nil && isTerm(m[1]) {
		h := drillHead{strong: true}
		h.keyword.Term = strings.TrimRight(m[1], " -–—=:\uFF1A")
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

// furigana is a Japanese term with its reading inside: 大（おお）げさ — exaggerated.
var furigana = regexp.MustCompile(`^([^\s:\x{FF1A}=—–]{1,40}?)\s*(?:[:\x{FF1A}=]|\s[-–—]+\s|[—–])\s*(.*)$`)

func readFurigana(s string) (drillHead, bool) {
	m := furigana.FindStringSubmatch(s)
	if m == nil || strings.TrimSpace(m[2]) == "" {
		return drillHead{}, false
	}
	term, reading := cutInnerReading(m[1])
	if reading == "" || lang.MainScript(reading) != lang.Kana || !isTerm(term) {
		return drillHead{}, false
	}
	h := drillHead{strong: true}
	h.keyword = gendu.Keyword{Term: term, Syllables: []string{reading}, Definition: m[2]}
	return h, true
}

// readBareTerm reads a line that holds a term and nothing else: with a bullet, or
// with its translation behind it.
func readBareTerm(s string, bulleted bool) (drillHead, bool) {
	if bare := strings.TrimRight(s, "。.…"); bulleted && lang.HasHan(bare) && lang.Size(bare) <= 12 {
		if a, b, ok := bitext.SplitAtScript(bare, 1); ok && isTerm(a) {
			h := drillHead{}
			h.keyword.Term, h.keyword.Definition = a, b
			return h, true
		}
	}
	if sentences.EndsSentence(s) {
		return drillHead{}, false
	}
	if a, b, ok := bitext.SplitAtScript(s, 1); ok && isTerm(a) && lang.Size(b) <= 6 {
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
	open := len(string(lang.FirstRune(s[i:])))
	return strings.TrimSpace(s[:i]), s[i+open : j], true
}

// isTerm reports whether s can be a word or phrase to learn: a few words without
// the punctuation of sentences.
func isTerm(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, "!?。\uFF01\uFF1F\uFF1B;\uFF0C") {
		return false
	}
	if strings.ContainsAny(s, "\"“”") || strings.Contains(s, " — ") || strings.Contains(s, " – ") || strings.Contains(s, " - ") {
		return false
	}
	if strings.Contains(strings.TrimRight(s, "."), ". ") || unicode.IsPunct(lang.FirstRune(s)) && !lang.IsOpener(lang.FirstRune(s)) {
		return false
	}
	c := lang.CountScripts(s)
	return c.Units() > 0 && c.Latin+c.Hangul+c.Other <= 6 && c.Han+c.Kana <= 12
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
	if lang.MainScript(term) == lang.Latin {
		if lang.Letters(strings.Join(parts, "")) != lang.Letters(term) && len(parts) < 2 {
			return nil
		}
		if !strings.ContainsAny(s, "-‐‑·‧•∙・|") && lang.Letters(s) != lang.Letters(term) {
			return nil
		}
		return parts
	}
	// Of a Chinese term: pinyin, one syllable a character or run together.
	c := lang.CountScripts(s)
	if c.Units() == 0 || c.Latin != c.Units() || len(parts) > runeLen(term) {
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
