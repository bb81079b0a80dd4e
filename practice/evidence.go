package practice

// Evidence is what says whether a take is this sentence or another one.
type Evidence struct {
	Said   float64 // share of the words that were said, by length
	Margin float64 // by how much the order of the words fits better than others, per frame of speech of both sides
}

// evidence gathers it.
func (c *comparing) evidence() Evidence {
	var e Evidence
	var all float64
	for k, w := range c.words {
		all += float64(w.at.len())
		if c.said(k) {
			e.Said += float64(w.at.len())
		}
	}
	e.Said /= max(all, 1)
	e.Margin = (c.way.score - c.shuffled) / max(spoken(c.take.speech)+spoken(c.ref.speech), 1)
	return e
}

// spoken is the number of frames of speech.
func spoken(speech []bool) (n float64) {
	for _, s := range speech {
		if s {
			n++
		}
	}
	return n
}
