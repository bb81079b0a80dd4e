package notes

import (
	"math"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/bitext"
	"gendu/transcripts/sentences"
)

// paragraphBeads: a paragraph has one translation, none, or one that was broken
// in two. Two paragraphs are never joined, since a host meant them apart.
var paragraphBeads = []bitext.Bead{
	{Src: 1, Dst: 1, Cost: 0.1},
	{Src: 1, Dst: 2, Cost: 3.5},
	{Src: 1, Dst: 0, Cost: 3},
	{Src: 0, Dst: 1, Cost: 9},
}

// pairParagraphs finds each paragraph's translation. The items are taken in
// groups, each a run of originals and the run of translations that belongs to
// it: after it where the original comes first, before it where the translation
// does. Which of the two orders the page has is decided by what pairs better.
func pairParagraphs(items []bodyItem, original lang.Script) []gendu.Paragraph {
	forward, costForward := pairInOrder(items, original, true)
	backward, costBackward := pairInOrder(items, original, false)
	if costBackward+originalFirstPrior < costForward {
		return backward
	}
	return forward
}

// originalFirstPrior is how much likelier it is that the original comes first, as
// -log: it decides where the lengths say nothing, as in a page of original and
// translation in turn that begins and ends with an original.
const originalFirstPrior = 0.5

// pairInOrder pairs on the assumption that originals come first, or last, and
// says what that costs.
func pairInOrder(items []bodyItem, original lang.Script, originalFirst bool) ([]gendu.Paragraph, float64) {
	groups := takeGroups(items, original, originalFirst)
	ratio := groupRatio(groups)
	var out []gendu.Paragraph
	cost := 0.0
	for _, g := range groups {
		if g.mixed != nil {
			out = append(out, splitItem(*g.mixed, original))
			continue
		}
		paragraphs, c := g.pair(ratio, originalFirst)
		cost += c
		if len(out) > 0 && len(g.src) == 0 {
			// Translations without an original: with the paragraph before them.
			last := &out[len(out)-1]
			last.Translation = sentences.Join(append([]string{last.Translation}, g.dst...))
			continue
		}
		out = append(out, paragraphs...)
	}
	return out, cost
}

// splitItem reads a line that holds both languages.
func splitItem(item bodyItem, original lang.Script) gendu.Paragraph {
	p := gendu.Paragraph{}
	for k, text := range item.texts {
		if (item.kinds[k] == original || p.Text == "" && k == len(item.texts)-1) && p.Text == "" {
			p.Text = text
			continue
		}
		p.Translation = sentences.Join(sentences.AppendTrimmed([]string{p.Translation}, text))
	}
	return p
}

// group is a run of originals with the run of translations that belongs to it,
// or a line that holds both.
type group struct {
	src, dst []string
	mixed    *bodyItem
}

func takeGroups(items []bodyItem, original lang.Script, originalFirst bool) []group {
	var out []group
	for i := 0; i < len(items); {
		if len(items[i].texts) > 1 {
			out = append(out, group{mixed: &items[i]})
			i++
			continue
		}
		run := func(wantOriginal bool) (texts []string) {
			for i < len(items) && len(items[i].texts) == 1 && (items[i].kinds[0] == original) == wantOriginal {
				texts = append(texts, items[i].texts[0])
				i++
			}
			return texts
		}
		var g group
		if originalFirst {
			g.src = run(true)
			g.dst = run(false)
		} else {
			g.dst = run(false)
			g.src = run(true)
		}
		out = append(out, g)
	}
	return out
}

// groupRatio is the length of a translation per length of its original, taken
// from the groups where nothing is missing; else from the mean lengths.
func groupRatio(groups []group) float64 {
	var whole, all [2][]bitext.Traits
	for _, g := range groups {
		a, b := bitext.TraitsOf(g.src), bitext.TraitsOf(g.dst)
		all[0], all[1] = append(all[0], a...), append(all[1], b...)
		if len(a) == len(b) {
			whole[0], whole[1] = append(whole[0], a...), append(whole[1], b...)
		}
	}
	if len(whole[0]) > 0 {
		return bitext.LengthRatio(whole[0], whole[1])
	}
	if len(all[0]) == 0 || len(all[1]) == 0 {
		return 1
	}
	mean := bitext.LengthRatio(all[0], all[1]) * float64(len(all[0])) / float64(len(all[1]))
	return min(max(mean, 0.4), 2.5)
}

// adjacencyMargin is what lengths must save before a translation is taken from
// the original that it stands beside, as -log of a probability.
const adjacencyMargin = 4

// pair pairs the paragraphs of one group. Translations that no paragraph takes
// make paragraphs of their own only if there is no original at all.
func (g group) pair(ratio float64, originalFirst bool) ([]gendu.Paragraph, float64) {
	var out []gendu.Paragraph
	for _, s := range g.src {
		out = append(out, gendu.Paragraph{Text: s})
	}
	switch {
	case len(g.dst) == 0:
		return out, 3 * float64(len(g.src))
	case len(g.src) == 0:
		for _, t := range g.dst {
			out = append(out, gendu.Paragraph{Text: t})
		}
		return out, 12 * float64(len(g.dst))
	}
	a, b := bitext.TraitsOf(g.src), bitext.TraitsOf(g.dst)
	pairs, cost := bitext.Pair(a, b, paragraphBeads, ratio)
	if len(g.dst) == 1 && len(g.src) > 1 {
		beside, c := besideOne(a, b, ratio, originalFirst)
		if c <= cost+adjacencyMargin {
			pairs, cost = beside, c
		}
	}
	translations := make([][]string, len(g.src))
	for _, p := range pairs {
		k := p.SrcFrom
		if p.SrcFrom == p.SrcTo {
			k = max(0, k-1)
		}
		translations[k] = append(translations[k], g.dst[p.DstFrom:p.DstTo]...)
	}
	for k, list := range translations {
		out[k].Translation = sentences.Join(list)
	}
	return out, math.Max(cost, 0)
}

// besideOne pairs the only translation of a group with the original that it
// stands beside: the last of those before it, or the first of those behind it.
func besideOne(src, dst []bitext.Traits, ratio float64, originalFirst bool) ([]bitext.Match, float64) {
	k := 0
	if originalFirst {
		k = len(src) - 1
	}
	one, none := paragraphBeads[0], paragraphBeads[2]
	cost := one.Cost + bitext.Cost(src[k:k+1], dst[:1], ratio) + float64(len(src)-1)*(none.Cost+bitext.Cost(src[:1], nil, ratio))
	return []bitext.Match{{SrcFrom: k, SrcTo: k + 1, DstFrom: 0, DstTo: 1}}, cost
}
