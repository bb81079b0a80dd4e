// Command audio measures what the audio room costs: CPU and wall per minute of audio
// and peak memory of indexing, decoding (by both decoders), remuxing, peaks, pitch
// and the whole ingest, on three MP3 files that it makes, beside go-mp3 alone, ffmpeg
// and mpg123 in the same run. Each measurement is a process of its own. It needs
// ffmpeg, lame and mpg123 and runs in the repository's root.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	one := flag.Bool("one", false, "take one step: -one STEP FILE DIR (used by the bench itself)")
	rounds := flag.Int("rounds", 3, "take the best of so many runs of each step")
	hours := flag.Int("hours", 0, "measure only the memory of the ingest of a file of so many hours")
	dir := flag.String("dir", "", "keep the files made here and use them again")
	flag.Parse()
	err := errors.New("internal/bench/audio -one wants STEP FILE DIR")
	switch {
	case !*one:
		err = run(context.Background(), *dir, *rounds, *hours)
	case flag.NArg() == 3:
		err = step(context.Background(), flag.Arg(0), flag.Arg(1), flag.Arg(2))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-audio:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, rounds, hours int) error {
	for _, program := range []string{"ffmpeg", "lame", "mpg123"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s is needed; install it (Debian: apt-get install %s)", program, program)
		}
	}
	if dir == "" {
		temp, err := os.MkdirTemp("", "gendu-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	b := &bench{ctx: ctx, dir: dir, rounds: rounds}
	fmt.Printf("load at the start %s, %d processors\n", load(), runtime.NumCPU())
	if hours > 0 {
		return b.long(hours)
	}
	for _, f := range files {
		if err := b.file(f); err != nil {
			return err
		}
	}
	fmt.Printf("\nload at the end %s\n", load())
	return nil
}

// load is the machine's, where it says so.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

// testFile is a file to measure: copies of an encoding of base minutes, one behind
// the other. An encoding starts with an empty bit reservoir, so this is a clean
// stream.
type testFile struct {
	name          string
	minutes, base int
	channels      int
	lame          []string
}

var files = []testFile{
	{"15 min CBR 128 stereo", 15, 5, 2, []string{"-b", "128"}},
	{"15 min VBR V4 stereo", 15, 5, 2, []string{"-V", "4"}},
	{"60 min CBR 64 mono", 60, 5, 1, []string{"-m", "m", "-b", "64"}},
}

// make returns the paths of the file and of its first base minutes.
func (f testFile) make(ctx context.Context, dir string) (whole, base string, err error) {
	name := strings.ReplaceAll(f.name, " ", "-")
	whole, base = filepath.Join(dir, name+".mp3"), filepath.Join(dir, name+".base.mp3")
	if _, err := os.Stat(whole); err == nil {
		return whole, base, nil
	}
	// The demo's voice, in stereo with one side later: a room.
	layout := "aformat=channel_layouts=mono"
	if f.channels == 2 {
		layout = "aformat=channel_layouts=stereo,adelay=0|11"
	}
	wav := base + ".wav"
	defer os.Remove(wav)
	sound := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", "cmd/gendu/demo/audio.mp3",
		"-t", fmt.Sprint(60*f.base), "-af", layout, "-ar", "44100", wav)
	encode := exec.CommandContext(ctx, "lame", append(append([]string{"--quiet", "-t"}, f.lame...), wav, base)...)
	for _, cmd := range []*exec.Cmd{sound, encode} {
		if msg, err := cmd.CombinedOutput(); err != nil {
			return "", "", fmt.Errorf("%s: %w: %s", cmd.Path, err, msg)
		}
	}
	part, err := os.ReadFile(base)
	if err != nil {
		return "", "", err
	}
	out, err := os.Create(whole)
	if err != nil {
		return "", "", err
	}
	for range f.minutes / f.base {
		if _, err := out.Write(part); err != nil {
			return "", "", errors.Join(err, out.Close())
		}
	}
	return whole, base, out.Close()
}
