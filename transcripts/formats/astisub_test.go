package formats

import (
	"bytes"
	"strings"
	"testing"

	astisub "github.com/asticode/go-astisub"
)

// TestAgainstAstisub compares our readers of TTML and SSA with go-astisub on
// files that it reads well: the same times and the same texts.
func TestAgainstAstisub(t *testing.T) {
	t.Parallel()
	ttml := `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>
<p begin="00:00:01.000" end="00:00:02.500">First line<br/>second line</p>
<p begin="00:00:03.000" end="00:00:04.000">樹蔭 &amp; <span tts:color="red" xmlns:tts="http://www.w3.org/ns/ttml#styling">shade</span></p>
<p begin="5s" end="6.25s">Offset</p>
</div></body></tt>`
	ass := "[Script Info]\nTitle: T\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n" +
		"Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,First, with comma\nDialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\i1}樹蔭{\\i0}\n"
	for name, c := range map[string]struct {
		in   string
		read func([]byte) (*astisub.Subtitles, error)
	}{
		"ttml": {ttml, func(b []byte) (*astisub.Subtitles, error) { return astisub.ReadFromTTML(bytes.NewReader(b)) }},
		"ass":  {ass, func(b []byte) (*astisub.Subtitles, error) { return astisub.ReadFromSSA(bytes.NewReader(b)) }},
	} {
		theirs, err := c.read([]byte(c.in))
		if err != nil || len(theirs.Items) < 2 {
			t.Fatalf("%s: go-astisub: %v", name, err)
		}
		ours, _, err := Parse(name, []byte(c.in))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(ours.Cues) != len(theirs.Items) {
			t.Fatalf("%s: %d cues, theirs %d", name, len(ours.Cues), len(theirs.Items))
		}
		for i, item := range theirs.Items {
			var lines []string
			for _, l := range item.Lines {
				var b strings.Builder
				for _, part := range l.Items {
					b.WriteString(part.Text)
				}
				lines = append(lines, b.String())
			}
			cue := ours.Cues[i]
			if cue.StartMS != item.StartAt.Milliseconds() || cue.EndMS != item.EndAt.Milliseconds() ||
				strings.Join(strings.Fields(cue.Text), "") != strings.Join(strings.Fields(strings.Join(lines, " ")), "") {
				t.Errorf("%s: cue %d: ours %+v, theirs %v %v %q", name, i, cue, item.StartAt, item.EndAt, lines)
			}
		}
	}
}
