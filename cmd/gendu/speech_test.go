package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu/pronunciation"
)

func TestSpeechInspect(t *testing.T) {
	t.Parallel()
	plot := filepath.Join(t.TempDir(), "out.png")
	c := &speechInspectCmd{speechModel: speechModel{pronunciation.Folder}, File: "../../pronunciation/testdata/front_end.wav", Text: "She had.", Plot: plot}
	var out bytes.Buffer
	if err := c.Run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ok: total", "She ", "had. ", "SH ", "free phone loop: SIL"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	f, err := os.Open(plot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := png.Decode(f); err != nil {
		t.Errorf("the plot: %v", err)
	}
	c.SpeechModel = t.TempDir()
	err = c.Run(t.Context(), &out)
	if err == nil || !strings.Contains(explain(err), "pocketsphinx-en-us") {
		t.Errorf("without the model: %v", err)
	}
	for _, warp := range []float64{0.5, 2} {
		if (&speechInspectCmd{Text: "She had.", Warp: warp}).Validate() == nil {
			t.Errorf("warp %v is taken", warp)
		}
	}
}

// TestSpeechInspectIsEnglish: the model has no sounds for other languages, and the
// error says so before anything is read.
func TestSpeechInspectIsEnglish(t *testing.T) {
	t.Parallel()
	wav := "../../pronunciation/testdata/front_end.wav"
	for text, want := range map[string]string{
		"今天天氣很好":      "knows English only",
		"今日はいい天気ですね。": "knows English only",
		"Сегодня":     "knows English only",
		"123 …":       "no word in it",
	} {
		err := run(t.Context(), []string{"speech", "inspect", wav, "--text", text}, &bytes.Buffer{})
		if exitCode(err) != exitUsage || !strings.Contains(explain(err), want) || !strings.Contains(explain(err), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
