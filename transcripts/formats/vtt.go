package formats

import (
	"bytes"
	"html"
	"io"
	"strings"

	"gendu/transcripts/formats/timedtext"
)

// readVTT reads WebVTT: the title behind WEBVTT and the Language line of the
// header, cues with voices and time stamps inside; NOTE, STYLE and REGION blocks
// are passed over.
func readVTT(text []byte, c *timedtext.Collector) error {
	r := vttReader{lines: timedtext.LineReader{Rest: bytes.TrimLeft(text, "\n \t\uFEFF")}, c: c}
	r.lines.Number = bytes.Count(text[:len(text)-len(r.lines.Rest)], []byte("\n"))
	r.rolling.on = rollingStamp.Match(r.lines.Rest)
	c.Rolls = !r.rolling.on
	r.header()
	for {
		line, ok := r.lines.Next()
		if !ok {
			r.rolling.report(c)
			return nil
		}
		if err := r.block(line); err != nil {
			return err
		}
	}
}

type vttReader struct {
	lines   timedtext.LineReader
	c       *timedtext.Collector
	rolling rollingLines
}

func (r *vttReader) header() {
	line, _ := r.lines.Next()
	r.c.Title = vttTitle(string(bytes.TrimPrefix(line, []byte("WEBVTT"))), r.c)
	for {
		rest := r.lines
		line, ok := rest.Next()
		if !ok || len(bytes.TrimSpace(line)) == 0 || isTimes(line) {
			return
		}
		r.lines = rest
		key, value, _ := strings.Cut(string(line[:min(len(line), 512)]), ":")
		headerField(r.c, key, value)
	}
}

// headerField reads a line of the header, or a part of the first one.
func headerField(c *timedtext.Collector, key, value string) bool {
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "language":
		c.Language = strings.TrimSpace(value)
	case "title":
		c.Title = strings.TrimSpace(value)
	case "kind":
	default:
		return false
	}
	return true
}

// vttTitle is the title behind WEBVTT. Some programs write the word FILE there, or the
// fields of the header.
func vttTitle(s string, c *timedtext.Collector) string {
	s = strings.TrimSpace(s)
	if s == "FILE" {
		return ""
	}
	parts := strings.Split(s, ";")
	fields := 0
	for _, part := range parts {
		if key, value, ok := strings.Cut(part, ":"); ok && headerField(c, key, value) {
			fields++
		}
	}
	if fields == len(parts) {
		return c.Title
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "- "))
}

// block reads what begins at line: a cue, or something to pass over.
func (r *vttReader) block(line []byte) error {
	trimmed := bytes.TrimSpace(line)
	if len(trimmed) == 0 {
		return nil
	}
	if isTimes(line) {
		return r.cue(line)
	}
	for _, word := range []string{"NOTE", "STYLE", "REGION"} {
		if rest, ok := bytes.CutPrefix(trimmed, []byte(word)); ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t' || rest[0] == ':') {
			if word == "NOTE" {
				noteField(r.c, string(rest))
			}
			r.skipBlock(word == "NOTE")
			return nil
		}
	}
	// The name of a cue, unless no times follow.
	at := r.lines.Number
	ahead := r.lines
	if next, ok := ahead.Next(); ok && isTimes(next) {
		r.lines = ahead
		return r.cue(next)
	}
	r.c.Found(at, timedtext.EmptyCue, false, "text without times stands between the cues; it was left out")
	r.skipBlock(false)
	return nil
}

// skipBlock passes over the rest of a block; a note may say the language.
func (r *vttReader) skipBlock(note bool) {
	for {
		ahead := r.lines
		line, ok := ahead.Next()
		if !ok || isTimes(line) {
			return
		}
		r.lines = ahead
		if note {
			noteField(r.c, string(line))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			return
		}
	}
}

// noteField reads "language:en-us" in a note, where one program writes it.
func noteField(c *timedtext.Collector, line string) {
	if key, value, ok := strings.Cut(line, ":"); ok && c.Language == "" && len(value) <= 35 && strings.ToLower(strings.TrimSpace(key)) == "language" {
		c.Language = strings.Trim(value, " \t\"")
	}
}

// isTimes reports whether a line has the times of a cue, or was meant to.
func isTimes(line []byte) bool {
	if !bytes.Contains(line, timedtext.Arrow) {
		return false
	}
	_, ok, broken := timedtext.ReadTimes(line)
	return ok || broken
}

func (r *vttReader) cue(line []byte) error {
	at := r.lines.Number
	times, ok, _ := timedtext.ReadTimes(line)
	var body timedtext.TextBuilder
	for {
		ahead := r.lines
		line, ok := ahead.Next()
		if !ok || len(line) == 0 || isTimes(line) || len(bytes.TrimSpace(line)) == 0 && cueFollows(ahead) {
			break
		}
		r.lines = ahead
		if !body.Add(line) {
			return &timedtext.PositionError{Line: at, Column: 1, Err: timedtext.ErrCueTooLong}
		}
	}
	if !ok {
		column, reason := timedtext.TimesFault(line)
		r.c.Bad(at, column, "%s", reason)
		return nil
	}
	if times.Early {
		r.c.Found(at, timedtext.OutOfOrder, true, "the cue begins before 0; its start was set to 0")
	}
	cue := timedtext.Cue{StartMS: times.Start, EndMS: times.End}
	if times.Text != "" {
		body.Bytes.WriteString("\n" + times.Text) // behind the times, in the same line
	}
	text, fresh := r.rolling.fresh(body.Take(), &cue, at)
	if !fresh {
		return nil
	}
	return addVoices(r.c, cue, readMarkup(text, cue.StartMS, vttTag, html.UnescapeString), at)
}

// vttTag: WebVTT shows no tag.
func vttTag(string) bool { return true }

// cueFollows reports whether the next lines are the head of a cue. WebVTT ends a
// cue at an empty line only, and the captions of YouTube hold lines of one space;
// but where a cue follows, a line of white space was meant to be empty.
func cueFollows(lines timedtext.LineReader) bool {
	for range 2 { // a cue may have a name before its times
		line, ok := lines.Next()
		if !ok || len(bytes.TrimSpace(line)) == 0 {
			return false
		}
		if isTimes(line) {
			return true
		}
	}
	return false
}

// cutTag finds the next tag of s. A "<" without ">" is text.
func cutTag(s string) (before, tag string, ok bool) {
	i := strings.IndexByte(s, '<')
	if i < 0 {
		return s, "", false
	}
	j := strings.IndexByte(s[i:], '>')
	if j < 0 {
		return s, "", false
	}
	i, j = strings.LastIndexByte(s[:i+j], '<'), i+j // I <3 <b>you</b>
	return s[:i], s[i+1 : j], true
}

// vttVoiceEnd closes a voice tag; a space keeps "--" and ">" from making an arrow.
func vttVoiceEnd(speaker string) string {
	if strings.HasSuffix(speaker, "-") {
		return " >"
	}
	return ">"
}

var vttEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// writeVTT writes WebVTT with voices and word stamps.
func writeVTT(w io.Writer, d *timedtext.Document) error {
	p := timedtext.Printer{To: w}
	p.Print("WEBVTT")
	if d.Title != "" {
		p.Print(" - ", strings.ReplaceAll(d.Title, "-->", "->"))
	}
	p.Print("\n")
	if d.Language != "" {
		p.Print("Language: ", d.Language, "\n")
	}
	for i := range d.Cues {
		cue := &d.Cues[i]
		p.Print("\n", timedtext.FormatClock(cue.StartMS, '.'), " --> ", timedtext.FormatClock(cue.EndMS, '.'), "\n")
		if cue.Speaker != "" {
			p.Print("<v ", vttEscaper.Replace(cue.Speaker), vttVoiceEnd(cue.Speaker))
		}
		if segments := timedtext.SegmentsOf(cue); segments != nil {
			for _, s := range segments {
				if s.Stamped {
					p.Print("<", timedtext.FormatClock(s.StartMS, '.'), ">")
				}
				p.Print(vttEscaper.Replace(s.Text))
			}
		} else {
			p.Print(vttEscaper.Replace(cue.Text))
		}
		p.Print("\n")
	}
	return p.Err
}
