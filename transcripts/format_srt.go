package transcripts

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
)

var arrow = []byte("-->")

// readSRT reads SubRip. It is lenient where files differ: the number of a cue
// may be missing or wrong, decimals may follow a point, and there may be
// positions behind the times. A cue lasts until an empty line that comes before
// the next times, so that a text with an empty line in it stays whole.
func readSRT(text []byte, c *collector) error {
	lines := lineReader{rest: text}
	var cue *TimedCue
	var body textBuilder
	var at int
	var pending []byte // a line that may be the number of the next cue
	flush := func() error {
		if cue == nil {
			return nil
		}
		cue.Text = plainCueText(body.take())
		err := c.add(*cue, at, 1)
		cue = nil
		return err
	}
	for {
		line, ok := lines.next()
		if !ok {
			break
		}
		if bytes.Contains(line, arrow) {
			start, end, err := timesAround(line, lines.no)
			if err != nil {
				return err
			}
			if err := flush(); err != nil {
				return err
			}
			pending = nil
			cue = &TimedCue{StartMS: start, EndMS: end}
			at = lines.no
			continue
		}
		trimmed := bytes.TrimSpace(line)
		if pending != nil {
			// It was no number of a cue: it is text.
			if cue != nil && !body.add(pending) {
				return &PositionError{Line: at, Column: 1, Err: ErrCueTooLong}
			}
			pending = nil
		}
		switch {
		case isNumeral(string(trimmed)) && len(trimmed) < 9 && (cue == nil || body.b.Len() > 0):
			pending = trimmed
		case cue == nil && len(trimmed) > 0:
			return syntaxError(lines.no, firstColumn(line), "text stands here where a cue's number or times (00:00:01,000 --> 00:00:02,000) should be")
		case cue != nil && len(trimmed) > 0 && !body.add(trimmed):
			return &PositionError{Line: at, Column: 1, Err: ErrCueTooLong}
		}
	}
	if pending != nil && cue != nil && !body.add(pending) {
		return &PositionError{Line: at, Column: 1, Err: ErrCueTooLong}
	}
	return flush()
}

// timesAround reads "start --> end".
func timesAround(line []byte, no int) (start, end int64, err error) {
	i := bytes.Index(line, arrow)
	head := bytes.TrimLeft(line[:i], " \t")
	start, n := parseClock(head)
	if n == 0 || len(bytes.TrimSpace(head[n:])) > 0 {
		return 0, 0, syntaxError(no, firstColumn(line), "the time before --> cannot be read: write it like 00:01:02,345")
	}
	tail := bytes.TrimLeft(line[i+len(arrow):], " \t")
	end, n = parseClock(tail)
	if n == 0 || n < len(tail) && tail[n] != ' ' && tail[n] != '\t' {
		return 0, 0, syntaxError(no, columnOf(line, len(line)-len(tail)), "the time after --> cannot be read: write it like 00:01:02,345")
	}
	return start, end, nil
}

// markup is the styling that SRT files carry: HTML-like tags and {\an8}.
var markup = regexp.MustCompile(`</?(?:[biusBIUS]|font|FONT)(?:\s[^<>]*)?>|\{\\[^{}]*\}`)

// plainCueText takes the styling out of a cue.
func plainCueText(s string) string {
	if !strings.ContainsAny(s, "<{") {
		return s
	}
	return markup.ReplaceAllString(s, "")
}

// srtText is a text as SRT can hold it: what would be read as styling or as
// times is written with other brackets.
func srtText(s string) string {
	if !strings.ContainsAny(s, "<{>") {
		return s
	}
	s = strings.ReplaceAll(s, "-->", "→")
	s = tagStart.ReplaceAllString(s, "‹$1")
	return overrideStart.ReplaceAllString(s, "{")
}

// tagStart is where a tag could begin.
var tagStart = regexp.MustCompile(`<(/?[biusfBIUSF])`)

// overrideStart is where an override could begin: with all its backslashes, or the
// next one would begin another.
var overrideStart = regexp.MustCompile(`\{\\+`)

// writeSRT writes SubRip.
func writeSRT(w io.Writer, d *Document) error {
	p := printer{w: w}
	for i := range d.Cues {
		cue := &d.Cues[i]
		if i > 0 {
			p.print("\n")
		}
		p.print(strconv.Itoa(i+1), "\n", formatClock(cue.StartMS, ','), " --> ", formatClock(cue.EndMS, ','), "\n", cue.Text, "\n")
	}
	return p.err
}
