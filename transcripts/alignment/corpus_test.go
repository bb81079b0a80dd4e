package alignment

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"gendu"
	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/wav"
	"gendu/internal/testkit"
	"gendu/transcripts/notes"
)

type k935Truth struct {
	Sentences []struct{ Start, End float64 }
	Keywords  []struct {
		Term         string
		TermStart    float64 `json:"term_start"`
		TermEnd      float64 `json:"term_end"`
		ExampleStart float64 `json:"example_start"`
		ExampleEnd   float64 `json:"example_end"`
	}
}

// The real episode page of the corpus, as the product times it: sentences within
// half a second, the terms and examples of the drills within 0.3 s.
func TestCorpusK935IsTimed(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("GENDU_SHARED")
	if shared == "" {
		shared = filepath.Join(testkit.Repo(t), "..", "shared")
	}
	dir := filepath.Join(shared, "episodes", "k935")
	page, err := os.ReadFile(filepath.Join(dir, "notes.txt"))
	if err != nil {
		t.Skip("the corpus is not here: ", err)
	}
	notes, err := notes.Parse(string(page), notes.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range notes.Paragraphs {
		for _, s := range p.Sentences {
			lines = append(lines, s.Text)
		}
	}
	sentences := len(lines)
	for _, k := range notes.Keywords {
		lines = append(lines, DrillLines(k)...)
	}
	a, err := Lines(t.Context(), practice(t, filepath.Join(dir, "audio.mp3")), lines, Options{Lang: notes.Language, Words: true, Voice: voice(t)})
	if err != nil {
		t.Fatal(err)
	}
	var truth k935Truth
	b, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	if len(truth.Sentences) != sentences || len(truth.Keywords) != len(notes.Keywords) {
		t.Fatalf("%d sentences and %d keywords on the page", sentences, len(notes.Keywords))
	}
	for i, s := range truth.Sentences {
		l := a.Lines[i]
		wantWithin(t, &gendu.Span{StartMS: l.StartMS, EndMS: l.EndMS}, s.Start, s.End, 0.5, lines[i])
		if !l.Spoken || l.Confidence < 0.8 || len(l.Words) == 0 {
			t.Errorf("sentence %d: %+v", i, l)
		}
	}
	for i, k := range truth.Keywords {
		term, example := DrillTimes(a.Lines[sentences+i*LinesPerDrill:])
		wantWithin(t, term, k.TermStart, k.TermEnd, 0.3, k.Term)
		wantWithin(t, example, k.ExampleStart, k.ExampleEnd, 0.3, "example of "+k.Term)
	}
}

func wantWithin(t *testing.T, got *gendu.Span, start, end, limit float64, what string) {
	t.Helper()
	if got == nil || math.Abs(float64(got.StartMS)/1000-start) > limit || math.Abs(float64(got.EndMS)/1000-end) > limit {
		t.Errorf("%.40q: %+v, want %.3f to %.3f", what, got, start, end)
	}
}

// practice is the practice WAV of a recording.
func practice(t *testing.T, recording string) dsp.PCMReader {
	t.Helper()
	open := func(name string) (*os.File, int64) {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		return f, info.Size()
	}
	dir := t.TempDir()
	f, size := open(recording)
	if _, err := audio.Derive(t.Context(), f, size, dir, audio.DeriveOptions{}); err != nil {
		t.Fatal(err)
	}
	f, size = open(filepath.Join(dir, "practice.wav"))
	wav, err := wav.Open(f, size)
	if err != nil {
		t.Fatal(err)
	}
	return wav
}
