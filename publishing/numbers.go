package publishing

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"gendu"
)

// FewestLearners is of how many learners a figure must be to be shown, and in how many of
// them something must have changed before it is shown otherwise: of fewer, a host who knows
// them knows whose it is.
const FewestLearners = 5

const (
	// MaxWords bounds the words that are missed most.
	MaxWords = 50
	// MaxPlays is how often a sentence counts as heard by one learner, so that one page that
	// was left running does not decide.
	MaxPlays = 30
	// fewestMissed is how many learners must have missed a word that is listed.
	fewestMissed = 2
	// goneFor is how long a figure may hold what was counted of an account that has ended.
	goneFor = 30 * 24 * time.Hour
)

// Renewed says whether a figure may be counted again: enough learners have changed
// something in it since, or have gone.
func Renewed(changed, gone int) bool { return changed+gone >= FewestLearners }

// Stands says whether a figure that was counted of so many learners is still to be shown.
// Accounts that ended take it away at once where too few are left, else after 30 days.
func Stands(learners, gone int, goneAt, now time.Time) bool {
	return learners-gone >= FewestLearners && (gone == 0 || now.Sub(goneAt) < goneFor)
}

// HeardCounts are how a sentence was practised.
type HeardCounts struct {
	Learners int `json:"learners"` // who practised it
	Plays    int `json:"plays"`    // how often it began to sound, at most MaxPlays of each
	Skipped  int `json:"skipped"`  // learners who left it before its end for the next one
}

// SaidCounts are how a sentence was recorded.
type SaidCounts struct {
	Learners int            `json:"learners"`        // who have a recording of it that could be judged
	Hard     int            `json:"hard"`            // of these, who have one that is hard to follow
	Words    map[string]int `json:"words,omitempty"` // learners who missed a word of it
}

// WholeCounts are how an episode was practised.
type WholeCounts struct {
	Learners    int              `json:"learners"`    // who practised, recorded or flagged anything
	PractisedMS int64            `json:"practisedMs"` // time in which sentences sounded or were spoken
	SpokenMS    int64            `json:"spokenMs"`    // of recordings that are there
	Stops       map[gendu.ID]int `json:"stops"`       // learners whose last sentence it is
	Flags       map[gendu.ID]int `json:"flags"`       // learners who flagged it, whatever became of that
}

// Counts are the figures of an episode that are shown: each of enough learners. Whole is
// nil where the episode has too few.
type Counts struct {
	Whole *WholeCounts
	Heard map[gendu.ID]HeardCounts
	Said  map[gendu.ID]SaidCounts
}

// Numbers are what the hosts of an episode see of how it is practised.
type Numbers struct {
	Enough      bool // else there is nothing
	Learners    int
	PractisedMS int64
	SpokenMS    int64
	Sentences   []SentenceNumbers // in the order of the text
	Words       []MissedWord      // the most missed first
}

// SentenceNumbers are the figures of one sentence; nil where there are too few learners.
// Shares are from 0 to 1.
type SentenceNumbers struct {
	Cue     *gendu.Cue
	Heard   *float64 // how often a learner heard it, on average
	Skipped *float64 // of those who practised it
	Hard    *float64 // of those whose recordings of it could be judged
	Stopped *float64 // of all learners of the episode
	Flagged *float64 // of all learners of the episode
}

// MissedWord is a word and the share of learners with a judged recording who missed it.
type MissedWord struct {
	Cue   *gendu.Cue
	Word  string
	Share float64
}

// NumbersOf makes of counts what hosts see. Only sentences that are in the text and spoken
// have figures, and only words that stand in them.
func NumbersOf(cues []*gendu.Cue, c Counts) Numbers {
	if c.Whole == nil {
		return Numbers{}
	}
	out := Numbers{Enough: true, Learners: c.Whole.Learners, PractisedMS: c.Whole.PractisedMS, SpokenMS: c.Whole.SpokenMS}
	for _, cue := range cues {
		if !cue.Spoken {
			continue
		}
		v := SentenceNumbers{Cue: cue, Stopped: ratio(c.Whole.Stops[cue.ID], c.Whole.Learners)}
		if c.Whole.Flags != nil { // else it was counted before there were flags
			v.Flagged = ratio(c.Whole.Flags[cue.ID], c.Whole.Learners)
		}
		if n, ok := c.Heard[cue.ID]; ok {
			v.Heard, v.Skipped = ratio(n.Plays, n.Learners), ratio(n.Skipped, n.Learners)
		}
		if n, ok := c.Said[cue.ID]; ok {
			v.Hard = ratio(n.Hard, n.Learners)
			out.Words = append(out.Words, missedIn(cue, n)...)
		}
		out.Sentences = append(out.Sentences, v)
	}
	slices.SortStableFunc(out.Words, func(a, b MissedWord) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Cue.Position, b.Cue.Position), cmp.Compare(a.Word, b.Word))
	})
	out.Words = out.Words[:min(len(out.Words), MaxWords)]
	return out
}

// ratio is n in so many learners; nil where these are too few.
func ratio(n, learners int) *float64 {
	if learners < FewestLearners {
		return nil
	}
	v := float64(n) / float64(learners)
	return &v
}

func missedIn(cue *gendu.Cue, n SaidCounts) (out []MissedWord) {
	text := strings.ToLower(cue.Text)
	for word, learners := range n.Words {
		if learners < fewestMissed || n.Learners < FewestLearners || !strings.Contains(text, word) {
			continue
		}
		out = append(out, MissedWord{cue, word, float64(min(learners, n.Learners)) / float64(n.Learners)})
	}
	return out
}

// Missed lists the words of a sentence that a take misses or says so that they are hard to
// recognise, each once; none where the take was not judged word by word.
func Missed(c *gendu.Comparison) []string {
	if c == nil || c.Verdict != gendu.VerdictOK && c.Verdict != gendu.VerdictHard {
		return nil
	}
	var out []string
	for _, w := range c.Words {
		word := strings.ToLower(strings.TrimFunc(w.Text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }))
		if word != "" && (w.Verdict == gendu.WordMissing || w.Verdict == gendu.WordUnclear) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}
