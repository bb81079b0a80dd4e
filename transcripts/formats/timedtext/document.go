package timedtext

import (
	"gendu"
)

// Cue is one timed piece of a transcript file. Text may hold newlines
// where the file breaks the line; Translation, Speaker, Reading (ruby: the text as it is
// pronounced) and Words are empty where the file does not say.
type Cue struct {
	StartMS     int64        `json:"startMs"`
	EndMS       int64        `json:"endMs"`
	Text        string       `json:"text"`
	Translation string       `json:"translation,omitempty"`
	Speaker     string       `json:"speaker,omitempty"`
	Reading     string       `json:"reading,omitempty"`
	Words       []gendu.Word `json:"words,omitempty"`
}

// Document is a transcript file after reading. Cues are in order of their
// start and do not overlap; what had to be mended for that is in Mended.
type Document struct {
	Cues     []Cue
	Language string // BCP 47, empty if the file does not say
	Title    string
	// Untimed is true for plain text: all times are 0 and mean nothing.
	Untimed bool
	// TimesLine is, of plain text, the line where a time seems to stand all the same, from
	// 1; 0 for none.
	TimesLine int
	// Mended lists what was changed while reading, in the order of the file.
	Mended []Finding
}
