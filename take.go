package gendu

import (
	"encoding/hex"
	"time"
)

// Mode is how a take was made.
type Mode string

// The modes of practice.
const (
	Repeat Mode = "repeat" // listen, then speak in the gap
	Shadow Mode = "shadow" // speak while listening
)

// SubjectKind is what a take is a recording of.
type SubjectKind string

// The subjects of takes.
const (
	CueSubject     SubjectKind = "cue"
	KeywordSubject SubjectKind = "keyword" // the term of a drill
)

// Take is one recording of one subject, a cue or a keyword, by one learner. It is
// pinned to what it was made against, so that re-timing a transcript orphans
// nothing: its CueID is never rewritten, see [CueLink].
type Take struct {
	ID         ID // made by the client
	UserID     ID
	EpisodeID  ID
	AudioID    ID // whose practice.wav holds the reference
	Subject    SubjectKind
	CueID      ID  // of the subject, also where that is a keyword
	Revision   int // of the transcript
	CueText    string
	CueStartMS int64
	CueEndMS   int64
	Mode       Mode
	Speed      float64 // at which the clip was played; 1: its own
	// ClipStartMS is the moment in the take at which the cue's start sounded, in Shadow
	// mode; it may lie before the take. Nil: not known.
	ClipStartMS *int64
	// EchoCancelled: made over loudspeakers, with the browser's echo cancellation on; it
	// takes the original out of the recording, and something of the voice with it.
	EchoCancelled bool
	// Cut: the page went away while it was spoken (a reload, a crash); what is missing is
	// missing at its end.
	Cut        bool
	Type       string // audio/wav, …, of the bytes that were sent
	Size       int64  // of the bytes that were sent
	SHA256     []byte // of the bytes that were sent, so that a retry differs from another take
	Stored     Stored // how it is stored where that is not as it was sent
	DurationMS int64
	Note       string
	Best       bool
	BestAt     time.Time // when it was marked so; zero where that is not known, or it is not
	Favourite  bool
	RecordedAt time.Time // by the client's clock
	CreatedAt  time.Time
	DeletedAt  time.Time // zero: not deleted; else a tombstone without audio
	Judged     Judged    // what a list says of it
}

// Stored is how a take is stored in another form than it was sent: an old recording as
// FLAC, from which the very bytes that were sent are made again. Zero: as it was sent.
type Stored struct {
	Type   string // audio/flac
	Size   int64
	SHA256 []byte
}

// AsSent says whether the object of a take holds the bytes that were sent.
func (t *Take) AsSent() bool { return len(t.Stored.SHA256) == 0 }

// ObjectKey is the name of the take's audio. It holds the beginning of the hash,
// so that other bytes sent under the same id at the same moment cannot replace
// what the row speaks of.
func (t *Take) ObjectKey() string { return t.objectKey(t.ObjectSHA256()) }

// SentKey is the name of the object of the bytes that were sent, which may be gone.
func (t *Take) SentKey() string { return t.objectKey(t.SHA256) }

func (t *Take) objectKey(hash []byte) string {
	return "takes/" + string(t.UserID) + "/" + string(t.ID) + "-" + hex.EncodeToString(hash[:min(len(hash), 8)])
}

// ObjectSize is the number of bytes of the take's object.
func (t *Take) ObjectSize() int64 {
	if t.AsSent() {
		return t.Size
	}
	return t.Stored.Size
}

// ObjectSHA256 is the hash of the take's object.
func (t *Take) ObjectSHA256() []byte {
	if t.AsSent() {
		return t.SHA256
	}
	return t.Stored.SHA256
}

// Submission is a take sent to the teacher of a class.
type Submission struct {
	TakeID  ID
	ClassID ID
	SentAt  time.Time
}

// Verdict is what a review says in one word.
type Verdict string

// The verdicts.
const (
	Good  Verdict = "good"
	Again Verdict = "again"
)

// Review is a teacher's answer to a take.
type Review struct {
	ID        ID
	TakeID    ID
	ClassID   ID
	TeacherID ID
	Verdict   Verdict
	Text      string
	Comments  []Comment
	CreatedAt time.Time
	UpdatedAt time.Time
	SeenAt    time.Time // when the learner saw it; zero: not yet
}

// Comment is a remark anchored at a time within a take.
type Comment struct {
	AtMS int64  `json:"atMs"`
	Text string `json:"text"`
}
