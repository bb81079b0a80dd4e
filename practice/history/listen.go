package history

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gendu"
)

// Limits of what is said of a person's sounds. They were chosen beforehand, and what the
// rule finds was then measured beside human experts (docs/comparing.md).
const (
	// MaxSounds is how many sounds a person is invited to listen to.
	MaxSounds = 3
	// leastSoundWords, leastSoundDays and leastSoundCues are the words with a sound, the
	// days on which they were said and the sentences they stand in, from which on
	// something is said of it. The same sentence a hundred times is one sentence.
	leastSoundWords = 30
	leastSoundDays  = 3
	leastSoundCues  = 3
	// soundSure is how many standard errors a sound must lie below the person's others.
	soundSure = 1.64
	// soundPrior is the variance of a sound's score from sentence to sentence that counts
	// as one sentence more, so that three that happen to agree do not look certain.
	soundPrior = 0.04
)

// HeardTake is what the phone model found of the sounds of one take.
type HeardTake struct {
	Cue    gendu.ID // the sentence, whatever it was called when the take was made
	At     time.Time
	Sounds []gendu.SaidSound
}

// SoundToHear is a sound that a person may want to listen to once more.
type SoundToHear struct {
	Sound string // ARPAbet
	Words int    // words with it
	Days  int    // on which they were said
	// Below is by how much the sound certainly scores below the person's others, on the
	// experts' scale from 0 to 2.
	Below float64
	// Cues are the sentences with the sound, those with the most of it first.
	Cues []SoundCue
}

// SoundCue is a sentence in which a sound stands.
type SoundCue struct {
	Cue   gendu.ID
	Words []string // in which it stands, each once
	last  time.Time
}

// SoundsToHear are the sounds, three at most, that score lowest beside the other sounds of
// the same person, by what is certain of it: the difference less its error, where each
// sentence is one observation. enough says whether any sound was said often enough to
// tell. The takes are those of one person, in any order.
func SoundsToHear(takes []HeardTake) (list []SoundToHear, enough bool) {
	return SoundRule{Words: leastSoundWords, Days: leastSoundDays, Cues: leastSoundCues}.Find(takes)
}

// SoundRule is from how much on something is said of a sound. The measuring program, whose
// speakers read a few sentences each on one day, has smaller numbers than the product.
type SoundRule struct{ Words, Days, Cues int }

// Find is SoundsToHear by this rule.
func (r SoundRule) Find(takes []HeardTake) (list []SoundToHear, enough bool) {
	all := gatherSounds(takes)
	for name, s := range all {
		if s.words < r.Words || len(s.days) < r.Days || len(s.cues) < r.Cues {
			continue
		}
		enough = true
		others, ok := othersMean(all, name)
		if below := others - s.mean() - soundSure*s.standardError(); ok && below > 0 {
			list = append(list, SoundToHear{Sound: name, Words: s.words, Days: len(s.days), Below: below, Cues: s.examples()})
		}
	}
	slices.SortFunc(list, func(a, b SoundToHear) int {
		return cmp.Or(cmp.Compare(b.Below, a.Below), cmp.Compare(a.Sound, b.Sound))
	})
	return list[:min(len(list), MaxSounds)], enough
}

// soundEvidence is all that is known of one sound of a person.
type soundEvidence struct {
	words int
	days  map[int64]bool
	cues  map[gendu.ID]*cueEvidence
}

type cueEvidence struct {
	sum   float64
	n     int
	words []string
	last  time.Time
}

func gatherSounds(takes []HeardTake) map[string]*soundEvidence {
	const day = int64(24 * time.Hour / time.Second)
	all := map[string]*soundEvidence{}
	for _, t := range takes {
		for _, said := range t.Sounds {
			if math.IsNaN(said.Score) || math.IsInf(said.Score, 0) {
				continue
			}
			s := all[said.Sound]
			if s == nil {
				s = &soundEvidence{days: map[int64]bool{}, cues: map[gendu.ID]*cueEvidence{}}
				all[said.Sound] = s
			}
			s.words++
			s.days[t.At.Unix()/day] = true
			c := s.cues[t.Cue]
			if c == nil {
				c = &cueEvidence{}
				s.cues[t.Cue] = c
			}
			c.sum += said.Score
			c.n++
			if !slices.Contains(c.words, said.Word) {
				c.words = append(c.words, said.Word)
			}
			if t.At.After(c.last) {
				c.last = t.At
			}
		}
	}
	return all
}

func (c *cueEvidence) mean() float64 { return c.sum / float64(c.n) }

// mean is over sentences, each counting once.
func (s *soundEvidence) mean() float64 {
	var sum float64
	for _, c := range s.cues {
		sum += c.mean()
	}
	return sum / float64(len(s.cues))
}

// standardError is that of mean.
func (s *soundEvidence) standardError() float64 {
	m, sum, n := s.mean(), soundPrior, float64(len(s.cues))
	for _, c := range s.cues {
		sum += (c.mean() - m) * (c.mean() - m)
	}
	return math.Sqrt(sum / n / n)
}

// othersMean is the mean of all other sounds, each sentence of each counting once.
func othersMean(all map[string]*soundEvidence, but string) (mean float64, ok bool) {
	var sum, n float64
	for name, s := range all {
		if name != but {
			sum += s.mean() * float64(len(s.cues))
			n += float64(len(s.cues))
		}
	}
	return sum / max(n, 1), n > 0
}

func (s *soundEvidence) examples() []SoundCue {
	var out []SoundCue
	for id, c := range s.cues {
		slices.Sort(c.words)
		out = append(out, SoundCue{Cue: id, Words: c.words, last: c.last})
	}
	slices.SortFunc(out, func(a, b SoundCue) int {
		return cmp.Or(cmp.Compare(len(b.Words), len(a.Words)), b.last.Compare(a.last), cmp.Compare(a.Cue, b.Cue))
	})
	return out
}
