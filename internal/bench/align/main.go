// Command align measures the alignment on the corpus of ../shared (or
// $GENDU_SHARED): a table by group beside what aeneas and echogarden reach, the
// share of unspoken lines rejected, how well the confidence tells wrong lines on
// stressed copies, keyword drills, words, CPU, memory, and how both grow with length.
// Each alignment runs in a process of its own, so that its memory and the CPU of the
// voice are counted; decoding is not. Every figure stands beside its goal, and the
// cases are scored by score_align.py of the corpus too. With -strict a goal of quality
// that is missed is an error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	one := flag.Bool("one", false, "align one case: -one WAV TEXT LANG WORDS (used by the bench itself)")
	grow := flag.Bool("grow", true, "also measure 1 to 60 minutes")
	stress := flag.Bool("stress", true, "also measure the confidence on stressed copies")
	strict := flag.Bool("strict", false, "exit with 1 where a goal of quality is missed")
	only := flag.String("case", "", "only the cases whose names contain this")
	flag.Parse()
	err := errors.New("internal/bench/align -one wants WAV TEXT LANG WORDS")
	switch {
	case !*one:
		err = run(context.Background(), plan{*only, *stress, *grow, *strict})
	case flag.NArg() == 4:
		err = alignOne(context.Background(), flag.Arg(0), flag.Arg(1), flag.Arg(2), flag.Arg(3) == "true")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-align:", err)
		os.Exit(1)
	}
}

// plan is what to measure.
type plan struct {
	only                 string
	stress, grow, strict bool
}

func run(ctx context.Context, p plan) error {
	c, err := openCorpus()
	if err != nil {
		return err
	}
	defer c.close()
	cases, err := c.cases(p.only)
	if err != nil {
		return err
	}
	r := &report{}
	if err := c.all(ctx, cases, r); err != nil {
		return err
	}
	if p.only != "" {
		return r.end(p.strict)
	}
	if err := c.drills(ctx, r); err != nil {
		return err
	}
	if err := c.words(ctx, r); err != nil {
		return err
	}
	if p.stress {
		if err := c.stress(ctx, cases, r); err != nil {
			return err
		}
	}
	if p.grow {
		if err := c.grow(ctx); err != nil {
			return err
		}
	}
	return r.end(p.strict)
}

// all aligns every case and prints the tables by case and by group.
func (c *corpus) all(ctx context.Context, cases []*alignCase, r *report) error {
	groups, theirs := map[string]*score{}, newScorers()
	for _, k := range cases {
		got, err := c.align(ctx, k, k.lines, false)
		if err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
		s := scoreOf(k.truth, got.Lines)
		if err := theirs.check(ctx, c, k, got, s); err != nil {
			return err
		}
		fmt.Printf("%-20s %s   CPU/s %.4f  wall %.1f s  %d MB\n", k.name, s, got.cpu/k.seconds, got.wall, got.megabytes)
		g := groups[k.group()]
		if g == nil {
			g = &score{}
			groups[k.group()] = g
		}
		s.cpu, s.audio, s.megabytes = got.cpu, k.seconds, got.megabytes
		g.add(s)
	}
	r.groups(groups)
	theirs.tell(r)
	return nil
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
