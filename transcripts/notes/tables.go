package notes

import (
	"regexp"
	"strings"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/bitext"
	"gendu/transcripts/sentences"
)

// Words on top of the columns of a table of drills.
var (
	termColumns  = wordSet(`word; words; term; terms; vocabulary; phrase; expression; english; chinese; japanese; 單字; 单字; 單詞; 单词; 詞彙; 词汇; 生詞; 生词; 英文; 中文; 単語; 日本語`)
	otherColumns = wordSet(`meaning; definition; part of speech; pos; type; pinyin; reading; pronunciation; example; example sentence; sentence; translation; english; chinese; explanation;
		意思; 解釋; 解释; 定義; 定义; 詞性; 词性; 拼音; 例句; 翻譯; 翻译; 中文; 英文; 意味; 読み方; 読み; 品詞; 例文`)
)

// isTableHead reports whether cells name the columns of a table of drills.
func isTableHead(cells []string) bool {
	if len(cells) < 2 || !termColumns[strings.ToLower(cells[0])] {
		return false
	}
	for _, c := range cells[1:] {
		if !otherColumns[strings.ToLower(c)] {
			return false
		}
	}
	return true
}

// readRow reads a row of a table as a drill: term, then what the other cells are
// by their look: how it sounds, its part of speech, what it means, an example.
func readRow(cells []string) (drillHead, bool) {
	if len(cells) < 2 || !isTerm(cells[0]) || sentences.EndsSentence(cells[0]) {
		return drillHead{}, false
	}
	h := drillHead{strong: true}
	k := &h.keyword
	k.Term = cells[0]
	if term, inside, ok := cutParenthesis(cells[0]); ok && splitSyllables(term, inside) != nil {
		k.Term, k.Syllables = term, splitSyllables(term, inside)
	}
	for i, cell := range cells[1:] {
		last := i == len(cells)-2
		switch {
		case k.PartOfSpeech == "" && k.Definition == "" && posOnly.MatchString(cell):
			k.PartOfSpeech = cell
		case k.Syllables == nil && k.Definition == "" && !last && soundsLike(k.Term, cell):
			k.Syllables = readingParts(k.Term, cell)
		case k.Definition == "":
			k.Definition = cell
		case h.rest == "":
			h.rest = cell
		default:
			h.rest += "\n" + cell
		}
	}
	return h, k.Definition != "" || h.rest != ""
}

// soundsLike reports whether a cell says how the term is pronounced.
func soundsLike(term, cell string) bool {
	return readsAs(term, cell) || splitSyllables(term, cell) != nil && lang.Size(cell) <= runeLen(term)+2 && lang.Letters(cell) != ""
}

func readingParts(term, cell string) []string {
	if parts := splitSyllables(term, cell); parts != nil {
		return parts
	}
	return []string{cell}
}

// twoLineDrills reports whether the drills of a section are blocks between empty
// lines, each with the term on its first line and what it means on the next.
func twoLineDrills(lines []*noteLine) bool {
	blocks, fit := 0, 0
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && !lines[j].blankBefore {
			j++
		}
		if lines[i].junk || lines[i].use != "" {
			i = j
			continue
		}
		blocks++
		if j-i >= 2 && isLoneTerm(lines[i]) && lines[i+1].bullet == "" {
			fit++
		}
		i = j
	}
	return fit >= 1 && fit*4 >= blocks*3
}

// alternatingDrills reports whether terms and meanings stand in turn without
// empty lines between them.
func alternatingDrills(lines []*noteLine) bool {
	if len(lines) < 4 || len(lines)%2 != 0 {
		return false
	}
	for i := 0; i < len(lines); i += 2 {
		if i > 0 && lines[i].blankBefore || lines[i+1].blankBefore || !isLoneTerm(lines[i]) || lines[i+1].bullet != "" ||
			lang.Size(lines[i+1].text) <= lang.Size(lines[i].text) && lines[i+1].script == lines[i].script {
			return false
		}
	}
	return true
}

// isLoneTerm reports whether a line is a term and nothing else.
func isLoneTerm(l *noteLine) bool {
	if l.junk || l.use != "" || !isTerm(l.text) || sentences.EndsSentence(l.text) || strings.ContainsAny(l.text, ":\uFF1A=") {
		return false
	}
	_, strong := readDrillHead(l, true)
	return !strong
}

// pairs reads the drills of twoLineDrills and alternatingDrills.
func (r *drillReader) pairs(lines []*noteLine, alternating bool) {
	at := 0 // lines since the term
	for i, l := range lines {
		if l.junk {
			continue
		}
		if l.use != "" {
			r.chosen(l)
			continue
		}
		switch begins := i == 0 || l.blankBefore; {
		case alternating && i%2 == 0 || !alternating && begins:
			r.flush()
			at = 0
			if !isLoneTerm(l) {
				r.line(l)
				continue
			}
			r.current = &drillHead{keyword: gendu.Keyword{Term: l.text}}
			if term, inside, ok := cutParenthesis(l.text); ok && (splitSyllables(term, inside) != nil || posOnly.MatchString(inside)) {
				r.current.keyword.Term = term
				r.current.takeParenthesis(inside)
			}
			place(l)
		case r.current == nil:
			continue
		case at == 0:
			r.current.keyword.Definition = strings.TrimSpace(r.current.keyword.Definition + " " + l.text)
			at++
			place(l)
		case len(r.current.keyword.Example)+len(l.text) < sentences.MaxBytes:
			appendLine(&r.current.keyword.Example, l.text)
			place(l)
		}
	}
}

// gloss is one of several short drills on a line: way(n.)路、道路home(adv.)回家.
var gloss = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z' -]{0,40}?)\s*[(\x{FF08}](` + posBareList + `|` + posList + `)[)\x{FF09}]\s*([^()\x{FF08}\x{FF09}A-Za-z]{1,60})`)

// readGlosses takes a line of glosses apart; nil if it is none.
func readGlosses(s string) []gendu.Keyword {
	if len(s) > longestJunk {
		return nil
	}
	var out []gendu.Keyword
	for strings.TrimSpace(s) != "" {
		m := gloss.FindStringSubmatchIndex(s)
		if m == nil {
			return nil
		}
		definition := strings.TrimRight(strings.TrimSpace(s[m[6]:m[7]]), "、,，;； ")
		if !lang.HasHan(definition) && lang.MainScript(definition) != lang.Kana {
			return nil
		}
		out = append(out, gendu.Keyword{Term: strings.TrimSpace(s[m[2]:m[3]]), PartOfSpeech: s[m[4]:m[5]], Definition: definition, Syllables: []string{}})
		s = s[m[1]:]
	}
	return out
}

// bracketed is a drill in lenticular brackets: 【signatory 簽署人】 – 名詞.
var bracketed = regexp.MustCompile(`^(?:\d{1,2}\s*[.、]?\s*)?【([^】]{1,120})】\s*(?:[-–—]+\s*(.*)|[:\x{FF1A}]\s*(.*))?$`)

// readBracketed reads a line as such a drill.
func readBracketed(s string) (drillHead, bool) {
	m := bracketed.FindStringSubmatch(s)
	if m == nil {
		return drillHead{}, false
	}
	h := drillHead{strong: true}
	k := &h.keyword
	k.Term = strings.TrimSpace(m[1])
	if a, b, ok := bitext.SplitAtScript(k.Term, 1); ok {
		k.Term, k.Definition = strings.TrimSpace(a), strings.TrimSpace(b)
	}
	if !isTerm(k.Term) || findHeading(k.Term) {
		return drillHead{}, false
	}
	behind := strings.TrimSpace(m[2] + m[3])
	switch pos, rest := cutPartOfSpeech(behind); {
	case posOnly.MatchString(behind):
		k.PartOfSpeech = behind
	case pos != "":
		k.PartOfSpeech = pos
		k.Definition = strings.TrimSpace(k.Definition + " " + rest)
	case k.Definition == "":
		k.Definition = behind
	default:
		h.rest = behind
	}
	return h, k.Definition != "" || k.PartOfSpeech != ""
}

func findHeading(s string) bool { return headingSection(s) != sectionNone }
