package notes

import (
	"slices"
	"strings"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/bitext"
	"gendu/transcripts/sentences"
)

// bodyItem is one paragraph of the text section as pasted: in one language, or
// in both when original and translation run together in one line.
type bodyItem struct {
	texts []string // one per language, in the order they stand
	kinds []lang.Script
	use   gendu.Use // chosen by the host
	lines []*noteLine

	speaker string      // who says it, "" if the page does not say
	names   []string    // the same in other languages
	reading string      // how it is pronounced
	marked  string      // the text with readings in brackets, where it had any
	readers []*noteLine // the lines that the reading stood on
	startMS int64       // the time that stood before it; -1 without one
}

// readBody turns the lines of the text into paragraphs with translations.
func (n *notes) readBody(o Options) {
	items := joinReadings(n.bodyItems())
	items = n.dropRepeated(items)
	original := n.originalScript(items, o)
	items = n.dropIntroduction(items, original)
	for i := range items {
		items[i].dropReading(original)
	}
	for i := range items {
		items[i].asChosen(original)
		as := gendu.UseTranslation
		if items[i].kinds[0] == original || len(items[i].kinds) > 1 {
			as = gendu.UseText
		}
		for _, l := range items[i].lines {
			l.as = as
			if l.named != nil {
				l.named.as = as
			}
		}
	}
	paired, both := pairParagraphs(items, original, o.Order)
	n.candidates = candidatesOf(both)
	p := &n.page
	if len(n.candidates) > 0 {
		p.Order = o.Order
	}
	p.Paragraphs = make([]gendu.Paragraph, len(paired))
	for i := range paired {
		p.Paragraphs[i] = paired[i].Paragraph
	}
	n.setLanguages(o)
	for i := range p.Paragraphs {
		paired[i].Paragraph = p.Paragraphs[i]
		p.Paragraphs[i].Sentences = paired[i].sentences(p.Language, p.TranslationLanguage)
	}
	n.setTitles(original)
}

// sentences cuts a paragraph into its sentences, with what belongs to each.
func (p *paragraph) sentences(language, translation string) []gendu.SentencePair {
	src := sentences.Bound(sentences.Split(p.Text, language), language)
	var dst []string
	if p.Translation != "" {
		dst = sentences.Split(p.Translation, translation)
	}
	out := bitext.Translations(src, dst)
	for i := range out {
		out[i].Speaker = p.speaker
	}
	splitReading(out, p.reading, language)
	for i := range out {
		if out[i].Reading == out[i].Text {
			out[i].Reading = "" // a text with readings here and there
		}
	}
	return out
}

// bodyItems joins wrapped lines, drops fragments, and cuts lines that hold both
// languages. What is dropped stays unplaced.
func (n *notes) bodyItems() []bodyItem {
	lines := n.in(sectionText)
	kept := lines[:0:0]
	prose := isProse(lines)
	for _, l := range lines {
		if l.use == "" && (l.junk || l.script == lang.NoScript && l.speaker == "" && !isZhuyin(l.text)) {
			continue
		}
		kept = append(kept, l)
	}
	markReadings(kept)
	var items []bodyItem
	for _, block := range joinWrapped(kept) {
		text := block.text
		first := block.lines[0]
		if first.use == "" && prose && first.speaker == "" && !first.reading && !sentences.EndsSentence(text) && lang.Size(text) < 14 && !strings.ContainsRune(",\uFF0C", lang.LastRune(text)) {
			continue
		}
		placeNamed(block.lines)
		plain, reading := cutInnerReading(text)
		marked := text
		if text = plain; reading == "" {
			marked = ""
		}
		item := bodyItem{texts: []string{text}, kinds: []lang.Script{lang.MainScript(text)}}
		if first.use == "" {
			item = newBodyItem(text)
		}
		item.use, item.lines, item.reading, item.marked = first.use, block.lines, reading, marked
		item.speaker, item.startMS = first.speaker, first.startMS
		items = append(items, item)
	}
	return items
}

// dropReading takes the reading off a translation, which is not spoken: its lines find
// no place, and what stood in brackets stays in the text.
func (item *bodyItem) dropReading(original lang.Script) {
	if item.reading == "" || item.kinds[0] == original || len(item.texts) > 1 {
		return
	}
	unplace(item.readers)
	item.reading = ""
	if item.marked != "" {
		item.texts[0] = item.marked
	}
	item.lines = slices.DeleteFunc(item.lines, func(l *noteLine) bool { return !l.placed })
}

// placeNamed marks lines, and the names on lines of their own that belong to them,
// as accounted for.
func placeNamed(lines []*noteLine) {
	place(lines...)
	for _, l := range lines {
		if l.named != nil {
			place(l.named)
		}
	}
}

func newBodyItem(text string) bodyItem {
	var item bodyItem
	var parts [][]string
	for _, run := range bitext.SplitRuns(text) {
		kind := lang.MainScript(run)
		at := -1
		for k, have := range item.kinds {
			if have == kind {
				at = k
			}
		}
		if at < 0 {
			item.kinds = append(item.kinds, kind)
			parts = append(parts, nil)
			at = len(parts) - 1
		}
		parts[at] = append(parts[at], run)
	}
	for _, p := range parts {
		item.texts = append(item.texts, sentences.Join(p))
	}
	return item
}

// isProse reports whether most lines end with a stop, so that a short line that
// does not is no part of the text. Verse and bare captions are not prose.
func isProse(lines []*noteLine) bool {
	ends, all := 0, 0
	for _, l := range lines {
		if l.junk || l.reading {
			continue
		}
		weight := lang.Size(l.text)
		all += weight
		if sentences.EndsSentence(l.text) {
			ends += weight
		}
	}
	return ends*10 >= all*6
}

// originalScript decides which language is spoken: what the host said, else by
// weighing the signs. Drills are in the language that is learned; a paragraph
// without translation is an original; titles and highlights lean to it; and an
// original more often comes first.
func (n *notes) originalScript(items []bodyItem, o Options) lang.Script {
	count := map[lang.Script]int{}
	var first lang.Script
	for _, item := range items {
		for _, kind := range item.kinds {
			if first == lang.NoScript {
				first = kind
			}
			count[kind]++
		}
	}
	if s := lang.ScriptOf(o.Language); s != lang.NoScript && (count[s] > 0 || len(items) == 0) {
		return s
	}
	if len(count) == 1 {
		return first
	}
	score := map[lang.Script]int{}
	for _, k := range n.page.Keywords {
		score[lang.MainScript(k.Term)]++
	}
	keywords := leading(score)
	score = map[lang.Script]int{first: 3, keywords: 8}
	if keywords == first {
		score[first] = 11
	}
	for _, h := range n.page.Highlights {
		score[lang.MainScript(h)] += 2
		break
	}
	if len(n.titles) > 0 {
		score[lang.MainScript(n.titles[0])] += 2
	}
	most := leading(count)
	score[most] += 4 * min(2, count[most]-count[secondOf(count, most)])
	delete(score, lang.NoScript)
	for s := range score {
		if count[s] == 0 && len(items) > 0 {
			delete(score, s)
		}
	}
	if len(score) == 0 {
		return first
	}
	return leading(score)
}

// leading is the script with the highest figure; the smaller code wins a draw,
// so that the answer is always the same.
func leading(score map[lang.Script]int) lang.Script {
	best, most := lang.NoScript, 0
	for s := lang.Latin; s <= lang.OtherScript; s++ {
		if score[s] > most {
			best, most = s, score[s]
		}
	}
	return best
}

func secondOf(score map[lang.Script]int, except lang.Script) lang.Script {
	rest := map[lang.Script]int{}
	for s, v := range score {
		if s != except {
			rest[s] = v
		}
	}
	return leading(rest)
}

// setLanguages names both languages. All text of a writing system is looked at,
// since a short paragraph may not show traditional from simplified.
func (n *notes) setLanguages(o Options) {
	p := &n.page
	var src, dst strings.Builder
	for _, para := range p.Paragraphs {
		src.WriteString(para.Text + "\n")
		dst.WriteString(para.Translation + "\n")
	}
	p.Language, p.TranslationLanguage = o.Language, o.TranslationLanguage
	if p.Language == "" || strings.EqualFold(p.Language, "zh") {
		p.Language = lang.Guess(src.String())
		if len(p.Paragraphs) == 0 {
			p.Language = lang.Guess(strings.Join(append(n.titles[:len(n.titles):len(n.titles)], p.Highlights...), "\n"))
		}
	}
	hasTranslation := strings.TrimSpace(dst.String()) != ""
	switch {
	case !hasTranslation:
		p.TranslationLanguage = ""
	case p.TranslationLanguage == "" || strings.EqualFold(p.TranslationLanguage, "zh"):
		p.TranslationLanguage = lang.Guess(dst.String())
	}
}

// setTitles puts the title of the spoken language first.
func (n *notes) setTitles(original lang.Script) {
	switch len(n.titles) {
	case 0:
	case 1:
		n.page.Title = n.titles[0]
		// Few words in front of Chinese are a name in a Chinese title, unless the
		// page is in English and translated.
		if a, b, ok := bitext.SplitAtScript(n.titles[0], 2); ok && original == lang.Latin && n.page.TranslationLanguage != "" {
			n.page.Title, n.page.TitleTranslation = trimSeparators(a), trimSeparators(b)
			if lang.MainScript(a) != lang.Latin {
				n.page.Title, n.page.TitleTranslation = n.page.TitleTranslation, n.page.Title
			}
		}
	default:
		n.page.Title, n.page.TitleTranslation = n.titles[0], n.titles[1]
		if lang.MainScript(n.titles[0]) != original && lang.MainScript(n.titles[1]) == original {
			n.page.Title, n.page.TitleTranslation = n.titles[1], n.titles[0]
		}
	}
}
