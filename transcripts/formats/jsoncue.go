package formats

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"gendu"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// jsonCue is a cue in any of the JSON formats.
type jsonCue struct {
	StartMS   jsonMS      `json:"startMs"`
	StartMS2  jsonMS      `json:"start_ms"`
	StartMS3  jsonMS      `json:"tStartMs"`
	EndMS     jsonMS      `json:"endMs"`
	EndMS2    jsonMS      `json:"end_ms"`
	StartTime jsonSeconds `json:"startTime"`
	EndTime   jsonSeconds `json:"endTime"`
	Start     jsonSeconds `json:"start"`
	End       jsonSeconds `json:"end"`
	Begin     jsonSeconds `json:"begin"`
	From      jsonSeconds `json:"from"`
	To        jsonSeconds `json:"to"`
	Duration  jsonSeconds `json:"duration"`
	Dur       jsonSeconds `json:"dur"`
	LengthMS  jsonMS      `json:"dDurationMs"`
	Offsets   struct {
		From jsonMS `json:"from"`
		To   jsonMS `json:"to"`
	} `json:"offsets"`
	Timestamp []jsonSeconds `json:"timestamp"` // start and end

	Text        string      `json:"text"`
	Body        string      `json:"body"`
	Content     string      `json:"content"`
	Lines       []string    `json:"lines"`
	Segs        []jsonSeg   `json:"segs"`
	Translation string      `json:"translation"`
	Speaker     jsonSpeaker `json:"speaker"`
	Voice       jsonSpeaker `json:"voice"`
	Reading     string      `json:"reading"`
	Words       jsonWords   `json:"words"`

	Tokens jsonTokens `json:"tokens"`
}

// jsonSeg is a part of a caption of YouTube.
type jsonSeg struct {
	UTF8 string `json:"utf8"`
}

// jsonValue is a time of a file: what was given, in milliseconds.
type jsonValue struct {
	ms    int64
	given bool
	ok    bool // it lies between 0 and 100 hours
}

// jsonSeconds is a time in seconds, as a number or a text, or a clock.
type jsonSeconds struct{ jsonValue }

// UnmarshalJSON reads 62.5, "62.5", "62.5s" and "00:01:02.500".
func (v *jsonSeconds) UnmarshalJSON(b []byte) error {
	s, given := jsonScalar(b)
	if v.jsonValue = (jsonValue{given: given}); !given {
		return nil
	}
	v.ms, v.ok = clockOrSeconds(strings.TrimSuffix(s, "s"))
	return nil
}

// jsonMS is a time in milliseconds, as a number or a text.
type jsonMS struct{ jsonValue }

// UnmarshalJSON reads 62500 and "62500".
func (v *jsonMS) UnmarshalJSON(b []byte) error {
	s, given := jsonScalar(b)
	if v.jsonValue = (jsonValue{given: given}); !given {
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	v.ok = err == nil && f >= 0 && f <= timedtext.MaxTimeMS
	if v.ok {
		v.ms = int64(f + 0.5)
	}
	return nil
}

// jsonScalar is a number or a text; false for null, an empty text and what is neither.
func jsonScalar(b []byte) (string, bool) {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || len(b) > 64 || b[0] == '{' || b[0] == '[' || string(b) == "null" {
		return "", false
	}
	s := strings.TrimSpace(strings.Trim(string(b), `"`))
	return s, s != ""
}

// jsonSpeaker is a name or a number.
type jsonSpeaker string

// UnmarshalJSON reads "Mei", 1 and null.
func (v *jsonSpeaker) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s, _ = jsonScalar(b)
	}
	*v = jsonSpeaker(s)
	return nil
}

// jsonWords reads a list of words and stops at the limit. A word without times has
// untimed as its start.
type jsonWords []gendu.Word

// untimed is the start of a word that the file could not place.
const untimed = -1

type jsonWord struct {
	Text      string        `json:"text"`
	Word      string        `json:"word"`
	StartMS   jsonMS        `json:"startMs"`
	EndMS     jsonMS        `json:"endMs"`
	Start     jsonSeconds   `json:"start"`
	End       jsonSeconds   `json:"end"`
	Timestamp []jsonSeconds `json:"timestamp"`
}

// UnmarshalJSON reads the words. WhisperX and others leave the times out for words that
// they could not place.
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
			return &timedtext.PositionError{Err: timedtext.ErrTooManyWords}
		}
		if word := one.word(); word.Text != "" {
			*w = append(*w, word)
		}
	}
	return nil
}

func (j *jsonWord) word() gendu.Word {
	w := gendu.Word{Text: timedtext.OneLine(timedtext.TidyText(j.Text))}
	if w.Text == "" {
		w.Text = timedtext.OneLine(timedtext.TidyText(j.Word))
	}
	start, end := firstGiven(j.StartMS.jsonValue, j.Start.jsonValue), firstGiven(j.EndMS.jsonValue, j.End.jsonValue)
	if len(j.Timestamp) == 2 {
		start, end = firstGiven(start, j.Timestamp[0].jsonValue), firstGiven(end, j.Timestamp[1].jsonValue)
	}
	if w.StartMS, w.EndMS = start.ms, end.ms; !start.ok || !end.ok {
		w.StartMS, w.EndMS = untimed, untimed
	}
	return w
}

// firstGiven is the first time that the file gives.
func firstGiven(list ...jsonValue) jsonValue {
	for _, v := range list {
		if v.given {
			return v
		}
	}
	return jsonValue{}
}

// cue makes a cue, or says what is wrong with it.
func (j *jsonCue) cue() (timedtext.Cue, string) {
	starts := []jsonValue{j.Offsets.From.jsonValue, j.StartMS.jsonValue, j.StartMS2.jsonValue, j.StartMS3.jsonValue, j.StartTime.jsonValue, j.Start.jsonValue, j.Begin.jsonValue, j.From.jsonValue}
	ends := []jsonValue{j.Offsets.To.jsonValue, j.EndMS.jsonValue, j.EndMS2.jsonValue, j.EndTime.jsonValue, j.End.jsonValue, j.To.jsonValue}
	if len(j.Timestamp) == 2 {
		starts, ends = append(starts, j.Timestamp[0].jsonValue), append(ends, j.Timestamp[1].jsonValue)
	}
	start, end := firstGiven(starts...), firstGiven(ends...)
	if !start.ok {
		return timedtext.Cue{}, "the start is missing or no time between 0 and 100 hours"
	}
	cue := timedtext.Cue{
		StartMS: start.ms, EndMS: timedtext.NoEnd, Translation: timedtext.TidyText(j.Translation), Speaker: strings.TrimSpace(string(j.Speaker)),
		Text: timedtext.TidyText(j.text()), Reading: timedtext.TidyText(j.Reading),
	}
	if end.given {
		if cue.EndMS = end.ms; !end.ok {
			return timedtext.Cue{}, "the end is no time between 0 and 100 hours"
		}
	}
	if length := firstGiven(j.LengthMS.jsonValue, j.Duration.jsonValue, j.Dur.jsonValue); !end.given && length.ok && start.ms+length.ms <= timedtext.MaxTimeMS {
		cue.EndMS = start.ms + length.ms
	}
	if j.Voice != "" {
		cue.Speaker = strings.TrimSpace(string(j.Voice))
	}
	if cue.Words = placeWords(j.Words, &cue); len(cue.Words) == 0 {
		cue.Words = j.Tokens
	}
	return cue, ""
}

func (j *jsonCue) text() string {
	switch {
	case j.Text != "":
		return j.Text
	case j.Body != "":
		return j.Body
	case j.Content != "":
		return j.Content
	case len(j.Segs) > 0:
		var b strings.Builder
		for _, s := range j.Segs {
			b.WriteString(s.UTF8)
		}
		return b.String()
	}
	return strings.Join(j.Lines, "\n")
}

// placeWords gives the words of a cue that have no times those between their neighbours,
// where the text of the cue has these words.
func placeWords(words []gendu.Word, cue *timedtext.Cue) []gendu.Word {
	kept := words[:0:0]
	rest := cue.Text
	for _, w := range words {
		i := strings.Index(rest, w.Text)
		if i >= 0 {
			rest = rest[i+len(w.Text):]
		}
		if w.StartMS != untimed || i >= 0 {
			kept = append(kept, w)
		}
	}
	fillTimes(kept, cue.StartMS, cue.EndMS)
	return kept
}

// untimedWordMS is how long a word without times is taken to last where nothing is known.
const untimedWordMS = 300

// fillTimes shares the time between the words that have some among those that have none.
// end may be timedtext.NoEnd.
func fillTimes(words []gendu.Word, start, end int64) {
	for i := 0; i < len(words); i++ {
		if words[i].StartMS != untimed {
			start = max(start, words[i].EndMS)
			continue
		}
		to := i
		for to < len(words) && words[to].StartMS == untimed {
			to++
		}
		n := int64(to - i)
		until := start + n*untimedWordMS
		switch {
		case to < len(words):
			until = max(start, words[to].StartMS)
		case end != timedtext.NoEnd:
			until = max(start, min(end, until))
		}
		for k := range n {
			words[i].StartMS, words[i].EndMS = start+(until-start)*k/n, start+(until-start)*(k+1)/n
			i++
		}
		start = until
		i--
	}
}
