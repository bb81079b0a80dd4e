package timedtext

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

// DetectReach is how much of a file is looked at to find its format.
const DetectReach = 16 << 10

// Arrow stands between the times of a cue.
var Arrow = []byte("-->")

// CueTimes is a line with the times of a cue.
type CueTimes struct {
	Start, End int64
	Early      bool   // it began before 0
	Text       string // what stands behind the times and is no setting
}

var (
	// A line of times: 00:01:02,345 --> 00:01:03,456, with the shorter and longer arrows
	// that are seen, and a colon before the thousandths.
	timesLine = regexp.MustCompile(`^(-?)(\d+(?::\d+){1,2}(?:[.,:]\d+)?)[ \t]*(?:-{1,3}|[=–—])[ \t]?>[ \t]*(-?)(\d+(?::\d+){1,2}(?:[.,:]\d+)?)(?:[ \t]+(.*)|((?:align|line|position|size|vertical|region):.*))?$`)
	// One that was meant as such: a time on either side of the arrow, and no words.
	likeTimes = regexp.MustCompile(`^(?:-?\d+[ \t]*:[\d:.,; \t-]*--+>.*|[\d:.,; \t-]*--+>[ \t]*-?\d+:\d.*)$`)
	// What may stand behind the times: positions and settings, name:value.
	cueSettings = regexp.MustCompile(`^(?:[\p{L}\d]+:\S*(?:[ \t]+|$))*$`)
	spacedTime  = regexp.MustCompile(`(\d)[ \t]*([:.,])[ \t]*(\d)`)
)

// wideSigns are the signs of times as a Chinese or Japanese keyboard writes them.
var wideSigns = strings.NewReplacer("：", ":", "，", ",", "．", ".", "。", ".", "－", "-", "＞", ">",
	"０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

// ReadTimes reads a line of times. ok is false where it is none; broken says then that it
// was meant to be one.
func ReadTimes(line []byte) (t CueTimes, ok, broken bool) {
	if bytes.IndexByte(line, '>') < 0 && !bytes.Contains(line, []byte("＞")) {
		return t, false, false
	}
	s := line[:min(len(line), 256)]
	for _, c := range s {
		if c >= 0x80 {
			s = []byte(wideSigns.Replace(dropMarks(string(s))))
			break
		}
	}
	s = bytes.TrimSpace(s)
	m := timesLine.FindSubmatch(s)
	if m == nil {
		s = spacedTime.ReplaceAll(spacedTime.ReplaceAll(s, []byte("$1$2$3")), []byte("$1$2$3"))
		if m = timesLine.FindSubmatch(s); m == nil {
			return t, false, likeTimes.Match(s)
		}
	}
	start, okStart := LooseClock(m[2])
	end, okEnd := LooseClock(m[4])
	if !okStart || !okEnd {
		return t, false, true
	}
	t = CueTimes{Start: start, End: end}
	if len(m[1]) > 0 && start > 0 {
		t.Start, t.Early = 0, true
	}
	if len(m[3]) > 0 {
		t.End = 0
	}
	behind := append(m[5], m[6]...)
	if !cueSettings.Match(behind) {
		if i := bytes.LastIndex(line, behind); i >= 0 {
			t.Text = strings.TrimSpace(string(line[i:]))
		} else {
			t.Text = string(behind)
		}
	}
	return t, true, false
}

// TimesFault says what is wrong with a broken line of times.
func TimesFault(line []byte) (column int, reason string) {
	i := bytes.Index(line, Arrow)
	side, at := "before", len(line)-len(bytes.TrimLeft(line, " \t"))
	if i >= 0 {
		if _, ok := LooseClock(bytes.TrimSpace(line[:i])); ok {
			tail := line[i+len(Arrow):]
			side, at = "after", len(line)-len(bytes.TrimLeft(tail, " \t"))
		}
	}
	return ColumnOf(line, at), "the time " + side + " --> cannot be read: write it like 00:01:02,345"
}

// LooseClock is ParseClock of the whole of s, where a third colon stands before the
// thousandths.
func LooseClock(s []byte) (int64, bool) {
	if bytes.Count(s, []byte(":")) == 3 {
		k := bytes.LastIndexByte(s, ':')
		s = append(append(bytes.Clone(s[:k]), '.'), s[k+1:]...)
	}
	ms, n := ParseClock(s)
	return ms, n > 0 && n == len(s) && ms < MaxTimeMS
}

// dropMarks takes the characters out of a text that are not seen: marks of the direction
// of writing, and spaces without a width.
func dropMarks(s string) string {
	if !strings.ContainsAny(s, invisible) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(invisible, r) {
			return -1
		}
		return r
	}, s)
}

const invisible = "\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF"

// HasTimes reports whether a line with the times of a cue stands in a text. A page may
// hold times too, "1:00 -> 5:00 News": a shorter arrow counts only where nothing stands
// behind times with thousandths.
func HasTimes(text []byte) bool {
	for line := range bytes.Lines(text) {
		t, ok, broken := ReadTimes(bytes.TrimSuffix(line, []byte("\n")))
		if (ok || broken) && bytes.Contains(line, Arrow) || ok && t.Text == "" && (t.Start%1000 != 0 || t.End%1000 != 0 || bytes.ContainsAny(line, ",.，")) {
			return true
		}
	}
	return false
}

// IsIndex reports whether a line can be the number of a cue.
func IsIndex(line []byte) bool {
	if len(line) == 0 || len(line) > 24 {
		return false
	}
	s := strings.TrimSpace(dropMarks(string(line)))
	if s == "" || len(s) > 8 {
		return false
	}
	for _, c := range []byte(s) {
		if !IsDigit(c) {
			return false
		}
	}
	return true
}

// clockInText is what a person would take for a time.
var clockInText = regexp.MustCompile(`^\W{0,3}\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d+)?\b|^\W{0,3}\d+\.\d+\s*s?\s*(?:-+>|-|–|~|,|\t)\s*\d+\.\d+`)

// TimesLine is the first line of a text that begins with what a person would take for a
// time; 0 where fewer than two do. A file that has such lines cannot be said to have no
// times, even where its format is not known.
func TimesLine(text string) int {
	first, count, no := 0, 0, 0
	for line := range strings.Lines(text[:min(len(text), DetectReach)]) {
		no++
		if clockInText.MatchString(strings.TrimSpace(line)) {
			if count++; first == 0 {
				first = no
			}
		}
	}
	if count < 2 {
		return 0
	}
	return first
}

// NoTimes is the error for a text without times, or, where a time seems to stand in a
// line, with times in no format that is known. Line 0 is none.
func NoTimes(line int) error {
	if line > 0 {
		return &PositionError{Line: line, Column: 1, Reason: "a time seems to stand here, but the file is in no format that is known here; save it as SRT or WebVTT", Err: ErrUnknownFormat}
	}
	return &PositionError{Err: ErrUntimed}
}

// letters counts the characters of a text, for sharing its time.
func letters(s string) int64 { return int64(utf8.RuneCountInString(s)) }
