package bleed

import (
	"math"
	"testing"
)

// The halved transforms are those of the definition.
func TestRealTransforms(t *testing.T) {
	t.Parallel()
	x := []float64{1, -2, 3, 0.5, -1, 4, 2}
	const size = 8
	got := realSpectrum(x, size)
	if len(got) != size/2+1 {
		t.Fatalf("%d places", len(got))
	}
	for k := range got {
		var want complex128
		for i, v := range x {
			angle := -2 * math.Pi * float64(k*i) / size
			want += complex(v*math.Cos(angle), v*math.Sin(angle))
		}
		if d := got[k] - want; math.Hypot(real(d), imag(d)) > 1e-12 {
			t.Errorf("place %d is %v, want %v", k, got[k], want)
		}
	}
	for i, v := range realSignal(got) {
		even, odd := real(v)*2/size, imag(v)*2/size
		want := [2]float64{x[2*i], 0}
		if 2*i+1 < len(x) {
			want[1] = x[2*i+1]
		}
		if math.Abs(even-want[0]) > 1e-12 || math.Abs(odd-want[1]) > 1e-12 {
			t.Errorf("samples %d and %d are %.3f and %.3f, want %v", 2*i, 2*i+1, even, odd, want)
		}
	}
}
