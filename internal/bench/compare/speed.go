package main

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"gendu/audio/dsp"
	"gendu/internal/bench/board"
	"gendu/judging"
	"gendu/practice"
	"gendu/pronunciation"
)

// speed prints the CPU of a comparison of 6 s with a prepared reference, in both modes,
// and the share of its steps.
func speed(ctx context.Context, b *board.Board, all []*recording) error {
	var ref, take *recording
	for _, r := range all {
		if r.Kind == "full" && ref == nil {
			ref = r
		}
		if ref != nil && r.Kind == "full" && r.Sentence == ref.Sentence && r.Voice != ref.Voice {
			take = r
		}
	}
	s := take.signal.Slice(0, 6000)
	const rounds = 20
	from := cpu()
	for range rounds {
		if _, err := practice.Prepare(ref.reference()); err != nil {
			return err
		}
	}
	fmt.Printf("\nCPU of a take of %.1f s against a prepared reference of %.1f s (preparing it takes %.1f ms)\n",
		s.Duration().Seconds(), ref.signal.Duration().Seconds(), milliseconds(cpu()-from)/rounds)
	for _, mode := range []struct {
		name   string
		shadow bool
	}{{"Repeat", false}, {"Shadow", true}} {
		spent := map[string]time.Duration{}
		var steps []string
		o := practice.Options{Shadow: mode.shadow}
		// What the reference keeps for later takes is there from the second one on.
		if _, err := ref.ready.Compare(s, o); err != nil {
			return err
		}
		begin := cpu()
		last := begin
		o.Done = func(step string) {
			now := cpu()
			if _, ok := spent[step]; !ok {
				steps = append(steps, step)
			}
			spent[step] += now - last
			last = now
		}
		for range rounds {
			last = cpu()
			if _, err := ref.ready.Compare(s, o); err != nil {
				return err
			}
		}
		whole := cpu() - begin
		b.Goal(milliseconds(whole)/rounds < 60, "%s: %.1f ms (goal below 60)", mode.name, milliseconds(whole)/rounds)
		for _, step := range steps {
			fmt.Printf("      %-26s %5.1f ms, %2.0f %%\n", step, milliseconds(spent[step])/rounds, 100*float64(spent[step])/float64(whole))
		}
	}
	return judged(ctx, b, ref, s)
}

// judged prints the CPU of the whole judgement of a take with the phone model: of a new
// speaker, whose voice is estimated, and of a known one.
func judged(ctx context.Context, b *board.Board, ref *recording, s dsp.Signal) error {
	for _, voice := range []struct {
		name  string
		known pronunciation.Voice
	}{{"a new speaker", pronunciation.Voice{}}, {"a known speaker", pronunciation.Voice{Warp: 1, Seconds: 60}}} {
		const rounds = 3
		var spent, first time.Duration
		judge, err := judging.Open(pronunciation.Folder, nil)
		if err != nil {
			return err
		}
		for round := range rounds + 1 {
			from := cpu()
			if _, err := judge.Compare(ctx, ref.reference(), s, practice.Options{}, voice.known); err != nil {
				return err
			}
			if round == 0 { // the words of the reference are found
				first = cpu() - from
			} else {
				spent += cpu() - from
			}
		}
		whole := milliseconds(spent) / rounds
		b.Goal(whole < 800, "with the phone model, %s: %.0f ms (goal below 800); the first take of a sentence %.0f ms", voice.name, whole, milliseconds(first))
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

// cpu is what this process has used so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
