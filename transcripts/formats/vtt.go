package formats

import (
	"bytes"
	"html"
	"io"
	"strings"
)

// readVTT reads WebVTT: the title behind WEBVTT and the Language line of the
// header, cues with voices and time stamps inside; NOTE, STYLE and REGION blocks
// are passed over.
func readVTT(text []byte, c *collector) error {
	r := vttReader{lines: lineReader{rest: bytes.TrimLeft(text, "\n \t\uFEFF")}, c: c}
	r.lines.no = bytes.Count(text[:len(text)-len(r.lines.rest)], []byte("\n"))
	r.rolling.on = rollingStamp.Match(r.lines.rest)
	c.rolls = !r.rolling.on
	r.header()
	for {
		line, ok := r.lines.next()
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
	lines   lineReader
	c       *collector
	rolling rollingLines
}

func (r *vttReader) header() {
	line, _ := r.lines.next()
	r.c.title = vttTitle(string(bytes.TrimPrefix(line, []byte("WEBVTT"))), r.c)
	for {
		rest := r.lines
		line, ok := rest.next()
		if !ok || len(bytes.TrimSpace(line)) == 0 || isTimes(line) {
			return
		}
		r.lines = rest
		key, value, _ := strings.Cut(string(line[:min(len(line), 512)]), ":")
		r.c.headerField(key, value)
	}
}

// headerField reads a line of the header, or a part of the first one.
func (c *collector) headerField(key, value string) bool {
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "language":
		c.language = strings.TrimSpace(value)
	case "title":
		c.title = strings.TrimSpace(value)
	case "kind":
	default:
		return false
	}
	return true
}

// vttTitle is the title behind WEBVTT. Some programs write the word FILE there, or the
// fields of the header.
func vttTitle(s string, c *collector) string {
	s = strings.TrimSpace(s)
	if s == "FILE" {
		return ""
	}
	parts := strings.Split(s, ";")
	fields := 0
	for _, part := range parts {
		if key, value, ok := strings.Cut(part, ":"); ok && c.headerField(key, value) {
			fields++
		}
	}
	if fields == len(parts) {
		return c.title
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
				r.c.noteField(string(rest))
			}
			r.skipBlock(word == "NOTE")
			return nil
		}
	}
	// The name of a cue, unless no times follow.
	at := r.lines.no
	ahead := r.lines
	if next, ok := ahead.next(); ok && isTimes(next) {
		r.lines = ahead
		return r.cue(next)
	}
	r.c.found(at, EmptyCue, false, "text without times stands between the cues; it was left out")
	r.skipBlock(false)
	return nil
}

// skipBlock passes over the rest of a block; a note may say the language.
func (r *vttReader) skipBlock(note bool) {
	for {
		ahead := r.lines
		line, ok := ahead.next()
		if !ok || isTimes(line) {
			return
		}
		r.lines = ahead
		if note {
			r.c.noteField(string(line))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			return
		}
	}
}

// noteField reads "language:en-us" in a note, where one program writes it.
func (c *collector) noteField(line string) {
	if key, value, ok := strings.Cut(line, ":"); ok && c.language == "" && len(value) <= 35 && strings.ToLower(strings.TrimSpace(key)) == "language" {
		c.language = strings.Trim(value, " \t\"")
	}
}

// isTimes reports whether a line has the times of a cue, or was meant to.
func isTimes(line []byte) bool {
	if !bytes.Contains(line, arrow) {
		return false
	}
	_, ok, broken := readTimes(line)
	return ok || broken
}

func (r *vttReader) cue(line []byte) error {
	at := r.lines.no
	times, ok, _ := readTimes(line)
	var body textBuilder
	for {
		ahead := r.lines
		line, ok := ahead.next()
		if !ok || len(line) == 0 || isTimes(line) || len(bytes.TrimSpace(line)) == 0 && cueFollows(ahead) {
			break
		}
		r.lines = ahead
		if !body.add(line) {
			return &PositionError{Line: at, Column: 1, Err: ErrCueTooLong}
		}
	}
	if !ok {
		column, reason := timesFault(line)
		r.c.bad(at, column, "%s", reason)
		return nil
	}
	if times.early {
		r.c.found(at, OutOfOrder, true, "the cue begins before 0; its start was set to 0")
	}
	cue := Cue{StartMS: times.start, EndMS: times.end}
	if times.text != "" {
		body.b.WriteString("\n" + times.text) // behind the times, in the same line
	}
	text, fresh := r.rolling.fresh(body.take(), &cue, at)
	if !fresh {
		return nil
	}
	return r.c.addVoices(cue, readMarkup(text, cue.StartMS, vttTag, html.UnescapeString), at)
}

// vttTag: WebVTT shows no tag.
func vttTag(string) bool { return true }

// cueFollows reports whether the next lines are the head of a cue. WebVTT ends a
// cue at an empty line only, and the captions of YouTube hold lines of one space;
// but where a cue follows, a line of white space was meant to be empty.
func cueFollows(lines lineReader) bool {
	for range 2 { // a cue may have a name before its times
		line, ok := lines.next()
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
func writeVTT(w io.Writer, d *Document) error {
	p := printer{w: w}
	p.print("WEBVTT")
	if d.Title != "" {
		p.print(" - ", strings.ReplaceAll(d.Title, "-->", "->"))
	}
	p.print("\n")
	if d.Language != "" {
		p.print("Language: ", d.Language, "\n")
	}
	for i := range d.Cues {
		cue := &d.Cues[i]
		p.print("\n", FormatClock(cue.StartMS, '.'), " --> ", FormatClock(cue.EndMS, '.'), "\n")
		if cue.Speaker != "" {
			p.print("<v ", vttEscaper.Replace(cue.Speaker), vttVoiceEnd(cue.Speaker))
		}
		if segments := segmentsOf(cue); segments != nil {
			for _, s := range segments {
				if s.stamped {
					p.print("<", FormatClock(s.startMS, '.'), ">")
				}
				p.print(vttEscaper.Replace(s.text))
			}
		} else {
			p.print(vttEscaper.Replace(cue.Text))
		}
		p.print("\n")
	}
	return p.err
}
