package captions

import (
	"fmt"
	"strings"
	"testing"

	"gendu"
	"gendu/transcripts/formats/timedtext"
)

// show writes cues in a line each.
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
		for _, w := range c.Words {
			fmt.Fprintf(&b, " %s:%d-%d", w.Text, w.StartMS, w.EndMS)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestMergeTranslation(t *testing.T) {
	t.Parallel()
	main := &timedtext.Document{Language: "en", Cues: []timedtext.Cue{
		{StartMS: 1000, EndMS: 3000, Text: "Hello there."}, {StartMS: 3000, EndMS: 6000, Text: "How are you?"}, {StartMS: 8000, EndMS: 9000, Text: "Bye."},
	}}
	other := &timedtext.Document{Cues: []timedtext.Cue{
		{StartMS: 900, EndMS: 3200, Text: "你好。"},
		{StartMS: 3200, EndMS: 4000, Text: "你好"},
		{StartMS: 4000, EndMS: 6000, Text: "嗎?"},
		{StartMS: 6500, EndMS: 7000, Text: "音樂"},
		{StartMS: 8100, EndMS: 8900, Text: "再見。"},
	}}
	got, left := MergeTranslation(main, other)
	want := "1000-3000 \"Hello there.\" =\"你好。\"\n3000-6000 \"How are you?\" =\"你好嗎?\"\n8000-9000 \"Bye.\" =\"再見。\"\n"
	if show(got) != want {
		t.Errorf("got %s\nwant %s", show(got), want)
	}
	if len(left) != 1 || left[0].Text != "音樂" {
		t.Errorf("left %v", left)
	}
	if main.Cues[0].Translation != "" {
		t.Error("the document given was changed")
	}
}

func TestJoinFragments(t *testing.T) {
	t.Parallel()
	d := &timedtext.Document{Cues: []timedtext.Cue{
		{StartMS: 1000, EndMS: 2000, Text: "The city council"},
		{StartMS: 2000, EndMS: 4000, Text: "voted on it. Then", Words: []gendu.Word{{Text: "voted", StartMS: 2000, EndMS: 2400}, {Text: "on", StartMS: 2400, EndMS: 2600}, {Text: "it.", StartMS: 2600, EndMS: 3000}, {Text: "Then", StartMS: 3500, EndMS: 4000}}},
		{StartMS: 4000, EndMS: 5000, Text: "all went home."},
		{StartMS: 5100, EndMS: 6000, Text: "Not me,", Speaker: "Ann"},
		{StartMS: 9000, EndMS: 9500, Text: "after a while"},
	}}
	want := "1000-3500 \"The city council voted on it.\" voted:2000-2400 on:2400-2600 it.:2600-3000\n" +
		"3500-5000 \"Then all went home.\" Then:3500-4000\n5100-6000 \"Not me,\" @Ann\n9000-9500 \"after a while\"\n"
	if got := show(JoinFragments(d, "en")); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	zh := &timedtext.Document{Cues: []timedtext.Cue{{StartMS: 0, EndMS: 1000, Text: "市議會週一"}, {StartMS: 1000, EndMS: 2000, Text: "通過。工程"}, {StartMS: 2000, EndMS: 3000, Text: "三月開始。"}}}
	if got := show(JoinFragments(zh, "")); got != "0-1600 \"市議會週一通過。\"\n1600-3000 \"工程三月開始。\"\n" {
		t.Errorf("got %s", got)
	}
}

// TestSplitLongCues: parts follow each other inside the cue, with its words and
// the clauses of its translation.
func TestSplitLongCues(t *testing.T) {
	t.Parallel()
	text := "The council met on Monday to vote on the trees, although nobody had asked for it."
	d := &timedtext.Document{Cues: []timedtext.Cue{
		{StartMS: 0, EndMS: 20_000, Text: text, Translation: "議會週一開會表決種樹一事,雖然沒有人要求這麼做。", Words: []gendu.Word{{Text: "trees,", StartMS: 9000, EndMS: 9500}, {Text: "although", StartMS: 11_000, EndMS: 11_500}}},
		{StartMS: 20_000, EndMS: 21_000, Text: "Short, and fine."},
	}}
	got := show(SplitLong(d, "en"))
	want := "0-9500 \"The council met on Monday to vote on the trees,\" =\"議會週一開會表決種樹一事,\" trees,:9000-9500\n" +
		"11000-20000 \"although nobody had asked for it.\" =\"雖然沒有人要求這麼做。\" although:11000-11500\n20000-21000 \"Short, and fine.\"\n"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
