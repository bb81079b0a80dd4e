package pronunciation

import (
	"math"
	"slices"
	"testing"
)

// TestDither puts noise in place of digital silence, and leaves all else as it is.
func TestDither(t *testing.T) {
	t.Parallel()
	tone := make([]float32, Rate/2)
	for i := range tone {
		tone[i] = float32(0.3 * math.Sin(1+float64(i)/5))
	}
	gap := func(n int, value float32) []float32 { return slices.Repeat([]float32{value}, n) }
	for name, k := range map[string]struct {
		before, silence []float32
		noise           float64 // RMS in the silence; 0: it stays as it is
	}{
		"zeros between":         {tone, gap(Rate/4, 0), 0.3 / math.Sqrt2 / 100}, // 40 dB below the tone
		"a constant between":    {tone, gap(Rate/4, 0.02), 0.3 / math.Sqrt2 / 100},
		"less than 5 ms":        {tone, gap(leastSilence-1, 0), 0},
		"nothing but silence":   {nil, gap(Rate/4, 0), leastDither / math.Sqrt(3)},
		"no samples in between": {tone, nil, 0},
	} {
		after := tone
		if k.before == nil {
			after = nil
		}
		in := slices.Concat(k.before, k.silence, after)
		was := slices.Clone(in)
		out := dithered(in)
		if !slices.Equal(in, was) {
			t.Errorf("%s: what was given has changed", name)
		}
		if !slices.Equal(out, dithered(in)) {
			t.Errorf("%s: another noise the second time", name)
		}
		from, to := len(k.before), len(k.before)+len(k.silence)
		if !slices.Equal(out[:from], in[:from]) || !slices.Equal(out[to:], in[to:]) {
			t.Errorf("%s: sound has changed", name)
		}
		var sum float64
		for i := from; i < to; i++ {
			d := float64(out[i] - in[i])
			sum += d * d
		}
		if got := math.Sqrt(sum / float64(max(to-from, 1))); math.Abs(got-k.noise) > 0.05*k.noise {
			t.Errorf("%s: noise of %v, want %v", name, got, k.noise)
		}
	}
}
