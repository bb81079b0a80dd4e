package gendu

import "time"

// CardSource is why a learner has a card.
type CardSource string

// The sources of cards.
const (
	CardStarred CardSource = "star"    // the learner marked the sentence or keyword
	CardTeacher CardSource = "teacher" // a teacher answered "again"
	CardJudged  CardSource = "judged"  // it was judged poorly twice in a row, and the learner took the offer
	CardEpisode CardSource = "episode" // a new sentence of the episode that the learner chose
)

// Card is a cue or a keyword that one learner repeats at growing intervals. It is named
// by the lasting ID of its subject, see [CueLink].
type Card struct {
	UserID    ID
	SubjectID ID
	Subject   SubjectKind
	EpisodeID ID
	Source    CardSource
	AddedAt   time.Time
	RemovedAt time.Time // zero: in use
	Schedule
}

// Schedule is when a card comes next. It follows from the rating events of the card and
// from nothing else.
type Schedule struct {
	DueAt      time.Time // zero: never rated
	Days       int       // the interval that ends at DueAt
	Stability  float64   // days after which it is recalled with a probability of 0.9
	Difficulty float64   // 1 to 10
	Reps       int       // ratings that count
	Lapses     int       // of these, "again" for a card that was learnt before
	FirstAt    time.Time // the first rating that counts; zero: never rated
	LastAt     time.Time // the last one
}

// New says whether the card was never rated.
func (s *Schedule) New() bool { return s.Reps == 0 }

// Rating is what a learner says of a card after speaking it.
type Rating string

// The ratings. An undo is an event too: it names the one that it takes back.
const (
	RatedAgain Rating = "again"
	RatedHard  Rating = "hard"
	RatedGood  Rating = "good"
	RatingUndo Rating = "undo"
)

// Valid says whether it is one of the ratings.
func (r Rating) Valid() bool {
	return r == RatedAgain || r == RatedHard || r == RatedGood || r == RatingUndo
}

// RatingEvent is one rating of one card. Events are only ever added.
type RatingEvent struct {
	ID        ID // made by the client
	UserID    ID
	SubjectID ID
	Rating    Rating
	Undoes    ID        // of [RatingUndo]: the event that does not count; else ""
	At        time.Time // by the client's clock, but not later than it arrived
	ArrivedAt time.Time
}
