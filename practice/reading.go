package practice

import "gendu"

// Reading is what a phone model says of a take by itself: whether the sentence was read,
// which words, and how well. Where there is one, it decides what was said and where each
// word is; the comparison says how the take differs from the reference.
type Reading struct {
	Other   bool    // something else was said
	Hard    bool    // most listeners would struggle to follow
	Score   float64 // 0 to 100, fitted to the scores of human experts
	Error   float64 // root mean square error of Score
	Equal   float64 // by how much two experts differ: closer takes are as good as each other
	Fluency float64 // 0 to 100
	Clarity float64 // 0 to 100
	// Advice is what would raise the score most, with what it would be worth; empty where
	// nothing would raise it by more than it is uncertain.
	Advice string
	Child  bool       // single words are not flagged
	Words  []ReadWord // one for each word of the reference
}

// ReadWord is one word of a Reading. Times are in the take.
type ReadWord struct {
	Verdict      gendu.WordVerdict // good, unclear, missing, or "" where the model does not know the word
	Score        float64           // 0 to 100
	FromMS, ToMS int64
}

// What would raise the score of a reading most.
const (
	AdviceSounds = "sounds"
	AdvicePauses = "pauses"
	AdvicePace   = "pace"
	AdviceTiming = "timing"
)

// follow lays the way along the words of a reading. The path of the comparison is kept
// within each word, where it does not leave it; else the word is crossed in a straight
// line.
func (c *comparing) follow(r *Reading) {
	old := c.way
	w := &way{
		at: make([]float64, len(old.at)), words: make([]span, len(c.words)), used: make([]float64, len(c.words)),
		match: make([]float64, len(c.words)), idle: make([]bool, len(old.idle)), score: old.score,
	}
	for i := range w.at {
		w.at[i] = -1
	}
	for j := range w.idle {
		w.idle[j] = !c.take.speech[min(j, c.take.len()-1)]
	}
	for k, word := range c.words {
		in := c.readSpan(r, k)
		w.words[k] = in
		if in.from < 0 {
			continue
		}
		w.used[k], w.match[k] = float64(in.len()), old.match[k]
		for i := word.at.from; i < word.at.to; i++ {
			at := old.at[i]
			if at < float64(in.from) || at >= float64(in.to) {
				at = float64(in.from) + (float64(i-word.at.from)+0.5)*float64(in.len())/float64(word.at.len())
			}
			w.at[i] = at
		}
	}
	c.way = w
}

// readSpan is where a word is in the take; {-1, -1} where it is not. A word that the model
// does not know has what its neighbours leave.
func (c *comparing) readSpan(r *Reading, k int) span {
	frames := c.take.len()
	at := func(i int) span {
		w := r.Words[i]
		return span{min(int(w.FromMS)/hopMS, frames), min(int(w.ToMS)/hopMS, frames)}
	}
	switch r.Words[k].Verdict {
	case gendu.WordMissing:
		return span{-1, -1}
	case "":
		s := span{0, frames}
		for i := k - 1; i >= 0; i-- {
			if v := r.Words[i].Verdict; v != "" && v != gendu.WordMissing {
				s.from = at(i).to
				break
			}
		}
		for i := k + 1; i < len(r.Words); i++ {
			if v := r.Words[i].Verdict; v != "" && v != gendu.WordMissing {
				s.to = at(i).from
				break
			}
		}
		if s.to-s.from < leastWord {
			return span{-1, -1}
		}
		return c.take.tighten(s)
	}
	// As the words of the reference are: without the silence at their ends.
	if s := at(k); s.len() >= 1 {
		return c.take.tighten(s)
	}
	return span{-1, -1}
}

// readWords sets the words' verdicts and times from a reading.
func (c *comparing) readWords(t tuning, r *Reading) {
	for k := range c.words {
		w, read := &c.result.Words[k], r.Words[k]
		if c.way.words[k].from < 0 && read.Verdict != "" {
			w.Match, c.way.match[k] = 0, 0
			continue
		}
		w.Verdict = gendu.WordGood
		c.way.match[k] = t.full
		if read.Verdict == gendu.WordUnclear {
			w.Verdict = gendu.WordUnclear
			c.way.match[k] = t.missing + (t.full-t.missing)*clamp01(read.Score/100)
		}
		if read.Verdict != "" {
			score := round(read.Score, 0)
			w.Score = &score
		}
		w.Match = round(clamp01(c.way.match[k]/t.full), 3)
		if c.way.words[k].from >= 0 {
			c.placeWord(k)
		}
	}
}

// fits says whether a reading is of a text of so many words.
func (r *Reading) fits(words int) bool { return r != nil && len(r.Words) == words }

// scored copies what a reading says of the whole take.
func (c *comparing) scored(r *Reading) {
	score, fluency, clarity := round(r.Score, 0), round(r.Fluency, 0), round(r.Clarity, 0)
	c.result.Score, c.result.Fluency, c.result.Clarity = &score, &fluency, &clarity
	c.result.ScoreError, c.result.ScoreEqual = round(r.Error, 1), round(r.Equal, 1)
	c.result.Child = r.Child
}

// adviseReading is the one change that would raise the score of a reading most.
func (c *comparing) adviseReading(r *Reading) gendu.Hint {
	switch r.Advice {
	case AdviceSounds:
		if h := c.adviseUnclear(); h.Code != gendu.HintNone && !r.Child {
			return h
		}
		return gendu.Hint{Code: gendu.HintSounds}
	case AdvicePauses:
		longest, at := int64(0), -1
		for _, p := range c.result.Pauses {
			if n := p.EndMS - p.StartMS; p.Kind == gendu.PauseExtra && n > longest {
				longest, at = n, p.After
			}
		}
		if at >= 0 {
			return gendu.Hint{Code: gendu.HintNoPause, Words: []string{c.words[at].text}}
		}
		return gendu.Hint{Code: gendu.HintFewerPauses}
	case AdvicePace:
		return gendu.Hint{Code: gendu.HintPace}
	case AdviceTiming:
		return gendu.Hint{Code: gendu.HintUneven}
	}
	return gendu.Hint{}
}
