package pronunciation

import (
	"math"
	"slices"
)

// WordNames are the figures of WordVectors: those of the word and its reading, those that
// tell whether it was said, its place, and of each figure of a phone beside its usual
// value the mean, the least and the most over the word.
var WordNames = func() []string {
	names := []string{
		"phones mean", "phones least", "two least", "gop", "competitor", "worst competitor", "loop agrees", "posterior", "least ratio",
		"short phones", "phones", "reading gop", "reading competitor", "reading posterior", "reading agrees", "reading length", "reading length scatter",
		"reading total", "warp", "over other orders",
	}
	for _, name := range SaidNames {
		names = append(names, "said: "+name)
	}
	names = append(names, "place", "first", "last", "words")
	for _, of := range [...]string{"mean", "least", "most"} {
		for _, name := range PhoneNames[:phoneFigures] {
			names = append(names, of+" "+name)
		}
	}
	return names
}()

// WordVectors are the figures of each word for Coefficients.Word, given the vectors of its
// phones, their scores, and the total of the reading; nil for a word that is not judged.
func WordVectors(a *Analysis, vectors [][]float64, scores []float64, total float64) [][]float64 {
	out := make([][]float64, len(a.Words))
	of := make([][]int, len(a.Words))
	for i, p := range a.Phones {
		of[p.Word] = append(of[p.Word], i)
	}
	reading, said := append(readingOfWords(a), total, a.Warp, limit(mean(a.Over[:])/float64(max(a.Frames, 1)), 5)), SaidVectors(a)
	for w, places := range of {
		if len(places) == 0 {
			continue
		}
		v := append(a.wordOf(w, places, scores), reading...)
		v = append(v, said[w]...)
		v = append(v, float64(w)/float64(max(len(of)-1, 1)), truth(w == 0), truth(w == len(of)-1), math.Log(float64(len(of))))
		out[w] = append(v, spreadOf(vectors, places)...)
	}
	return out
}

// readingOfWords is what a word's figures hold of its reading.
func readingOfWords(a *Analysis) []float64 {
	column := func(figure int) []float64 {
		out := make([]float64, len(a.Phones))
		for i, p := range a.Phones {
			out[i] = p.Values[figure]
		}
		return out
	}
	lengths := column(FigFrames)
	return []float64{mean(column(FigLoop)), mean(column(FigCompetitor)), mean(column(FigPosterior)), mean(column(FigMatch)), mean(lengths), deviation(lengths)}
}

// wordOf is the figures of one word by itself.
func (a *Analysis) wordOf(w int, places []int, all []float64) []float64 {
	var scores, lead, post, ratio []float64
	for _, i := range places {
		p := a.Phones[i]
		scores, lead = append(scores, all[i]), append(lead, p.Values[FigCompetitor])
		post, ratio = append(post, p.Values[FigPosterior]), append(ratio, p.Values[FigPosteriorRatio])
	}
	slices.Sort(scores)
	word := a.Words[w]
	return []float64{
		mean(scores), scores[0], mean(scores[:min(2, len(scores))]), limit(word.GOP(), 12), mean(lead), slices.Max(lead),
		float64(word.Match) / float64(max(word.Frames(), 1)), mean(post), slices.Min(ratio),
		float64(word.Short) / float64(word.Phones), math.Log(float64(word.Phones)),
	}
}

// spreadOf is the mean, the least and the most of each figure of some phones.
func spreadOf(vectors [][]float64, places []int) []float64 {
	out := make([]float64, 3*phoneFigures)
	middle, least, most := out[:phoneFigures], out[phoneFigures:2*phoneFigures], out[2*phoneFigures:]
	for n, i := range places {
		for k := range middle {
			v := vectors[i][k]
			middle[k] += v / float64(len(places))
			if n == 0 || v < least[k] {
				least[k] = v
			}
			if n == 0 || v > most[k] {
				most[k] = v
			}
		}
	}
	return out
}
