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
	title := strings.TrimSpace(string(bytes.TrimPrefix(line, []byte("WEBVTT"))))
	r.c.title = strings.TrimSpace(strings.TrimPrefix(title, "- "))
	for {
		rest := r.lines
		line, ok := rest.next()
		if !ok || len(bytes.TrimSpace(line)) == 0 || bytes.Contains(line, arrow) {
			return
		}
		r.lines = rest
		key, value, _ := strings.Cut(string(line[:min(len(line), 512)]), ":")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "language":
			r.c.language = strings.TrimSpace(value)
		case "title":
			r.c.title = strings.TrimSpace(value)
		}
	}
}

// block reads what begins at line: a cue, or something to pass over.
func (r *vttReader) block(line []byte) error {
	trimmed := bytes.TrimSpace(line)
	if len(trimmed) == 0 {
		return nil
	}
	if bytes.Contains(line, arrow) {
		return r.cue(line)
	}
	for _, word := range []string{"NOTE", "STYLE", "REGION"} {
		if rest, ok := bytes.CutPrefix(trimmed, []byte(word)); ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t' || rest[0] == ':') {
			r.skipBlock()
			return nil
		}
	}
	// The name of a cue, unless no times follow.
	at := r.lines.no
	ahead := r.lines
	if next, ok := ahead.next(); ok && bytes.Contains(next, arrow) {
		r.lines = ahead
		return r.cue(next)
	}
	r.c.found(at, EmptyCue, false, "text without times stands between the cues; it was left out")
	r.skipBlock()
	return nil
}

func (r *vttReader) skipBlock() {
	for {
		ahead := r.lines
		line, ok := ahead.next()
		if !ok || bytes.Contains(line, arrow) {
			return
		}
		r.lines = ahead
		if len(bytes.TrimSpace(line)) == 0 {
			return
		}
	}
}

func (r *vttReader) cue(times []byte) error {
	at := r.lines.no
	start, end, err := timesAround(times, at)
	if err != nil {
		return err
	}
	var body textBuilder
	for {
		ahead := r.lines
		line, ok := ahead.next()
		if !ok || len(line) == 0 || bytes.Contains(line, arrow) || len(bytes.TrimSpace(line)) == 0 && cueFollows(ahead) {
			break
		}
		r.lines = ahead
		if !body.add(line) {
			return &PositionError{Line: at, Column: 1, Err: ErrCueTooLong}
		}
	}
	cue := Cue{StartMS: start, EndMS: end}
	text, fresh := r.rolling.fresh(body.take(), &cue, at)
	if !fresh {
		return nil
	}
	readVTTText(text, &cue)
	return r.c.add(cue, at, 1)
}

// cueFollows reports whether the next lines are the head of a cue. WebVTT ends a
// cue at an empty line only, and the captions of YouTube hold lines of one space;
// but where a cue follows, a line of white space was meant to be empty.
func cueFollows(lines lineReader) bool {
	for range 2 { // a cue may have a name before its times
		line, ok := lines.next()
		if !ok || len(bytes.TrimSpace(line)) == 0 {
			return false
		}
		if bytes.Contains(line, arrow) {
			return true
		}
	}
	return false
}

// readVTTText reads the payload of a cue: tags, stamps and entities.
func readVTTText(s string, cue *Cue) {
	if !strings.ContainsAny(s, "<&") {
		cue.Text = s
		return
	}
	segments := []segment{{startMS: cue.StartMS}}
	var text, all strings.Builder
	flush := func() {
		t := html.UnescapeString(text.String())
		segments[len(segments)-1].text = t
		all.WriteString(t)
		text.Reset()
	}
	for s != "" {
		before, tag, ok := cutTag(s)
		text.WriteString(before)
		if !ok {
			break
		}
		s = s[len(before)+len(tag)+2:]
		if ms, n := parseClock([]byte(tag)); n > 0 && n == len(tag) {
			flush()
			segments = append(segments, segment{startMS: ms, stamped: true})
			continue
		}
		if name, voice, _ := strings.Cut(tag, " "); cue.Speaker == "" && (name == "v" || strings.HasPrefix(name, "v.")) {
			cue.Speaker = html.UnescapeString(strings.TrimSpace(voice))
		}
	}
	flush()
	cue.Text = all.String()
	cue.Words = wordsOf(segments, cue.EndMS)
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
	return s[:i], s[i+1 : i+j], true
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
