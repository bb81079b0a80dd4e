package formats

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"

	"gendu/lang"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// maxXMLDepth bounds how deep elements may lie in each other.
const maxXMLDepth = 64

// readTTML reads W3C timed text: p elements with begin, end or dur in any of the
// notations of times; line breaks, spans with times of their own as words or, where they
// hold several words in a p without times or are marked as sentences, as cues; agents as
// speakers, the title and the language. Times count from the begin of what they lie in,
// as the standard says, or all from 0, as Apple writes them (see ttmlReader.nested).
//
// It is a reader of our own and not go-astisub's since that knows no lines, holds
// the whole file as a tree before a limit can be checked, and answers garbage
// with no error and no cues. A test compares the two.
func readTTML(text []byte, c *timedtext.Collector) error {
	before := *c
	absolute := bytes.Contains(text[:min(len(text), timedtext.DetectReach)], []byte("apple.com"))
	r := newTTMLReader(text, c, absolute)
	err := r.read()
	if err == nil && !absolute && r.beyond*2 > r.within {
		*c = before
		err = newTTMLReader(text, c, true).read()
	}
	return err
}

func newTTMLReader(text []byte, c *timedtext.Collector, absolute bool) *ttmlReader {
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded before
	dec.Entity = xml.HTMLEntity
	return &ttmlReader{dec: dec, c: c, frameRate: 30, tickRate: 1, agents: map[string]string{}, absolute: absolute}
}

func (r *ttmlReader) read() error {
	for {
		token, err := r.dec.Token()
		line, column := r.dec.InputPos()
		switch {
		case errors.Is(err, io.EOF):
			if !r.root {
				return timedtext.SyntaxError(line, column, "the XML has no tt element")
			}
			return nil
		case err != nil:
			var bad *xml.SyntaxError
			reason := err.Error()
			if errors.As(err, &bad) {
				line, reason = bad.Line, bad.Msg
			}
			return timedtext.SyntaxError(line, column, "the XML is not well formed: %s", reason)
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
	end      int64 // timedtext.NoEnd where it does not say
	timed    bool  // it has a begin of its own
	seq      bool  // its children follow each other
	next     int64 // there, when the next child begins
	preserve bool
	span     int // index of the span with times that this is, -1 for none
}

// ttmlSpan is a span with times inside a p.
type ttmlSpan struct {
	unit       string // word, sentence or what the file does not say
	start, end int64
	from, to   int // in the text of the p
}

type ttmlReader struct {
	dec      *xml.Decoder
	c        *timedtext.Collector
	root     bool
	absolute bool // all times count from 0
	stack    []ttmlScope

	// Times of elements inside others that have times: those that fit into the outer one
	// when they count from its begin, and those that do so only when they count from 0.
	within, beyond int

	frameRate, tickRate float64
	agents              map[string]string // names of speakers by id
	agent               string            // the agent whose name is being read
	title               bool

	cue   *timedtext.Cue // the open p
	timed bool           // it has a begin
	at    int
	body  timedtext.TextBuilder
	spans []ttmlSpan
}

func (r *ttmlReader) token(token xml.Token, line, column int) error {
	switch t := token.(type) {
	case xml.StartElement:
		if len(r.stack) >= maxXMLDepth {
			return timedtext.SyntaxError(line, column, "elements lie more than %d deep in each other", maxXMLDepth)
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
	scope := ttmlScope{name: t.Name.Local, end: timedtext.NoEnd, span: -1, seq: attribute(t.Attr, "timeContainer") == "seq"}
	outer := ttmlScope{end: timedtext.NoEnd}
	if n := len(r.stack); n > 0 {
		outer = r.stack[n-1]
		scope.begin, scope.preserve = outer.begin, outer.preserve
		if outer.seq {
			scope.begin = outer.next
		}
	}
	if t.Name.Local == "tt" {
		r.root = true
		r.parameters(t.Attr)
	}
	fault := r.times(t.Attr, &scope, outer)
	scope.next = scope.begin
	switch t.Name.Local {
	case "p":
		if r.cue = nil; fault != "" {
			r.c.Bad(line, column, "%s", fault)
			break
		}
		id := attribute(t.Attr, "agent")
		r.cue = &timedtext.Cue{StartMS: scope.begin, EndMS: scope.end, Speaker: r.agents[id]}
		if r.agents[id] == "" {
			r.cue.Speaker = timedtext.OneLine(timedtext.TidyText(id[:min(len(id), 256)]))
		}
		if r.timed = scope.timed || scope.end != timedtext.NoEnd; !r.timed && outer.timed {
			r.cue.EndMS, r.timed = outer.end, true
		}
		r.at, r.spans = line, nil
		r.body.Take()
	case "br":
		if err := r.text([]byte("\n\n")); err != nil {
			return err
		}
	case "span":
		if r.cue != nil && scope.timed && fault == "" {
			if r.c.Words+len(r.spans) >= timedtext.MaxWords || len(r.spans) > 4*sentences.MaxBytes {
				return &timedtext.PositionError{Line: line, Column: column, Err: timedtext.ErrTooManyWords}
			}
			scope.span = len(r.spans)
			r.beginSpan(scope, attribute(t.Attr, "unit"))
		}
	case "agent":
		r.agent = attribute(t.Attr, "id")
	case "title":
		r.title = true
	}
	r.stack = append(r.stack, scope)
	return nil
}

// beginSpan opens a span with times. Words that are marked as such are written without
// spaces between them.
func (r *ttmlReader) beginSpan(scope ttmlScope, unit string) {
	if last := lang.LastRune(r.body.Bytes.String()); unit == "word" && r.body.Bytes.Len() > 0 && !unicode.IsSpace(last) && !lang.IsCJK(last) {
		r.body.Bytes.WriteByte(' ')
	}
	r.spans = append(r.spans, ttmlSpan{unit: unit, start: scope.begin, end: scope.end, from: r.body.Bytes.Len()})
}

func (r *ttmlReader) end() error {
	n := len(r.stack) - 1
	if n < 0 {
		return nil
	}
	scope := r.stack[n]
	r.stack = r.stack[:n]
	if n > 0 && scope.end != timedtext.NoEnd && r.stack[n-1].seq {
		r.stack[n-1].next = scope.end
	}
	switch scope.name {
	case "p":
		return r.endParagraph()
	case "span":
		if scope.span >= 0 && scope.span < len(r.spans) && r.cue != nil {
			r.spans[scope.span].to = r.body.Bytes.Len()
		}
	case "agent":
		r.agent = ""
	case "title":
		r.title = false
	}
	return nil
}

func (r *ttmlReader) text(t []byte) error {
	switch {
	case r.title && r.cue == nil:
		if len(r.c.Title) < sentences.MaxBytes {
			r.c.Title = timedtext.OneLine(r.c.Title + string(t[:min(len(t), sentences.MaxBytes)]))
		}
		return nil
	case r.agent != "":
		if len(r.agents) < 1000 && len(r.agents[r.agent]) < 256 {
			r.agents[r.agent] = timedtext.OneLine(r.agents[r.agent] + " " + string(t[:min(len(t), 256)]))
		}
		return nil
	case r.cue == nil || r.inMetadata():
		return nil
	}
	if r.body.Bytes.Len()+len(t) > 8*sentences.MaxBytes {
		return &timedtext.PositionError{Line: r.at, Column: 1, Err: timedtext.ErrCueTooLong}
	}
	if n := len(r.stack); n > 0 && r.stack[n-1].preserve {
		t = bytes.ReplaceAll(t, []byte("\n"), []byte("\n\n"))
	}
	r.body.Bytes.Write(t)
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
		parts[i] = timedtext.OneLine(p)
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
	r.c.Language = timedtext.OneLine(timedtext.TidyText(attribute(attrs, "lang")))
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

// times reads begin, end and dur into the scope, and says what is wrong with them.
func (r *ttmlReader) times(attrs []xml.Attr, scope *ttmlScope, outer ttmlScope) (fault string) {
	for _, a := range attrs {
		if a.Name.Local == "space" {
			scope.preserve = a.Value == "preserve"
		}
	}
	base := scope.begin
	if r.absolute {
		base = 0
	}
	var given [3]int64
	for i, name := range []string{"begin", "end", "dur"} {
		given[i] = timedtext.NoEnd
		value := attribute(attrs, name)
		if value == "" {
			continue
		}
		ms, ok := r.time(value)
		if !ok {
			return name + "=\"" + timedtext.Shorten(value) + "\" is no time: write it like 00:01:02.345 or 62.345s"
		}
		given[i] = ms
	}
	r.nested(given[0], given[1], base, outer)
	if given[0] != timedtext.NoEnd {
		scope.timed, scope.begin = true, base+given[0]
	}
	if given[1] != timedtext.NoEnd {
		scope.end = base + given[1]
	}
	if given[2] != timedtext.NoEnd {
		if d := scope.begin + given[2]; scope.end == timedtext.NoEnd || d < scope.end {
			scope.end = d
		}
	}
	return ""
}

// nested counts whether times lie inside the outer element when they count from its
// begin, or only when they count from 0.
func (r *ttmlReader) nested(begin, end, base int64, outer ttmlScope) {
	if begin == timedtext.NoEnd || outer.begin == 0 || outer.end == timedtext.NoEnd {
		return
	}
	last := max(begin, end)
	switch {
	case base+last <= outer.end:
		r.within++
	case begin >= outer.begin && last <= outer.end:
		r.beyond++
	}
}

// time reads 00:01:02.345, 00:01:02:12 (frames), 1.5h, 2m, 3.5s, 40ms, 12f, 100t, and
// seconds without a unit, as Apple writes them.
func (r *ttmlReader) time(s string) (int64, bool) {
	if strings.Count(s, ":") == 3 {
		k := strings.LastIndexByte(s, ':')
		ms, n := timedtext.ParseClock([]byte(s[:k]))
		frames, err := strconv.ParseFloat(s[k+1:], 64)
		if n != k || err != nil || frames < 0 || frames > 1000 {
			return 0, false
		}
		return ms + int64(frames/r.frameRate*1000+0.5), true
	}
	if strings.Contains(s, ":") {
		ms, n := timedtext.ParseClock([]byte(s))
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
			return timedtext.SecondsToMS(v * unit.scale)
		}
	}
	return timedtext.ParseSeconds(s)
}
