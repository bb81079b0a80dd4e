package notes

import (
	"regexp"
	"strings"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/sentences"
)

// readKeywords takes the drills of the keyword section, and drills elsewhere
// that have an unmistakable form.
func (n *notes) readKeywords() {
	r := drillReader{}
	chosen := 0
	lines := n.in(sectionKeywords)
	alternating := alternatingDrills(lines)
	if alternating || twoLineDrills(lines) {
		r.pairs(lines, alternating)
		lines = nil
	}
	for _, l := range lines {
		switch {
		case l.use != "":
			r.chosen(l)
			chosen++
		case !l.junk:
			r.line(l)
		}
	}
	r.flush()
	n.page.Keywords = r.done
	n.readGlossLines()
	if len(n.page.Keywords) > chosen {
		return
	}
	r = drillReader{strictOnly: true, done: r.done}
	text := n.in(sectionText)
	for i, l := range text {
		if l.junk || l.use != "" || len(l.text) > longestDrill {
			continue
		}
		if head, ok := readBracketed(l.text); ok {
			// What is said about it goes on below, and stays in the text.
			if i+1 < len(text) && head.rest == "" && mentions(text[i+1].text, head.keyword.Term) {
				head.rest = text[i+1].text
			}
			r.take(head, l)
			continue
		}
		if bracketForm.MatchString(l.text) {
			r.line(l)
		}
	}
	r.flush()
	n.page.Keywords = r.done
}

// readGlossLines takes lines of glosses between the lines of the text.
func (n *notes) readGlossLines() {
	for _, l := range n.lines {
		if l.placed || l.heading || l.use != "" || l.speaker != "" || l.section != sectionText && l.section != sectionKeywords && l.section != sectionHeader {
			continue
		}
		if list := readGlosses(l.text); len(list) > 0 {
			n.page.Keywords = append(n.page.Keywords, list...)
			place(l)
		}
	}
}

// drillReader puts the lines of drills together.
type drillReader struct {
	done       []gendu.Keyword
	current    *drillHead
	strictOnly bool
	inline     bool // drills have their example on their own line
	strong     bool // a drill of unmistakable form came before
	numbered   bool // drills have a bullet or number
}

// line reads the next line: the head of a drill, or something that belongs to
// the drill before it. What is neither stays unplaced.
func (r *drillReader) line(l *noteLine) {
	if text, into, ok := r.labelled(l.text); ok && len(*into)+len(text) < sentences.MaxBytes {
		appendLine(into, text)
		place(l)
		return
	}
	head, ok := readDrillHead(l, r.strictOnly || r.strong)
	if ok && r.current != nil && !head.strong && r.belongs(l) {
		ok = false
	}
	if ok && head.strong && head.rest == "" && r.numbered && l.bullet == "" && r.belongs(l) {
		ok = false
	}
	if !ok && r.strong && l.bullet != "" && r.numbered {
		head, ok = readDrillHead(l, false)
	}
	if !ok && r.strong && l.bullet == "" && !sentences.EndsSentence(l.text) && dashed.MatchString(l.text) {
		head, ok = readDrillHead(l, false)
	}
	if ok {
		r.take(head, l)
		return
	}
	if r.current != nil && r.belongs(l) {
		appendLine(&r.current.keyword.Example, l.text)
		place(l)
		return
	}
	if r.current != nil && r.current.keyword.Definition == "" && l.bullet == "" && !r.inline && lang.Size(l.text) <= 30 {
		r.current.keyword.Definition = l.text
		place(l)
	}
}

// dashed is a drill among others of another form: off the cuff – without a plan.
var dashed = regexp.MustCompile(`^[^=–—]{1,60}(\s[-–—]+|\s?=)\s`)

// take begins the drill that line l opens.
func (r *drillReader) take(head drillHead, l *noteLine) {
	r.flush()
	head.keyword.Term = strings.TrimSpace(head.keyword.Term)
	head.keyword.Example = head.rest
	r.current = &head
	r.inline = r.inline || head.rest != ""
	r.strong = r.strong || head.strong
	r.numbered = r.numbered || l.bullet != ""
	place(l)
}

// chosen makes a drill of a line that the host chose for one.
func (r *drillReader) chosen(l *noteLine) {
	r.flush()
	head, ok := readDrillHead(l, false)
	if !ok {
		head.keyword = gendu.Keyword{Term: l.text}
	}
	head.keyword.Term, head.keyword.Example = strings.TrimSpace(head.keyword.Term), head.rest
	r.current = &head
	place(l)
}

// belongs reports whether a line is an example of the current drill: a sentence
// that has its term, or the translation of the example before.
func (r *drillReader) belongs(l *noteLine) bool {
	k := &r.current.keyword
	if len(k.Example)+len(l.text) >= sentences.MaxBytes {
		return false // more than any drill has
	}
	if mentions(l.text, k.Term) && lang.Size(l.text) > lang.Size(k.Term)+1 {
		return k.Example == "" || !r.inline || sentences.EndsSentence(l.text)
	}
	if !sentences.EndsSentence(l.text) {
		return false
	}
	if k.Example == "" {
		return true
	}
	if r.numbered && l.bullet == "" && !l.blankBefore {
		return true // all that stands below a number is of its drill
	}
	last := k.Example[strings.LastIndexByte(k.Example, '\n')+1:]
	return lang.MainScript(last) != l.script && !l.blankBefore
}

func (r *drillReader) flush() {
	if r.current == nil {
		return
	}
	k := r.current.keyword
	k.Syllables = notNil(k.Syllables)
	r.done = append(r.done, k)
	r.current = nil
}

// labels stand before an example or a definition on a line of its own, beside
// the words that head a translation.
var labels = map[string]bool{
	"example": true, "examples": true, "ex": true, "e.g.": true, "sentence": true, "example sentence": true,
	"例": true, "例句": true, "例如": true, "範例": true, "范例": true,
	"definition": true, "meaning": true, "def": true, "定義": true, "定义": true, "解釋": true, "解释": true,
	"意思": true, "釋義": true, "释义": true, "中文": true, "英文": true,
}

// labelled reads "Example: …", "定義:…" behind the head of a drill.
func (r *drillReader) labelled(s string) (text string, into *string, ok bool) {
	if r.current == nil {
		return "", nil, false
	}
	head, rest, ok := cutColon(s)
	label := strings.ToLower(strings.TrimSpace(head))
	translation := headingSection(label) == sectionTranslation
	if !ok || !labels[label] && !translation || strings.TrimSpace(rest) == "" {
		return "", nil, false
	}
	k := &r.current.keyword
	if translation && k.Example == "" && k.Definition == "" {
		return strings.TrimSpace(rest), &k.Definition, true
	}
	switch label {
	case "definition", "meaning", "def", "定義", "定义", "解釋", "解释", "意思", "釋義", "释义", "中文", "英文":
		return strings.TrimSpace(rest), &k.Definition, true
	}
	return strings.TrimSpace(rest), &k.Example, true
}

// appendLine adds a line to a text of several.
func appendLine(s *string, line string) {
	if *s != "" {
		*s += "\n"
	}
	*s += line
}

// mentions reports whether a sentence has a term in it, also in another form:
// "flocking" for "flock", "bets" for "bet".
func mentions(sentence, term string) bool {
	sentence, term = strings.ToLower(sentence), strings.ToLower(term)
	if strings.Contains(sentence, term) {
		return true
	}
	if lang.MainScript(term) != lang.Latin {
		return false
	}
	words := strings.Fields(term)
	for _, w := range words {
		stem := strings.TrimSuffix(strings.TrimSuffix(lang.Letters(w), "e"), "y")
		if len(stem) > 5 {
			stem = stem[:len(stem)-1]
		}
		if len(stem) >= 3 && !strings.Contains(sentence, stem) {
			return false
		}
	}
	return len(words) > 0
}
