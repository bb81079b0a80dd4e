package transcripts

import "math"

// paragraphBeads: a paragraph has one translation, none, or one that was broken
// in two. Two paragraphs are never joined, since a host meant them apart.
var paragraphBeads = []bead{
	{1, 1, 0.1},
	{1, 2, 3.5},
	{1, 0, 3},
	{0, 1, 9},
}

// pairParagraphs finds each paragraph's translation. The items are taken in
// groups, each a run of originals and the run of translations that belongs to
// it: after it where the original comes first, before it where the translation
// does. Which of the two orders the page has is decided by what pairs better.
func pairParagraphs(items []bodyItem, original script) []Paragraph {
	forward, costForward := pairInOrder(items, original, true)
	backward, costBackward := pairInOrder(items, original, false)
	if costBackward < costForward {
		return backward
	}
	return forward
}

// pairInOrder pairs on the assumption that originals come first, or last, and
// says what that costs.
func pairInOrder(items []bodyItem, original script, originalFirst bool) ([]Paragraph, float64) {
	var out []Paragraph
	cost := 0.0
	for i := 0; i < len(items); {
		if len(items[i].texts) > 1 {
			out = append(out, splitItem(items[i], original))
			i++
			continue
		}
		src, dst, next := takeGroup(items, i, original, originalFirst)
		paragraphs, c := pairGroup(src, dst)
		if len(out) > 0 && len(src) == 0 {
			// Translations without an original: with the paragraph before them.
			last := &out[len(out)-1]
			last.Translation = joinSentences(append([]string{last.Translation}, dst...))
		} else {
			out = append(out, paragraphs...)
		}
		cost += c
		i = next
	}
	return out, cost
}

// splitItem reads a line that holds both languages.
func splitItem(item bodyItem, original script) Paragraph {
	p := Paragraph{}
	for k, text := range item.texts {
		if (item.kinds[k] == original || p.Text == "" && k == len(item.texts)-1) && p.Text == "" {
			p.Text = text
			continue
		}
		p.Translation = joinSentences(appendTrimmed([]string{p.Translation}, text))
	}
	return p
}

// takeGroup collects a run of one language and the run of the other that comes
// behind it.
func takeGroup(items []bodyItem, i int, original script, originalFirst bool) (src, dst []string, next int) {
	run := func(wantOriginal bool) (texts []string) {
		for i < len(items) && len(items[i].texts) == 1 && (items[i].kinds[0] == original) == wantOriginal {
			texts = append(texts, items[i].texts[0])
			i++
		}
		return texts
	}
	if originalFirst {
		src = run(true)
		dst = run(false)
		return src, dst, i
	}
	dst = run(false)
	src = run(true)
	return src, dst, i
}

// pairGroup pairs the paragraphs of one group. Translations that no paragraph
// takes make paragraphs of their own only if there is no original at all.
func pairGroup(src, dst []string) ([]Paragraph, float64) {
	var out []Paragraph
	for _, s := range src {
		out = append(out, Paragraph{Text: s})
	}
	switch {
	case len(dst) == 0:
		return out, 3 * float64(len(src))
	case len(src) == 0:
		for _, t := range dst {
			out = append(out, Paragraph{Text: t})
		}
		return out, 12 * float64(len(dst))
	}
	a, b := traitsOf(src), traitsOf(dst)
	ratio := 1.0 // where something is missing, the sums say nothing
	if len(src) == len(dst) {
		ratio = lengthRatio(a, b)
	}
	pairs, cost := pairWithCost(a, b, paragraphBeads, ratio)
	translations := make([][]string, len(src))
	for _, p := range pairs {
		k := p.SrcFrom
		if p.SrcFrom == p.SrcTo {
			k = max(0, k-1)
		}
		translations[k] = append(translations[k], dst[p.DstFrom:p.DstTo]...)
	}
	for k, list := range translations {
		out[k].Translation = joinSentences(list)
	}
	return out, math.Max(cost, 0)
}
