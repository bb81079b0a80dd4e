package judging

import (
	"bytes"
	"os"
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
	c, learned, err := judge(t).Compare(t.Context(), practice.Reference{Audio: s, Text: "she had", Lang: "en"}, s, practice.Options{}, pronunciation.Voice{})
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
	if !learned.Known() {
		t.Error("nothing was learned of the voice")
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

// TestAnotherSentence is no reading of the text, and teaches nothing of the voice.
func TestAnotherSentence(t *testing.T) {
	t.Parallel()
	s := spoken(t)
	c, learned, err := judge(t).Compare(t.Context(), practice.Reference{Audio: s, Text: "blue cheese", Lang: "en"}, s, practice.Options{}, pronunciation.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict != gendu.VerdictOther || c.Score != nil || learned.Known() {
		t.Errorf("%s, score %v, voice %+v", c.Verdict, c.Score, learned)
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
		c, _, err := k.j.Compare(t.Context(), practice.Reference{Audio: s, Text: "she had", Lang: k.lang}, s, practice.Options{}, pronunciation.Voice{})
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
	c, _, err := judge(t).Compare(t.Context(), practice.Reference{Audio: spoken(t), Text: "she had", Lang: "en"}, quiet, practice.Options{}, pronunciation.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict != gendu.VerdictSilent || c.Score != nil {
		t.Errorf("%s, score %v", c.Verdict, c.Score)
	}
}
