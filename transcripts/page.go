package transcripts

import "gendu"

// Page is a pasted episode page as it was read. Its JSON is what
// `gendu notes --json` prints.
type Page struct {
	Series              string      `json:"series"`
	Number              string      `json:"number"`
	Title               string      `json:"title"`
	TitleTranslation    string      `json:"titleTranslation"`
	Language            string      `json:"language"`            // BCP 47: en, zh-Hant, zh-Hans, ja, ko …
	TranslationLanguage string      `json:"translationLanguage"` // empty if nothing is translated
	Highlights          []string    `json:"highlights"`
	Paragraphs          []Paragraph `json:"paragraphs"`
	Keywords            []Keyword   `json:"keywords"`
	References          []string    `json:"references"` // titles, links and cleaned paragraphs
	Unplaced            []Line      `json:"unplaced"`   // every line that found no place

	Uses      []LineUse `json:"uses,omitempty"`      // what the host chose for single lines
	SplitLong bool      `json:"splitLong,omitempty"` // long sentences were split when it was read
}

// Paragraph is one paragraph of the spoken text.
type Paragraph struct {
	Text        string         `json:"text"`
	Translation string         `json:"translation"` // empty if it has none
	Sentences   []SentencePair `json:"sentences"`
}

// SentencePair is one sentence and its translation; either may be several
// sentences of the other language, and Translation may be empty.
type SentencePair struct {
	Text        string `json:"text"`
	Translation string `json:"translation"`
}

// Keyword is one drill of an episode page.
type Keyword struct {
	// ID lasts from one revision to the next, as a cue's does; "" where the page is
	// no revision of an episode.
	ID gendu.ID `json:"id,omitempty"`

	Term         string   `json:"term"`
	Syllables    []string `json:"syllables"`
	PartOfSpeech string   `json:"partOfSpeech"` // as written: noun, n. & v., 動詞
	Definition   string   `json:"definition"`
	Example      string   `json:"example"` // further example lines follow after a newline

	// The position of the cue that the example quotes, nil where there is none or
	// the page is not in use yet (see ExampleLinks).
	ExampleCue *int `json:"exampleCue,omitempty"`

	// Where the drill is spoken after the text: times of the term and of the
	// example, nil where it is not heard or not timed yet.
	TermTime    *Span `json:"termTime,omitempty"`
	ExampleTime *Span `json:"exampleTime,omitempty"`
}

// Span is a stretch of the episode's timeline in whole milliseconds.
type Span struct {
	StartMS int64 `json:"startMs"`
	EndMS   int64 `json:"endMs"`
}

// Line is one line of the input, counted from 1.
type Line struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// NotesOptions are hints for ParseNotes; empty means guess.
type NotesOptions struct {
	Language, TranslationLanguage string // BCP 47

	Uses []LineUse // what the host chose for single lines
}
