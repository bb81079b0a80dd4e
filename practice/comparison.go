package practice

// Verdicts of a comparison. All but VerdictOK say that the measures were not taken.
const (
	VerdictOK     = "ok"
	VerdictOther  = "other"      // something else was said
	VerdictSilent = "silent"     // no speech
	VerdictPoor   = "poor_audio" // too quiet, clipped or noisy to tell
)

// Verdicts of a word.
const (
	WordGood     = "good"
	WordWeak     = "weak"      // said, but unlike the reference
	WordMissing  = "missing"   // not said
	WordRushed   = "rushed"    // much shorter than the rest of the take would have it
	WordDrawnOut = "drawn_out" // much longer
)

// Comparison is what the machine says of a take; its JSON is stored and shown. The
// plain numbers at the top are what a script wants: completeness, rhythm, intonation
// and loudness are scores from 0 to 100, tempo is the take's rate over that of the
// reference as it was played (0.75: a quarter slower). Measures has the same with raw figures and
// advice.
type Comparison struct {
	Verdict      string   `json:"verdict"`
	Confidence   float64  `json:"confidence"` // 0 to 1: how far the figures can be trusted
	Overall      float64  `json:"overall"`    // 0 to 100
	Completeness float64  `json:"completeness"`
	Rhythm       float64  `json:"rhythm"`
	Tempo        float64  `json:"tempo"`
	Intonation   float64  `json:"intonation"`
	Loudness     float64  `json:"loudness"`
	Measures     Measures `json:"measures"`
	Advice       string   `json:"advice"`  // one sentence: what to do next
	Hint         Hint     `json:"hint"`    // the same as a code
	Reasons      []string `json:"reasons"` // why the confidence is not full, as codes
	Words        []Word   `json:"words"`
	Pauses       []Pause  `json:"pauses"`
	Tones        []Tone   `json:"tones,omitempty"`  // Mandarin only
	Shadow       *Lag     `json:"shadow,omitempty"` // Shadow mode only
	Final        *Ends    `json:"final"`            // how both move at the end: rise (+) or fall (-); null: not known
	Range        *Ends    `json:"range"`            // how far each voice moves in all; null: not known
	Pitch        Contours `json:"pitch"`
	Method       int      `json:"method"` // grows when figures of old takes stop being comparable
}

// Measures are the five measures, each from 0 to 100.
type Measures struct {
	Completeness Measure `json:"completeness"`
	Rhythm       Measure `json:"rhythm"`
	Tempo        Measure `json:"tempo"`
	Intonation   Measure `json:"intonation"`
	Loudness     Measure `json:"loudness"`
}

// Measure is one score with the figure it comes from and what to do.
type Measure struct {
	Score  float64 `json:"score"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Known  bool    `json:"known"` // false: too little was said or voiced to tell
	Advice string  `json:"advice"`
	Hint   Hint    `json:"hint"`
}

// Word is one word of the cue. The times of a missing word in the take are null.
type Word struct {
	Text      string  `json:"text"`
	Verdict   string  `json:"verdict"`
	RefStart  int64   `json:"refStart"`
	RefEnd    int64   `json:"refEnd"`
	TakeStart *int64  `json:"takeStart"`
	TakeEnd   *int64  `json:"takeEnd"`
	Match     float64 `json:"match"` // 0 (as chance) to 1 (as the same recording)
}

// Pause is a pause that only one of the two makes, or makes much longer.
type Pause struct {
	Kind    string `json:"kind"`  // "extra": of the take; "left_out": of the reference
	After   int    `json:"after"` // index of the word before it
	StartMS int64  `json:"start"` // in the take where extra, else in the clip
	EndMS   int64  `json:"end"`
}

// Tone is a Mandarin syllable whose tone was compared.
type Tone struct {
	Word     int     `json:"word"`     // index into Words
	Syllable int     `json:"syllable"` // within the word
	Text     string  `json:"text"`
	Verdict  string  `json:"verdict"`  // "good", "other" (sounds like another tone) or "unclear"
	Distance float64 `json:"distance"` // semitones between the two contours
}

// Ends is a figure of both sides, in semitones.
type Ends struct {
	Ref  float64 `json:"ref"`
	Take float64 `json:"take"`
}

// What the lag counts from.
const (
	SinceClip = "clip" // the moment at which the cue began to sound
	SinceTake = "take" // the beginning of the recording: that moment is not known
)

// Whether the reference is audible in a take.
const (
	BleedNo      = "no"
	BleedYes     = "yes"
	BleedUnknown = "unknown" // the clip did not play at its own speed, or is too long
)

// Lag says how late a learner speaks in Shadow mode.
type Lag struct {
	LagMS int64   `json:"lagMs"` // median over the words
	Drift float64 `json:"drift"` // ms more of lag per second of the take
	Since string  `json:"since"` // what the lag counts from
	Bleed string  `json:"bleed"` // whether the reference is audible
}

// Contours are both pitch contours on the axis of the clip: point i is at
// i*HopMS. Values are semitones around the speaker's own median, null where
// unvoiced; TakeMS is where in the take that moment is, null where it has none.
type Contours struct {
	HopMS  int        `json:"hopMs"`
	Ref    []*float64 `json:"ref"`
	Take   []*float64 `json:"take"`
	TakeMS []*int64   `json:"takeMs"`
}
