package formats

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"gendu"
	"gendu/transcripts/formats/timedtext"
)

// TestKeepTable holds that files keep what the table in the comment of Keep
// says: a cue that has everything is written and read, and every column is
// looked at in what came back. Keep itself is not asked.
func TestKeepTable(t *testing.T) {
	t.Parallel()
	rows := keepRows(t)
	if len(rows) != len(Written) {
		t.Fatalf("the table has %d rows, %d formats are written", len(rows), len(Written))
	}
	for _, f := range Written {
		want, ok := rows[f]
		if !ok {
			t.Errorf("%s is not in the table", f)
			continue
		}
		d := &timedtext.Document{Language: "en", Title: "Two words", Cues: []timedtext.Cue{{
			StartMS: 1010, EndMS: 3020, Text: "Good day,\nmy friend", Translation: "你好,朋友", Speaker: "Ann Lee",
			Words: []gendu.Word{{Text: "Good", StartMS: 1010, EndMS: 1300}, {Text: "day,", StartMS: 1400, EndMS: 1900}, {Text: "my", StartMS: 2000, EndMS: 2200}, {Text: "friend", StartMS: 2300, EndMS: 2900}},
		}, {StartMS: 4000, EndMS: 5000, Text: "Bye.", Words: []gendu.Word{{Text: "Bye.", StartMS: 4500, EndMS: 4500}}}}}
		var b bytes.Buffer
		if err := Write(&b, d, f); err != nil {
			t.Fatal(f, err)
		}
		got, _, err := Parse("x", b.Bytes())
		if err != nil {
			t.Fatal(f, err)
		}
		if len(got.Cues) != 2 || got.Cues[0].StartMS != 1010 || got.Cues[0].EndMS != 3020 || strings.Join(strings.Fields(got.Cues[0].Text), " ") != "Good day, my friend" {
			t.Errorf("%s: order, times or text: %+v", f, got.Cues)
			continue
		}
		cue := got.Cues[0]
		for _, c := range []struct {
			column, want, got string
		}{
			{"line breaks", want[0], yesNo(cue.Text == d.Cues[0].Text)},
			{"translation", want[1], yesNo(cue.Translation == d.Cues[0].Translation)},
			{"speaker", want[2], yesNo(cue.Speaker == d.Cues[0].Speaker)},
			{"words", want[3], wordsKept(got.Cues, d.Cues)},
			{"language, title", want[4], yesNo(got.Language == d.Language && got.Title == d.Title)},
		} {
			if c.got != c.want {
				t.Errorf("%s: %s: %s, the table says %s: %+v", f, c.column, c.got, c.want, cue)
			}
		}
	}
}

// keepRows reads the table in the comment of Keep.
func keepRows(t *testing.T) map[Format][]string {
	t.Helper()
	source, err := os.ReadFile("keep.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[Format][]string{}
	row := regexp.MustCompile(`(?m)^//\t([a-z-]+) +(yes|no) +(yes|no) +(yes|no) +(yes|no|by stamps|with length) +(yes|no)$`)
	for _, m := range row.FindAllStringSubmatch(string(source), -1) {
		rows[Format(m[1])] = m[2:]
	}
	return rows
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// wordsKept names how words came back: as they were, as they were where they have
// a length, by stamps (only the starts, each until the next) or not at all.
func wordsKept(got, want []timedtext.Cue) string {
	a, b := got[0].Words, want[0].Words
	if len(a) == 0 {
		return "no"
	}
	if len(a) != len(b) {
		return "some"
	}
	exact, starts := true, true
	for i := range a {
		exact = exact && a[i] == b[i]
		starts = starts && a[i].Text == b[i].Text && a[i].StartMS == b[i].StartMS
	}
	switch {
	case exact && len(got[1].Words) == 0:
		return "with length"
	case exact:
		return "yes"
	case starts:
		return "by stamps"
	}
	return "other"
}
