package formats

import (
	"errors"
	"testing"
	"unicode/utf8"

	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// fuzzFormat reads anything as one format. Whatever comes back must be a tidy
// document that survives writing in every format, or an error with a place.
func fuzzFormat(f *testing.F, format Format, seeds ...string) {
	f.Helper()
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		text, _, err := timedtext.Decode(b)
		if err != nil {
			return
		}
		c := &timedtext.Collector{}
		if err := readerOf(format)(text, c); err != nil {
			checkError(t, err)
			return
		}
		d, err := c.Document()
		if err != nil {
			checkError(t, err)
			return
		}
		checkDocument(t, d, format == Text)
		if format == Text {
			return
		}
		for _, out := range Written {
			if err := checkRoundTrip(d, out); err != nil {
				t.Errorf("%s: %v", out, err)
			}
		}
	})
}

func checkError(t *testing.T, err error) {
	t.Helper()
	var at *timedtext.PositionError
	if !errors.As(err, &at) || at.Err == nil || at.Line < 0 || at.Column < 0 {
		t.Errorf("an error without a place: %v", err)
	}
}

func checkDocument(t *testing.T, d *timedtext.Document, untimed bool) {
	t.Helper()
	last := int64(-1)
	for i, c := range d.Cues {
		if c.Text == "" && c.Translation == "" || len(c.Text)+len(c.Translation) > sentences.MaxBytes || !utf8.ValidString(c.Text) {
			t.Errorf("cue %d: text %q", i, c.Text)
		}
		if untimed {
			continue
		}
		if c.StartMS < last || c.EndMS <= c.StartMS || c.EndMS > timedtext.MaxTimeMS {
			t.Errorf("cue %d: %d to %d after %d", i, c.StartMS, c.EndMS, last)
		}
		last = c.EndMS
		at := c.StartMS
		for _, w := range c.Words {
			if w.StartMS < at || w.EndMS < w.StartMS || w.EndMS > c.EndMS || w.Text == "" {
				t.Errorf("cue %d: word %+v", i, w)
			}
			at = w.EndMS
		}
	}
}

func FuzzSRT(f *testing.F) {
	fuzzFormat(f, SRT, "1\n00:00:01,000 --> 00:00:02,000\nHello <i>you</i>\n\n2\n00:00:02,000 --> 00:00:01,000\n42\n")
}

func FuzzVTT(f *testing.F) {
	fuzzFormat(f, VTT, "WEBVTT - T\nLanguage: en\n\nNOTE x\n\nid\n00:01.000 --> 00:02.000 align:start\n<v Ann>One <00:01.500>two &amp; three\n")
}

func FuzzLRC(f *testing.F) {
	fuzzFormat(f, LRC, "[ti:T]\n[offset:-10]\n[00:01.00][00:09.00]<00:01.00>One <00:01.50>two\n[00:03.00]\n")
}

func FuzzTTML(f *testing.F) {
	fuzzFormat(f, TTML, `<tt xml:lang="en"><body><div begin="1s"><p begin="00:00:01:10" dur="2s">a<br/><span begin="1s">b</span></p></div></body></tt>`)
}

func FuzzASS(f *testing.F) {
	fuzzFormat(f, ASS, "[Script Info]\nTitle: T\n[Events]\nFormat: Layer, Start, End, Name, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Ann,{\\k10}a{\\k20}b\\Nc\n")
}

func FuzzJSON(f *testing.F) {
	fuzzFormat(f, JSON, `{"language":"en","cues":[{"startMs":1,"endMs":2000,"text":"a b","words":[{"text":"a","startMs":1,"endMs":2}]}]}`,
		`{"segments":[{"startTime":0.5,"endTime":1,"body":"x","speaker":"y"}]}`, `{"segments":[{"start":0.5,"end":1,"text":" x","words":[{"word":" x","start":0.5,"end":0.7}]}]}`,
		`{"result":{"language":"en"},"transcription":[{"offsets":{"from":0,"to":1000},"text":"x"}]}`)
}

func FuzzTextGrid(f *testing.F) {
	fuzzFormat(f, TextGrid, "\"ooTextFile\"\n\"TextGrid\"\n0\n2\n<exists>\n2\n\"IntervalTier\"\n\"sentences\"\n0\n2\n1\n0\n1\n\"a \"\"b\"\"\"\n\"IntervalTier\"\n\"words\"\n0\n2\n1\n0\n1\n\"a\"\n")
}

func FuzzAudacity(f *testing.F) {
	fuzzFormat(f, Audacity, "0.5\t1.0\tHello\n\\\t1\t2\n2\t2\tx\n")
}

func FuzzTSV(f *testing.F) {
	fuzzFormat(f, TSV, "start_ms\tend_ms\ttext\ttranslation\tspeaker\n0\t100\ta\tb\tc\n")
}

func FuzzText(f *testing.F) { fuzzFormat(f, Text, "One.\n\nTwo.\n") }

// FuzzParse reads anything as whatever it looks like.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"WEBVTT\n\n00:01.000 --> 00:02.000\nx", "[00:01.00]x", "1\n00:00:01,000 --> 00:00:02,000\nx", "0\t1\tx", "{}", "[{}]", "<tt/>", "\xff\xfea\x00"} {
		f.Add("x.json", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		d, format, err := Parse(name, b)
		Lint(name, b)
		if err != nil {
			checkError(t, err)
			return
		}
		if detected := Detect(name, b); detected != format {
			t.Errorf("detected %s, read as %s", detected, format)
		}
		checkDocument(t, d, d.Untimed)
	})
}
