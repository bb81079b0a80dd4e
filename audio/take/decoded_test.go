package take

import (
	"testing"

	"gendu/audio/dsp"
)

func TestDecoded(t *testing.T) {
	t.Parallel()
	d := new(Decoded)
	sound := func(n int) dsp.Signal { return dsp.Signal{Rate: 16000, Samples: make([]float32, n)} }
	has := func(key string, want int) {
		t.Helper()
		s, ok := d.Take(key)
		if ok != (want > 0) || len(s.Samples) != max(want, 0) {
			t.Errorf("%s: %t, %d samples, want %d", key, ok, len(s.Samples), want)
		}
	}
	has("none", 0)
	d.Keep("a", sound(1))
	d.Keep("a", sound(2))
	has("a", 2)
	has("a", 0) // each is taken once
	d.Keep("old", sound(maxDecoded/8))
	d.Keep("b", sound(maxDecoded/8))
	d.Keep("c", sound(1)) // one more than there is room for
	has("old", 0)
	has("b", maxDecoded/8)
	has("c", 1)
	d.Keep("huge", sound(maxDecoded/4+1))
	has("huge", 0)
	if d.bytes != 0 || len(d.list) != 0 {
		t.Errorf("%d bytes in %d recordings are left", d.bytes, len(d.list))
	}
	var none *Decoded
	none.Keep("a", sound(1))
	if _, ok := none.Take("a"); ok {
		t.Error("none keeps a recording")
	}
}
