package transcripts

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"gendu/transcripts/formats/timedtext"
)

const draftSRT = "1\n00:00:01,000 --> 00:00:02,000\nThe council\n\n2\n00:00:02,000 --> 00:00:04,000\nmet today. It\n\n3\n00:00:04,000 --> 00:00:05,000\nwas late.\n"

const longSentence = "The council met on Monday to vote on the trees along the busiest streets of the town, although nobody had asked it to do so, and it took them nearly the whole of the day, because every member of it wanted to speak about the roots and the leaves.\n"

// TestDraft reads what a host may give, and how it was asked to be read.
func TestDraft(t *testing.T) {
	t.Parallel()
	const page = "標題\n\n這是一個很長的句子,用來測試編碼是不是真的被認出來了。這是第二個句子,也是用來測試的。\n"
	big5, err := traditionalchinese.Big5.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("这是一个很长的句子,用来测试编码是不是真的被认出来了。\n")
	if err != nil {
		t.Fatal(err)
	}
	second := []byte("1\n00:00:01,000 --> 00:00:03,900\n議會今天開會。\n\n2\n00:00:04,100 --> 00:00:05,000\n時間很晚了。\n\n3\n00:01:00,000 --> 00:01:01,000\n音樂\n")
	for name, c := range map[string]struct {
		source, file string
		o            DraftOptions
		want         string // format encoding cues mended long: texts
	}{
		"page":             {pageWithChapters, "", DraftOptions{}, " utf-8 4 0 0: The city council voted on Monday to plant trees along its busiest streets.=市議會週一投票通過,將在最繁忙的街道旁種樹。|The shade"},
		"Big5":             {big5, "x.txt", DraftOptions{}, " big5 2 0 0: 這是一個很長的句子"},
		"GB18030":          {gb, "x.txt", DraftOptions{}, " gb18030 1 0 0: 这是一个很长的句子"},
		"chosen":           {gb, "x.txt", DraftOptions{Encoding: "gb18030"}, " gb18030 1 0 0: 这是一个很长的句子"},
		"stamps, no lines": {"[00:01] One line.\n[00:02] Two lines.\n[00:03] Three.\n[00:04] Four.\nThe council voted on it. Nobody knew.\n", "", DraftOptions{}, " utf-8 "},
		"captions":         {draftSRT, "a.srt", DraftOptions{}, "srt utf-8 3 0 0: The council|met today. It|was late."},
		"two lines a cue":  {"1\n00:00:01,000 --> 00:00:02,000\nThe council\nmet.\n", "", DraftOptions{}, "srt utf-8 1 0 0: The council met."},
		"joined":           {draftSRT, "a.srt", DraftOptions{JoinFragments: true}, "srt utf-8 2 0 0: The council met today.|It was late."},
		"merged":           {draftSRT, "a.srt", DraftOptions{JoinFragments: true, Second: second}, "srt utf-8 2 1 0: The council met today.=議會今天開會。|It was late.=時間很晚了。"},
		"long, whole":      {longSentence, "", DraftOptions{}, " utf-8 1 0 1: The council met"},
		"long":             {longSentence, "", DraftOptions{SplitLong: true}, " utf-8 2 0 0: The council met"},
	} {
		d, err := NewDraft([]byte(c.source), c.file, c.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var texts []string
		for _, cue := range d.Cues {
			text := cue.Text
			if cue.Translation != "" {
				text += "=" + cue.Translation
			}
			texts = append(texts, text)
		}
		got := fmt.Sprintf("%s %s %d %d %d: %s", d.Format, d.Encoding, len(d.Cues), len(d.Mended), d.Long, strings.Join(texts, "|"))
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
		// What is stored is read the same way again.
		again, err := NewDraft([]byte(d.Transcript.Source), d.Transcript.SourceName, DraftOptions{SplitLong: c.o.SplitLong})
		if err != nil || len(again.Cues) != len(d.Cues) || again.Cues[0].Translation != d.Cues[0].Translation {
			t.Errorf("%s: read again: %v", name, err)
		}
	}
}

func TestDraftErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source, file string
		o            DraftOptions
		want         error
		draft        bool
	}{
		"promised":       {"This is not subtitles at all.", "x.vtt", DraftOptions{}, ErrNoTimes, false},
		"broken":         {"1\n00:00:01,000 --> x\na\n", "", DraftOptions{}, timedtext.ErrSyntax, false},
		"zero bytes":     {"a\x00b", "", DraftOptions{Encoding: "utf-8"}, timedtext.ErrEncoding, false},
		"no encoding":    {"a", "", DraftOptions{Encoding: "ebcdic"}, timedtext.ErrEncoding, false},
		"no sentence":    {"# \n", "", DraftOptions{}, ErrNoSentence, true},
		"times unread":   {"0:05 = One.\n0:09 = Two.\n", "x.srt", DraftOptions{}, timedtext.ErrUnknownFormat, false},
		"second untimed": {draftSRT, "", DraftOptions{Second: []byte("Only text.")}, ErrNoTimes, false},
		"page too large": {strings.Repeat("A line of text.\n", 40_000), "", DraftOptions{}, timedtext.ErrTooLarge, false},
	} {
		d, err := NewDraft([]byte(c.source), c.file, c.o)
		var at *timedtext.PositionError
		if !errors.Is(err, c.want) || !errors.As(err, &at) || (d != nil) != c.draft {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
}

// TestDraftLinksExamples: a drill knows the cue that its example quotes.
func TestDraftLinksExamples(t *testing.T) {
	t.Parallel()
	for _, split := range []bool{false, true} {
		d, err := NewDraft([]byte(strings.Join([]string{
			"Talk Ep.3: Two Apps", "", longSentence, "", "The influx of users to the small app was large. He made a bet on it.", "", "Keywords", "",
			"influx n. many who arrive", "The influx of users was large.", "", "town n. a place", "Nobody lives in this town any more.",
		}, "\n")), "", DraftOptions{SplitLong: split})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Page.Keywords) != 2 || d.Page.Keywords[0].ExampleCue == nil || d.Page.Keywords[1].ExampleCue != nil {
			t.Fatalf("%+v", d.Page.Keywords)
		}
		if got := d.Cues[*d.Page.Keywords[0].ExampleCue].Text; got != "The influx of users to the small app was large." {
			t.Errorf("linked to %q", got)
		}
		if d.Transcript.Page != d.Page {
			t.Error("the transcript has another page")
		}
	}
}

const pageWithChapters = `Talk Ep.5: A City Plants Trees

[00:00] Intro
[01:20] The plan
[04:05] The cost
[06:30] Words of the day
[08:10] Goodbye

The city council voted on Monday to plant trees along its busiest streets. The shade could lower summer temperatures.

市議會週一投票通過,將在最繁忙的街道旁種樹。樹蔭可以讓夏季氣溫下降。

Residents have mixed feelings about the plan. Some worry about falling leaves.
`

// TestPageWithChapters: the chapters find no place, the text is whole.
func TestPageWithChapters(t *testing.T) {
	t.Parallel()
	d, err := NewDraft([]byte(pageWithChapters), "", DraftOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Transcript.Timed || len(d.Page.Paragraphs) != 2 || len(d.Page.Unplaced) != 5 || d.Page.Paragraphs[0].Translation == "" {
		t.Errorf("timed %v, %+v", d.Transcript.Timed, d.Page)
	}
}
