package gendu

import (
	"math"
	"time"
)

// Compared is what became of comparing a take with one revision of its sentence.
type Compared struct {
	TakeID     ID
	Revision   int // of the transcript it was made against
	State      WorkState
	Message    string      // why it failed
	Comparison *Comparison // nil unless it is ready
	CreatedAt  time.Time
}

// Comparison is what the machine says of a take. The plain numbers at the top are what
// a script wants: completeness, rhythm, intonation and loudness are scores from 0 to
// 100, tempo is the take's rate over that of the reference as it was played (0.75: a
// quarter slower). Measures has the same with raw figures and advice.
//
// Its codes (verdicts, hints, reasons and the rest) are words of their own types. A
// reader passes those on that it does not know: a later version may have written them.
type Comparison struct {
	Verdict    ComparisonVerdict `json:"verdict"`
	Confidence float64           `json:"confidence"` // 0 to 1: how far the figures can be trusted
	Overall    float64           `json:"overall"`    // 0 to 100: how near the take is to the reference
	// Score, fluency and clarity are of the take by itself, from 0 to 100, fitted to the
	// scores of human experts; nil without the phone model. ScoreError is the root mean
	// square error of the score. Two takes whose scores differ by less than ScoreEqual, as
	// two experts do, are as good as each other.
	Score        *float64       `json:"score,omitempty"`
	Fluency      *float64       `json:"fluency,omitempty"`
	Clarity      *float64       `json:"clarity,omitempty"`
	ScoreError   float64        `json:"scoreError,omitempty"`
	ScoreEqual   float64        `json:"scoreEqual,omitempty"`
	Child        bool           `json:"child,omitempty"` // a child's voice: single words are not called unclear
	Completeness float64        `json:"completeness"`
	Rhythm       float64        `json:"rhythm"`
	Tempo        float64        `json:"tempo"`
	Intonation   float64        `json:"intonation"`
	Loudness     float64        `json:"loudness"`
	Measures     Measures       `json:"measures"`
	Hint         Hint           `json:"hint"`    // what to do first
	Reasons      []Reason       `json:"reasons"` // why the confidence is not full
	Words        []ComparedWord `json:"words"`
	Pauses       []Pause        `json:"pauses"`
	Tones        []Tone         `json:"tones,omitempty"`  // Mandarin only
	Shadow       *Lag           `json:"shadow,omitempty"` // Shadow mode only
	Final        *Ends          `json:"final"`            // how both move at the end: rise (+) or fall (-); nil: not known
	Range        *Ends          `json:"range"`            // how far each voice moves in all; nil: not known
	Pitch        Contours       `json:"pitch"`
	Method       int            `json:"method"` // grows when figures of old takes stop being comparable; 0: not known
	*Against                    // nil: not known (old ones, and files that are compared by hand)
}

// Against is the span of an audio that a take was compared with; the reference's times
// in the comparison count from its start.
type Against struct {
	AudioID ID    `json:"audioId"`
	StartMS int64 `json:"startMs"`
	EndMS   int64 `json:"endMs"`
}

// ComparisonVerdict is what a comparison says in one word.
type ComparisonVerdict string

// Verdicts of a comparison. All but VerdictOK and VerdictHard say that the measures were not taken.
const (
	VerdictOK     ComparisonVerdict = "ok"
	VerdictHard   ComparisonVerdict = "hard_to_follow" // the sentence, but most listeners would struggle
	VerdictOther  ComparisonVerdict = "other"          // something else was said
	VerdictSilent ComparisonVerdict = "silent"         // no speech
	VerdictPoor   ComparisonVerdict = "poor_audio"     // too quiet, clipped or noisy to tell
)

// WordVerdict is what a comparison says of a word.
type WordVerdict string

// Verdicts of a word.
const (
	WordGood     WordVerdict = "good"
	WordUnclear  WordVerdict = "unclear"   // said, but hard to recognise
	WordMissing  WordVerdict = "missing"   // not said
	WordRushed   WordVerdict = "rushed"    // much shorter than the rest of the take would have it
	WordDrawnOut WordVerdict = "drawn_out" // much longer
)

// Measures are the five measures, each from 0 to 100.
type Measures struct {
	Completeness Measure `json:"completeness"`
	Rhythm       Measure `json:"rhythm"`
	Tempo        Measure `json:"tempo"`
	Intonation   Measure `json:"intonation"`
	Loudness     Measure `json:"loudness"`
}

// Each gives the measures in their order with their names.
func (m *Measures) Each(f func(name string, one *Measure)) {
	f("completeness", &m.Completeness)
	f("rhythm", &m.Rhythm)
	f("tempo", &m.Tempo)
	f("intonation", &m.Intonation)
	f("loudness", &m.Loudness)
}

// Measure is one score with the figure it comes from and what to do.
type Measure struct {
	Score float64 `json:"score"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`  // "%", "x" (a rate) or "r" (an agreement)
	Known bool    `json:"known"` // false: too little was said or voiced to tell
	Hint  Hint    `json:"hint"`
}

// ComparedWord is one word of the cue, with its times in ms within the clip and within
// the take. Those of a missing word in the take are nil.
type ComparedWord struct {
	Text      string      `json:"text"`
	Verdict   WordVerdict `json:"verdict"`
	RefStart  int64       `json:"refStart"`
	RefEnd    int64       `json:"refEnd"`
	TakeStart *int64      `json:"takeStart"`
	TakeEnd   *int64      `json:"takeEnd"`
	Score     *float64    `json:"score,omitempty"` // 0 to 100, by the phone model; nil: not known
	Match     float64     `json:"match"`           // 0 (as chance) to 1 (as the same recording)
}

// PauseKind says which of the two makes a pause.
type PauseKind string

// The kinds of pauses.
const (
	PauseExtra   PauseKind = "extra"    // of the take
	PauseLeftOut PauseKind = "left_out" // of the reference
)

// Pause is a pause that only one of the two makes, or makes much longer.
type Pause struct {
	Kind    PauseKind `json:"kind"`
	After   int       `json:"after"` // index of the word before it
	StartMS int64     `json:"start"` // in the take where extra, else in the clip
	EndMS   int64     `json:"end"`
}

// ToneVerdict is what a comparison says of a syllable's tone.
type ToneVerdict string

// Verdicts of a tone.
const (
	ToneGood    ToneVerdict = "good"
	ToneWrong   ToneVerdict = "tone"    // sounds like another tone
	ToneOther   ToneVerdict = "other"   // the same as methods 1 and 2 wrote it
	ToneUnclear ToneVerdict = "unclear" // not said, or too little of it is voiced
	ToneNeutral ToneVerdict = "neutral" // has no tone of its own: it is not judged
)

// Tone is a Mandarin syllable whose tone was compared. Tones are 1 to 4, and 0 where
// none is known.
type Tone struct {
	Word      int         `json:"word"`     // index into Words
	Syllable  int         `json:"syllable"` // within the word
	Text      string      `json:"text"`
	Verdict   ToneVerdict `json:"verdict"`
	Tone      int         `json:"tone,omitempty"`      // of the reference
	Resembles int         `json:"resembles,omitempty"` // what a wrong one sounds like
	Chance    float64     `json:"chance"`              // 0 to 1: that the take has the tone of the reference
	Distance  float64     `json:"distance"`            // semitones between the two contours
}

// Ends is a figure of both sides, in semitones.
type Ends struct {
	Ref  float64 `json:"ref"`
	Take float64 `json:"take"`
}

// LagSince is what the lag counts from.
type LagSince string

// What the lag counts from.
const (
	SinceClip LagSince = "clip" // the moment at which the cue began to sound
	SinceTake LagSince = "take" // the beginning of the recording: that moment is not known
)

// Bleed says whether the reference is audible in a take.
type Bleed string

// Whether the reference is audible in a take.
const (
	BleedNo      Bleed = "no"
	BleedYes     Bleed = "yes"
	BleedUnknown Bleed = "unknown" // the clip did not play at its own speed, or is too long
)

// Lag says how late a learner speaks in Shadow mode.
type Lag struct {
	LagMS int64    `json:"lagMs"` // median over the words
	Drift float64  `json:"drift"` // ms more of lag per second of the take
	Since LagSince `json:"since"`
	Bleed Bleed    `json:"bleed"`
}

// Contours are both pitch contours on the axis of the clip: point i is at
// i*HopMS. Values are semitones around the speaker's own median, nil where
// unvoiced; TakeMS is where in the take that moment is, nil where it has none.
type Contours struct {
	HopMS  int        `json:"hopMs"`
	Ref    []*float64 `json:"ref"`
	Take   []*float64 `json:"take"`
	TakeMS []*int64   `json:"takeMs"`
}

// Fill makes the lists that are missing empty ones, as the comparing makes them.
func (c *Comparison) Fill() {
	fill(&c.Reasons)
	fill(&c.Words)
	fill(&c.Pauses)
	fill(&c.Pitch.Ref)
	fill(&c.Pitch.Take)
	fill(&c.Pitch.TakeMS)
}

func fill[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// Validate says what of a comparison contradicts itself: a share that is no share, an
// index without its word, a span that ends before it begins. The error is [Invalid].
func (c *Comparison) Validate() error {
	switch {
	case c.Verdict == "":
		return Errorf(Invalid, "A comparison has no verdict.")
	case !within(c.Confidence, 0, 1):
		return Errorf(Invalid, "The confidence of a comparison is %v, not 0 to 1.", c.Confidence)
	case !within(c.Overall, 0, 100):
		return Errorf(Invalid, "The sum of a comparison is %v, not 0 to 100.", c.Overall)
	case c.Against != nil && (c.StartMS < 0 || c.EndMS <= c.StartMS):
		return Errorf(Invalid, "A comparison is against %d to %d ms of its audio.", c.StartMS, c.EndMS)
	case c.Pitch.HopMS < 0 || len(c.Pitch.Ref) != len(c.Pitch.Take) || len(c.Pitch.Take) != len(c.Pitch.TakeMS):
		return Errorf(Invalid, "The pitch of a comparison has %d, %d and %d points.", len(c.Pitch.Ref), len(c.Pitch.Take), len(c.Pitch.TakeMS))
	}
	var err error
	c.Measures.Each(func(name string, m *Measure) {
		if err == nil && (!within(m.Score, 0, 100) || math.IsNaN(m.Value) || math.IsInf(m.Value, 0)) {
			err = Errorf(Invalid, "The %s of a comparison is %v (%v).", name, m.Score, m.Value)
		}
	})
	if err != nil {
		return err
	}
	return c.validateLists()
}

func (c *Comparison) validateLists() error {
	for i, w := range c.Words {
		if w.Verdict == "" || w.RefEnd < w.RefStart || (w.TakeStart == nil) != (w.TakeEnd == nil) || w.TakeStart != nil && *w.TakeEnd < *w.TakeStart {
			return Errorf(Invalid, "Word %d of a comparison, %q, has no verdict or times that run backwards.", i, w.Text)
		}
	}
	for i, p := range c.Pauses {
		if p.After < 0 || p.After >= len(c.Words) || p.EndMS < p.StartMS {
			return Errorf(Invalid, "Pause %d of a comparison, after word %d of %d, is of %d to %d ms.", i, p.After, len(c.Words), p.StartMS, p.EndMS)
		}
	}
	for i, t := range c.Tones {
		if t.Word < 0 || t.Word >= len(c.Words) {
			return Errorf(Invalid, "Tone %d of a comparison is of word %d of %d.", i, t.Word, len(c.Words))
		}
		if t.Tone < 0 || t.Tone > 4 || t.Resembles < 0 || t.Resembles > 4 || !within(t.Chance, 0, 1) {
			return Errorf(Invalid, "Tone %d of a comparison is tone %d, resembles tone %d and has a chance of %v.", i, t.Tone, t.Resembles, t.Chance)
		}
	}
	return nil
}

func within(v, least, most float64) bool { return v >= least && v <= most } // not of NaN

// Judged is what a list says of a take: the outcome of its latest comparison in a few words.
// The zero value is that of a take of which nothing is known yet.
type Judged struct {
	State   WorkState // "": not known
	Verdict ComparisonVerdict
	Score   float64 // 0 to 100: how well it was read, else how near it is to the reference
	Equal   float64 // scores that differ by less are as good as each other; 0: not known
	Method  int     // scores of two methods are not to be compared
}

// Judged is what a list says of it. One that cannot be read any more has failed.
func (c *Compared) Judged() Judged {
	switch {
	case c == nil:
		return Judged{}
	case c.State != Ready:
		return Judged{State: c.State}
	case c.Comparison == nil:
		return Judged{State: Failed}
	}
	v := Judged{State: Ready, Verdict: c.Comparison.Verdict, Score: c.Comparison.Overall, Equal: c.Comparison.ScoreEqual, Method: c.Comparison.Method}
	if c.Comparison.Score != nil {
		v.Score = *c.Comparison.Score
	}
	return v
}
