package publishing

import (
	"slices"
	"strings"
	"testing"

	"gendu"
)

// cuesOf makes sentences; a text that begins with "-" is not heard.
func cuesOf(confidence float64, texts ...string) []*gendu.Cue {
	out := make([]*gendu.Cue, len(texts))
	for i, text := range texts {
		heard := !strings.HasPrefix(text, "-")
		out[i] = &gendu.Cue{ID: gendu.ID(text), Position: i, Text: strings.TrimPrefix(text, "-"), Spoken: heard}
		if heard {
			out[i].Confidence = confidence
		}
	}
	return out
}

func TestDoubts(t *testing.T) {
	t.Parallel()
	english := []string{"The council met today.", "It was late.", "Nobody spoke."}
	for name, c := range map[string]struct {
		language, method string
		cues             []*gendu.Cue
		want             []Doubt
	}{
		"as it should be":               {"en", "espeak-dtw", cuesOf(0.9, english...), nil},
		"another Latin language":        {"fr", "espeak-dtw", cuesOf(0.9, english...), nil},
		"English in a Japanese show":    {"ja", "espeak-dtw", cuesOf(0.9, english...), []Doubt{DoubtText}},
		"Japanese":                      {"ja", "espeak-dtw", cuesOf(0.9, "今日は議会がありました。"), nil},
		"Japanese without kana":         {"ja", "espeak-dtw", cuesOf(0.9, "議会開催。"), nil},
		"Chinese in an English show":    {"en", "espeak-dtw", cuesOf(0.9, "議會今天開會。"), []Doubt{DoubtText}},
		"Mandarin by what is spoken":    {"cmn", "espeak-dtw", cuesOf(0.9, "議會今天開會。"), nil},
		"few were found":                {"en", "espeak-dtw", cuesOf(0.9, "The council met.", "-It was late.", "-Nobody spoke."), []Doubt{DoubtAudio}},
		"none was found":                {"ja", "espeak-dtw", cuesOf(0, "-The council met."), []Doubt{DoubtText, DoubtAudio}},
		"all were found, few for sure":  {"en", "espeak-dtw", cuesOf(0.3, english...), []Doubt{DoubtAudio}},
		"a file has no confidence":      {"en", "file", cuesOf(0.1, english...), nil},
		"no sentence":                   {"en", "espeak-dtw", nil, nil},
		"numbers are of every language": {"ja", "espeak-dtw", cuesOf(0.9, "1, 2, 3."), nil},
	} {
		got := Doubts(&gendu.Show{Language: c.language}, &gendu.Transcript{Method: c.method}, c.cues)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestCheckSpoken(t *testing.T) {
	t.Parallel()
	show := &gendu.Show{Language: "ja"}
	if err := CheckSpoken(show, &gendu.Transcript{}, cuesOf(0.5, "-A.", "B.")); err != nil {
		t.Errorf("one is enough: %v", err)
	}
	for want, c := range map[string]struct {
		t    *gendu.Transcript
		cues []*gendu.Cue
	}{
		"not written in the language": {&gendu.Transcript{}, cuesOf(0, "-The council met.")},
		"the audio of this text":      {&gendu.Transcript{}, cuesOf(0, "-議会がありました。", "-遅くなった。")},
		"behind the end of the audio": {&gendu.Transcript{Timed: true}, cuesOf(0, "-議会がありました。")},
		"None of its 0":               {&gendu.Transcript{}, nil},
	} {
		err := CheckSpoken(show, c.t, c.cues)
		if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(gendu.MessageOf(err), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	heard, unheard := cuesOf(0.9, "A.", "B."), cuesOf(0, "-A.", "-B.")
	for name, c := range map[string]struct {
		j    Judged
		want Verdict
	}{
		"a draft":                             {Judged{InUse: heard, InUseOf: "1", Ready: unheard, ReadyOf: "2"}, UseIt},
		"the first":                           {Judged{Published: true, Ready: heard, ReadyOf: "1"}, UseIt},
		"published before it was timed":       {Judged{Published: true, InUseOf: "1", Ready: unheard, ReadyOf: "1"}, WithdrawIt},
		"a correction":                        {Judged{Published: true, InUse: heard, InUseOf: "1", Ready: heard, ReadyOf: "1"}, UseIt},
		"a correction of which nothing is":    {Judged{Published: true, InUse: heard, InUseOf: "1", Ready: unheard, ReadyOf: "1"}, OfferIt},
		"another audio":                       {Judged{Published: true, InUse: heard, InUseOf: "1", Ready: heard, ReadyOf: "2"}, OfferIt},
		"another audio that was chosen":       {Judged{Published: true, InUse: heard, InUseOf: "1", Ready: heard, ReadyOf: "2", Chosen: true}, UseIt},
		"a chosen audio of which nothing is":  {Judged{Published: true, InUse: heard, InUseOf: "1", Ready: unheard, ReadyOf: "2", Chosen: true}, OfferIt},
		"instead of what cannot be practised": {Judged{Published: true, InUse: unheard, InUseOf: "1", Ready: heard, ReadyOf: "2"}, UseIt},
	} {
		if got := Judge(c.j); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestDiffer(t *testing.T) {
	t.Parallel()
	inUse := cuesOf(0.9, "A.", "B.", "C.")
	inUse[1].Spoken = false
	other := cuesOf(0.9, "A.", "B.", "D.")
	other[0].Spoken = false
	d := Differ(inUse, other)
	if d.Sentences != 3 || d.Found != 2 || len(d.Lost) != 2 || d.Lost[0].ID != "A." || d.Lost[1].ID != "C." {
		t.Errorf("got %+v", d)
	}
	if !SameTexts(inUse, cuesOf(0, "A.", "-B.", "C.")) || SameTexts(inUse, other) || SameTexts(inUse, inUse[:2]) {
		t.Error("SameTexts compares something else than texts")
	}
}
