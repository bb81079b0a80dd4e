package practice

import (
	"errors"
	"fmt"
	"time"

	"gendu"
	"gendu/audio/dsp"
	"gendu/lang"
	"gendu/practice/bleed"
)

// Method is the number of the way of comparing; it is stored with each comparison.
const Method = 6

// Limits of what is compared.
const (
	MaxReference = 2 * time.Minute
	MaxTake      = 5 * time.Minute
)

// ErrNoReference says that the clip holds no sound or no words to compare with.
var ErrNoReference = errors.New("the reference holds no speech to compare with")

// ErrTooLong says that a clip or a take is longer than can be compared.
var ErrTooLong = errors.New("too long to be compared")

// Reference is what a take is compared with: the clip of a cue and its text. Words
// are the word times within the clip; without them the words are placed by length,
// and the confidence says so.
type Reference struct {
	Audio dsp.Signal
	Text  string
	Lang  string // BCP 47
	Words []gendu.Word
	// Tones are those in which Mandarin reads the Chinese characters of the words, in
	// their order: 1 to 4, 5 for none, 0 where it is not known. They help where they
	// agree with what is heard; nil: only what is heard counts.
	Tones []int
}

// Options say how a take was made.
type Options struct {
	// Shadow: the take was recorded while the clip played.
	Shadow bool
	// Speed is how fast the clip was played; 0 is its own speed, 1.
	Speed float64
	// ClipStartMS is the moment in the take at which the cue's start sounded, in
	// Shadow mode; nil where it is not known, and then the lag counts from the
	// beginning of the take.
	ClipStartMS *int64
	// Tones are the contours by which tones of Mandarin are known; nil: StandardTones.
	Tones *ToneModel
	// Discriminant tells this sentence from others where there is no phone model; nil:
	// StandardDiscriminant.
	Discriminant *Discriminant
	// Weigh receives what the verdict rests on, for benches; it may be nil.
	Weigh func(Evidence)
	// Matched receives Joined cepstra of both sides along the way, for benches that fit a
	// Discriminant; it may be nil, and must not keep them.
	Matched func(ref, take []float32)
	// Reading is what a phone model says of the take; nil without a model, or for another
	// language than it knows.
	Reading *Reading
	// Done receives the name of each step of the work as it ends, for benches;
	// it may be nil.
	Done func(step string)
}

// Steps of a comparison, as Options.Done receives them.
const (
	StepListen    = "pitch, spectrum and level"
	StepRough     = "first path"
	StepAdapt     = "voice"
	StepDistances = "distances"
	StepPaths     = "paths"
	StepMeasures  = "measures"
	StepBleed     = "bleed"
)

func (o Options) done(step string) {
	if o.Done != nil {
		o.Done(step)
	}
}

func (o Options) speed() float64 {
	if o.Speed > 0 {
		return o.Speed
	}
	return 1
}

func (o Options) tones() *ToneModel {
	if o.Tones != nil {
		return o.Tones
	}
	return &StandardTones
}

func (o Options) discriminant() *Discriminant {
	if o.Discriminant != nil {
		return o.Discriminant
	}
	return StandardDiscriminant()
}

// Prepared is a reference that was listened to; any number of takes can be compared
// with it, at the same time too.
type Prepared struct {
	voice   *voice
	plain   dsp.Signal
	high    float64
	words   []refWord
	read    []int // tones of their characters
	timed   bool
	tonal   bool
	pitches []float64    // its contour, smoothed
	trace   *bleed.Trace // its waveform, to look for in takes
	tuning  tuning
}

// Prepare listens to a reference. Errors: ErrNoReference, ErrTooLong.
func Prepare(r Reference) (*Prepared, error) {
	if r.Audio.Rate <= 0 || len(r.Audio.Samples) == 0 {
		return nil, ErrNoReference
	}
	if d := r.Audio.Duration(); d > MaxReference {
		return nil, fmt.Errorf("%w: the clip has %.0f s, at most %.0f", ErrTooLong, d.Seconds(), MaxReference.Seconds())
	}
	p := &Prepared{tuning: standard, tonal: lang.Tonal(r.Lang)}
	p.plain, p.high = plain(r.Audio)
	p.voice = listen(p.plain, p.high)
	if p.voice.gain == 0 {
		return nil, ErrNoReference
	}
	p.words, p.timed = wordsOf(r, p.voice)
	p.read = r.Tones
	if len(p.words) == 0 {
		return nil, ErrNoReference
	}
	p.pitches = smooth(p.voice.pitch)
	p.trace = bleed.NewTrace(p.plain)
	return p, nil
}

// Retimed is the same reference with other times of its words.
func (p *Prepared) Retimed(words []gendu.Word) *Prepared {
	out := *p
	out.words, out.timed = wordsOf(Reference{Words: words}, p.voice)
	return &out
}

// Compare says how a take differs from its reference. Errors: ErrNoReference,
// ErrTooLong; a take without sound is a verdict, no error.
func Compare(ref Reference, take dsp.Signal, o Options) (*gendu.Comparison, error) {
	p, err := Prepare(ref)
	if err != nil {
		return nil, err
	}
	return p.Compare(take, o)
}

// Compare says how a take differs from the reference. The error is ErrTooLong.
func (p *Prepared) Compare(take dsp.Signal, o Options) (*gendu.Comparison, error) {
	if d := take.Duration(); d > MaxTake {
		return nil, fmt.Errorf("%w: the recording has %.0f s, at most %.0f", ErrTooLong, d.Seconds(), MaxTake.Seconds())
	}
	if take.Rate <= 0 || len(take.Samples) == 0 {
		return p.silent(), nil
	}
	sound, high := plain(take)
	t := listen(sound, min(high, p.high))
	if soundless(t) {
		return p.silent(), nil
	}
	o.done(StepListen)
	c := p.compare(t, min(high, p.high), o)
	c.finish(p, t, sound, o)
	return c.result, nil
}

// soundless says whether a take holds nothing that could be speech: no level, or
// neither voice nor anything that stands out.
func soundless(t *voice) bool {
	return t.gain == 0 || t.faults.Verdict == "silent"
}

// reference is the reference's side in the band of the take.
func (p *Prepared) reference(high float64) *voice {
	if high >= p.high {
		return p.voice
	}
	v := *p.voice
	levelled := dsp.Signal{Rate: rate, Samples: make([]float32, len(p.plain.Samples))}
	for i, x := range p.plain.Samples {
		levelled.Samples[i] = x * float32(v.gain)
	}
	v.hear(levelled, high)
	v.speech = p.voice.speech // the words were placed on these
	return &v
}

// comparing is a comparison under way.
type comparing struct {
	ref, take *voice
	words     []refWord
	way       *way
	margin    float64 // of the order of the words over others, where there is no reading
	tempo     float64 // of the take over the reference at its own speed; 0: not known
	speed     float64 // at which the reference was played
	pitches   []float64
	reading   *Reading // nil: not known
	result    *gendu.Comparison
}

func (p *Prepared) compare(take *voice, high float64, o Options) *comparing {
	ref := p.reference(high)
	ref, take = ref.in(take), take.in(ref)
	spans := make([]span, len(p.words))
	for k, w := range p.words {
		spans[k] = w.at
	}
	// The first way tells how the two voices differ, the second one is what counts.
	pairs := p.roughly(ref, take, spans)
	o.done(StepRough)
	near := adapted(ref, take, pairs)
	o.done(StepAdapt)
	c := &comparing{ref: ref, take: near, words: p.words, result: p.blank(gendu.VerdictOK)}
	like := compareFrames(ref, near)
	o.done(StepDistances)
	c.way = findWay(p.tuning, like, near, spans)
	if o.Matched != nil {
		c.matched(o.Matched)
	}
	if o.Reading.fits(len(c.words)) {
		c.reading = o.Reading
		c.follow(c.reading)
	} else {
		c.margin = o.discriminant().margin(p.tuning, ref, near, spans)
	}
	o.done(StepPaths)
	return c
}

// roughly is the pairs of frames of speech on the way through every second frame, a
// quarter of the work.
func (p *Prepared) roughly(ref, take *voice, words []span) (pairs [][2]int) {
	a, b := ref.thinned(), take.thinned()
	spans := make([]span, len(words))
	for k, w := range words {
		spans[k] = span{w.from / 2, w.to / 2}
	}
	for i, j := range findWay(p.tuning.first(), compareFrames(a, b), b, spans).at {
		if j >= 0 && a.speech[i] && b.speech[min(int(j), b.len()-1)] {
			pairs = append(pairs, [2]int{2 * i, min(int(2*j), take.len()-1)})
		}
	}
	return pairs
}

// thinned is every second frame.
func (v *voice) thinned() *voice {
	out := &voice{}
	for i := 0; i < v.len(); i += 2 {
		out.feats = append(out.feats, v.feats[i*dim:(i+1)*dim]...)
		out.speech = append(out.speech, v.speech[i])
		out.level = append(out.level, v.level[i])
	}
	return out
}

// blank is a comparison in which nothing was said.
func (p *Prepared) blank(verdict gendu.ComparisonVerdict) *gendu.Comparison {
	c := &gendu.Comparison{Verdict: verdict, Method: Method, Reasons: []gendu.Reason{}, Pauses: []gendu.Pause{}, Words: make([]gendu.ComparedWord, len(p.words))}
	for k, w := range p.words {
		c.Words[k] = gendu.ComparedWord{Text: w.text, Verdict: gendu.WordMissing, RefStart: int64(w.at.from) * hopMS, RefEnd: int64(w.at.to) * hopMS}
	}
	c.Measures = gendu.Measures{Completeness: gendu.Measure{Unit: "%"}, Rhythm: gendu.Measure{Unit: "%"}, Tempo: gendu.Measure{Unit: "x"}, Intonation: gendu.Measure{Unit: "r"}, Loudness: gendu.Measure{Unit: "r"}}
	return c
}

func (p *Prepared) silent() *gendu.Comparison {
	c := p.blank(gendu.VerdictSilent)
	c.Confidence = 1
	c.Hint = gendu.Hint{Code: gendu.HintSilent}
	c.Pitch = contours(&way{at: nil}, p.pitches, nil)
	return c
}
