package formats

import (
	"bytes"
	"encoding/json"
	"strings"

	"gendu"
	"gendu/transcripts/sentences"
)

// jsonCue is a cue in any of the JSON formats.
type jsonCue struct {
	StartMS   *int64   `json:"startMs"`
	EndMS     *int64   `json:"endMs"`
	StartTime *float64 `json:"startTime"`
	EndTime   *float64 `json:"endTime"`
	Start     *float64 `json:"start"`
	End       *float64 `json:"end"`
	Offsets   *struct {
		From *int64 `json:"from"`
		To   *int64 `json:"to"`
	} `json:"offsets"`

	Text        string    `json:"text"`
	Body        string    `json:"body"`
	Translation string    `json:"translation"`
	Speaker     string    `json:"speaker"`
	Words       jsonWords `json:"words"`

	Tokens jsonTokens `json:"tokens"`
}

// jsonWords reads a list of words and stops at the limit.
type jsonWords []gendu.Word

type jsonWord struct {
	Text    string   `json:"text"`
	Word    string   `json:"word"`
	StartMS *int64   `json:"startMs"`
	EndMS   *int64   `json:"endMs"`
	Start   *float64 `json:"start"`
	End     *float64 `json:"end"`
}

// UnmarshalJSON reads the words that have times; WhisperX leaves them out for
// words it could not place.
func (w *jsonWords) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) == 0 || b[0] != '[' {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		var one jsonWord
		if err := dec.Decode(&one); err != nil {
			return err
		}
		if len(*w) >= 4*sentences.MaxBytes {
			return &PositionError{Err: ErrTooManyWords}
		}
		if word, ok := one.word(); ok {
			*w = append(*w, word)
		}
	}
	return nil
}

func (j *jsonWord) word() (gendu.Word, bool) {
	w := gendu.Word{Text: oneLine(j.Text)}
	if w.Text == "" {
		w.Text = oneLine(j.Word)
	}
	start, okStart := jsonTime(j.StartMS, j.Start)
	end, okEnd := jsonTime(j.EndMS, j.End)
	w.StartMS, w.EndMS = start, end
	return w, okStart && okEnd && w.Text != ""
}

// jsonTime takes the first time that is given, in milliseconds or seconds.
func jsonTime(ms *int64, seconds ...*float64) (int64, bool) {
	if ms != nil {
		return *ms, *ms >= 0 && *ms <= MaxTimeMS
	}
	for _, s := range seconds {
		if s != nil {
			return secondsToMS(*s)
		}
	}
	return 0, false
}

// cue makes a cue, or says what is wrong with it.
func (j *jsonCue) cue() (Cue, string) {
	if j.Offsets != nil {
		j.StartMS, j.EndMS = j.Offsets.From, j.Offsets.To
	}
	start, ok := jsonTime(j.StartMS, j.StartTime, j.Start)
	if !ok {
		return Cue{}, "the start is missing or no time between 0 and 100 hours"
	}
	cue := Cue{StartMS: start, EndMS: noEnd, Text: j.Text, Translation: j.Translation, Speaker: j.Speaker, Words: j.Words}
	if j.EndMS != nil || j.EndTime != nil || j.End != nil {
		if cue.EndMS, ok = jsonTime(j.EndMS, j.EndTime, j.End); !ok {
			return Cue{}, "the end is no time between 0 and 100 hours"
		}
	}
	if cue.Text == "" {
		cue.Text = j.Body
	}
	if len(cue.Words) == 0 {
		cue.Words = j.Tokens
	}
	cue.Text, cue.Translation, cue.Speaker = tidyText(cue.Text), tidyText(cue.Translation), strings.TrimSpace(cue.Speaker)
	return cue, ""
}
