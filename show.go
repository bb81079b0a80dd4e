package gendu

import "time"

// Show is a podcast.
type Show struct {
	ID          ID
	OwnerID     ID
	Editors     []ID   // who edits it beside its owner, at most MaxEditors
	Slug        string // unique; a-z 0-9 and -
	Title       string
	Description string
	Language    string // BCP 47, of the speech
	Translation string // BCP 47, of the learners; may be ""
	Cover       Cover
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// MaxEditors bounds the hosts who edit a show beside its owner.
const MaxEditors = 50

// EpisodeState says who sees an episode.
type EpisodeState string

// The states of an episode.
const (
	Draft     EpisodeState = "draft"     // its host only
	Published EpisodeState = "published" // everybody who is signed in
)

// Episode is one programme of a show: audio and a transcript.
type Episode struct {
	ID               ID
	ShowID           ID
	Number           string // as the host writes it: K935
	Title            string
	TitleTranslation string
	State            EpisodeState
	AudioID          ID // the audio in use; "" until one is uploaded
	TranscriptID     ID // the revision in use; "" until one is aligned or taken
	CreatedAt        time.Time
	UpdatedAt        time.Time
	PublishedAt      time.Time // zero: never published
}

// WorkState says how far a piece of background work is.
type WorkState string

// The states of an audio, a transcript or a comparison.
const (
	Pending WorkState = "pending"
	Ready   WorkState = "ready"
	Failed  WorkState = "failed"
)

// Audio is one uploaded source and what was derived from it. Its objects are
// "episodes/<ID>/source", "…/listening.m4a", "…/practice.wav", "…/peaks.dat",
// "…/pitch.bin" and "…/cover"; they never change under an ID.
type Audio struct {
	ID          ID
	EpisodeID   ID
	FileName    string // as the host's computer called it
	Size        int64  // of the source, bytes
	State       WorkState
	Message     string // why it failed, for the host
	DurationMS  int64
	Listening   string   // "m4a", or "" where practice.wav serves
	PracticeLen int64    // bytes of practice.wav
	Warnings    []string // what was odd about the source, for the host
	Tags        Tags     // what the file says of itself
	CreatedAt   time.Time
	ChosenAt    time.Time // when a host last chose it for its episode; zero: never
}

// ObjectKey is the name of one of the audio's objects: "source",
// "listening.m4a", "practice.wav", "peaks.dat", "pitch.bin" or "cover".
func (a *Audio) ObjectKey(part string) string { return "episodes/" + string(a.ID) + "/" + part }

// Tags are what an audio file says of itself. They are offered to the host and
// count for nothing else.
type Tags struct {
	Title     string    `json:"title,omitempty"`
	Artist    string    `json:"artist,omitempty"`
	Album     string    `json:"album,omitempty"`
	Chapters  []Chapter `json:"chapters,omitempty"`
	CoverType string    `json:"coverType,omitempty"` // media type of the object "cover", "" where there is none
}

// Validate names the first field of the tags that contradicts itself: a chapter that
// ends before it begins, a cover of a type that is not kept. The error is [Invalid].
func (t *Tags) Validate() error {
	switch t.CoverType {
	case "", "image/jpeg", "image/png", "image/webp":
	default:
		return Errorf(Invalid, "The coverType of an audio's tags is %q, not image/jpeg, image/png or image/webp.", clip(t.CoverType, 48))
	}
	for i, c := range t.Chapters {
		if c.StartMS < 0 || c.EndMS < c.StartMS {
			return Errorf(Invalid, "chapters[%d] of an audio's tags, %q, is from %d to %d ms.", i, clip(c.Title, 48), c.StartMS, c.EndMS)
		}
	}
	return nil
}

// Chapter is a stretch of an audio with its name, in ms as the file states them.
type Chapter struct {
	StartMS int64  `json:"startMs"`
	EndMS   int64  `json:"endMs"`
	Title   string `json:"title"`
}

// PracticeRate is the sample rate of practice.wav in Hz; it is mono, 16 bit.
const PracticeRate = 24000
