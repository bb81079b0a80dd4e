package practice

import (
	"math"
	"math/rand/v2"
	"strings"

	"gendu"
	"gendu/audio/dsp"
)

// phone is a speech sound of the test's speaker: three formants, or noise around one
// frequency, or a closure.
type phone struct {
	formants [3]float64
	noise    float64 // centre in Hz; 0: voiced
	ms       float64
}

var phones = map[rune]phone{
	'a': {formants: [3]float64{800, 1200, 2500}, ms: 110},
	'e': {formants: [3]float64{450, 1900, 2550}, ms: 100},
	'i': {formants: [3]float64{290, 2250, 3000}, ms: 90},
	'o': {formants: [3]float64{500, 850, 2450}, ms: 110},
	'u': {formants: [3]float64{320, 750, 2300}, ms: 100},
	'r': {formants: [3]float64{400, 1150, 1500}, ms: 70},
	'l': {formants: [3]float64{350, 1050, 2900}, ms: 60},
	'm': {formants: [3]float64{250, 1000, 2100}, ms: 70},
	's': {noise: 5500, ms: 90},
	'f': {noise: 3500, ms: 80},
	'k': {noise: 1800, ms: 45},
	't': {ms: 50},
}

// speaker is how somebody says things.
type speaker struct {
	hz    float64 // median of the pitch
	tract float64 // factor of the formants
	rate  float64 // 1: as the phones say
	flat  bool    // on one tone
	final float64 // semitones that the last word rises by
	tones string  // of each word, as "1432"; empty: none
	pause int     // word behind which half a second of silence comes, from 1; 0: none
}

// chao are the four tones as Chao (1930) wrote them, 55, 35, 214 and 51, in semitones
// around the middle of the voice over their course from 0 to 1.
var chao = [4]func(x float64) float64{
	func(float64) float64 { return 4 },
	func(x float64) float64 { return -2 + 7*x*x },
	func(x float64) float64 { return -7 + 18*(x-0.55)*(x-0.55) },
	func(x float64) float64 { return 5 - 9*x },
}

const testText = "samo telira kufi matelo risuma fokeri lamuta sireko"

// otherText has the same sounds in other words.
const otherText = "kirema sofuta lerimo takusi moralef utikas felomi"

// say is the sound of a text and the times of its words.
func (p speaker) say(text string) (dsp.Signal, []gendu.Word) {
	const testRate = 16000
	s := dsp.Signal{Rate: testRate, Samples: make([]float32, testRate/5)}
	r := rand.New(rand.NewPCG(7, uint64(p.hz)))
	var words []gendu.Word
	ms := func() int64 { return int64(len(s.Samples)) * 1000 / testRate }
	total := float64(len(text))
	phase, spoken := 0.0, 0
	for k, word := range strings.Fields(text) {
		start := ms()
		for i, c := range word {
			// The stress on every second syllable, the pitch falling to the end.
			x := float64(spoken) / total
			melody := 3*math.Sin(7*x*2*math.Pi/1.7) - 3*x
			if p.flat {
				melody = 0
			}
			if k < len(p.tones) {
				melody = chao[p.tones[k]-'1']((float64(i) + 0.5) / float64(len(word)))
			}
			if k == len(strings.Fields(text))-1 {
				melody += p.final * float64(i+1) / float64(len(word))
			}
			stress := 1.0
			if (k+i/2)%3 == 0 {
				stress = 1.8
			}
			phase = p.sound(&s, phones[c], p.hz*math.Pow(2, melody/12), stress, phase, r)
			spoken++
		}
		words = append(words, gendu.Word{Text: word, StartMS: start, EndMS: ms()})
		if k+1 == p.pause {
			s.Samples = append(s.Samples, make([]float32, testRate/2)...)
		}
	}
	s.Samples = append(s.Samples, make([]float32, testRate/5)...)
	for i := range s.Samples {
		s.Samples[i] += float32(1e-4 * r.NormFloat64())
	}
	return s, words
}

// sound appends a phone: pulses or noise through resonators one behind the other.
func (p speaker) sound(s *dsp.Signal, ph phone, hz, stress, phase float64, r *rand.Rand) float64 {
	n := int(ph.ms / 1000 * float64(s.Rate) / p.rate)
	if ph.noise == 0 && ph.formants[0] == 0 {
		s.Samples = append(s.Samples, make([]float32, n)...)
		return phase
	}
	jitter := 0.03
	if p.tones != "" {
		jitter = 0.005
	}
	formants := ph.formants[:]
	if ph.noise > 0 {
		formants = []float64{ph.noise}
	}
	var old [3][2]float64
	for i := range n {
		x := 0.02 * r.NormFloat64()
		if ph.noise == 0 {
			x *= 0.02
			if phase += hz / float64(s.Rate); phase >= 1 {
				phase += jitter*r.NormFloat64() - 1 // no voice is a clock
				x++
			}
		}
		for f, at := range formants {
			at *= p.tract
			radius := math.Exp(-math.Pi * (60 + 0.04*at) / float64(s.Rate))
			cos := math.Cos(2 * math.Pi * at / float64(s.Rate))
			y := x*(1-2*radius*cos+radius*radius) + 2*radius*cos*old[f][0] - radius*radius*old[f][1]
			old[f][1], old[f][0] = old[f][0], y
			x = y
		}
		edge := math.Min(1, float64(min(i, n-i))/160)
		s.Samples = append(s.Samples, float32(0.5*stress*edge*x))
	}
	return phase
}

var (
	teacher = speaker{hz: 120, tract: 1, rate: 1}
	learner = speaker{hz: 210, tract: 1.12, rate: 0.9}
)

// reference is the teacher's clip.
func reference() Reference {
	s, words := teacher.say(testText)
	return Reference{Audio: s, Text: testText, Lang: "en", Words: words}
}
