package audiotest

import (
	"errors"
	"math"
	"testing"
)

// Difference is the rms of a-b in steps of 16-bit sound.
func Difference(a, b []float32) float64 {
	var sum float64
	n := min(len(a), len(b))
	for i := range n {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return math.Sqrt(sum/float64(max(n, 1))) * 32768
}

// SameDecode fails where two decodes differ in length, or by more than 0.05 of a
// 16-bit step (root mean square).
func SameDecode(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d values, %s gives %d", len(got), name, len(want))
	}
	if d := Difference(got, want); !(d <= 0.05) {
		t.Errorf("%.4f LSB rms from %s", d, name)
	}
}

// Correlation of a[i] with b[i+offset].
func Correlation(a, b []float32, offset int) float64 {
	var ab, aa, bb float64
	for i := range a {
		if k := i + offset; k >= 0 && k < len(b) {
			x, y := float64(a[i]), float64(b[k])
			ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
		}
	}
	return ab / math.Sqrt(aa*bb)
}

// IsOneOf says whether one of errs is in the chain of err.
func IsOneOf(err error, errs []error) bool {
	for _, e := range errs {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// ReportPerSecond adds the time per second of audio.
func ReportPerSecond(b *testing.B, seconds float64) {
	b.Helper()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/seconds/1000, "µs/s-audio")
}
