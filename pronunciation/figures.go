package pronunciation

import (
	"math"
)

// Figures of a phone, in the order of PhoneFigures.
const (
	FigCompetitor      = iota // log likelihood of the best other phone in its place over its own
	FigAll                    // own over the sum of all phones in its place, log
	FigDropped                // log likelihood without the phone over that with it
	FigSameClass              // best other vowel for a vowel, best other consonant for a consonant
	FigOtherClass             // best of the other class
	FigFixedCompetitor        // best other phone between the same edges, without context, a frame
	FigSilence                // silence between the same edges, a frame
	FigPosterior              // mean log posterior of the phone among all
	FigPosteriorRatio         // mean log posterior over that of the best other
	FigLoop                   // own over the free loop, a frame: GOP
	FigBest                   // own over the best phone of each frame
	FigMatch                  // share of frames in which the free loop hears the same phone
	FigFrames                 // logarithm of its length
	phoneFigures
)

// PhoneFigures are the figures of one phone of the text as it was said.
type PhoneFigures struct {
	Phone    int // number of the phone in the model
	Word     int
	Place    int // in its word
	Of       int // phones of its word
	From, To int // frames of 10 ms
	Values   [phoneFigures]float64
}

// WordFigures are the figures of one word as it was said.
type WordFigures struct {
	Phones   int
	From, To int
	Own      float64 // log likelihood of the phones of the text
	Loop     float64 // of the free loop over the same frames
	Match    int     // frames in which the loop hears the phone of the text
	Short    int     // phones of three frames or fewer
}

// Frames is the length of the word.
func (w WordFigures) Frames() int { return w.To - w.From }

// Analysis is what the model found in a recording.
type Analysis struct {
	Frames     int
	Warp       float64
	Phones     []PhoneFigures
	Words      []WordFigures // one for each word of the text; without phones: not judged
	Segments   []Segment     // the words' phones and the silence between them
	Loop       []Segment     // what the free loop hears
	LoopSpeech int           // frames in which the loop hears speech
	// Over is by how much the text is more likely than the same words in other orders.
	Over   [orders]float64
	Energy []float32 // of each frame, in the model's scale, around its mean
}

// Segment is a phone or silence on the time line of the recording, in frames of 10 ms.
type Segment struct {
	Phone    int
	Word     int // -1: silence, or a phone of the free loop
	From, To int
}

// figureLimit keeps single outliers from counting for more than they mean.
const figureLimit = 80

// figures measures an alignment beside the free loop.
func (s *scorer) figures(a *alignment, loop *loopPath, words int, wordsOnly bool) *Analysis {
	out := &Analysis{Frames: len(s.x), Words: make([]WordFigures, words)}
	for _, p := range loop.phones {
		if s.m.isSpeech(p) {
			out.LoopSpeech++
		}
	}
	for t := 0; t < len(loop.phones); {
		from := t
		for t < len(loop.phones) && loop.phones[t] == loop.phones[from] {
			t++
		}
		out.Loop = append(out.Loop, Segment{loop.phones[from], -1, from, t})
	}
	for t := range s.x {
		out.Energy = append(out.Energy, s.x[t][0])
	}
	if a == nil {
		return out
	}
	var post *posteriors
	if !wordsOnly {
		post = s.posteriors()
	}
	for i, g := range a.segments {
		out.Segments = append(out.Segments, Segment{g.phone, g.word, g.from, g.to})
		if g.word < 0 {
			continue
		}
		var own, free float64
		match := 0
		for t := g.from; t < g.to; t++ {
			own += float64(s.at(t, a.senones[t]))
			free += float64(loop.likelihood[t])
			if loop.phones[t] == g.phone {
				match++
			}
		}
		out.Words[g.word].add(g, own, free, match)
		if post != nil {
			out.Phones = append(out.Phones, s.phone(a, i, post, own, free, match))
		}
	}
	for i := range out.Phones {
		out.Phones[i].Of = out.Words[out.Phones[i].Word].Phones
	}
	return out
}

// phone is the figures of segment i, which its own phone explains with log likelihood
// own and the free loop with free.
func (s *scorer) phone(a *alignment, i int, post *posteriors, own, free float64, match int) PhoneFigures {
	g := a.segments[i]
	p := PhoneFigures{Phone: g.phone, Word: g.word, Place: g.place, From: g.from, To: g.to}
	var best float64
	for t := g.from; t < g.to; t++ {
		best += float64(post.best[t])
	}
	n := float64(g.frames())
	p.Values[FigLoop] = limit((own-free)/n, 15)
	p.Values[FigBest] = limit((own-best)/n, 20)
	p.Values[FigMatch] = float64(match) / n
	p.Values[FigFrames] = math.Log(n)
	post.phone(s.m, &p)
	s.competitors(a, i, &p)
	s.fixedCompetitors(g, &p)
	return p
}

func limit(v, most float64) float64 { return min(max(v, -most), most) }

func (w *WordFigures) add(g segment, own, free float64, match int) {
	if w.Phones == 0 {
		w.From = g.from
	}
	w.To = g.to
	w.Phones++
	w.Own += own
	w.Loop += free
	w.Match += match
	if g.frames() <= 3 {
		w.Short++
	}
}

// posteriors are those of the phones without context in each frame, all phones alike
// probable beforehand; silence counts as one more phone.
type posteriors struct {
	rows [][]float32 // frame, place in Model.speech; the last is silence
	best []float32   // likelihood of the best phone
}

func (s *scorer) posteriors() *posteriors {
	phones := append(append([]int{}, s.m.speech...), s.m.silence)
	p := &posteriors{}
	for t := range s.x {
		row := make([]float32, len(phones))
		best := never
		for j, q := range phones {
			row[j] = never
			for _, senone := range s.m.sequences[s.m.units[q].sequence] {
				row[j] = max(row[j], s.at(t, senone))
			}
			best = max(best, row[j])
		}
		var sum float64
		for _, v := range row {
			sum += math.Exp(float64(v - best))
		}
		all := best + float32(math.Log(sum))
		for j, v := range row {
			row[j] = max(v-all, -30)
		}
		p.rows, p.best = append(p.rows, row), append(p.best, best)
	}
	return p
}

// phone sets the figures of a phone that come from posteriors.
func (p *posteriors) phone(m *Model, f *PhoneFigures) {
	own, other := 0.0, -30.0
	for j, q := range m.speech {
		var sum float64
		for t := f.From; t < f.To; t++ {
			sum += float64(p.rows[t][j])
		}
		sum /= float64(f.To - f.From)
		if q == f.Phone {
			own = sum
		} else {
			other = max(other, sum)
		}
	}
	f.Values[FigPosterior], f.Values[FigPosteriorRatio] = own, own-other
}

// fixedCompetitors compares all phones, without context, between the edges of a segment.
func (s *scorer) fixedCompetitors(g segment, f *PhoneFigures) {
	score := func(phone int) float64 { return s.chain([]int32{int32(phone)}, g.from, g.to) }
	own, best := score(g.phone), math.Inf(-1)
	for _, q := range s.m.speech {
		if q != g.phone {
			best = max(best, score(q))
		}
	}
	n := float64(g.frames())
	f.Values[FigFixedCompetitor] = limit((best-own)/n, figureLimit)
	f.Values[FigSilence] = limit((score(s.m.silence)-own)/n, figureLimit)
}
