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
		if (&speechInspectCmd{Warp: warp}).Validate() == nil {
			t.Errorf("warp %v is taken", warp)
		}
	}
}
