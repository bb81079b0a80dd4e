package judging

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/wav"
	"gendu/practice"
	"gendu/pronunciation"
)

// spoken is a short recording: flite says "she had".
func spoken(t *testing.T) dsp.Signal {
	t.Helper()
	b, err := os.ReadFile("../pronunciation/testdata/front_end.wav")
	if err != nil {
		t.Fatal(err)
	}
	s, err := wav.ReadMono(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func judge(t *testing.T) *Judge {
	t.Helper()
	j, err := Open(pronunciation.Folder, nil)
	if err != nil {
		t.Fatal(err) // it says what to install
	}
	return j
}

// TestAReferenceAgainstItself has nothing to improve.
func TestAReferenceAgainstItself(t *testing.T) {
	t.Parallel()
	s := spoken(t)
	c, err := judge(t).Compare(t.Context(), practice.Reference{Audio: s, Text: "she had", Lang: "en"}, s, practice.Options{}, pronunciation.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict != gendu.VerdictOK || c.Overall != 100 || c.Score == nil || *c.Score < 70 || c.Method != practice.Method {
		t.Errorf("%s, overall %v, score %v", c.Verdict, c.Overall, c.Score)
	}
	for _, w := range c.Words {
		if w.Verdict != gendu.WordGood || w.Score == nil || w.TakeStart == nil {
			t.Errorf("%+v", w)
		}
	}
	if !c.Voice.Known() {
		t.Error("nothing was c.Voice of the voice")
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

// TestAnotherSentence is no reading of the text, and teaches nothing of the voice.
func TestAnotherSentence(t *testing.T) {
	t.Parallel()
	s := spoken(t)
	c, err := judge(t).Compare(t.Context(), practice.Reference{Audio: s, Text: "blue cheese", Lang: "en"}, s, practice.Options{}, pronunciation.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict != gendu.VerdictOther || c.Score != nil || c.Voice.Known() {
		t.Errorf("%s, score %v, voice %+v", c.Verdict, c.Score, c.Voice)
	}
}

// TestWithoutTheModel takes are compared as before, and have no score.
func TestWithoutTheModel(t *testing.T) {
	t.Parallel()
	s := spoken(t)
	for name, k := range map[string]struct {
		j    *Judge
		lang string
	}{"no model": {&Judge{}, "en"}, "another language": {judge(t), "de"}} {
		c, err := k.j.Compare(t.Context(), practice.Reference{Audio: s, Text: "she had", Lang: k.lang}, s, practice.Options{}, pronunciation.Voice{})
		if err != nil {
			t.Fatal(err)
		}
		if c.Verdict != gendu.VerdictOK || c.Score != nil || c.Overall < 99 {
			t.Errorf("%s: %s, score %v, overall %v", name, c.Verdict, c.Score, c.Overall)
		}
	}
	if _, err := Open(t.TempDir(), nil); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("a folder without a model: %v", err)
	}
}

// TestSilence is silence, with the model too.
func TestSilence(t *testing.T) {
	t.Parallel()
	quiet := dsp.Signal{Rate: 16000, Samples: make([]float32, 16000)}
	c, err := judge(t).Compare(t.Context(), practice.Reference{Audio: spoken(t), Text: "she had", Lang: "en"}, quiet, practice.Options{}, pronunciation.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict != gendu.VerdictSilent || c.Score != nil {
		t.Errorf("%s, score %v", c.Verdict, c.Score)
	}
}

// TestSoundsOfATake are those of its words, each sound of a word once; none where the
// recording muffles some more than others, for a child's voice, and of another sentence.
func TestSoundsOfATake(t *testing.T) {
	t.Parallel()
	s := spoken(t)
	noisy, random := dsp.Signal{Rate: s.Rate}, uint32(1)
	for _, v := range s.Samples {
		random = random*1664525 + 1013904223
		noisy.Samples = append(noisy.Samples, v+0.05*(float32(random)/(1<<31)-1))
	}
	for name, k := range map[string]struct {
		take  dsp.Signal
		text  string
		voice pronunciation.Voice
		want  int
	}{
		"clean":            {s, "she had", pronunciation.Voice{}, 5},
		"noisy":            {noisy, "she had", pronunciation.Voice{}, 0},
		"a child's warp":   {s, "she had", pronunciation.Voice{Warp: 1.25, Seconds: 60}, 0},
		"another sentence": {s, "blue cheese", pronunciation.Voice{}, 0},
	} {
		c, err := judge(t).Compare(t.Context(), practice.Reference{Audio: s, Text: k.text, Lang: "en"}, k.take, practice.Options{}, k.voice)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Sounds) != k.want {
			t.Errorf("%s: %+v (%s, %v)", name, c.Sounds, c.Verdict, c.Reasons)
		}
		for _, sound := range c.Sounds {
			if gendu.IPA(sound.Sound) == "" || sound.Score < 0.5 || sound.Score > 2.5 || sound.Word != "she" && sound.Word != "had" {
				t.Errorf("%s: %+v", name, sound)
			}
		}
	}
}

// TestBehindANoiseGate: a microphone behind a noise gate gives digital silence around what
// is said. What was said is heard all the same.
func TestBehindANoiseGate(t *testing.T) {
	t.Parallel()
	j, s := judge(t), spoken(t)
	gated := func(s dsp.Signal) dsp.Signal {
		quiet := make([]float32, 2*s.Rate/5)
		return dsp.Signal{Rate: s.Rate, Samples: slices.Concat(quiet, s.Samples, quiet)}
	}
	for _, text := range []string{"she had", "she", "had"} {
		places, err := j.Speech.Locate(t.Context(), At(s), []string{"she", "had"})
		if err != nil || len(places) != 2 {
			t.Fatalf("%v, %v", places, err)
		}
		part := s
		switch text {
		case "she":
			part.Samples = s.Samples[places[0].FromMS*16 : places[0].ToMS*16]
		case "had":
			part.Samples = s.Samples[places[1].FromMS*16 : places[1].ToMS*16]
		}
		for name, pair := range map[string][2]dsp.Signal{
			"the take": {part, gated(part)}, "both": {gated(part), gated(part)},
		} {
			c, err := j.Compare(t.Context(), practice.Reference{Audio: pair[0], Text: text, Lang: "en"}, pair[1], practice.Options{}, pronunciation.Voice{})
			if err != nil {
				t.Fatal(err)
			}
			if c.Verdict != gendu.VerdictOK || c.Score == nil {
				t.Errorf("%q, silence in %s: %s, %v", text, name, c.Verdict, c.Reasons)
			}
		}
	}
}
