package judging

import (
	"fmt"
	"testing"

	"gendu"
	"gendu/audio/dsp"
	"gendu/practice"
)

// TestReferencesAreKept by what is heard and said, and not more than so many.
func TestReferencesAreKept(t *testing.T) {
	t.Parallel()
	j, s := judge(t), spoken(t)
	ref := practice.Reference{Audio: s, Text: "she had", Lang: "en"}
	first, err := j.timed(t.Context(), ref, []string{"she", "had"})
	if err != nil || len(first) != 2 {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := j.timed(t.Context(), ref, []string{"she", "had"})
	if err != nil || &again[0] != &first[0] {
		t.Errorf("the words were found again: %v", err)
	}
	louder := dsp.Signal{Rate: s.Rate, Samples: append([]float32{0.1}, s.Samples...)}
	keys := map[[32]byte]bool{
		keyOf(ref, []string{"she", "had"}): true, keyOf(ref, []string{"shehad"}): true, keyOf(ref, []string{"she", "ha", "d"}): true,
		keyOf(practice.Reference{Audio: louder}, []string{"she", "had"}): true,
	}
	if len(keys) != 4 {
		t.Errorf("%d keys of 4 references", len(keys))
	}

	r := &references{}
	for i := range maxReferences + 10 {
		r.put(keyOf(ref, []string{fmt.Sprint(i)}), []gendu.Word{{StartMS: int64(i)}})
	}
	if _, ok := r.get(keyOf(ref, []string{"0"})); ok || len(r.order) != maxReferences || len(r.words) != maxReferences {
		t.Errorf("%d references are kept", len(r.words))
	}
	if words, ok := r.get(keyOf(ref, []string{"100"})); !ok || words[0].StartMS != 100 {
		t.Errorf("%+v, %v", words, ok)
	}
}
