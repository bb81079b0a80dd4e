package pronunciation

import "testing"

// BenchmarkJudging is all that a 6 s take costs: with the search for the warp, and with
// a voice that is known.
func BenchmarkJudging(b *testing.B) {
	m, d := model(b), dictionary(b)
	one := readWAV(b, "testdata/front_end.wav")
	var samples []float32
	var words [][]Pronunciation
	for len(samples) < 6*Rate {
		samples = append(samples, one...)
		words = append(words, d.Lookup("she"), d.Lookup("had"))
	}
	samples = samples[:6*Rate]
	words = words[:len(words)-2]
	for name, voice := range map[string]Voice{"unknown voice": {}, "known voice": {Warp: 1.04, Seconds: 10}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := m.Listen(samples)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := r.Analyse(words, Options{Voice: voice}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
