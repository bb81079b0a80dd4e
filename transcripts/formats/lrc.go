package formats

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// readLRC reads lyrics: [mm:ss.xx] before a line, several stamps for a line that
// repeats, <mm:ss.xx> before words, and the tags ti, la and offset. A line lasts
// until the next stamp; a stamp with nothing behind it ends the line before.
func readLRC(text []byte, c *timedtext.Collector) error {
	lines := timedtext.LineReader{Rest: text}
	c.UntilNext = true
	hours := lrcHours(text)
	var offset int64
	for {
		line, ok := lines.Next()
		if !ok {
			return nil
		}
		rest := bytes.TrimLeft(line, " \t")
		if key, value, ok := lrcTag(rest); ok {
			switch key {
			case "ti":
				c.Title = value
			case "la":
				c.Language = value
			case "offset":
				// A positive offset shows the lines earlier.
				v, n := timedtext.LeadingDigits([]byte(strings.TrimLeft(value, "+-")))
				if n > 0 && n < 10 {
					offset = v
					if strings.HasPrefix(value, "-") {
						offset = -v
					}
				}
			}
			continue
		}
		if err := readLRCLine(line, rest, lrcScale{offset, hours}, lines.Number, c); err != nil {
			if err = c.BadError(err); err != nil {
				return err
			}
		}
	}
}

// lrcScale says how the stamps of a file count.
type lrcScale struct {
	offset int64 // what is taken from each time
	hours  bool  // three fields with colons are hours, minutes and seconds
}

// lrcThree is a stamp of three fields with colons between them.
var lrcThree = regexp.MustCompile(`(?m)^[ \t]*\[(\d{1,4}):(\d{1,2}):(\d{1,2})\](.*)$`)

// How much a quick speaker says in a second.
const (
	quickLetters    = 20
	quickCharacters = 7
)

// lrcHours reports whether stamps of three fields, [00:01:15], are hours, minutes and
// seconds and not, as lyrics have them, minutes, seconds and hundredths. As hundredths,
// the text would go by faster than it can be spoken.
func lrcHours(text []byte) bool {
	head := text[:min(len(text), 4*timedtext.DetectReach)]
	var first, last, spoken, before int64
	count := 0
	for _, m := range lrcThree.FindAllSubmatch(head, -1) {
		var f [3]int64
		for k := range f {
			f[k], _ = timedtext.LeadingDigits(m[k+1])
		}
		if f[1] > 59 || f[2] > 59 {
			return false
		}
		if last = f[0]*60_000 + f[1]*1000 + f[2]*10; count == 0 {
			first = last
		}
		count++
		spoken += before
		before = sentences.SpeakingMS(string(m[4]), quickLetters, quickCharacters)
	}
	return count > 1 && spoken > last-first
}

// lrcTag reads [ti:Title].
func lrcTag(line []byte) (key, value string, ok bool) {
	if len(line) < 3 || line[0] != '[' || timedtext.IsDigit(line[1]) || bytes.HasPrefix(line, []byte("[bg:")) {
		return "", "", false
	}
	end := bytes.IndexByte(line, ']')
	colon := bytes.IndexByte(line, ':')
	if end < 0 || colon < 0 || colon > end || colon > 12 {
		return "", "", false
	}
	return strings.ToLower(string(bytes.TrimSpace(line[1:colon]))), strings.TrimSpace(string(line[colon+1 : end])), true
}

func readLRCLine(line, rest []byte, scale lrcScale, no int, c *timedtext.Collector) error {
	if back, ok := bytes.CutPrefix(rest, []byte("[bg:")); ok { // voices in the background
		return readLRCBackground(bytes.TrimSuffix(bytes.TrimSpace(back), []byte("]")), scale, no, c)
	}
	var starts []int64
	for {
		ms, n := lrcStamp(rest, '[', ']', scale.hours)
		if n == 0 {
			break
		}
		starts = append(starts, max(0, ms-scale.offset))
		rest = bytes.TrimLeft(rest[n:], " \t")
	}
	rest = bytes.TrimSpace(rest)
	column := timedtext.ColumnOf(line, len(line)-len(rest))
	switch {
	case len(starts) == 0 && len(rest) == 0:
		return nil
	case len(starts) == 0:
		return timedtext.SyntaxError(no, timedtext.FirstColumn(line), "the line has no time: write it like [01:02.34]")
	case len(rest) == 0:
		return c.EndAt(starts, no)
	case len(rest) > 8*sentences.MaxBytes:
		return &timedtext.PositionError{Line: no, Column: column, Err: timedtext.ErrCueTooLong}
	}
	for _, start := range starts {
		cue := timedtext.Cue{StartMS: start, EndMS: timedtext.NoEnd}
		text := string(rest)
		if m := lrcVoice.FindStringSubmatch(text); m != nil {
			cue.Speaker, text = m[1], m[2]
		}
		readLRCText(text, &cue, start-starts[0]-scale.offset)
		if err := c.Add(cue, no, 1); err != nil {
			return err
		}
	}
	return nil
}

// lrcVoice is how enhanced lyrics say who sings: v1: and v2:.
var lrcVoice = regexp.MustCompile(`^(v\d{1,2}):\s*(\S.*)$`)

// readLRCBackground reads a line whose only times are those of its words.
func readLRCBackground(text []byte, scale lrcScale, no int, c *timedtext.Collector) error {
	i := bytes.IndexByte(text, '<')
	if i < 0 || len(text) > 8*sentences.MaxBytes {
		return timedtext.SyntaxError(no, 1, "the line has no time: write it like [01:02.34]")
	}
	start, n := lrcStamp(text[i:], '<', '>', scale.hours)
	if n == 0 {
		return timedtext.SyntaxError(no, 1, "the line has no time: write it like [01:02.34]")
	}
	cue := timedtext.Cue{StartMS: max(0, start-scale.offset), EndMS: timedtext.NoEnd}
	readLRCText(string(text), &cue, -scale.offset)
	return c.Add(cue, no, 1)
}

// lrcStamp reads a stamp between the given brackets: mm:ss, mm:ss.xx, h:mm:ss.xx, and
// mm:ss:xx or, with hours, h:mm:ss.
func lrcStamp(s []byte, open, closing byte, hours bool) (ms int64, n int) {
	if len(s) < 3 || s[0] != open || !timedtext.IsDigit(s[1]) {
		return 0, 0
	}
	end := bytes.IndexByte(s[:min(len(s), 24)], closing)
	if end < 0 {
		return 0, 0
	}
	inside := s[1:end]
	if !hours && bytes.Count(inside, []byte(":")) == 2 && bytes.IndexByte(inside, '.') < 0 {
		// mm:ss:xx
		k := bytes.LastIndexByte(inside, ':')
		inside = append(append(append([]byte{}, inside[:k]...), '.'), inside[k+1:]...)
	}
	ms, read := timedtext.ParseClock(inside)
	if read == 0 || read != len(inside) {
		return 0, 0
	}
	return ms, end + 1
}

// readLRCText reads the words of a line. shift is added to their times: the
// stamps of a repeated line hold for its first appearance.
func readLRCText(s string, cue *timedtext.Cue, shift int64) {
	if strings.IndexByte(s, '<') < 0 {
		cue.Text = s
		return
	}
	segments := []timedtext.Segment{{StartMS: cue.StartMS}}
	var text, all strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			text.WriteString(s)
			break
		}
		text.WriteString(s[:i])
		s = s[i:]
		ms, n := lrcStamp([]byte(s[:min(len(s), 24)]), '<', '>', false)
		if n == 0 {
			text.WriteByte('<')
			s = s[1:]
			continue
		}
		segments[len(segments)-1].Text = text.String()
		all.WriteString(text.String())
		text.Reset()
		segments = append(segments, timedtext.Segment{StartMS: max(0, ms+shift), Stamped: true})
		s = s[n:]
	}
	segments[len(segments)-1].Text = text.String()
	all.WriteString(text.String())
	cue.Text = strings.Join(strings.Fields(all.String()), " ")
	cue.Words = timedtext.WordsOf(segments, timedtext.MaxTimeMS)
}

// lrcLike matches what would be read as a stamp inside a line.
var lrcLike = regexp.MustCompile(`^\[\d{1,7}(?::\d{1,7}){1,2}(?:[.,]\d+)?\]|<\d{1,7}(?::\d{1,7}){1,2}(?:[.,]\d+)?>`)

var lrcBrackets = strings.NewReplacer("[", "(", "]", ")", "<", "(", ">", ")")

// lrcText is a text as LRC can hold it: in one line, and with round brackets
// around what would be read as a stamp; v1: at the start would be read as a voice.
func lrcText(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if lrcVoice.MatchString(s) {
		s = strings.Replace(s, ":", " :", 1)
	}
	if !strings.ContainsAny(s, "[<") {
		return s
	}
	return lrcLike.ReplaceAllStringFunc(s, lrcBrackets.Replace)
}

// writeLRC writes lyrics, with word stamps where a cue has words.
func writeLRC(w io.Writer, d *timedtext.Document) error {
	p := timedtext.Printer{To: w}
	if d.Title != "" {
		p.Print("[ti:", lrcTagValue(d.Title), "]\n")
	}
	if d.Language != "" {
		p.Print("[la:", lrcTagValue(d.Language), "]\n")
	}
	for i := range d.Cues {
		cue := d.Cues[i]
		p.Print("[", timedtext.LrcClock(cue.StartMS), "]")
		if segments := timedtext.SegmentsOf(&cue); segments != nil {
			for _, s := range segments {
				if s.Stamped {
					p.Print("<", timedtext.LrcClock(s.StartMS), ">")
				}
				p.Print(s.Text)
			}
			p.Print("\n")
		} else {
			p.Print(cue.Text, "\n")
		}
		if i+1 == len(d.Cues) || d.Cues[i+1].StartMS != cue.EndMS {
			p.Print("[", timedtext.LrcClock(cue.EndMS), "]\n")
		}
	}
	return p.Err
}

func lrcTagValue(s string) string { return strings.Trim(strings.ReplaceAll(s, "]", ")"), " ") }
