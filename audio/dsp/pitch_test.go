package dsp

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"gendu/audio/audiotest"
)

// pitchScore compares a track with the truth, leaving out frames whose window
// crosses a voicing boundary.
type pitchScore struct {
	voiced, missed, gross, unvoiced, falseVoiced int
	cents                                        []float64
}

func (p *pitchScore) add(track PitchTrack, f0 func(float64) float64) {
	for i, hz := range track.Hz {
		t := (float64(i) + 0.5) * track.HopMS / 1000
		truth, before, after := f0(t), f0(t-0.03), f0(t+0.03)
		switch {
		case truth > 0 && before > 0 && after > 0:
			p.voiced++
			if hz == 0 {
				p.missed++
				continue
			}
			cents := 1200 * math.Abs(math.Log2(float64(hz)/truth))
			if cents > 315 { // 20 %
				p.gross++
			}
			p.cents = append(p.cents, cents)
		case truth == 0 && before == 0 && after == 0:
			p.unvoiced++
			if hz > 0 {
				p.falseVoiced++
			}
		}
	}
}

func (p *pitchScore) String() string {
	share := func(a, b int) float64 { return 100 * float64(a) / float64(max(b, 1)) }
	return fmt.Sprintf("gross %.2f %%, median %.2f cents, missed %.2f %%, false %.2f %% (%d voiced, %d unvoiced)",
		share(p.gross, p.voiced-p.missed), p.median(), share(p.missed, p.voiced),
		share(p.falseVoiced, p.unvoiced), p.voiced, p.unvoiced)
}

func (p *pitchScore) median() float64 {
	if len(p.cents) == 0 {
		return math.Inf(1)
	}
	slices.Sort(p.cents)
	return p.cents[len(p.cents)/2]
}

func (p *pitchScore) check(t *testing.T) {
	t.Helper()
	t.Log(p)
	found := p.voiced - p.missed
	if p.voiced < 50 || found == 0 || p.gross*100 >= found {
		t.Errorf("gross errors: %d of %d", p.gross, found)
	}
	if p.median() >= 5 {
		t.Errorf("median error %.2f cents", p.median())
	}
	if p.missed*10 >= p.voiced {
		t.Errorf("missed %d of %d voiced frames", p.missed, p.voiced)
	}
	if p.falseVoiced*10 >= max(p.unvoiced, 1) {
		t.Errorf("%d of %d unvoiced frames called voiced", p.falseVoiced, p.unvoiced)
	}
}

func TestPitchOfSyntheticVoices(t *testing.T) {
	t.Parallel()
	glide := func(from, to, seconds float64) func(float64) float64 {
		return func(t float64) float64 { return from * math.Pow(to/from, t/seconds) }
	}
	vibrato := func(hz float64) func(float64) float64 {
		return func(t float64) float64 { return hz * (1 + 0.06*math.Sin(2*math.Pi*4*t)) }
	}
	cases := map[string]voice{}
	for _, hz := range []float64{80, 97, 120, 151.7, 200, 263, 331, 400} {
		cases[fmt.Sprintf("steady %g Hz", hz)] = voice{Rate: 24000, F0: audiotest.Phrases(audiotest.Steady(hz)), Breath: 1, Noise: 0.002}
	}
	cases["glide up"] = voice{Rate: 24000, F0: audiotest.Phrases(glide(80, 400, 4)), Breath: 1, Noise: 0.002}
	cases["glide down"] = voice{Rate: 44100, F0: audiotest.Phrases(glide(400, 80, 4)), Breath: 1, Noise: 0.002}
	cases["fast glides"] = voice{Rate: 24000, Breath: 1, Noise: 0.002, F0: audiotest.Phrases(func(t float64) float64 {
		return 180 * math.Exp2(0.5*math.Sin(2*math.Pi*1.5*t)) // tones of Mandarin: an octave in 0.33 s
	})}
	cases["vibrato, 16 kHz"] = voice{Rate: 16000, F0: audiotest.Phrases(vibrato(220)), Breath: 1, Noise: 0.002}
	cases["low rate"] = voice{Rate: 8000, F0: audiotest.Phrases(vibrato(130)), Breath: 1, Noise: 0.002}
	cases["odd rate"] = voice{Rate: 11025, F0: audiotest.Phrases(vibrato(130)), Breath: 1, Noise: 0.002}
	cases["hoarse"] = voice{Rate: 24000, F0: audiotest.Phrases(vibrato(110)), Breath: 6, Noise: 0.002}
	cases["noisy room"] = voice{Rate: 24000, F0: audiotest.Phrases(vibrato(190)), Breath: 1, Noise: 0.03}
	cases["no pauses"] = voice{Rate: 48000, F0: vibrato(140), Breath: 1, Noise: 0.002}
	cases["strong second harmonic"] = voice{
		// Steady, because a harmonic that sweeps over a narrow formant is truly shifted.
		Rate: 24000, F0: audiotest.Phrases(audiotest.Steady(150)), Breath: 1, Noise: 0.002,
		Formants: func(float64) [3]float64 { return [3]float64{300, 2300, 3000} },
	}
	for name, v := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v.Seconds, v.Seed = 4, uint64(len(name))
			var score pitchScore
			score.add(PitchOf(v.generate()), v.F0)
			score.check(t)
		})
	}
}

func TestPitchOfUnvoicedSignals(t *testing.T) {
	t.Parallel()
	dc := Signal{Rate: 24000, Samples: make([]float32, 48000)}
	for i := range dc.Samples {
		dc.Samples[i] = 0.5
	}
	for name, s := range map[string]Signal{
		"silence": {Rate: 24000, Samples: make([]float32, 48000)},
		"noise":   whiteNoise(24000, 4, 0.1, 1),
		"DC":      dc,
		"hiss":    sine(24000, 2, 5000, 0.3), // periodic, but no voice
		"empty":   {Rate: 24000},
	} {
		track := PitchOf(s)
		if want := (len(s.Samples)*100 + s.Rate - 1) / s.Rate; len(track.Hz) != want {
			t.Errorf("%s: %d frames, want %d", name, len(track.Hz), want)
		}
		if share := voicedShare(track); share > 0.03 {
			t.Errorf("%s: voiced in %.1f %% of the frames", name, 100*share)
		}
	}
}

// TestPitchAfterOutliers finds the voice again behind values that no sound has.
func TestPitchAfterOutliers(t *testing.T) {
	t.Parallel()
	s := sine(24000, 2, 200, 0.5)
	nan := float32(math.NaN())
	for i, v := range []float32{nan, float32(math.Inf(1)), 3e38, -3e38, 1e12} {
		s.Samples[5000+i] = v
	}
	track := PitchOf(s)
	voiced := 0
	for _, hz := range track.Hz[50:190] {
		if math.Abs(float64(hz)-200) < 2 {
			voiced++
		}
	}
	if voiced < 135 {
		t.Errorf("%d of 140 frames are 200 Hz", voiced)
	}
}

func TestPitchStreamEqualsWhole(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 24000, 44100} {
		s := voice{Rate: rate, Seconds: 7, F0: audiotest.Phrases(audiotest.Steady(170)), Breath: 1, Seed: 2}.generate()
		want := PitchOf(s)
		p := NewPitch(rate)
		audiotest.Blocks(s.Samples, 1, 9, p.Write)
		got := p.Finish()
		if !slices.Equal(got.Hz, want.Hz) || !slices.Equal(got.Voicing, want.Voicing) {
			t.Errorf("%d Hz: blocks give another track than one write", rate)
		}
	}
}

func TestPitchEncodeDecode(t *testing.T) {
	t.Parallel()
	track := PitchOf(voice{Rate: 24000, Seconds: 3, F0: audiotest.Phrases(audiotest.Steady(170)), Breath: 1}.generate())
	got, err := DecodePitch(track.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if got.HopMS != track.HopMS || len(got.Hz) != len(track.Hz) {
		t.Fatalf("hop %g, %d frames; want %g, %d", got.HopMS, len(got.Hz), track.HopMS, len(track.Hz))
	}
	for i := range got.Hz {
		if d := math.Abs(float64(got.Hz[i] - track.Hz[i])); d > 0.5/pitchUnits {
			t.Errorf("frame %d: %g Hz, was %g", i, got.Hz[i], track.Hz[i])
		}
		if (got.Hz[i] == 0) != (track.Hz[i] == 0) {
			t.Errorf("frame %d: voicing changed", i)
		}
		if d := math.Abs(float64(got.Voicing[i] - track.Voicing[i])); d > 0.5/255+1e-6 {
			t.Errorf("frame %d: voicing %g, was %g", i, got.Voicing[i], track.Voicing[i])
		}
	}
	whole := track.Encode()
	for _, bad := range [][]byte{nil, whole[:8], whole[:len(whole)-1], append(slices.Clone(whole), 0), append([]byte("XXXX"), whole[4:]...)} {
		if _, err := DecodePitch(bad); !errors.Is(err, ErrPitchDamaged) {
			t.Errorf("%d bytes: error %v", len(bad), err)
		}
	}
}

func FuzzPitch(f *testing.F) {
	f.Add(PitchTrack{HopMS: 10, Hz: []float32{0, 100, 220.5}, Voicing: []float32{0, 0.5, 1}}.Encode())
	f.Add([]byte("GPT1\x10\x27\x00\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		track, err := DecodePitch(b)
		if err != nil {
			return
		}
		if again := track.Encode(); !slices.Equal(again, b) {
			t.Errorf("decoding and encoding changed % x into % x", b, again)
		}
	})
}

func BenchmarkPitch(b *testing.B) {
	s := voice{Rate: 24000, Seconds: 20, F0: audiotest.Phrases(audiotest.Steady(140)), Breath: 1, Noise: 0.002}.generate()
	for b.Loop() {
		PitchOf(s)
	}
	audiotest.ReportPerSecond(b, s.Duration().Seconds())
}
