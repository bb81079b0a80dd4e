package pronunciation

import (
	"os"
	"testing"
)

// TestLocating finds the words where judging finds them, and nothing of another text.
func TestLocating(t *testing.T) {
	t.Parallel()
	s, err := ReadSpeech(os.DirFS(Folder), Folder)
	if err != nil {
		t.Fatal(err) // it says what to install
	}
	samples := readWAV(t, "testdata/front_end.wav")
	words := []string{"she", "had"}
	places, err := s.Locate(t.Context(), samples, words)
	if err != nil || len(places) != len(words) {
		t.Fatalf("%+v, %v", places, err)
	}
	j, _, _, err := s.Judge(t.Context(), samples, words, Voice{Warp: 1, Seconds: sureVoice})
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range j.Words {
		if places[i] != (Place{w.FromMS, w.ToMS}) {
			t.Errorf("%s: %+v, judging finds %d to %d", words[i], places[i], w.FromMS, w.ToMS)
		}
	}
	if places, err := s.Locate(t.Context(), samples, []string{"blue", "cheese"}); err != nil || places != nil {
		t.Errorf("another text: %+v, %v", places, err)
	}
}
