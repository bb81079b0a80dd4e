package recordings

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gendu"
	"gendu/audio"
	"gendu/audio/ffmpeg"
	"gendu/server/services"
)

// TestTakesOfSafari: MP4 with AAC is read where ffmpeg is, and refused with what is
// missing where it is not.
func TestTakesOfSafari(t *testing.T) {
	t.Parallel()
	tool, err := ffmpeg.Find()
	if err != nil {
		t.Fatalf("this test needs ffmpeg: %v", err)
	}
	file := filepath.Join(t.TempDir(), "take.mp4")
	if msg, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=2", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(conv audio.Converter) (*gendu.Take, error) {
		take := &gendu.Take{Size: int64(len(data))}
		h := &Takes{s: &services.Services{Converter: conv}, decode: make(chan struct{}, 1)}
		return take, h.measure(t.Context(), take, bytes.NewReader(data))
	}
	if take, err := judge(tool); err != nil || take.Type != "audio/mp4" || take.DurationMS < 1950 || take.DurationMS > 2100 {
		t.Errorf("%+v, %v", take, err)
	}
	if _, err := judge(nil); gendu.KindOf(err) != gendu.Invalid || !strings.Contains(err.Error(), "ffmpeg is not installed") {
		t.Errorf("without ffmpeg: %v", err)
	}
}
