package formats

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"

	xunicode "golang.org/x/text/encoding/unicode"

	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// show writes cues in a line each, so that a test reads like the file.
func show(d *timedtext.Document) string {
	var b strings.Builder
	for _, c := range d.Cues {
		fmt.Fprintf(&b, "%d-%d %q", c.StartMS, c.EndMS, c.Text)
		if c.Translation != "" {
			fmt.Fprintf(&b, " =%q", c.Translation)
		}
		if c.Speaker != "" {
			fmt.Fprintf(&b, " @%s", c.Speaker)
		}
		if c.Reading != "" {
			fmt.Fprintf(&b, " ~%s", c.Reading)
		}
		for _, w := range c.Words {
			fmt.Fprintf(&b, " %s:%d-%d", w.Text, w.StartMS, w.EndMS)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		format Format
		in     string
		want   string
	}{
		{
			"srt", SRT, "1\r\n00:00:01,000 --> 00:00:02,500 X1:0\r\n<i>Hello</i>\r\n{\\an8}world\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n42\r\n\r\n00:00:05.5 --> 0:00:06\nno number\n",
			"1000-2500 \"Hello\\nworld\"\n3000-4000 \"42\"\n5500-6000 \"no number\"\n",
		},
		{
			"vtt", VTT, "\uFEFFWEBVTT - A title\nLanguage: en\n\nNOTE\nnot this\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nintro\n00:01.000 --> 00:02.000 align:start region:fred\n<v.loud Roger Bingham>Fish &amp; <i>chips</i>\n\n00:00:03.000 --> 00:00:05.000\nOne <00:00:03.500><c>two</c> <00:00:04.000>three\n",
			"1000-2000 \"Fish & chips\" @Roger Bingham\n3000-5000 \"One two three\" One:3000-3500 two:3500-4000 three:4000-5000\n",
		},
		{
			"vtt of YouTube", VTT, "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.000 --> 00:00:02.000 align:start position:0%\n \nhello<00:00:00.400><c> big</c><00:00:00.900><c> world</c>\n\n00:00:02.000 --> 00:00:02.010 align:start position:0%\nhello big world\n \n\n00:00:02.010 --> 00:00:04.000 align:start position:0%\nhello big world\nhello<00:00:02.500><c> again</c>\n\n00:00:04.000 --> 00:00:04.010 align:start position:0%\nhello again\n \n\n00:00:06.000 --> 00:00:07.000 align:start position:0%\nhello again\n",
			"0-2000 \"hello big world\" hello:0-400 big:400-900 world:900-2000\n2010-4000 \"hello again\" hello:2010-2500 again:2500-4000\n6000-7000 \"hello again\"\n",
		},
		{
			"vtt with spaces in empty lines", VTT, "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n \nname\n00:02.000 --> 00:03.000\nTwo\n \nlines\n\n00:03.000 --> 00:04.000\nOne\n",
			"1000-2000 \"One\"\n2000-3000 \"Two\\nlines\"\n3000-4000 \"One\"\n",
		},
		{
			"lrc", LRC, "[ti:Song]\n[offset:+500]\n[00:01.50][00:10.50]La la\n[00:03.50]\n[00:04.50]<00:04.50>Two <00:05.00>words <00:05.50>\n[00:06:00]End\n",
			"1000-3000 \"La la\"\n4000-5500 \"Two words\" Two:4000-4500 words:4500-5000\n5500-10000 \"End\"\n10000-10800 \"La la\"\n",
		},
		{
			"lrc bilingual", LRC, "[00:01.00]Hello there\n[00:01.00]你好\n[00:03.00]Bye\n[00:03.00]再見\n[00:04.00]\n",
			"1000-3000 \"Hello there\" =\"你好\"\n3000-4000 \"Bye\" =\"再見\"\n",
		},
		{
			"ttml", TTML, `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="en" ttp:frameRate="25" ttp:tickRate="1000">
<head><metadata><ttm:title>T</ttm:title><ttm:agent xml:id="a"><ttm:name>Ann</ttm:name></ttm:agent></metadata></head>
<body><div begin="10s"><p begin="1s" dur="1500ms" ttm:agent="a">Hello<br/>big
   world</p></div>
<div><p begin="00:00:20:05" end="21000t">Frames</p><p begin="22s" end="24s"><span begin="0s" end="1s">One</span> <span begin="1s" end="2s">two</span></p></div></body></tt>`,
			"11000-12500 \"Hello\\nbig world\" @Ann\n20200-21000 \"Frames\"\n22000-24000 \"One two\" One:22000-23000 two:23000-24000\n",
		},
		{
			"ass", ASS, "[Script Info]\n; comment\nTitle: T\n\n[V4+ Styles]\nFormat: Name\nStyle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nComment: 0,0:00:00.00,0:00:01.00,x,,0,0,0,,no\nDialogue: 0,0:00:01.00,0:00:02.50,x,Ann,0,0,0,,{\\i1}Hello{\\i0}, all\\Nof you\nDialogue: 0,0:00:03.00,0:00:04.00,x,,0,0,0,,{\\k30}Ka{\\k20}ra {\\k50}oke\nDialogue: 0,0:00:05.00,0:00:06.00,x,,0,0,0,,{\\p1}m 0 0 l 1 1\n",
			"1000-2500 \"Hello, all\\nof you\" @Ann\n3000-4000 \"Kara oke\" Kara:3000-3500 oke:3500-4000\n",
		},
		{
			"podcast", Podcast, `{"version":"1.0.0","segments":[{"speaker":"Ann","startTime":0.5,"endTime":1.25,"body":"Hi"},{"startTime":2,"endTime":3,"body":"there"}]}`,
			"500-1250 \"Hi\" @Ann\n2000-3000 \"there\"\n",
		},
		{
			"whisper", Whisper, `{"text":"Hi there","segments":[{"id":0,"seek":0,"start":0.0,"end":1.0,"text":" Hi there","tokens":[50364,1],"words":[{"word":" Hi","start":0.0,"end":0.4,"probability":0.9},{"word":" there","start":0.4,"end":1.0},{"word":"lost"}]}],"language":"en"}`,
			"0-1000 \"Hi there\" Hi:0-400 there:400-1000\n",
		},
		{
			"whisper.cpp", Whisper, `{"result":{"language":"en"},"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:01,000"},"offsets":{"from":0,"to":1000},"text":" Hi"}]}`,
			"0-1000 \"Hi\"\n",
		},
		{
			"words beside the segments", Whisper, `{"task":"transcribe","language":"english","duration":3,"text":"Hi there. Somebody is here.","words":[{"word":"Hi","start":0.1,"end":0.4},{"word":"there","start":0.4,"end":0.9},{"word":"Somebody","start":1.1,"end":1.5},{"word":"is","start":1.5,"end":1.8},{"word":"here","start":1.8,"end":2.5}],"segments":[{"id":0,"start":0.0,"end":1.0,"text":" Hi there.","tokens":[1,2]},{"id":1,"start":1.0,"end":3.0,"text":" Somebody is here."}]}`,
			"0-1000 \"Hi there.\" Hi:100-400 there:400-900\n1000-3000 \"Somebody is here.\" Somebody:1100-1500 is:1500-1800 here:1800-2500\n",
		},
		{
			"words behind the segments", Whisper, `{"segments":[{"start":0.0,"end":1.0,"text":"Hi there."}],"words":[{"word":"Hi","start":0.1,"end":0.4},{"word":"there","start":0.4,"end":0.9}]}`,
			"0-1000 \"Hi there.\" Hi:100-400 there:400-900\n",
		},
		{
			"words with their text", Whisper, `{"text":"Hi there. Somebody's body is here!","words":[{"word":"Hi","start":0.1,"end":0.4},{"word":"there","start":0.4,"end":0.9},{"word":"Somebody's","start":1.1,"end":1.5},{"word":"body","start":1.5,"end":1.6},{"word":"is","start":1.6,"end":1.8},{"word":"here","start":1.8,"end":2.5}]}`,
			"100-900 \"Hi there.\" Hi:100-400 there:400-900\n1100-2500 \"Somebody's body is here!\" Somebody's:1100-1500 body:1500-1600 is:1600-1800 here:1800-2500\n",
		},
		{
			"words alone", Whisper, `{"words":[{"word":"Hi","start":0.1,"end":0.4},{"word":"there","start":0.4,"end":0.9},{"word":"Somebody","start":2.1,"end":2.5}]}`,
			"100-900 \"Hi there\" Hi:100-400 there:400-900\n2100-2500 \"Somebody\" Somebody:2100-2500\n",
		},
		{
			"whisper.cpp with tokens", Whisper, `{"result":{"language":"en"},"transcription":[{"offsets":{"from":0,"to":1000},"text":" Hi there.","tokens":[{"text":"[_BEG_]","offsets":{"from":0,"to":0},"id":50364},{"text":" Hi","offsets":{"from":0,"to":300}},{"text":" the","offsets":{"from":400,"to":600}},{"text":"re","offsets":{"from":600,"to":800}},{"text":".","offsets":{"from":800,"to":900}},{"text":"[_TT_50]","offsets":{"from":1000,"to":1000}}]}]}`,
			"0-1000 \"Hi there.\" Hi:0-300 there.:400-900\n",
		},
		{
			"audacity", Audacity, "0.500000\t1.250000\tHello\n\\\t100\t200\n2.0\t2.0\tpoint\n",
			"500-1250 \"Hello\"\n2000-2800 \"point\"\n",
		},
		{
			"textgrid", TextGrid, "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 3 \ntiers? <exists> \nsize = 3 \nitem []: \n    item [1]:\n        class = \"IntervalTier\" \n        name = \"sentences\" \n        xmin = 0 \n        xmax = 3 \n        intervals: size = 2 \n        intervals [1]:\n            xmin = 0 \n            xmax = 1 \n            text = \"\" \n        intervals [2]:\n            xmin = 1 \n            xmax = 3 \n            text = \"He said \"\"go\"\" 5\" \n    item [2]:\n        class = \"IntervalTier\" \n        name = \"words\" \n        xmin = 0 \n        xmax = 3 \n        intervals: size = 1 \n        intervals [1]:\n            xmin = 1.25 \n            xmax = 2 \n            text = \"He\" \n    item [3]:\n        class = \"TextTier\"\n        name = \"marks\"\n        xmin = 0\n        xmax = 3\n        points: size = 1\n        points [1]:\n            number = 1\n            mark = \"x\"\n",
			"1000-3000 \"He said \\\"go\\\" 5\" He:1250-2000\n",
		},
		{
			"textgrid short", TextGrid, "File type = \"ooTextFile\"\n\"TextGrid\"\n\n0\n2\n<exists>\n2\n\"IntervalTier\"\n\"Ann\"\n0\n2\n1\n0\n1\n\"Hi\"\n\"IntervalTier\"\n\"Bob\"\n0\n2\n1\n1\n2\n\"Yes\"\n",
			"0-1000 \"Hi\" @Ann\n1000-2000 \"Yes\" @Bob\n",
		},
		{"tsv", TSV, "start\tend\ttext\n0\t1500\tHello\n1500\t2000\tworld\n", "0-1500 \"Hello\"\n1500-2000 \"world\"\n"},
		{"text", Text, "One line.\n\n  Another: 5 --> 6\n", "0-0 \"One line.\"\n0-0 \"Another: 5 --> 6\"\n"},
		{
			"ours", JSON, `{"version":1,"language":"en","title":"T","cues":[{"startMs":1,"endMs":2,"text":"a","translation":"b","speaker":"c","words":[{"text":"a","startMs":1,"endMs":2}]}]}`,
			"1-2 \"a\" =\"b\" @c a:1-2\n",
		},
	} {
		for _, encoding := range []string{"utf-8", "utf-16le", "utf-16be"} {
			in := []byte(c.in)
			if encoding != "utf-8" {
				endian := map[string]xunicode.Endianness{"utf-16le": xunicode.LittleEndian, "utf-16be": xunicode.BigEndian}[encoding]
				out, err := xunicode.UTF16(endian, xunicode.IgnoreBOM).NewEncoder().Bytes([]byte("\uFEFF" + strings.TrimPrefix(c.in, "\uFEFF")))
				if err != nil {
					t.Fatal(err)
				}
				in = out
			}
			d, format, err := Parse("any.name", in)
			if err != nil {
				t.Errorf("%s, %s: %v", c.name, encoding, err)
				continue
			}
			if format != c.format {
				t.Errorf("%s, %s: read as %s", c.name, encoding, format)
			}
			if got := show(d); got != c.want {
				t.Errorf("%s, %s:\n got %s\nwant %s", c.name, encoding, got, c.want)
			}
		}
	}
}

func TestWhisperLanguage(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"english": "en", "Chinese": "zh", "en": "en", "zh-Hant": "zh-Hant", "cantonese": "yue"} {
		d, _, err := Parse("x", []byte(`{"language":"`+in+`","segments":[{"start":0,"end":1,"text":"x"}]}`))
		if err != nil || d.Language != want {
			t.Errorf("%s: %v, %v", in, d, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", sentences.MaxBytes+1)
	for _, c := range []struct {
		name, in     string
		line, column int
		is           error
	}{
		{"srt text first", "1\n00:00:01,000 --> 00:00:02,000\na\n", 0, 0, nil},
		{"srt, no time right", "1\n00:00:03,000 --> 0x\nb\n", 2, 18, timedtext.ErrSyntax},
		{"vtt, no time right", "WEBVTT\n\n0:x --> 00:62.000\nx\n\n5:00 --> x\n", 6, 10, timedtext.ErrSyntax},
		{"json, no cue right", "{\"cues\":[\n\n {\"startMs\":\"x\"}]}", 3, 2, timedtext.ErrSyntax},
		{"srt long", "1\n00:00:01,000 --> 00:00:02,000\n" + long + "\n", 2, 1, timedtext.ErrCueTooLong},
		{"lrc long", "[00:01.00]a\n[00:02.00]" + long + "\n", 2, 1, timedtext.ErrCueTooLong},
		{"ttml", "<tt><body>\n<p begin='1s' end='zz'>x</p></body></tt>", 2, 0, timedtext.ErrSyntax},
		{"ttml broken", "<tt><body>\n\n<p begin='1s'>x</q></body></tt>", 3, 0, timedtext.ErrSyntax},
		{"ass", "[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,bad,x,,0,0,0,,Hi\n", 3, 24, timedtext.ErrSyntax},
		{"json cut", "{\"cues\":[\n{\"startMs\":1,", 2, 0, timedtext.ErrSyntax},
		{"json no start", "{\"cues\":[\n\n  {\"text\":\"startMs\"}]}", 3, 3, timedtext.ErrSyntax},
		{"textgrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0 1 <exists> 1\n\"IntervalTier\" \"a\" 0 1 1\n0 \"x\"\n", 5, 0, timedtext.ErrSyntax},
		{"tsv", "start\tend\ttext\n1\tx\ta\n", 2, 3, timedtext.ErrSyntax},
		{"empty", "", 0, 0, timedtext.ErrNoCues},
		{"vtt without cues", "WEBVTT\n\nNOTE nothing\n", 0, 0, timedtext.ErrNoCues},
		{"binary", "\x00\x01\x02\xff\xfe\x00abc\x00\x00", 0, 0, timedtext.ErrEncoding},
		{"time beyond", "1\n200:00:01,000 --> 200:00:02,000\na\n", 2, 1, timedtext.ErrSyntax},
	} {
		_, _, err := Parse("x", []byte(c.in))
		if c.is == nil {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		var at *timedtext.PositionError
		if !errors.Is(err, c.is) || !errors.As(err, &at) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.is)
			continue
		}
		if at.Line != c.line || c.column != 0 && at.Column != c.column {
			t.Errorf("%s: at %d:%d, want %d:%d (%v)", c.name, at.Line, at.Column, c.line, c.column, err)
		}
	}
}

func TestParseMends(t *testing.T) {
	t.Parallel()
	in := `1
00:00:05,000 --> 00:00:09,000
second

2
00:00:01,000 --> 00:00:06,000
first

3
00:00:10,000 --> 00:00:10,000
no length

4
00:00:14,000 --> 00:00:12,000
backwards

5
00:00:14,000 --> 00:00:15,000
at the same time

6
00:00:20,000 --> 00:00:21,000

`
	d, _, err := Parse("x", []byte(in))
	if err != nil {
		t.Fatal(err)
	}
	want := "1000-5000 \"first\"\n5000-9000 \"second\"\n10000-10800 \"no length\"\n14000-15000 \"backwards\\nat the same time\"\n"
	if got := show(d); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	var kinds []string
	for _, f := range d.Mended {
		kinds = append(kinds, fmt.Sprintf("%d %s", f.Line, f.Kind))
	}
	if want := []string{"6 out-of-order", "6 overlap", "10 zero-length", "14 reversed", "18 same-times", "22 empty"}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("findings %q, want %q", kinds, want)
	}
	findings, format := Lint("x", []byte(in))
	if format != SRT || len(findings) != len(kinds) {
		t.Errorf("Lint: %s, %v", format, findings)
	}
}

// TestParseRefusesTheMillion reads a million cues in less than 20 MiB: refused
// at the first cue beyond the limit, without memory for what lies behind it.
func TestParseRefusesTheMillion(t *testing.T) {
	var b strings.Builder
	for i := range 1_000_000 {
		fmt.Fprintf(&b, "[%02d:%02d.%02d]x\n", i/6000, i/100%60, i%100)
	}
	in := []byte(b.String())
	if len(in) >= timedtext.MaxFileBytes {
		t.Fatalf("the file has %d bytes", len(in))
	}
	b.Reset()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_, _, err := Parse("x.lrc", in)
	runtime.ReadMemStats(&after)
	var at *timedtext.PositionError
	if !errors.Is(err, timedtext.ErrTooManyCues) || !errors.As(err, &at) || at.Line != timedtext.MaxCues+1 {
		t.Errorf("got %v", err)
	}
	// All that was ever allocated, so that no collection in between flatters it.
	rise := (after.TotalAlloc - before.TotalAlloc) >> 20
	t.Logf("%d bytes; allocated %d MiB", len(in), rise)
	if rise >= 64 {
		t.Errorf("allocated %d MiB", rise)
	}
}
