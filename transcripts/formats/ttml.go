package formats

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"gendu"
	"gendu/transcripts/sentences"
)

// maxXMLDepth bounds how deep elements may lie in each other.
const maxXMLDepth = 64

// readTTML reads W3C timed text: p elements with begin, end or dur in any of the
// notations of times, relative to what they lie in; line breaks, spans with
// times of their own as words, agents as speakers, the title and the language.
//
// It is a reader of our own and not go-astisub's since that knows no lines, holds
// the whole file as a tree before a limit can be checked, and answers garbage
// with no error and no cues. A test compares the two.
func readTTML(text []byte, c *collector) error {
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded before
	r := ttmlReader{dec: dec, c: c, frameRate: 30, tickRate: 1, agents: map[string]string{}}
	for {
		token, err := dec.Token()
		line, column := dec.InputPos()
		switch {
		case errors.Is(err, io.EOF):
			if !r.root {
				return syntaxError(line, column, "the XML has no tt element")
			}
			return nil
		case err != nil:
			var bad *xml.SyntaxError
			reason := err.Error()
			if errors.As(err, &bad) {
				line, reason = bad.Line, bad.Msg
			}
			return syntaxError(line, column, "the XML is not well formed: %s", reason)
		}
		if err := r.token(token, line, column); err != nil {
			return err
		}
	}
}

// ttmlScope is an open element with the time its children count from.
type ttmlScope struct {
	name     string
	begin    int64
	preserve bool
	word     int // index of the word this span is, -1 for none
}

type ttmlReader struct {
	dec   *xml.Decoder
	c     *collector
	root  bool
	stack []ttmlScope

	frameRate, tickRate float64
	agents              map[string]string // names of speakers by id
	agent               string            // the agent whose name is being read
	title               bool

	cue  *Cue // the open p
	at   int
	body textBuilder
	open strings.Builder // text of the innermost word
}

func (r *ttmlReader) token(token xml.Token, line, column int) error {
	switch t := token.(type) {
	case xml.StartElement:
		if len(r.stack) >= maxXMLDepth {
			return syntaxError(line, column, "elements lie more than %d deep in each other", maxXMLDepth)
		}
		return r.start(t, line, column)
	case xml.EndElement:
		return r.end()
	case xml.CharData:
		return r.text(t)
	}
	return nil
}

func (r *ttmlReader) start(t xml.StartElement, line, column int) error {
	scope := ttmlScope{name: t.Name.Local, word: -1}
	if n := len(r.stack); n > 0 {
		scope.begin, scope.preserve = r.stack[n-1].begin, r.stack[n-1].preserve
	}
	if t.Name.Local == "tt" {
		r.root = true
		r.parameters(t.Attr)
	}
	times, err := r.times(t.Attr, &scope, line, column)
	if err != nil {
		return err
	}
	switch t.Name.Local {
	case "p":
		r.cue = &Cue{StartMS: scope.begin, EndMS: times.end, Speaker: r.agents[attribute(t.Attr, "agent")]}
		r.at = line
	case "br":
		if err := r.text([]byte("\n\n")); err != nil {
			return err
		}
	case "span":
		if r.cue != nil && times.begun {
			if r.c.words+len(r.cue.Words) >= MaxWords || len(r.cue.Words) > 4*sentences.MaxBytes {
				return &PositionError{Line: line, Column: column, Err: ErrTooManyWords}
			}
			scope.word = len(r.cue.Words)
			r.cue.Words = append(r.cue.Words, gendu.Word{StartMS: scope.begin, EndMS: times.end})
			r.open.Reset()
		}
	case "agent":
		r.agent = attribute(t.Attr, "id")
	case "title":
		r.title = true
	}
	r.stack = append(r.stack, scope)
	return nil
}

func (r *ttmlReader) end() error {
	n := len(r.stack) - 1
	if n < 0 {
		return nil
	}
	scope := r.stack[n]
	r.stack = r.stack[:n]
	switch scope.name {
	case "p":
		if r.cue == nil {
			return nil
		}
		cue := *r.cue
		r.cue = nil
		cue.Text = unfoldTTML(r.body.take())
		finishTTMLWords(&cue)
		return r.c.add(cue, r.at, 1)
	case "span":
		if scope.word >= 0 && r.cue != nil {
			r.cue.Words[scope.word].Text = oneLine(r.open.String())
			r.open.Reset()
		}
	case "agent":
		r.agent = ""
	case "title":
		r.title = false
	}
	return nil
}

// finishTTMLWords drops spans without text, and takes the times of a p that has
// none from its words.
func finishTTMLWords(cue *Cue) {
	kept := cue.Words[:0]
	for _, w := range cue.Words {
		if w.EndMS == noEnd {
			w.EndMS = max(cue.EndMS, w.StartMS)
		}
		if w.Text != "" {
			kept = append(kept, w)
		}
	}
	cue.Words = kept
	if len(kept) == 0 {
		return
	}
	if cue.EndMS == noEnd {
		cue.StartMS = max(cue.StartMS, kept[0].StartMS)
		cue.EndMS = max(cue.StartMS, kept[len(kept)-1].EndMS)
	}
}

func (r *ttmlReader) text(t []byte) error {
	switch {
	case r.title && r.cue == nil:
		if len(r.c.title) < sentences.MaxBytes {
			r.c.title = oneLine(r.c.title + string(t[:min(len(t), sentences.MaxBytes)]))
		}
		return nil
	case r.agent != "":
		if len(r.agents) < 1000 && len(r.agents[r.agent]) < 256 {
			r.agents[r.agent] = oneLine(r.agents[r.agent] + " " + string(t[:min(len(t), 256)]))
		}
		return nil
	case r.cue == nil || r.inMetadata():
		return nil
	}
	if r.body.b.Len()+len(t) > 8*sentences.MaxBytes {
		return &PositionError{Line: r.at, Column: 1, Err: ErrCueTooLong}
	}
	if n := len(r.stack); n > 0 && r.stack[n-1].preserve {
		t = bytes.ReplaceAll(t, []byte("\n"), []byte("\n\n"))
	}
	r.body.b.Write(t)
	r.open.Write(t)
	return nil
}

func (r *ttmlReader) inMetadata() bool {
	for _, s := range r.stack {
		if s.name == "metadata" || s.name == "desc" || s.name == "title" || s.name == "rt" {
			return true
		}
	}
	return false
}

// unfoldTTML makes single line ends, which only format the file, spaces, and
// the doubled ones, which stand for br, line ends.
func unfoldTTML(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	parts := strings.Split(s, "\n\n")
	for i, p := range parts {
		parts[i] = oneLine(p)
	}
	return strings.Join(parts, "\n")
}

func attribute(attrs []xml.Attr, name string) string {
	for _, a := range attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

func (r *ttmlReader) parameters(attrs []xml.Attr) {
	r.c.language = oneLine(tidyText(attribute(attrs, "lang")))
	if v, err := strconv.ParseFloat(attribute(attrs, "frameRate"), 64); err == nil && v >= 1 && v <= 1000 {
		r.frameRate, r.tickRate = v, v
	}
	if a, b, ok := strings.Cut(attribute(attrs, "frameRateMultiplier"), " "); ok {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		if errX == nil && errY == nil && x > 0 && y > 0 && x/y > 0.1 && x/y < 10 {
			r.frameRate *= x / y
		}
	}
	if v, err := strconv.ParseFloat(attribute(attrs, "tickRate"), 64); err == nil && v >= 1 && v <= 1e12 {
		r.tickRate = v
	}
}

// ttmlTimes is what an element says of its own times; end is noEnd if nothing.
type ttmlTimes struct {
	begun bool
	end   int64
}

// times reads begin, end and dur, which count from the begin of the element
// outside, and moves the scope.
func (r *ttmlReader) times(attrs []xml.Attr, scope *ttmlScope, line, column int) (ttmlTimes, error) {
	out := ttmlTimes{end: noEnd}
	outer := scope.begin
	for _, a := range attrs {
		if a.Name.Local == "space" {
			scope.preserve = a.Value == "preserve"
		}
	}
	for _, name := range []string{"begin", "end", "dur"} {
		value := attribute(attrs, name)
		if value == "" {
			continue
		}
		ms, ok := r.time(value)
		if !ok {
			return out, syntaxError(line, column, "%s=%q is no time: write it like 00:01:02.345 or 62.345s", name, shorten(value))
		}
		switch name {
		case "begin":
			out.begun = true
			scope.begin = outer + ms
		case "end":
			out.end = outer + ms
		case "dur":
			if d := scope.begin + ms; out.end == noEnd || d < out.end {
				out.end = d
			}
		}
	}
	return out, nil
}

// time reads 00:01:02.345, 00:01:02:12 (frames), and 1.5h, 2m, 3.5s, 40ms, 12f,
// 100t.
func (r *ttmlReader) time(s string) (int64, bool) {
	if strings.Count(s, ":") == 3 {
		k := strings.LastIndexByte(s, ':')
		ms, n := parseClock([]byte(s[:k]))
		frames, err := strconv.ParseFloat(s[k+1:], 64)
		if n != k || err != nil || frames < 0 || frames > 1000 {
			return 0, false
		}
		return ms + int64(frames/r.frameRate*1000+0.5), true
	}
	if strings.Contains(s, ":") {
		ms, n := parseClock([]byte(s))
		return ms, n == len(s)
	}
	for _, unit := range []struct {
		name  string
		scale float64
	}{{"ms", 0.001}, {"h", 3600}, {"m", 60}, {"s", 1}, {"f", 1 / r.frameRate}, {"t", 1 / r.tickRate}} {
		if number, ok := strings.CutSuffix(s, unit.name); ok {
			v, err := strconv.ParseFloat(number, 64)
			if err != nil {
				return 0, false
			}
			return secondsToMS(v * unit.scale)
		}
	}
	return 0, false
}
