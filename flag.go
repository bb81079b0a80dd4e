package gendu

import (
	"time"
	"unicode/utf8"
)

// FlagKind is what a learner reports about a cue.
type FlagKind string

// The kinds of flags.
const (
	FlagStart       FlagKind = "start"       // it starts too early or too late
	FlagEnd         FlagKind = "end"         // it ends too early or too late
	FlagText        FlagKind = "text"        // the text is not what is said
	FlagTranslation FlagKind = "translation" // the translation is wrong
	FlagOther       FlagKind = "other"       // what the note says
)

// FlagEnding is how a flag was settled.
type FlagEnding string

// The endings of flags.
const (
	FlagOpen      FlagEnding = ""          // it is not settled
	FlagAccepted  FlagEnding = "accepted"  // the proposed shift was taken
	FlagCorrected FlagEnding = "corrected" // the host corrected the sentence by hand
	FlagDismissed FlagEnding = "dismissed" // the host looked at it and changed nothing
	FlagRemoved   FlagEnding = "removed"   // the sentence is not in the text any more
)

// What a flag may hold.
const (
	MaxFlagNote  = 500  // characters
	MaxFlagShift = 5000 // ms, to either side
	MaxOpenFlags = 200  // of one person in one episode
)

// Flag is a learner's report on a cue. It keeps what it was made against, so that it tells
// whether the cue has changed since.
type Flag struct {
	ID        ID
	UserID    ID // nobody but the learner is to know
	EpisodeID ID
	CueID     ID
	Kind      FlagKind
	Note      string
	ShiftMS   int64 // by how much the start or the end is proposed to move; 0: nothing is proposed
	Revision  int   // of the transcript that it was made against
	StartMS   int64 // of the cue then
	EndMS     int64
	Was       string // the text or the translation that it is about, as it was then
	CreatedAt time.Time
	Settled   FlagEnding
	SettledAt time.Time // zero: it is open
	SettledBy ID
	SeenAt    time.Time // when the learner saw how it was settled
}

// Validate says whether a learner may report this; an error is [Invalid].
func (f *Flag) Validate() error {
	times := f.Kind == FlagStart || f.Kind == FlagEnd
	switch {
	case !times && f.Kind != FlagText && f.Kind != FlagTranslation && f.Kind != FlagOther:
		return Errorf(Invalid, "There is no flag of the kind %.20q.", string(f.Kind))
	case utf8.RuneCountInString(f.Note) > MaxFlagNote:
		return Errorf(Invalid, "The note may have at most %d characters.", MaxFlagNote)
	case !times && f.ShiftMS != 0:
		return Errorf(Invalid, "Only a flag of the start or the end proposes another time.")
	case f.ShiftMS < -MaxFlagShift || f.ShiftMS > MaxFlagShift:
		return Errorf(Invalid, "A time can be moved by at most %d ms.", MaxFlagShift)
	case f.Kind == FlagOther && f.Note == "":
		return Errorf(Invalid, "Please say in the note what is wrong.")
	}
	return nil
}

// Against fills in the cue that the flag is made against. A shift that would leave nothing
// of the cue, or begin before the episode does, is [Invalid].
func (f *Flag) Against(c *Cue) error {
	f.EpisodeID, f.CueID, f.Revision, f.StartMS, f.EndMS = c.EpisodeID, c.ID, c.Revision, c.StartMS, c.EndMS
	switch f.Kind {
	case FlagText:
		f.Was = c.Text
	case FlagTranslation:
		f.Was = c.Translation
	case FlagStart:
		if f.ShiftMS != 0 && (c.StartMS+f.ShiftMS < 0 || c.StartMS+f.ShiftMS >= c.EndMS) {
			return Errorf(Invalid, "The sentence cannot start there: it would have no length, or begin before the episode.")
		}
	case FlagEnd:
		if f.ShiftMS != 0 && c.EndMS+f.ShiftMS <= c.StartMS {
			return Errorf(Invalid, "The sentence cannot end there: it would have no length.")
		}
	}
	return nil
}
