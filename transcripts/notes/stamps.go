package notes

import (
	"regexp"
	"strconv"
	"strings"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/notes/source"
	"gendu/transcripts/sentences"
)

// leadingStamp is a time at the start of a line, or a span of two: [00:12],
// 00:01:10, (1:15), [00:00:00.000 --> 00:00:02.000].
var leadingStamp = regexp.MustCompile(`^[\[(\x{FF08}【]?\s*(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?` +
	`(?:\s*(?:-->|→|-|–|~)\s*(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)?\s*[\])\x{FF09}】]?(?:\s*[-–—|]\s+|\s*[:\x{FF1A}]\s+|\s+|$|([^\pN\s]))`)

// cutStamp takes the time off the start of a line, in ms.
func cutStamp(s string) (ms int64, rest string, ok bool) {
	if s == "" || !strings.ContainsAny(s[:min(len(s), 12)], ":") {
		return 0, s, false
	}
	m := leadingStamp.FindStringSubmatchIndex(s)
	if m == nil {
		return 0, s, false
	}
	number := func(k int) int64 {
		if m[2*k] < 0 {
			return 0
		}
		n, err := strconv.ParseInt(s[m[2*k]:m[2*k+1]], 10, 64)
		if err != nil {
			return 0 // the pattern has digits only
		}
		return n
	}
	if number(3) > 59 || m[2] >= 0 && number(2) > 59 {
		return 0, s, false
	}
	ms = (number(1)*3600 + number(2)*60 + number(3)) * 1000
	if m[8] >= 0 {
		fraction := (s[m[8]:m[9]] + "00")[:3]
		n, err := strconv.ParseInt(fraction, 10, 64)
		if err == nil {
			ms += n
		}
	}
	end := m[1]
	if m[10] >= 0 {
		end = m[10]
	}
	return ms, strings.TrimSpace(s[end:]), true
}

// trailingStamp is a time behind the name of who speaks: "Mei 0:12".
var trailingStamp = regexp.MustCompile(`\s+([\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}[\])]?)$`)

// cutStamps takes the times off the lines of a page whose times stand before
// speech. A list of chapters has times too; their names are no sentences, and such
// lines stay as they are.
func (n *notes) cutStamps() {
	type stamped struct {
		l    *noteLine
		ms   int64
		rest string
	}
	var list []stamped
	speech, bare := 0, 0
	for i, l := range n.lines {
		if l.use != "" || l.aside {
			continue
		}
		ms, rest, ok := cutStamp(l.text)
		if !ok {
			continue
		}
		list = append(list, stamped{l, ms, rest})
		switch {
		case rest == "":
			bare++
			if i+1 < len(n.lines) && lang.Size(n.lines[i+1].text) >= 3 {
				speech++
			}
		case sentences.EndsSentence(rest) || lang.Size(rest) >= 14:
			speech++
		}
	}
	if len(list) < 2 || speech*2 < len(list) {
		return
	}
	for _, s := range list {
		s.l.startMS, s.l.text = s.ms, s.rest
		s.l.bullet, s.l.text = source.CutBullet(s.l.text)
		s.l.script = lang.MainScript(s.l.text)
	}
	if bare > 0 {
		n.passStampsOn()
	}
}

// passStampsOn gives a time that stands on a line of its own to the next line.
func (n *notes) passStampsOn() {
	var out []*noteLine
	waiting, blank := int64(-1), false
	for _, l := range n.lines {
		if l.startMS >= 0 && l.text == "" {
			waiting, blank = l.startMS, blank || l.blankBefore
			place(l)
			l.as = gendu.UseHeading
			continue
		}
		if waiting >= 0 && l.startMS < 0 {
			l.startMS = waiting
		}
		l.blankBefore = l.blankBefore || blank
		waiting, blank = -1, false
		out = append(out, l)
	}
	n.lines = out
}
