package formats

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// assFields is the order of a dialogue's fields where the file does not say.
var assFields = []string{"layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"}

// readASS reads SubStation Alpha, SSA and ASS: the title, and the dialogues with
// their speaker; karaoke marks become words, all other styling is dropped.
//
// Like readTTML it is our own rather than go-astisub's, for the same reasons.
func readASS(text []byte, c *timedtext.Collector) error {
	lines := timedtext.LineReader{Rest: text}
	fields := assFields
	section := ""
	for {
		line, ok := lines.Next()
		if !ok {
			return nil
		}
		trimmed := bytes.TrimSpace(line)
		if len(trimmed) == 0 || trimmed[0] == ';' {
			continue
		}
		if trimmed[0] == '[' && trimmed[len(trimmed)-1] == ']' {
			section = strings.ToLower(string(trimmed[1 : len(trimmed)-1]))
			continue
		}
		key, value, ok := bytes.Cut(trimmed, []byte(":"))
		if !ok {
			continue
		}
		value = bytes.TrimLeft(value, " \t")
		switch name := strings.ToLower(string(key[:min(len(key), 16)])); {
		case section == "script info" && name == "title":
			c.Title = timedtext.OneLine(timedtext.TidyText(string(value[:min(len(value), sentences.MaxBytes)])))
		case section == "events" && name == "format":
			fields = nil
			for f := range strings.SplitSeq(strings.ToLower(string(value)), ",") {
				if fields = append(fields, strings.TrimSpace(f)); len(fields) > 50 {
					return timedtext.SyntaxError(lines.Number, 1, "the Format line has more than 50 fields")
				}
			}
		case section == "events" && name == "dialogue":
			if err := readDialogue(line, value, fields, lines.Number, c); err != nil {
				if err = c.BadError(err); err != nil {
					return err
				}
			}
		}
	}
}

func readDialogue(line, value []byte, fields []string, no int, c *timedtext.Collector) error {
	if len(value) > 8*sentences.MaxBytes {
		return &timedtext.PositionError{Line: no, Column: 1, Err: timedtext.ErrCueTooLong}
	}
	parts := bytes.SplitN(value, []byte(","), len(fields))
	if len(parts) < len(fields) {
		return timedtext.SyntaxError(no, 1, "the dialogue has %d fields; the Format line names %d", len(parts), len(fields))
	}
	cue := timedtext.Cue{EndMS: timedtext.NoEnd}
	offset := len(line) - len(bytes.TrimRight(line, " \t")) // of trailing space, which value does not have
	offset = len(line) - offset - len(value)
	text := ""
	for k, name := range fields {
		part := bytes.TrimSpace(parts[k])
		switch name {
		case "start", "end":
			ms, n := timedtext.ParseClock(part)
			if n == 0 || n != len(part) {
				return timedtext.SyntaxError(no, timedtext.ColumnOf(line, offset), "%q is no time: write it like 0:01:02.34", timedtext.Shorten(string(part)))
			}
			if name == "start" {
				cue.StartMS = ms
			} else {
				cue.EndMS = ms
			}
		case "name", "actor":
			cue.Speaker = string(part)
		case "text":
			text = string(part)
		}
		offset += len(parts[k]) + 1
	}
	readASSText(text, &cue)
	return c.Add(cue, no, 1)
}

var (
	assOverride = regexp.MustCompile(`\{[^{}]*\}`)
	assDrawing  = regexp.MustCompile(`\\p(\d)`)
	assKaraoke  = regexp.MustCompile(`\\[kK][fot]?\s*(\d{1,6})`)
)

// readASSText takes the overrides out of a text. Karaoke gives the length of
// every syllable in hundredths; syllables without a space between are one word.
func readASSText(s string, cue *timedtext.Cue) {
	at := cue.StartMS
	end := at
	var out strings.Builder
	var words []gendu.Word
	plain := func(t string) {
		t = strings.NewReplacer(`\N`, "\n", `\n`, "\n", `\h`, " ").Replace(t)
		karaoke := end > at || len(words) > 0
		if k := len(words) - 1; karaoke && strings.TrimSpace(t) != "" {
			joins := k >= 0 && out.Len() > 0 && !strings.HasSuffix(out.String(), " ") && !strings.HasSuffix(out.String(), "\n") &&
				!strings.HasPrefix(t, " ") && !strings.HasPrefix(t, "\n") && !lang.IsCJK(lang.LastRune(words[k].Text))
			if joins {
				words[k].Text += strings.TrimSpace(t)
				words[k].EndMS = end
			} else {
				words = append(words, gendu.Word{Text: timedtext.OneLine(t), StartMS: at, EndMS: end})
			}
		}
		out.WriteString(t)
	}
	last, drawing := 0, false
	for _, m := range assOverride.FindAllStringIndex(s, -1) {
		if m[0] > last && !drawing {
			plain(s[last:m[0]])
		}
		block := s[m[0]:m[1]]
		for _, d := range assDrawing.FindAllStringSubmatch(block, -1) {
			drawing = d[1] != "0" // what follows are coordinates and no text
		}
		for _, k := range assKaraoke.FindAllStringSubmatch(block, -1) {
			v, err := strconv.ParseInt(k[1], 10, 64)
			if err != nil {
				continue
			}
			at = end
			end += v * 10
		}
		last = m[1]
	}
	if last < len(s) && !drawing {
		plain(s[last:])
	}
	cue.Text, cue.Words = timedtext.TidyText(out.String()), words
}
