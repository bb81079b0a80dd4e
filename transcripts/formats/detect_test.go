package formats

import (
	"strings"
	"testing"
)

const ChapterPage = `Talk Ep.5: A City Plants Trees

[00:00] Intro
[01:20] The plan
[04:05] The cost
[06:30] Words of the day
[08:10] Goodbye

The city council voted on Monday to plant trees along its busiest streets. The shade could lower summer temperatures.

市議會週一投票通過,將在最繁忙的街道旁種樹。樹蔭可以讓夏季氣溫下降。

Residents have mixed feelings about the plan. Some worry about falling leaves.
`

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       Format
	}{
		{"", ChapterPage, Text},
		{"page.txt", strings.Replace(ChapterPage, "Talk Ep.5: A City Plants Trees\n\n", "", 1), Text},
		{"", "[00:00] Intro\n[01:00] One\n[02:00] Two\n[03:00] Three\n[04:00] Four\n" + strings.Repeat("One long paragraph follows the chapters. ", 20), Text},
		{"song.lrc", "[ti:Song]\nA line without a stamp\n[00:01.00]One\n", LRC},
		{"", "[ti:Song]\n[ar:Somebody]\n\n[00:01.00]One\n[00:03.50]Two\n", LRC},
		{"", "[00:01.00]One\n[00:02.00]Two\n[00:03.00]Three\n[00:04.00]Four\nno stamp\n[00:05.00]Five\n", LRC},
		{"", "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", VTT},
		{"", "1\n00:00:01,000 --> 00:00:02,000\nx\n", SRT},
		{"", "[00:01] a note\n1\n00:00:01,000 --> 00:00:02,000\nx\n", SRT},
		{"", "0.5\t1.0\tHello\n", Audacity},
		{"", "start_ms\tend_ms\ttext\n0\t1\tx\n", TSV},
		{"", `<tt xml:lang="en"/>`, TTML},
		{"", "[Script Info]\nTitle: T\n", ASS},
		{"", `{"cues":[]}`, JSON},
		{"", `{"segments":[{"startTime":1,"endTime":2,"body":"x"}]}`, Podcast},
		{"", `{"segments":[{"start":1,"end":2,"text":"x"}]}`, Whisper},
		{"", "", Text},
	} {
		if got := Detect(c.name, []byte(c.text)); got != c.want {
			t.Errorf("%s %.40q: %s, want %s", c.name, c.text, got, c.want)
		}
	}
}
