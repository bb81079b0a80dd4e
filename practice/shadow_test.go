package practice

import (
	"math"
	"slices"
	"testing"

	"gendu"
	"gendu/audio/dsp"
)

// late is a take that begins so many ms later.
func late(s dsp.Signal, ms int) dsp.Signal {
	return dsp.Signal{Rate: s.Rate, Samples: append(make([]float32, s.Rate*ms/1000), s.Samples...)}
}

func TestLag(t *testing.T) {
	t.Parallel()
	at := func(ms int64) *int64 { return &ms }
	for _, k := range []struct {
		name    string
		rate    float64 // of the learner
		late    int     // ms of silence before the take
		speed   float64
		start   *int64 // when the clip began to sound in the take
		want    float64
		drift   float64
		since   gendu.LagSince
		heard   float64 // tempo against the clip as it was played
		silence float64 // what the speech itself starts later at another rate, ms
	}{
		{name: "with the take", rate: 1, late: 200, want: 200, since: gendu.SinceTake, heard: 1},
		{name: "behind the clip", rate: 1, late: 500, start: at(300), want: 200, since: gendu.SinceClip, heard: 1},
		{name: "padding before the cue", rate: 1, late: 500, start: at(650), want: -150, since: gendu.SinceClip, heard: 1},
		{name: "the clip began before the take", rate: 1, start: at(-250), want: 250, since: gendu.SinceClip, heard: 1},
		{name: "at three quarters", rate: 0.75, late: 450, speed: 0.75, start: at(300), want: 150, since: gendu.SinceClip, heard: 1, silence: 200},
		{name: "falling behind", rate: 0.95, late: 100, drift: 1000/0.95 - 1000, want: math.NaN(), since: gendu.SinceTake, heard: 0.95},
		{name: "falling behind at three quarters", rate: 0.72, late: 100, speed: 0.75, drift: 1000*0.75/0.72 - 1000, want: math.NaN(), since: gendu.SinceTake, heard: 0.96},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := late(said(speaker{hz: 200, tract: 1.1, rate: k.rate}, testText), k.late)
			c := compare(t, s, Options{Shadow: true, Speed: k.speed, ClipStartMS: k.start})
			if c.Shadow == nil {
				t.Fatal("no lag was found")
			}
			// The toy speaker's silence at the beginning is 200 ms at any rate, while the
			// clip's is stretched with it.
			want := k.want
			if k.silence > 0 {
				want += k.silence - k.silence/k.speed
			}
			if !math.IsNaN(want) && math.Abs(float64(c.Shadow.LagMS)-want) > 20 {
				t.Errorf("lag %d, want %.0f", c.Shadow.LagMS, want)
			}
			if math.Abs(c.Shadow.Drift-k.drift) > 6 {
				t.Errorf("drift %.1f, want %.1f", c.Shadow.Drift, k.drift)
			}
			if c.Shadow.Since != k.since {
				t.Errorf("the lag counts from the %s, want the %s", c.Shadow.Since, k.since)
			}
			if math.Abs(c.Tempo-k.heard) > 0.04 {
				t.Errorf("tempo %.3f against the clip as it was played, want %.2f", c.Tempo, k.heard)
			}
		})
	}
}

func TestBleed(t *testing.T) {
	t.Parallel()
	alone := said(learner, testText)
	ref := reference().Audio
	both := dsp.Signal{Rate: alone.Rate, Samples: slices.Clone(alone.Samples)}
	for i := range both.Samples {
		if at := i - 3000; at >= 0 && at < len(ref.Samples) {
			both.Samples[i] += 0.2 * ref.Samples[at]
		}
	}
	for _, k := range []struct {
		name  string
		take  dsp.Signal
		speed float64
		want  gendu.Bleed
	}{
		{"the learner alone", alone, 1, gendu.BleedNo},
		{"the reference in the take", both, 1, gendu.BleedYes},
		{"at another speed", both, 0.75, gendu.BleedUnknown},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			c := compare(t, k.take, Options{Shadow: true, Speed: k.speed})
			found := slices.Contains(c.Reasons, gendu.ReasonBleed)
			if c.Shadow == nil || c.Shadow.Bleed != k.want || found != (k.want == gendu.BleedYes) || found && c.Confidence > 0.6 {
				t.Errorf("shadow %+v, reasons %v, confidence %.2f: want bleed %s", c.Shadow, c.Reasons, c.Confidence, k.want)
			}
		})
	}
}
