package formats

import (
	"bytes"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gendu/transcripts/formats/timedtext"
)

// readSRT reads SubRip. It is lenient where files differ, as players are: the number of
// a cue may be missing or wrong, times are read as readTimes says, and there may be
// positions behind them. A cue lasts until an empty line that comes before the next times,
// so that a text with an empty line in it stays whole.
func readSRT(text []byte, c *timedtext.Collector) error {
	c.Rolls = true
	r := srtReader{lines: timedtext.LineReader{Rest: text}, c: c}
	for {
		line, ok := r.lines.Next()
		if !ok {
			return r.flush()
		}
		times, ok, broken := timedtext.ReadTimes(line)
		var err error
		switch {
		case ok:
			err = r.begin(times)
		case broken:
			err = r.flush()
			r.skipping = true
			column, reason := timedtext.TimesFault(line)
			c.Bad(r.lines.Number, column, "%s", reason)
		default:
			err = r.text(line)
		}
		if err != nil {
			return err
		}
	}
}

type srtReader struct {
	lines    timedtext.LineReader
	c        *timedtext.Collector
	cue      *timedtext.Cue
	at       int
	body     timedtext.TextBuilder
	index    string // the number before the cue
	blank    bool   // the line before was empty
	skipping bool   // what follows belongs to a cue that was left out
}

func (r *srtReader) begin(t timedtext.CueTimes) error {
	if err := r.flush(); err != nil {
		return err
	}
	r.cue, r.at, r.blank, r.skipping = &timedtext.Cue{StartMS: t.Start, EndMS: t.End}, r.lines.Number, false, false
	if t.Early {
		r.c.Found(r.at, timedtext.OutOfOrder, true, "the cue begins before 0; its start was set to 0")
	}
	if t.Text != "" {
		r.body.Add([]byte(t.Text))
	}
	return nil
}

func (r *srtReader) flush() error {
	if r.cue == nil {
		return nil
	}
	cue := *r.cue
	r.cue = nil
	return addVoices(r.c, cue, readMarkup(plainCueText(r.body.Take()), cue.StartMS, srtTag, unescapeSRT), r.at)
}

// text reads a line that holds no times.
func (r *srtReader) text(line []byte) error {
	trimmed := bytes.TrimSpace(line)
	switch {
	case len(trimmed) == 0:
		r.blank = true
	case timedtext.IsIndex(line) && r.isNumber(trimmed):
		r.index, r.blank = string(trimmed), false
	case r.cue == nil:
		if !r.skipping {
			r.c.Found(r.lines.Number, timedtext.EmptyCue, false, "text without times stands before the cues; it was left out")
			r.skipping = true
		}
	case !r.body.Add(trimmed):
		return &timedtext.PositionError{Line: r.at, Column: 1, Err: timedtext.ErrCueTooLong}
	default:
		r.blank = false
	}
	return nil
}

// isNumber reports whether a line of digits is the number of the cue whose times follow
// right below, and not what the cue before says.
func (r *srtReader) isNumber(line []byte) bool {
	rest := r.lines
	next, ok := rest.Next()
	if !ok {
		return r.cue == nil
	}
	_, times, broken := timedtext.ReadTimes(next)
	if !times && !broken {
		return r.cue == nil && !r.skipping && len(bytes.TrimSpace(next)) == 0
	}
	if r.cue == nil || r.blank || r.body.Bytes.Len() > 0 {
		return true
	}
	// It stands right below the times of a cue: its text, or the next number where that
	// cue is empty.
	before, errBefore := strconv.Atoi(r.index)
	now, errNow := strconv.Atoi(string(line))
	return errBefore == nil && errNow == nil && now == before+1
}

// srtTag reports whether players read a tag in SubRip, and do not show it.
func srtTag(name string) bool {
	switch strings.TrimPrefix(name, "/") {
	case "b", "i", "u", "s", "font", "c", "v", "lang", "ruby", "rt", "rp", "rb", "rtc", "span", "br", "em", "strong", "strike", "del", "ins",
		"small", "big", "sub", "sup", "tt", "center", "p", "div":
		return true
	}
	return false
}

var entity = regexp.MustCompile(`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

// unescapeSRT reads the entities that programs leave in SubRip. Only those that end in a
// semicolon are meant as such.
func unescapeSRT(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return entity.ReplaceAllStringFunc(s, html.UnescapeString)
}

// escapeSRT writes what unescapeSRT would read as an entity.
func escapeSRT(s string) string {
	return entity.ReplaceAllStringFunc(s, func(e string) string { return "&amp;" + e[1:] })
}

// override is styling in braces: {\an8} of SubStation Alpha and {y:i} of MicroDVD.
var override = regexp.MustCompile(`\{\\[^{}]*\}|\{[a-zA-Z]:[^{}]*\}`)

// plainCueText takes the styling in braces out of a cue.
func plainCueText(s string) string {
	if strings.IndexByte(s, '{') < 0 {
		return s
	}
	return override.ReplaceAllString(s, "")
}

// srtText is a text as SRT can hold it: what would be read as styling or as
// times is written with other brackets.
func srtText(s string) string {
	if !strings.ContainsAny(s, "<{>＞") {
		return s
	}
	s = strings.ReplaceAll(s, "-->", "→")
	s = tagStart.ReplaceAllString(s, "‹$1")
	s = overrideStart.ReplaceAllString(s, "{")
	s = microDVD.ReplaceAllString(s, "{ $1")
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if _, ok, broken := timedtext.ReadTimes([]byte(line)); ok || broken {
			lines[i] = strings.NewReplacer(">", "→", "＞", "→").Replace(line)
		}
	}
	return strings.Join(lines, "\n")
}

// tagStart is where a tag could begin.
var tagStart = regexp.MustCompile(`<(/?[a-zA-Z])`)

// microDVD is where styling of MicroDVD could begin.
var microDVD = regexp.MustCompile(`\{([a-zA-Z]:)`)

// overrideStart is where an override could begin: with all its backslashes, or the
// next one would begin another.
var overrideStart = regexp.MustCompile(`\{\\+`)

// writeSRT writes SubRip.
func writeSRT(w io.Writer, d *timedtext.Document) error {
	p := timedtext.Printer{To: w}
	for i := range d.Cues {
		cue := &d.Cues[i]
		if i > 0 {
			p.Print("\n")
		}
		p.Print(strconv.Itoa(i+1), "\n", timedtext.FormatClock(cue.StartMS, ','), " --> ", timedtext.FormatClock(cue.EndMS, ','), "\n", escapeSRT(cue.Text), "\n")
	}
	return p.Err
}
