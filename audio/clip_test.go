package audio

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
)

// TestFadeOnlyInSound: a cut in a pause stays as it is, sample by sample.
func TestFadeOnlyInSound(t *testing.T) {
	t.Parallel()
	const n = 24 * 20
	make16 := func(f func(i int) float64) []byte {
		b := make([]byte, 2*n)
		for i := range n {
			binary.LittleEndian.PutUint16(b[2*i:], uint16(int16(f(i))))
		}
		return b
	}
	quiet := make16(func(i int) float64 { return 100 * math.Sin(float64(i)/7) })
	half := make16(func(i int) float64 { return 100 + 5000*float64(i/(n/2)) })
	for name, c := range map[string]struct {
		in         []byte
		head, tail bool
	}{
		"pause at both ends": {quiet, false, false},
		"sound at its end":   {half, false, true},
	} {
		out := bytes.Clone(c.in)
		k := 2 * 24 * ClipFadeMS
		fadeIn(out[:k])
		fadeOut(out[2*n-k:])
		if changed := !bytes.Equal(out[:k], c.in[:k]); changed != c.head {
			t.Errorf("%s: the beginning changed: %v", name, changed)
		}
		if changed := !bytes.Equal(out[2*n-k:], c.in[2*n-k:]); changed != c.tail {
			t.Errorf("%s: the end changed: %v", name, changed)
		}
		if !bytes.Equal(out[k:2*n-k], c.in[k:2*n-k]) {
			t.Errorf("%s: the middle changed", name)
		}
	}
	fadeIn(nil)
	fadeOut(nil)
}
