package publishing_test

import (
	"slices"
	"strings"
	"testing"

	"gendu"
	"gendu/publishing"
)

// corrected is an episode with three timed sentences in two paragraphs.
func corrected() publishing.Former {
	f := withAudio(withText(gendu.Ready, "sound"), "sound")
	f.Latest.Page = &gendu.Page{
		Language: "en", TranslationLanguage: "zh-Hant",
		Paragraphs: []gendu.Paragraph{
			{Text: "One came.  Two left.", Translation: "一個來,兩個走。", Sentences: []gendu.SentencePair{{Text: "One came.", Translation: "一個來,"}, {Text: "Two left.", Translation: "兩個走。"}}},
			{Text: "Three stayed.", Sentences: []gendu.SentencePair{{Text: "Three stayed."}}},
		},
		Keywords: []gendu.Keyword{{ID: "word", Term: "stay", ExampleCue: ptr(2)}},
	}
	f.Cues = []*gendu.Cue{
		{ID: "a", Text: "One came.", Translation: "一個來,", StartMS: 0, EndMS: 900, Spoken: true, Confidence: 0.4, Words: []gendu.Word{{Text: "One", StartMS: 0, EndMS: 400}, {Text: "came.", StartMS: 400, EndMS: 900}}},
		{ID: "b", Text: "Two left.", Translation: "兩個走。", StartMS: 1000, EndMS: 1900, Spoken: true, Confidence: 0.9},
		{ID: "c", Text: "Three stayed.", Paragraph: 1, StartMS: 2000, EndMS: 2900, Spoken: true, Confidence: 0.9},
	}
	f.Used, f.InUse, f.Heard = f.Latest, 1, f.Cues
	return f
}

func ptr[T any](v T) *T { return &v }

func kept(id gendu.ID) publishing.Line { return publishing.Line{ID: id} }

// given is a line as it is now.
func given(id gendu.ID, text string, start, end int64, paragraph int, merged ...gendu.ID) publishing.Line {
	return publishing.Line{ID: id, Cue: &gendu.Cue{Text: text, StartMS: start, EndMS: end, Spoken: end > 0, Paragraph: paragraph}, Merged: merged}
}

func TestCorrect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		lines []publishing.Line
		texts []string // of the paragraphs
		ids   []gendu.ID
		links []gendu.CueLink
		back  []gendu.ID
	}{
		{"nothing changed", []publishing.Line{kept("a"), kept("b"), kept("c")}, []string{"One came.  Two left.", "Three stayed."}, []gendu.ID{"a", "b", "c"}, nil, nil},
		{"a text", []publishing.Line{kept("a"), given("b", " Two of them left. ", 1000, 1900, 0), kept("c")}, []string{"One came. Two of them left.", "Three stayed."}, []gendu.ID{"a", "b", "c"}, nil, nil},
		{"a split", []publishing.Line{given("a", "One", 0, 400, 0), given("n", "came.", 400, 900, 0), kept("b"), kept("c")}, []string{"One came. Two left.", "Three stayed."}, []gendu.ID{"a", "n", "b", "c"}, nil, nil},
		{"a merge", []publishing.Line{given("a", "One came. Two left.", 0, 1900, 0, "b"), kept("c")}, []string{"One came. Two left.", "Three stayed."}, []gendu.ID{"a", "c"}, []gendu.CueLink{{From: "b", To: "a", Kind: gendu.Merged}}, nil},
		{"a paragraph is gone", []publishing.Line{kept("a"), kept("b")}, []string{"One came.  Two left."}, []gendu.ID{"a", "b"}, []gendu.CueLink{{From: "c", Kind: gendu.Removed}}, nil},
		{"a former id is back", []publishing.Line{kept("a"), kept("b"), kept("c"), given("old", "Four sang.", 2900, 3000, 1)}, []string{"One came.  Two left.", "Three stayed. Four sang."}, []gendu.ID{"a", "b", "c", "old"}, nil, []gendu.ID{"old"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := corrected()
			f.Links = []gendu.CueLink{{From: "old", Kind: gendu.Removed}}
			text := &gendu.Transcript{}
			got, err := publishing.Correct(f, "first", text, c.lines)
			if err != nil {
				t.Fatal(err)
			}
			var ids []gendu.ID
			for i, cue := range got.Cues {
				ids = append(ids, cue.ID)
				if cue.Position != i || cue.Revision != 2 || cue.TranscriptID != text.ID {
					t.Errorf("cue %d is %+v", i, cue)
				}
			}
			var texts []string
			for _, p := range text.Page.Paragraphs {
				texts = append(texts, p.Text)
			}
			for i := range got.Links {
				got.Links[i] = gendu.CueLink{From: got.Links[i].From, To: got.Links[i].To, Kind: got.Links[i].Kind}
			}
			if !slices.Equal(ids, c.ids) || !slices.Equal(texts, c.texts) || !slices.Equal(got.Links, c.links) || !slices.Equal(got.Returned, c.back) {
				t.Errorf("ids %v, texts %q, links %+v, back %v", ids, texts, got.Links, got.Returned)
			}
			if text.State != gendu.Ready || text.Method != publishing.MethodEdited || got.Use.TranscriptID != text.ID || len(got.Jobs) != 0 {
				t.Errorf("%+v, uses %+v, jobs %v", text, got.Use, kinds(got))
			}
			if err := text.Page.Validate(); err != nil {
				t.Error(err)
			}
			if k := text.Page.Keywords[0].ExampleCue; slices.Contains(ids, "c") != (k != nil) || k != nil && got.Cues[*k].ID != "c" {
				t.Errorf("the example is of cue %v", k)
			}
			if f.Latest.Page.Paragraphs[0].Text != "One came.  Two left." || f.Cues[0].Revision != 0 {
				t.Error("the base was changed")
			}
		})
	}
}

// TestCorrectKeepsWords: words stay while their sentence does, cut to its edges, and
// are those that came with a new text.
func TestCorrectKeepsWords(t *testing.T) {
	t.Parallel()
	f := corrected()
	moved := given("a", "One came.", 100, 700, 0)
	fresh := given("b", "Two ran.", 1000, 1900, 0)
	fresh.Cue.Words = []gendu.Word{{Text: "Two", StartMS: 1000, EndMS: 1300}, {Text: "ran.", StartMS: 1300, EndMS: 2500}}
	got, err := publishing.Correct(f, "first", &gendu.Transcript{}, []publishing.Line{moved, fresh, given("c", "Three stayed.", 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]gendu.Word{
		{{Text: "One", StartMS: 100, EndMS: 400}, {Text: "came.", StartMS: 400, EndMS: 700}},
		{{Text: "Two", StartMS: 1000, EndMS: 1300}, {Text: "ran.", StartMS: 1300, EndMS: 1900}},
		nil,
	}
	for i, cue := range got.Cues {
		if !slices.Equal(cue.Words, want[i]) {
			t.Errorf("line %d has %+v", i+1, cue.Words)
		}
	}
	if c := got.Cues[2]; c.Spoken || c.EndMS != 0 || c.Confidence != 0 {
		t.Errorf("a line that is not heard is %+v", c)
	}
	if got.Cues[0].Confidence != 1 {
		t.Error("what a person corrected is still doubted")
	}
}

func TestCorrectRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		base  gendu.ID
		lines []publishing.Line
		want  string
	}{
		{"another base", "zero", []publishing.Line{kept("a")}, "newer revision"},
		{"nothing", "first", nil, "1 to 5000"},
		{"an unknown line as it was", "first", []publishing.Line{kept("x")}, "Line 1"},
		{"an id twice", "first", []publishing.Line{kept("a"), kept("a")}, "Line 2 has the id of line 1"},
		{"the id of a keyword", "first", []publishing.Line{given("word", "x", 0, 1, 0)}, "a keyword"},
		{"no text", "first", []publishing.Line{given("a", " ", 0, 900, 0)}, "no text"},
		{"a long text", "first", []publishing.Line{given("a", strings.Repeat("字", 2001), 0, 900, 0)}, "split it"},
		{"it ends before it begins", "first", []publishing.Line{given("a", "x", 900, 800, 0)}, "ends at 800 ms"},
		{"behind the audio", "first", []publishing.Line{given("a", "x", 0, 3001, 0)}, "behind the end"},
		{"over the next", "first", []publishing.Line{given("a", "x", 0, 1001, 0), kept("b"), kept("c")}, "Line 2 begins"},
		{"an unknown paragraph", "first", []publishing.Line{given("a", "x", 0, 900, 2)}, "paragraph 3 of 2"},
		{"an earlier paragraph", "first", []publishing.Line{kept("c"), given("a", "x", 0, 900, 0)}, "earlier paragraph"},
		{"takes in a line that stays", "first", []publishing.Line{given("a", "x", 0, 900, 0, "b"), kept("b")}, "takes in b"},
		{"two take in one", "first", []publishing.Line{given("a", "x", 0, 900, 0, "b"), given("c", "y", 1000, 1900, 0, "b")}, "takes in b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := publishing.Correct(corrected(), c.base, &gendu.Transcript{}, c.lines)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestCorrectLeavesOldOverlaps: a timed file may have lines that overlap; correcting
// another line must not fail on them, and one of them may be drawn apart.
func TestCorrectLeavesOldOverlaps(t *testing.T) {
	t.Parallel()
	f := corrected()
	f.Cues[1].StartMS = 700
	for name, lines := range map[string][]publishing.Line{
		"another line":        {kept("a"), kept("b"), given("c", "Three stay.", 2000, 2900, 1)},
		"one of them shrinks": {given("a", "One came.", 0, 800, 0), kept("b"), kept("c")},
	} {
		if _, err := publishing.Correct(f, "first", &gendu.Transcript{}, lines); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
