package alignment

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/transcripts/readaloud"
)

// countingVoice counts the lines that its voice says.
type countingVoice struct {
	*espeak.Voice
	lines int
}

func (v *countingVoice) SpeakLines(ctx context.Context, lang string, lines [][]string) ([]dsp.Signal, [][]int, error) {
	v.lines += len(lines)
	return v.Voice.SpeakLines(ctx, lang, lines)
}

func TestTheReferenceIsKept(t *testing.T) {
	t.Parallel()
	var lines []readaloud.Line
	for i := range 120 {
		lines = append(lines, readaloud.Read(story[i%len(story)]+" Part "+strings.Repeat("again ", i/8), "en"))
	}
	changed := slices.Clone(lines)
	changed[60] = readaloud.Read("This sentence was corrected by its host.", "en")
	v := &countingVoice{Voice: voice(t)}
	read := func(lines []readaloud.Line, cache *Cache) (*reference, int) {
		t.Helper()
		before := v.lines
		ref, err := readReference(t.Context(), lines, Options{Lang: "en", Voice: v, Cache: cache}, newProgress(nil))
		if err != nil {
			t.Fatal(err)
		}
		return ref, v.lines - before
	}
	cache := NewCache(64 << 20)
	plain, said := read(lines, nil)
	if said != len(lines) {
		t.Fatalf("without a cache %d lines were said of %d", said, len(lines))
	}
	first, _ := read(lines, cache)
	again, said := read(lines, cache)
	if said != 0 {
		t.Errorf("%d lines were said again", said)
	}
	if !reflect.DeepEqual(plain, first) || !reflect.DeepEqual(plain, again) {
		t.Error("the reference differs with a cache")
	}
	if _, said := read(changed, cache); said == 0 || said > len(lines)/2 {
		t.Errorf("%d of %d lines were said again after one was corrected", said, len(lines))
	}
	small := NewCache(plain.bytes() / 3)
	read(lines, small)
	if small.size > small.most || small.order.Len() == 0 || small.order.Len() != len(small.kept) {
		t.Errorf("%d bytes in %d batches are kept, at most %d", small.size, small.order.Len(), small.most)
	}
}
