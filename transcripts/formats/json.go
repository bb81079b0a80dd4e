package formats

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"gendu"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// readJSON reads the JSON formats, one cue at a time: ours ("cues" with
// startMs), Podcasting 2.0 ("segments" with startTime and body), Whisper and
// WhisperX ("segments" with start, text and words; OpenAI's service lists the
// words beside the segments, or gives words alone) and whisper.cpp
// ("transcription" with offsets and tokens). A bare array of such cues is read too.
func readJSON(text []byte, c *timedtext.Collector) error {
	text = withoutNaN(text)
	r := jsonReader{dec: json.NewDecoder(bytes.NewReader(text)), text: text, line: 1, c: c}
	token, err := r.dec.Token()
	if err != nil {
		return r.fail(err)
	}
	switch token {
	case json.Delim('['):
		err = r.cues()
	case json.Delim('{'):
		err = r.object(0)
	default:
		return timedtext.SyntaxError(1, 1, "a transcript in JSON is an object or an array")
	}
	if err != nil {
		return err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return r.errorAt(r.dec.InputOffset(), "something stands behind the end of the JSON document")
	}
	if !r.ours {
		c.Language = languageTag(c.Language)
		c.WordCues = true
	}
	return r.useWords()
}

// noNumbers are what Python writes for numbers that are none; JSON has no word for them.
// Each stands for a text of the same length that counts as not given.
var noNumbers = []struct{ word, instead string }{{"-Infinity", `""       `}, {"Infinity", `""      `}, {"NaN", `"" `}}

// withoutNaN replaces noNumbers outside texts, so that places in the file stay.
func withoutNaN(text []byte) []byte {
	if !bytes.Contains(text, []byte("NaN")) && !bytes.Contains(text, []byte("Infinity")) {
		return text
	}
	out := bytes.Clone(text)
	inside := false
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '\\' && inside:
			i++
		case c == '"':
			inside = !inside
		case !inside && (c == 'N' || c == 'I' || c == '-'):
			for _, n := range noNumbers {
				if bytes.HasPrefix(out[i:], []byte(n.word)) {
					copy(out[i:], n.instead)
					i += len(n.word) - 1
					break
				}
			}
		}
	}
	return out
}

type jsonReader struct {
	dec  *json.Decoder
	text []byte
	c    *timedtext.Collector

	ours      bool         // "cues": our own format
	words     []gendu.Word // listed beside the segments
	wordsLine int
	fullText  string // of the whole recording, for words without segments

	// A place that was counted before: lines and characters are counted only
	// forward, so that a file in one line costs no more than others.
	offset int
	line   int
	column int // characters of the line before offset
}

// position is the line and column of a byte offset, which is not smaller than
// that of the call before.
func (r *jsonReader) position(offset int64) (line, column int) {
	to := min(int(offset), len(r.text))
	for r.offset < to {
		i := bytes.IndexByte(r.text[r.offset:to], '\n')
		if i < 0 {
			r.column += utf8.RuneCount(r.text[r.offset:to])
			r.offset = to
			break
		}
		r.offset += i + 1
		r.line++
		r.column = 0
	}
	return r.line, r.column + 1
}

func (r *jsonReader) errorAt(offset int64, reason string) error {
	line, column := r.position(offset)
	return timedtext.SyntaxError(line, column, "%s", reason)
}

// fail turns an error of the decoder into one with a position.
func (r *jsonReader) fail(err error) error {
	offset := r.dec.InputOffset()
	var bad *json.SyntaxError
	if errors.As(err, &bad) && bad.Offset > offset {
		offset = bad.Offset
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.errorAt(int64(len(r.text)), "the JSON document ends too early")
	}
	return r.errorAt(offset, "the JSON is not well formed: "+strings.TrimPrefix(err.Error(), "json: "))
}

// object reads the members of the outer object, and of result and metadata
// inside it, where the language may stand.
func (r *jsonReader) object(depth int) error {
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return r.fail(err)
		}
		key, _ := token.(string)
		if err := r.member(key, depth); err != nil {
			return err
		}
	}
	if _, err := r.dec.Token(); err != nil {
		return r.fail(err)
	}
	return nil
}

func (r *jsonReader) member(key string, depth int) error {
	if (key == "body" || key == "events" || key == "transcript") && r.opens('{') {
		key = "" // of another kind of file
	}
	switch key {
	case "cues", "segments", "transcription", "chunks", "fragments", "events", "body":
		r.ours = r.ours || key == "cues"
		at := r.dec.InputOffset()
		token, err := r.dec.Token()
		switch {
		case err != nil:
			return r.fail(err)
		case token == nil:
			return nil
		case token != json.Delim('['):
			return r.errorAt(at, `"`+key+`" must be a list`)
		}
		return r.cues()
	case "words", "word_segments":
		if depth == 0 && len(r.words) == 0 {
			return r.readWords()
		}
	case "language", "title", "text", "transcript":
		var v any
		if err := r.dec.Decode(&v); err != nil {
			return r.fail(err)
		}
		s, _ := v.(string)
		if key == "text" || key == "transcript" {
			r.fullText = s
			return nil
		}
		if len(s) > sentences.MaxBytes {
			s = ""
		}
		if key == "title" {
			r.c.Title = timedtext.OneLine(timedtext.TidyText(s))
		} else {
			r.c.Language = timedtext.OneLine(timedtext.TidyText(s))
		}
		return nil
	case "result", "metadata":
		if depth < 2 && r.opens('{') {
			if _, err := r.dec.Token(); err != nil {
				return r.fail(err)
			}
			return r.object(depth + 1)
		}
	}
	var skipped json.RawMessage
	if err := r.dec.Decode(&skipped); err != nil {
		return r.fail(err)
	}
	return nil
}

// opens looks whether the value that comes next begins with a bracket.
func (r *jsonReader) opens(bracket byte) bool {
	rest := bytes.TrimLeft(r.text[min(int(r.dec.InputOffset()), len(r.text)):], " \t\r\n:")
	return len(rest) > 0 && rest[0] == bracket
}

// cues reads the elements of a list whose bracket was read.
func (r *jsonReader) cues() error {
	for r.dec.More() {
		at := r.dec.InputOffset()
		for int(at) < len(r.text) && strings.IndexByte(" \t\n,", r.text[at]) >= 0 {
			at++
		}
		var s jsonCue
		err := r.dec.Decode(&s)
		line, column := r.position(at)
		if err != nil {
			var wrong *json.UnmarshalTypeError
			var limit *timedtext.PositionError
			switch {
			case errors.As(err, &wrong):
				r.c.Bad(line, column, "in this cue, %q cannot be a %s", wrong.Field, wrong.Value)
				continue
			case errors.As(err, &limit):
				return &timedtext.PositionError{Line: line, Column: column, Err: limit.Err}
			}
			return r.fail(err)
		}
		cue, reason := s.cue()
		if reason != "" {
			r.c.Bad(line, column, "in this cue, %s", reason)
			continue
		}
		if err := r.c.Add(cue, line, column); err != nil {
			return err
		}
	}
	if _, err := r.dec.Token(); err != nil {
		return r.fail(err)
	}
	return nil
}

// writeJSON writes our own format, a cue a line.
func writeJSON(w io.Writer, d *timedtext.Document) error {
	p := timedtext.Printer{To: w}
	head, err := json.Marshal(struct {
		Language string `json:"language"`
		Title    string `json:"title"`
	}{d.Language, d.Title})
	if err != nil {
		return err
	}
	p.Print(`{"version":1,`, string(head[1:len(head)-1]), `,"cues":[`)
	for i := range d.Cues {
		b, err := json.Marshal(&d.Cues[i])
		if err != nil {
			return err
		}
		if i > 0 {
			p.Print(",")
		}
		p.Print("\n", string(b))
	}
	p.Print("\n]}\n")
	return p.Err
}

// writePodcast writes the JSON of Podcasting 2.0, a segment a line.
func writePodcast(w io.Writer, d *timedtext.Document) error {
	p := timedtext.Printer{To: w}
	p.Print(`{"version":"1.0.0","segments":[`)
	for i := range d.Cues {
		cue := &d.Cues[i]
		b, err := json.Marshal(struct {
			Speaker   string      `json:"speaker,omitempty"`
			StartTime json.Number `json:"startTime"`
			EndTime   json.Number `json:"endTime"`
			Body      string      `json:"body"`
		}{cue.Speaker, json.Number(timedtext.FormatSeconds(cue.StartMS)), json.Number(timedtext.FormatSeconds(cue.EndMS)), cue.Text})
		if err != nil {
			return err
		}
		if i > 0 {
			p.Print(",")
		}
		p.Print("\n", string(b))
	}
	p.Print("\n]}\n")
	return p.Err
}
