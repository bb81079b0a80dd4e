package notes

import (
	"math"
	"strings"

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

// paragraph is a paragraph on its way to the page, with what its sentences get.
type paragraph struct {
	gendu.Paragraph
	speaker string
	reading string
}

// paragraphOf begins the paragraph of an item.
func paragraphOf(item *bodyItem) paragraph {
	p := paragraph{Paragraph: gendu.Paragraph{Text: item.texts[0]}, speaker: item.speaker, reading: item.reading}
	p.SpeakerTranslation = strings.Join(item.names, " ")
	if item.startMS >= 0 {
		start := item.startMS
		p.StartMS = &start
	}
	return p
}

// addNames keeps the names that stood before translations.
func (p *paragraph) addNames(items []*bodyItem) {
	for _, item := range items {
		for _, name := range append([]string{item.speaker}, item.names...) {
			if name == "" || name == p.speaker || strings.Contains(p.SpeakerTranslation, name) {
				continue
			}
			if p.speaker == "" {
				p.speaker = name
				continue
			}
			p.SpeakerTranslation = strings.TrimSpace(p.SpeakerTranslation + " " + name)
		}
	}
}

// paragraphOrder is the paragraphs on one assumption about their order, and its cost.
type paragraphOrder struct {
	order gendu.Order
	list  []paragraph
	cost  float64
}

// pairParagraphs finds each paragraph's translation. The items are taken in
// groups, each a run of originals and the run of translations that belongs to
// it: after it where the original comes first, before it where the translation
// does. Which of the two orders the page has is decided by what pairs better, and by
// the host where both do nearly as well. both has them, the likelier one first.
func pairParagraphs(items []bodyItem, original lang.Script, chosen gendu.Order) (best []paragraph, both [2]paragraphOrder) {
	forward, costForward := pairInOrder(items, original, true)
	backward, costBackward := pairInOrder(items, original, false)
	both = [2]paragraphOrder{{gendu.OriginalFirst, forward, costForward}, {gendu.TranslationFirst, backward, costBackward + originalFirstPrior}}
	if both[1].cost < both[0].cost {
		both[0], both[1] = both[1], both[0]
	}
	if chosen == both[1].order && len(candidatesOf(both)) > 0 {
		return both[1].list, both
	}
	return both[0].list, both
}

// originalFirstPrior is how much likelier it is that the original comes first, as
// -log: it decides where the lengths say nothing, as in a page of original and
// translation in turn that begins and ends with an original.
const originalFirstPrior = 0.5

// pairInOrder pairs on the assumption that originals come first, or last, and
// says what that costs.
func pairInOrder(items []bodyItem, original lang.Script, originalFirst bool) ([]paragraph, float64) {
	groups := takeGroups(items, original, originalFirst)
	ratio := groupRatio(groups)
	var out []paragraph
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
			last.Translation = sentences.Join(append([]string{last.Translation}, textsOf(g.dst)...))
			last.addNames(g.dst)
			continue
		}
		out = append(out, paragraphs...)
	}
	return out, cost
}

func textsOf(items []*bodyItem) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = item.texts[0]
	}
	return out
}

// splitItem reads a line that holds both languages.
func splitItem(item bodyItem, original lang.Script) paragraph {
	p := paragraphOf(&item)
	p.Text = ""
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
	src, dst []*bodyItem
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
		run := func(wantOriginal bool) (list []*bodyItem) {
			for i < len(items) && len(items[i].texts) == 1 && (items[i].kinds[0] == original) == wantOriginal {
				list = append(list, &items[i])
				i++
			}
			return list
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
		a, b := bitext.TraitsOf(textsOf(g.src)), bitext.TraitsOf(textsOf(g.dst))
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
func (g group) pair(ratio float64, originalFirst bool) ([]paragraph, float64) {
	var out []paragraph
	for _, s := range g.src {
		out = append(out, paragraphOf(s))
	}
	switch {
	case len(g.dst) == 0:
		return out, 3 * float64(len(g.src))
	case len(g.src) == 0:
		for _, t := range g.dst {
			out = append(out, paragraphOf(t))
		}
		return out, 12 * float64(len(g.dst))
	}
	if out, rest := g.pairByTime(out); rest != nil {
		return out, 3 * float64(len(g.src)-len(g.dst)+len(rest))
	}
	a, b := bitext.TraitsOf(textsOf(g.src)), bitext.TraitsOf(textsOf(g.dst))
	pairs, cost := bitext.Pair(a, b, paragraphBeads, ratio)
	if len(g.dst) == 1 && len(g.src) > 1 {
		beside, c := besideOne(a, b, ratio, originalFirst)
		if c <= cost+adjacencyMargin {
			pairs, cost = beside, c
		}
	}
	translations := make([][]*bodyItem, len(g.src))
	for _, p := range pairs {
		k := p.SrcFrom
		if p.SrcFrom == p.SrcTo {
			k = max(0, k-1)
		}
		translations[k] = append(translations[k], g.dst[p.DstFrom:p.DstTo]...)
	}
	for k, list := range translations {
		out[k].Translation = sentences.Join(textsOf(list))
		out[k].addNames(list)
	}
	return out, math.Max(cost, 0)
}

// pairByTime pairs the paragraphs of a group that have the same time; a translation
// without a time goes with the one before it. rest are those without any, nil where
// times say nothing.
func (g group) pairByTime(out []paragraph) (paired []paragraph, rest []*bodyItem) {
	at := map[int64]int{}
	for k := len(g.src) - 1; k >= 0; k-- {
		if g.src[k].startMS >= 0 {
			at[g.src[k].startMS] = k
		}
	}
	last, found := -1, false
	lists := make([][]*bodyItem, len(out))
	rest = []*bodyItem{}
	for _, item := range g.dst {
		if k, ok := at[item.startMS]; ok && item.startMS >= 0 {
			last, found = k, true
		}
		if last < 0 {
			rest = append(rest, item)
			continue
		}
		lists[last] = append(lists[last], item)
	}
	if !found || len(rest) > 1 {
		return out, nil
	}
	lists[0] = append(rest, lists[0]...)
	for k, list := range lists {
		out[k].Translation = sentences.Join(textsOf(list))
		out[k].addNames(list)
	}
	return out, rest
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
