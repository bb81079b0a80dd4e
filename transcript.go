package gendu

import (
	"slices"
	"time"
)

// Transcript is one revision of what an episode says: the page or file as it
// was given, how it was read, and its cues. Revisions count from 1 within an
// episode and are never changed, only followed.
type Transcript struct {
	ID         ID
	EpisodeID  ID
	Revision   int
	AudioID    ID     // the audio it was timed against; "" until timed
	Source     string // the page or file, as given
	SourceName string // file name; "" for a pasted page
	Page       *Page  // how it was read; nil where only a timed file was given
	Timed      bool   // times came with the file; no alignment was needed
	State      WorkState
	Method     string // how the times were found: "espeak-dtw", "pauses", "file", or "edited": by hand
	Message    string // why it failed, or what to know, for the host
	AuthorID   ID     // who gave it; "" where that is not known
	CreatedAt  time.Time
}

// Keywords are the drills of its page; none where it has no page.
func (t *Transcript) Keywords() []Keyword {
	if t.Page == nil {
		return nil
	}
	return t.Page.Keywords
}

// Cue is one timed sentence that learners practise. A sentence that stays the
// same from one revision to the next, or is only corrected, keeps its ID; an ID
// never stands for a different sentence. What became of an ID that no revision
// uses any more is in a [CueLink].
type Cue struct {
	ID           ID
	TranscriptID ID
	EpisodeID    ID
	Revision     int
	Position     int // from 0
	Paragraph    int // from 0
	Text         string
	Translation  string
	Speaker      string // who says it, as the file or page names them; "" where it does not
	Reading      string // pinyin, zhuyin or kana, as the page gives it; "" where it does not
	StartMS      int64
	EndMS        int64
	Confidence   float64 // 0 to 1
	Spoken       bool    // false: in the text but not heard; it has no times
	Words        []Word  // may be empty
}

// FitTo cuts the cue's times to an audio of so many milliseconds. A cue that lies
// behind its end is not spoken.
func (c *Cue) FitTo(durationMS int64) {
	c.EndMS = min(c.EndMS, durationMS)
	if c.StartMS >= c.EndMS {
		c.StartMS, c.EndMS, c.Confidence, c.Spoken, c.Words = 0, 0, 0, false, nil
		return
	}
	c.Words = slices.DeleteFunc(c.Words, func(w Word) bool { return w.EndMS > durationMS })
}

// Word is a word of a cue with its times on the episode's timeline.
type Word struct {
	Text    string `json:"text"`
	StartMS int64  `json:"startMs"`
	EndMS   int64  `json:"endMs"`
}

// LinkKind says what became of a cue or a keyword whose ID is not used any more.
type LinkKind string

// The kinds of links.
const (
	Merged    LinkKind = "merged"    // its sentence is part of another one now
	Corrected LinkKind = "corrected" // its sentence has another ID, given by an older gendu
	Removed   LinkKind = "removed"   // it is not in the text any more
)

// CueLink leads from the ID of a cue or a keyword that is not used any more to what
// became of it.
type CueLink struct {
	From      ID
	To        ID // "" where it was removed
	Kind      LinkKind
	EpisodeID ID
	CreatedAt time.Time
}
