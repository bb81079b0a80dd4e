package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
)

// repeat writes a WAV file several times behind itself, cut at a length in seconds.
func (c *corpus) repeat(wav, name string, times int, seconds float64) (string, error) {
	out := filepath.Join(c.temp, name+".wav")
	msg, err := exec.Command("ffmpeg", "-v", "error", "-y", "-stream_loop", fmt.Sprint(times-1), "-i", wav,
		"-t", fmt.Sprint(seconds), "-c", "copy", out).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("ffmpeg (Debian: apt-get install ffmpeg): %w: %s", err, msg)
	}
	return out, nil
}
