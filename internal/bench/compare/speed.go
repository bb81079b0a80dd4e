package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"

	"gendu/audio"
	"gendu/practice"
)

// speed prints the CPU of a comparison of 6 s with a prepared reference, its steps,
// and what a hundred in a row leave in memory.
func speed(all []*recording) error {
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
	cost := func(f func()) float64 {
		from := cpu()
		for range rounds {
			f()
		}
		return (cpu() - from).Seconds() * 1000 / rounds
	}
	var err error
	whole := cost(func() { _, err = ref.ready.Compare(s, practice.Options{}) })
	if err != nil {
		return err
	}
	fmt.Printf("\na take of 6 s against a prepared reference of %.1f s: %.1f ms of CPU (goal 60)\n", ref.signal.Duration().Seconds(), whole)
	fmt.Printf("  of it pitch %.1f ms, spectrum %.1f ms\n", cost(func() { audio.PitchOf(s) }), cost(func() { audio.LogMel(s, audio.MFCCOptions{}) }))
	fmt.Printf("  preparing the reference %.1f ms, Shadow mode %.1f ms\n",
		cost(func() { _, err = practice.Prepare(ref.reference()) }),
		cost(func() { _, err = ref.ready.Compare(s, practice.Options{Shadow: true}) }))
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.Sys
	for range 100 {
		if _, err := practice.Compare(ref.reference(), take.signal, practice.Options{}); err != nil {
			return err
		}
	}
	runtime.ReadMemStats(&m)
	fmt.Printf("  a hundred takes one behind the other: %d MB more from the system, %d MB with all recordings of the bench\n", (m.Sys-before)>>20, m.Sys>>20)
	return err
}

// cpu is what this process has used so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
