package main

import (
	"fmt"
	"math"
	"slices"
)

// peer is what another tool reaches on a group: seconds, and the share of the ends
// within 200 ms. The figures are those of shared/README.md.
type peer struct{ mean, median, within float64 }

func (p peer) String() string {
	return fmt.Sprintf("%.2f / %.3f, %.0f %%", p.mean, p.median, p.within)
}

// peers are aeneas and echogarden.
var peers = map[string][2]peer{
	"real, clean":      {{0.09, 0.041, 92}, {0.08, 0.055, 94}},
	"synthetic, clean": {{0.19, 0.031, 97}, {0.14, 0.043, 99}},
	"intro":            {{1.84, 0.041, 83}, {1.47, 0.075, 82}},
	"omitted text":     {{2.23, 0.042, 84}, {1.86, 0.060, 87}},
	"extra text":       {{1.36, 0.038, 83}, {1.41, 0.039, 83}},
	"noise 10 dB":      {{0.39, 0.269, 40}, {0.13, 0.077, 85}},
	"fast":             {{0.05, 0.020, 97}, {0.03, 0.018, 99}},
	"music bed":        {{1.17, 0.268, 48}, {2.66, 0.084, 76}},
	"page cruft":       {{0.14, 0.023, 91}, {0.18, 0.063, 83}},
}

// clean and hard are the groups that are pooled.
var (
	clean = []string{"real, clean", "synthetic, clean", "Mandarin", "fast"}
	hard  = []string{"intro", "omitted text", "extra text", "noise 10 dB", "music bed", "page cruft"}
)

// limits is what is asked of a group: at most mean seconds, at least within percent.
type limits struct{ mean, within float64 }

func (l limits) String() string { return fmt.Sprintf("%.2f s, %.0f %%", l.mean, l.within) }

func (l limits) metBy(s *score) bool { return mean(s.errors) <= l.mean && s.within(0.2) >= l.within }

// groups prints the table by group and the figures of all cases together.
func (r *report) groups(found map[string]*score) {
	fmt.Printf("\n| group | lines | mean / median s | within 200 ms | aeneas | echogarden | goal | |\n|---|---|---|---|---|---|---|---|\n")
	pools := map[string]*score{"clean, pooled": {}, "hard, pooled": {}}
	all := &score{}
	for _, name := range slices.Concat(clean, hard) {
		g := found[name]
		if g == nil {
			continue
		}
		r.group(name, g, betterPeer(name))
		pool := "hard, pooled"
		if slices.Contains(clean, name) {
			pool = "clean, pooled"
		}
		pools[pool].add(g)
		all.add(g)
	}
	r.group("clean, pooled", pools["clean, pooled"], &limits{0.06, 98})
	r.group("hard, pooled", pools["hard, pooled"], &limits{0.20, 92})
	r.heading()
	r.add(figure{what: "placed lines with an end more than 2 s off", got: fmt.Sprint(all.off), goal: "0", ok: all.off == 0})
	r.add(figure{
		what: "unspoken lines rejected", got: fmt.Sprintf("%d of %d", all.rejected, all.unspoken),
		goal: "8 of 10", ok: 10*all.rejected >= 8*all.unspoken,
	})
	r.add(figure{
		what: "spoken lines rejected", got: fmt.Sprintf("%d of %d", all.missing, all.lines),
		goal: "1 %", ok: 100*all.missing <= all.lines,
	})
	if all.audio > 0 {
		perSecond := all.cpu / all.audio
		r.add(figure{what: "CPU per second of audio, decoding not counted (aeneas 0.011, echogarden 0.044)", got: fmt.Sprintf("%.4f", perSecond), goal: "0.011", ok: perSecond <= 0.011, cost: true})
		r.add(figure{what: "peak memory, the longest case 15.7 min (aeneas 638 MB, echogarden 902 MB)", got: fmt.Sprintf("%d MB", all.megabytes), goal: "200 MB", ok: all.megabytes <= 200, cost: true})
	}
}

func (r *report) group(name string, s *score, goal *limits) {
	if s.lines == 0 {
		return
	}
	f, others := figure{what: name}, [2]string{"", ""}
	if p, ok := peers[name]; ok {
		others = [2]string{p[0].String(), p[1].String()}
	}
	if goal != nil {
		f.goal, f.ok = goal.String(), goal.metBy(s)
	}
	fmt.Printf("| %s | %d | %.3f / %.3f | %.1f %% | %s | %s | %s | %s |\n", name, s.lines,
		mean(s.errors), median(s.errors), s.within(0.2), others[0], others[1], f.goal, r.verdict(f))
}

// betterPeer is the better figure of both tools, nil for a group that was not
// measured with them.
func betterPeer(name string) *limits {
	p, ok := peers[name]
	if !ok {
		return nil
	}
	return &limits{math.Min(p[0].mean, p[1].mean), math.Max(p[0].within, p[1].within)}
}
