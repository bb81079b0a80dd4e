package alignment

// loudness is the level of the recording judged against its surroundings: noise
// floor and voice level in a sliding window, so that a music bed, a noisy phone and
// a studio each get their own threshold.
type loudness struct {
	level []float32 // per levelHopMS, smoothed over three hops
	floor []float32 // per second
	voice []float32 // per second
}

const (
	loudnessReach = 8 // seconds to both sides
	quietestDB    = -100
	// deepestDB bounds how far below the voice silence is looked for: beyond it,
	// digital silence and a quiet room are the same.
	deepestDB = 60
)

func newLoudness(level []float32) *loudness {
	l := &loudness{level: smooth3(level)}
	const perSecond = 1000 / levelHopMS
	seconds := (len(level) + perSecond - 1) / perSecond
	hist := make([][-quietestDB + 1]int32, seconds)
	for i, v := range l.level {
		hist[i/perSecond][min(max(int(v)-quietestDB, 0), -quietestDB)]++
	}
	l.floor, l.voice = make([]float32, seconds), make([]float32, seconds)
	for s := range seconds {
		var sum [-quietestDB + 1]int32
		for k := max(0, s-loudnessReach); k < min(seconds, s+loudnessReach+1); k++ {
			for b, n := range hist[k] {
				sum[b] += n
			}
		}
		l.voice[s] = percentile(&sum, 0.92)
		l.floor[s] = max(percentile(&sum, 0.06), l.voice[s]-deepestDB)
	}
	return l
}

func percentile(hist *[-quietestDB + 1]int32, share float64) float32 {
	var total int32
	for _, n := range hist {
		total += n
	}
	want := int32(float64(total) * share)
	for b, n := range hist {
		if want -= n; want < 0 {
			return float32(b + quietestDB)
		}
	}
	return 0
}

func smooth3(x []float32) []float32 {
	out := make([]float32, len(x))
	for i := range x {
		out[i] = (x[max(i-1, 0)] + x[i] + x[min(i+1, len(x)-1)]) / 3
	}
	return out
}

// threshold is the level that separates voice from pause at hop i.
func (l *loudness) threshold(i hop) float32 {
	s := l.second(i)
	return max(l.floor[s]+min(max(0.3*(l.voice[s]-l.floor[s]), 3), 12), l.voice[s]-33)
}

// end is the hop behind the last.
func (l *loudness) end() hop { return hop(len(l.level)) }

// second is the second of the recording in which hop i lies; -1 where there is none.
func (l *loudness) second(i hop) int { return min(int(i.ms()/1000), len(l.floor)-1) }

// quiet says for each frame whether it holds no voice.
func (l *loudness) quiet(frames int) []bool {
	out := make([]bool, frames)
	for t := range out {
		quiet := true
		for i := hopOf(t); i < min(hopOf(t+1), l.end()) && quiet; i++ {
			quiet = l.level[i] < l.threshold(i)
		}
		out[t] = quiet
	}
	return out
}
