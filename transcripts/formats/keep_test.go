package formats

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gendu"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// pieces are what random texts are made of: words, and everything that has a
// meaning in one of the formats.
var pieces = []string{
	"Hello", "world", "a", "don't", "café", "你好", "世界", "。", "!", "\uFF1F", "...", "--", "-->", "<i>", "</i>", "<b", ">", "<", "&",
	"&amp;", "&nbsp;", "{\\an8}", "{", "}", "\\N", "[00:01.00]", "[", "]", "<00:00:01.000>", "<00:01.00>", "\"", "\"\"", "'", "\t", "\n",
	"\n\n", "42", "1", "NOTE x", "STYLE", "WEBVTT", "00:00:01,000 --> 00:00:02,000", "xmin = 3", "! no comment", ";", ",", ":", "<v Bob>",
	"\u00A0", "\u3000", "\uFEFF", "\r", "\x00", "\x07", "\xff", "[ti:x]", "\\", "Dialogue: 0", "#", "(", ")", "←", "🎧", "text\ttab", "{}", "-",
}

func randomText(r *rand.Rand, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// randomDocument makes a document as it might come from anywhere: out of order,
// overlapping, with words that may or may not stand in the text.
func randomDocument(r *rand.Rand) *timedtext.Document {
	d := &timedtext.Document{Title: randomText(r, 3), Language: []string{"", "en", "zh-Hant"}[r.IntN(3)]}
	at := int64(r.IntN(5000))
	for range 1 + r.IntN(6) {
		length := int64(r.IntN(4000))
		cue := timedtext.Cue{StartMS: at, EndMS: at + length, Text: randomText(r, 8)}
		if r.IntN(3) == 0 {
			cue.Translation = randomText(r, 5)
		}
		if r.IntN(3) == 0 {
			cue.Speaker = randomText(r, 2)
		}
		if r.IntN(2) == 0 {
			t := cue.StartMS
			for _, w := range strings.Fields(cue.Text) {
				step := int64(r.IntN(300))
				cue.Words = append(cue.Words, gendu.Word{Text: w, StartMS: t, EndMS: t + step})
				t += step
				if r.IntN(9) == 0 {
					cue.Words = append(cue.Words, gendu.Word{Text: "stray", StartMS: t, EndMS: t})
				}
			}
		}
		d.Cues = append(d.Cues, cue)
		at += int64(r.IntN(5000)) - 200
		at = max(0, at)
	}
	return d
}

func TestParseOfWriteIsKeep(t *testing.T) {
	t.Parallel()
	for _, f := range Written {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(4, 935))
			for i := range 3000 {
				d := randomDocument(r)
				if err := checkRoundTrip(d, f); err != nil {
					t.Fatalf("document %d: %v", i, err)
				}
			}
		})
	}
}

// checkRoundTrip writes and reads d, and what was read once more.
func checkRoundTrip(d *timedtext.Document, f Format) error {
	want, err := Keep(d, f)
	if err != nil {
		return nil //nolint:nilerr // a document that cannot be kept cannot be written either
	}
	for round := range 2 {
		var b bytes.Buffer
		if err := Write(&b, d, f); err != nil {
			return fmt.Errorf("round %d: write: %w", round, err)
		}
		got, format, err := Parse("x", b.Bytes())
		if err != nil {
			return fmt.Errorf("round %d: parse: %w\n%s", round, err, b.String())
		}
		if format != f {
			return fmt.Errorf("round %d: read as %s\n%s", round, format, b.String())
		}
		got.Mended = slices.DeleteFunc(got.Mended, func(f timedtext.Finding) bool { return f.Kind == timedtext.Encoding }) // a U+FFFD of the document
		if len(got.Mended) > 0 {
			return fmt.Errorf("round %d: mended %v\n%s", round, got.Mended, b.String())
		}
		got.Mended = nil
		if !reflect.DeepEqual(got, want) {
			return fmt.Errorf("round %d\n got %+v\nwant %+v\n%s", round, got, want, b.String())
		}
		d = got
	}
	return nil
}

func TestKeepRefuses(t *testing.T) {
	t.Parallel()
	cue := []timedtext.Cue{{StartMS: 0, EndMS: 1000, Text: "x"}}
	for name, c := range map[string]struct {
		d *timedtext.Document
		f Format
	}{
		"untimed":     {&timedtext.Document{Cues: cue, Untimed: true}, VTT},
		"read only":   {&timedtext.Document{Cues: cue}, ASS},
		"no cues":     {&timedtext.Document{}, VTT},
		"cue too big": {&timedtext.Document{Cues: []timedtext.Cue{{EndMS: 1, Text: strings.Repeat("x", sentences.MaxBytes+1)}}}, SRT},
	} {
		if _, err := Keep(c.d, c.f); err == nil {
			t.Errorf("%s: no error", name)
		}
		if err := Write(&bytes.Buffer{}, c.d, c.f); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}
