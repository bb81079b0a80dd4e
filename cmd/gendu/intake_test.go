package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gendu/audio/audiotest"
)

// TestCheckSourceTags: an import takes the title of a file that is not MP3.
func TestCheckSourceTags(t *testing.T) {
	t.Parallel()
	file := new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(1, 1, 8000, 16)).Chunk("data", -1, make([]byte, 4000)).
		Chunk("LIST", -1, []byte("INFOINAM\x06\x00\x00\x00Train\x00")).Bytes()
	path := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if tags, err := checkSource(context.Background(), path); err != nil || tags.Title != "Train" {
		t.Errorf("%+v, %v", tags, err)
	}
}
