package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"
)

// bench is one run.
type bench struct {
	ctx    context.Context
	dir    string
	rounds int
}

// cost is what a process took.
type cost struct {
	cpu, wall float64 // seconds
	megabytes int
}

// measure runs a program and takes the best of some rounds: the least CPU, the least
// wall, the most memory.
func (b *bench) measure(rounds int, program string, args ...string) (cost, error) {
	best := cost{cpu: 1e9, wall: 1e9}
	// A new process's peak starts with its parent's, so this one stays small.
	debug.FreeOSMemory()
	for range rounds {
		cmd := exec.CommandContext(b.ctx, program, args...)
		start := time.Now()
		if msg, err := cmd.CombinedOutput(); err != nil {
			return cost{}, fmt.Errorf("%s %q: %w: %s", program, args, err, msg)
		}
		best.wall = min(best.wall, time.Since(start).Seconds())
		best.cpu = min(best.cpu, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			best.megabytes = max(best.megabytes, int(u.Maxrss/1024))
		}
	}
	return best, nil
}

// step measures one step of ours in a process of its own.
func (b *bench) step(rounds int, name, file string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	return b.measure(rounds, self, "-one", name, file, b.dir)
}

// file measures all steps on one file and prints the table.
func (b *bench) file(f testFile) error {
	whole, base, err := f.make(b.ctx, b.dir)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s\n\n| step | CPU ms/min | wall ms/min | peak MB |\n|---|---|---|---|\n", f.name)
	costs := map[string]cost{}
	practice := filepath.Join(b.dir, "practice.wav")
	for _, s := range []struct {
		name, file string
		minutes    int
		rounds     int
	}{
		{"index", whole, f.minutes, b.rounds},
		{"decode, own", whole, f.minutes, b.rounds},
		{"decode, go-mp3 behind the seam", base, f.base, 1},
		{"go-mp3 alone", base, f.base, 1},
		{"remux", whole, f.minutes, b.rounds},
		{"ingest", whole, f.minutes, b.rounds},
		{"peaks of practice.wav", practice, f.minutes, b.rounds},
		{"pitch of practice.wav", practice, f.minutes, b.rounds},
	} {
		c, err := b.step(s.rounds, s.name, s.file)
		if err != nil {
			return err
		}
		costs[s.name] = c.print(s.name, s.minutes)
	}
	for _, other := range [][]string{
		{"ffmpeg", "-v", "error", "-i", whole, "-f", "null", "-"},
		{"mpg123", "-q", "-t", whole},
	} {
		c, err := b.measure(b.rounds, other[0], other[1:]...)
		if err != nil {
			return err
		}
		c.print("decode, "+other[0], f.minutes)
	}
	b.goals(f, costs)
	return nil
}

// print prints a row and gives the cost per minute.
func (c cost) print(name string, minutes int) cost {
	m := cost{c.cpu / float64(minutes), c.wall / float64(minutes), c.megabytes}
	fmt.Printf("| %s | %.1f | %.1f | %d |\n", name, 1000*m.cpu, 1000*m.wall, m.megabytes)
	return m
}

// goals prints what issue 3 asks for beside what came out.
func (b *bench) goals(f testFile, costs map[string]cost) {
	ingest, gomp3 := costs["ingest"], costs["go-mp3 alone"]
	fmt.Println("\nGoals:")
	fmt.Printf("- index of 60 min: %.3f s of CPU, goal 0.1 s\n", 60*costs["index"].cpu)
	fmt.Printf("- ingest: %.2f times the CPU of go-mp3 alone, goal 1.2\n", ingest.cpu/gomp3.cpu)
	fmt.Printf("- ingest: wall %.2f of its CPU, goal 0.6 on two idle cores (load now %s)\n", ingest.wall/ingest.cpu, load())
	fmt.Printf("- ingest: %d MB, goal 150 MB\n", ingest.megabytes)
}

// long measures the memory of the ingest of a very long file.
func (b *bench) long(hours int) error {
	f := testFile{fmt.Sprint(hours, " h CBR 64 mono"), 60 * hours, 5, 1, []string{"-m", "m", "-b", "64"}}
	whole, _, err := f.make(b.ctx, b.dir)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s\n\n| step | CPU ms/min | wall ms/min | peak MB |\n|---|---|---|---|\n", f.name)
	for _, s := range []string{"index", "ingest"} {
		c, err := b.step(1, s, whole)
		if err != nil {
			return err
		}
		c.print(s, f.minutes)
	}
	return nil
}
