package formats

import (
	"fmt"
	"strings"
	"testing"
)

// kinds are files as people have them, each of a kind that was once read wrongly. want is
// what show writes, and behind it the kinds of the findings, where there are any.
var kinds = []struct{ kind, file, in, want string }{
	{"one bad byte", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\nIt costs \xA37.\n\n2\n00:00:03,000 --> 00:00:04,000\nThe château is closed.\n", "1000-2000 \"It costs \uFFFD7.\"\n3000-4000 \"The château is closed.\"\nencoding\n"},
	{"byte order mark and one bad byte", "a.srt", "\uFEFF1\n00:00:01,000 --> 00:00:02,000\n我們明天\xE6見面。\n", "1000-2000 \"我們明天\uFFFD見面。\"\nencoding\n"},
	{"Latin code page", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\nA na\xEFve fa\xE7ade.\n", "1000-2000 \"A naïve façade.\"\nencoding\n"},
	{"Shift-JIS", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\x96\xBE\x93\xFA\x82\xCD\x8Bx\x82\xDD\x82\xC5\x82\xB7\x81B\n", "1000-2000 \"明日は休みです。\"\nencoding\n"},
	{"EUC-KR", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\xB3\xBB\xC0\xCF\xC0\xBA \xBD\xB1\xB4\xCF\xB4\xD9.\n", "1000-2000 \"내일은 쉽니다.\"\nencoding\n"},
	{"NUL", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nOne zero\x00 byte in it.\n", "1000-2000 \"One zero\uFFFD byte in it.\"\nencoding\n"},

	{
		"Apple's TTML: bare seconds, words without spaces, speaker", "a.ttml", `<tt xmlns:podcasts="http://podcasts.apple.com/transcript-ttml-internal" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en"><body dur="90.5"><div><p begin="61.5" end="63.25" ttm:agent="SPEAKER_2"><span begin="61.5" end="63.25" podcasts:unit="sentence"><span begin="61.5" end="62" podcasts:unit="word">Nobody</span><span begin="62" end="63.25" podcasts:unit="word">came.</span></span></p></div></body></tt>`,
		"61500-63250 \"Nobody came.\" @SPEAKER_2 Nobody:61500-62000 came.:62000-63250\n",
	},
	{
		"absolute times in spans, syllables", "a.ttml", `<tt><body><div><p begin="00:40.0" end="00:43.0"><span begin="00:40.0" end="00:40.5">To</span><span begin="00:40.5" end="00:41.0">day</span> <span begin="00:41.0" end="00:42.5">now</span></p></div></body></tt>`,
		"40000-43000 \"Today now\" Today:40000-41000 now:41000-42500\n",
	},
	{
		"times in the div, and one after the other", "a.ttml", `<tt><body><div begin="4s" end="6s"><p>In a div.</p></div><div begin="10s" timeContainer="seq"><p dur="1s">First.</p><p dur="2s">Second.</p></div></body></tt>`,
		"4000-6000 \"In a div.\"\n10000-11000 \"First.\"\n11000-13000 \"Second.\"\n",
	},
	{
		"times in the spans only", "a.ttml", `<tt><body><div><p><span begin="1s" end="2s">Come in.</span><br/><span begin="3s" end="4s">Sit down.</span></p></div></body></tt>`,
		"1000-2000 \"Come in.\"\n3000-4000 \"Sit down.\"\n",
	},
	{"a bad p", "a.ttml", `<tt><body><div><p begin="1s" end="zz">Bad.</p><p begin="3s" end="4s">Good.</p></div></body></tt>`, "3000-4000 \"Good.\"\nunreadable\n"},

	{"enhanced LRC, last word open", "a.lrc", "[00:02.00]<00:02.00>Fine <00:02.40>day\n", "2000-2800 \"Fine day\" Fine:2000-2400 day:2400-2800\n"},
	{
		"enhanced LRC, voices", "a.lrc", "[00:01.00]v1:<00:01.00>Hi <00:01.50>you\n[bg:<00:02.00>ah <00:02.50>ah]\n[00:03.00]v2:Bye\n[00:04.00]\n",
		"1000-2000 \"Hi you\" @v1 Hi:1000-1500 you:1500-2000\n2000-3000 \"ah ah\" ah:2000-2500 ah:2500-3000\n3000-4000 \"Bye\" @v2\n",
	},
	{
		"third field is seconds", "a.lrc", "[00:00:02]We begin with the news of the day.\n[00:00:07]Then comes the weather for the week.\n[00:01:05]Good night.\n[00:01:07]\n",
		"2000-7000 \"We begin with the news of the day.\"\n7000-65000 \"Then comes the weather for the week.\"\n65000-67000 \"Good night.\"\n",
	},
	{"third field is hundredths", "a.lrc", "[00:02:10]La la\n[00:05:20]Lo lo\n[00:09:00]\n", "2100-5200 \"La la\"\n5200-9000 \"Lo lo\"\n"},
	{"seconds beyond 59", "a.lrc", "[00:61.00]Late\n[01:04.00]\n", "61000-64000 \"Late\"\n"},
	{"a line without a time", "a.lrc", "[00:01.00]One\n[Bridge]\n[00:02.00]Two\n[00:03.00]\n", "1000-2000 \"One\"\n2000-3000 \"Two\"\nunreadable\n"},

	{"empty cue, its next number", "a.srt", "7\n00:00:01,000 --> 00:00:02,000\n\n8\n00:00:02,000 --> 00:00:03,000\nHi.\n", "2000-3000 \"Hi.\"\nempty\n"},
	{"empty cue, no empty line", "a.srt", "7\n00:00:01,000 --> 00:00:02,000\n8\n00:00:02,000 --> 00:00:03,000\nHi.\n", "2000-3000 \"Hi.\"\nempty\n"},
	{"a number as text", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n1984\n\n2\n00:00:02,000 --> 00:00:03,000\nHi.\n", "1000-2000 \"1984\"\n2000-3000 \"Hi.\"\n"},
	{
		"rolling captions", "a.srt", "1\n00:00:00,100 --> 00:00:02,000\nwe left the\n\n2\n00:00:02,000 --> 00:00:02,010\nwe left the\n\n3\n00:00:02,010 --> 00:00:04,000\nwe left the\nhouse at nine\n\n4\n00:00:04,000 --> 00:00:04,010\nhouse at nine\n\n5\n00:00:04,010 --> 00:00:06,000\nhouse at nine\nand walked\n",
		"100-2000 \"we left the\"\n2010-4000 \"house at nine\"\n4010-6000 \"and walked\"\nrepeated\n",
	},
	{"two languages in one cue", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\nIt rains.\n下雨了。\n\n2\n00:00:03,000 --> 00:00:04,000\n帶傘吧。\nTake an umbrella.\n", "1000-2000 \"It rains.\" =\"下雨了。\"\n3000-4000 \"Take an umbrella.\" =\"帶傘吧。\"\n"},
	{"ruby", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>明日<rp>(</rp><rt>あした</rt><rp>)</rp></ruby>は休みです。\n", "1000-2000 \"明日は休みです。\" ~あしたは休みです。\n"},
	{"layers that repeat", "a.ass", "[Events]\nFormat: Layer, Start, End, Text\nDialogue: 0,0:00:01.00,0:00:02.00,{\\blur2}Wait!\nDialogue: 1,0:00:01.00,0:00:02.00,Wait!\nDialogue: 1,0:00:03.00,x,No.\n", "1000-2000 \"Wait!\"\nrepeated unreadable\n"},
	{"duration beside start", "a.json", `[{"text":"One two","start":0.5,"duration":1.5},{"text":"three four","start":3,"dur":2}]`, "500-2000 \"One two\"\n3000-5000 \"three four\"\n"},
	{
		"words without times, and reversed", "a.json", `{"segments":[{"start":0,"end":3,"text":" In 2014 we met","words":[{"word":"In","start":0,"end":0.5},{"word":"2014"},{"word":"we","start":1.5,"end":1.2},{"word":"met","start":2,"end":3}]}]}`,
		"0-3000 \"In 2014 we met\" In:0-500 2014:500-1500 we:1500-1500 met:2000-3000\nreversed\n",
	},
	{"NaN", "a.json", `{"segments":[{"start":0.5,"end":NaN,"text":"Hi NaN.","avg_logprob":-Infinity},{"start":2,"end":3,"text":"Yes you can."}]}`, "500-1300 \"Hi NaN.\"\n2000-3000 \"Yes you can.\"\n"},
	{"clocks as texts, a voice", "a.json", `[{"start":"00:01:02.500","end":"00:01:04","speaker":2,"voice":"Ann","text":"Good day to you."}]`, "62500-64000 \"Good day to you.\" @Ann\n"},
	{
		"chunks of words", "a.json", `{"text":" We came late. Sorry.","chunks":[{"timestamp":[0.0,0.4],"text":" We"},{"timestamp":[0.4,0.8],"text":" came"},{"timestamp":[0.8,1.2],"text":" late."},{"timestamp":[2.5,null],"text":" Sorry."}]}`,
		"0-1200 \"We came late.\" We:0-400 came:400-800 late.:800-1200\n2500-3300 \"Sorry.\" Sorry.:2500-3300\n",
	},
	{"captions of YouTube", "a.json", `{"events":[{"tStartMs":100,"dDurationMs":900},{"tStartMs":1000,"dDurationMs":1500,"segs":[{"utf8":"we "},{"utf8":"left"}]}]}`, "1000-2500 \"we left\"\nempty\n"},
	{"a bad cue in JSON", "a.json", `{"segments":[{"start":"soon","end":1,"text":"No."},{"start":2,"end":3,"text":"Yes, two."}]}`, "2000-3000 \"Yes, two.\"\nunreadable\n"},
	{"a tier of words only", "a.TextGrid", "File type = \"ooTextFile\"\n\"TextGrid\"\n\n0\n5\n<exists>\n1\n\"IntervalTier\"\n\"words\"\n0\n5\n3\n0\n0.5\n\"come\"\n0.5\n1\n\"in\"\n3\n4\n\"thanks\"\n", "0-1000 \"come in\" come:0-500 in:500-1000\n3000-4000 \"thanks\" thanks:3000-4000\n"},

	{"60 seconds", "a.srt", "1\n00:00:50,000 --> 00:00:60,000\nHi.\n", "50000-60000 \"Hi.\"\n"},
	{"negative times", "a.srt", "1\n-00:00:00,500 --> 00:00:01,000\nHi.\n", "0-1000 \"Hi.\"\nout-of-order\n"},
	{"shorter arrow", "a.srt", "1\n00:00:01,000 -> 00:00:02,000\nHi.\n\n2\n00:00:02,000-->00:00:03,000\nHo.\n", "1000-2000 \"Hi.\"\n2000-3000 \"Ho.\"\n"},
	{"spaces in times", "a.srt", "1\n00: 00: 01, 000 --> 00: 00: 02, 000\nHi.\n", "1000-2000 \"Hi.\"\n"},
	{"no number", "a.srt", "00:00:01,000 --> 00:00:02,000\nHi.\n\n00:00:02,000 --> 00:00:03,000\nHo.\n", "1000-2000 \"Hi.\"\n2000-3000 \"Ho.\"\n"},
	{"full-width colons", "a.srt", "1\n００：００：０１，０００ --> 00：00：02，000\n好。\n", "1000-2000 \"好。\"\n"},
	{"colon before the thousandths", "a.srt", "1\n00:00:01:250 --> 00:00:02:500\nHi.\n", "1250-2500 \"Hi.\"\n"},
	{"an arrow in the text", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\nHome --> work\n", "1000-2000 \"Home --> work\"\n"},
	{"a mark before the time, and in the text", "a.srt", "1\n\u200E00:00:01,000 --> 00:00:02,000\n\u200FHi.\u200B\n\n\uFEFF2\n00:00:02,000 --> 00:00:03,000\nHo.\n", "1000-2000 \"Hi.\"\n2000-3000 \"Ho.\"\n"},
	{"text before the cues", "a.srt", "Made by nobody\n\n1\n00:00:01,000 --> 00:00:02,000\nHi.\n", "1000-2000 \"Hi.\"\nempty\n"},
	{"a bad cue in SRT", "a.srt", "1\n00:00:01,000 --> soon\nBad.\n\n2\n00:00:02,000 --> 00:00:03,000\nGood.\n", "2000-3000 \"Good.\"\nunreadable\n"},
	{"a bad cue in WebVTT", "a.vtt", "WEBVTT\n\n00:01.000 -->\nBad.\n\n00:02.000 --> 00:03.000\nGood.\n", "2000-3000 \"Good.\"\nunreadable\n"},
	{"a bad row", "a.tsv", "start\tend\ttext\nx\t1\tBad\n1000\t2000\tGood\n", "1000-2000 \"Good\"\nunreadable\n"},
	{"a label before 0, a label at a point", "a.txt", "-0.7\t1.0\tHi\n2.0\t2.0\tHo\n5.0\t5.0\tHa\n", "0-1000 \"Hi\"\n2000-5000 \"Ho\"\n5000-5800 \"Ha\"\nout-of-order\n"},
	{"whisper's console", "a.txt", "Detecting language\n[00:00.000 --> 00:01.500]  Hi there.\n[00:01.500 --> 00:03.000]  How are you?\n", "0-1500 \"Hi there.\"\n1500-3000 \"How are you?\"\nempty\n"},
	{"SubViewer", "a.sbv", "0:00:01.000,0:00:02.500\nHi there,\neveryone\n\n0:00:03.000,0:00:04.000\nbye\n", "1000-2500 \"Hi there,\\neveryone\"\n3000-4000 \"bye\"\n"},
	{"entities and tags in SRT", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n{\\an2}<font color='red'>R&amp;D</font> <c.x>5</c> &lt; 6{y:i}, I <3 it<br>too &nbsp;\n", "1000-2000 \"R&D 5 < 6, I <3 it\\ntoo\"\n"},
	{"header in the first line", "a.vtt", "WEBVTT Kind: captions; Language: fr\n\n00:01.000 --> 00:02.000\nOui.\n", "1000-2000 \"Oui.\"\n"},
	{"two speakers in one cue", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>Are you?</v> <v Tom>I am so.</v>\n", "1000-2000 \"Are you?\" @Ann\n2000-3000 \"I am so.\" @Tom\n"},
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for _, c := range kinds {
		d, _, err := Parse(c.file, []byte(c.in))
		if err != nil {
			t.Errorf("%s: %v", c.kind, err)
			continue
		}
		got := show(d)
		var found []string
		for _, f := range d.Mended {
			found = append(found, string(f.Kind))
		}
		if len(found) > 0 {
			got += strings.Join(found, " ") + "\n"
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.kind, got, c.want)
		}
	}
}

// TestNoTimes: only a text that has none is said to have no times.
func TestNoTimes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"One line.\nAnother at 5:00.\n":                "the file has no times; align it with its audio first",
		"At nine\n0:05 = One line.\n0:09 = Another.\n": "line 2, column 1: a time seems to stand here, but the file is in no format that is known here; save it as SRT or WebVTT",
	} {
		d, _, err := Parse("x.txt", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = Keep(d, VTT); fmt.Sprint(err) != want {
			t.Errorf("%q: %v", in, err)
		}
	}
}
