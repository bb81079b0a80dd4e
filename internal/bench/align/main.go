// Command align measures the alignment on the corpus of ../shared (or
// $GENDU_SHARED): a table by group beside what aeneas and echogarden reach, the
// share of unspoken lines rejected, how well the confidence tells wrong lines on
// stressed copies, keyword drills, words, CPU, memory, and how both grow with length.
// Each alignment runs in a process of its own, so that its memory and the CPU of the
// voice are counted; decoding is not.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	one := flag.Bool("one", false, "align one case: -one WAV TEXT LANG WORDS (used by the bench itself)")
	grow := flag.Bool("grow", true, "also measure 1 to 60 minutes")
	stress := flag.Bool("stress", true, "also measure the confidence on stressed copies")
	only := flag.String("case", "", "only the cases whose names contain this")
	flag.Parse()
	err := errors.New("internal/bench/align -one wants WAV TEXT LANG WORDS")
	switch {
	case !*one:
		err = run(context.Background(), *only, *stress, *grow)
	case flag.NArg() == 4:
		err = alignOne(context.Background(), flag.Arg(0), flag.Arg(1), flag.Arg(2), flag.Arg(3) == "true")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-align:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, stress, grow bool) error {
	c, err := openCorpus()
	if err != nil {
		return err
	}
	defer c.close()
	cases, err := c.cases(only)
	if err != nil {
		return err
	}
	groups := map[string]*score{}
	for _, k := range cases {
		r, err := c.align(ctx, k, k.lines, false)
		if err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
		s := scoreOf(k.truth, r.Lines)
		fmt.Printf("%-20s %s   CPU/s %.4f  wall %.1f s  %d MB\n", k.name, s, r.cpu/k.seconds, r.wall, r.megabytes)
		g := groups[k.group()]
		if g == nil {
			g = &score{}
			groups[k.group()] = g
		}
		s.cpu, s.audio, s.megabytes = r.cpu, k.seconds, r.megabytes
		g.add(s)
	}
	printTable(groups)
	if only != "" {
		return nil
	}
	if err := c.drills(ctx); err != nil {
		return err
	}
	if err := c.words(ctx); err != nil {
		return err
	}
	if stress {
		if err := c.stress(ctx, cases); err != nil {
			return err
		}
	}
	if grow {
		return c.grow(ctx)
	}
	return nil
}

// peers are the figures of shared/README.md: mean, median, share within 200 ms.
var peers = map[string]string{
	"real, clean":      "0.09 / 0.041, 92 % | 0.08 / 0.055, 94 %",
	"synthetic, clean": "0.19 / 0.031, 97 % | 0.14 / 0.043, 99 %",
	"intro":            "1.84 / 0.041, 83 % | 1.47 / 0.075, 82 %",
	"omitted text":     "2.23 / 0.042, 84 % | 1.86 / 0.060, 87 %",
	"extra text":       "1.36 / 0.038, 83 % | 1.41 / 0.039, 83 %",
	"noise 10 dB":      "0.39 / 0.269, 40 % | 0.13 / 0.077, 85 %",
	"fast":             "0.05 / 0.020, 97 % | 0.03 / 0.018, 99 %",
	"music bed":        "1.17 / 0.268, 48 % | 2.66 / 0.084, 76 %",
	"page cruft":       "0.14 / 0.023, 91 % | 0.18 / 0.063, 83 %",
}

// clean and hard are the groups that are pooled.
var (
	clean = []string{"real, clean", "synthetic, clean", "Mandarin", "fast"}
	hard  = []string{"intro", "omitted text", "extra text", "noise 10 dB", "music bed", "page cruft"}
)

func printTable(groups map[string]*score) {
	fmt.Printf("\n%-18s %-78s %s\n", "group", "gendu", "aeneas | echogarden (mean / median s, within 200 ms)")
	pools := map[string]*score{"clean, pooled": {}, "hard, pooled": {}, "all": {}}
	for _, name := range slices.Concat(clean, hard) {
		g := groups[name]
		if g == nil {
			continue
		}
		fmt.Printf("%-18s %-78s %s\n", name, g, peers[name])
		pool := "hard, pooled"
		if slices.Contains(clean, name) {
			pool = "clean, pooled"
		}
		pools[pool].add(g)
		pools["all"].add(g)
	}
	for _, name := range []string{"clean, pooled", "hard, pooled", "all"} {
		fmt.Printf("%-18s %s\n", name, pools[name])
	}
	all := pools["all"]
	if all.audio > 0 {
		fmt.Printf("CPU per second of audio %.4f (aeneas 0.011, echogarden 0.044; decoding not counted), peak memory %d MB\n",
			all.cpu/all.audio, all.megabytes)
	}
}

func splitLines(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimRight(string(b), "\r\n"), "\n"), nil
}

// sharedDir is the corpus: $GENDU_SHARED or ../shared beside the repository.
func sharedDir() (string, error) {
	dir := os.Getenv("GENDU_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "align")); err != nil {
		return "", fmt.Errorf("the corpus was not found: %w (set GENDU_SHARED)", err)
	}
	return dir, nil
}
