package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"gendu/audio/espeak"
	"gendu/audio/wav"
	"gendu/transcripts/alignment"
)

// corpus is the folder of cases, and a temporary one for what is decoded of them.
type corpus struct{ shared, temp string }

func openCorpus() (*corpus, error) {
	shared, err := sharedDir()
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "gendu-bench-align-")
	if err != nil {
		return nil, err
	}
	return &corpus{shared, temp}, nil
}

func (c *corpus) close() { _ = os.RemoveAll(c.temp) }

// alignCase is one case of the corpus.
type alignCase struct {
	name, kind, lang string
	seconds          float64
	wav              string
	lines            []string
	truth            []truthLine
}

type truthLine struct {
	Index int      `json:"i"`
	Start *float64 `json:"start"`
	End   *float64 `json:"end"`
}

func (c *corpus) cases(only string) ([]*alignCase, error) {
	found, err := filepath.Glob(filepath.Join(c.shared, "align", "*", "meta.json"))
	if err != nil {
		return nil, err
	}
	var out []*alignCase
	for _, meta := range found {
		dir := filepath.Dir(meta)
		if !strings.Contains(filepath.Base(dir), only) {
			continue
		}
		k := &alignCase{name: filepath.Base(dir)}
		var m struct {
			Kind, Lang string
			Duration   float64
		}
		if err := readJSON(meta, &m); err != nil {
			return nil, err
		}
		k.kind, k.lang, k.seconds = m.Kind, m.Lang, m.Duration
		if err := readJSON(filepath.Join(dir, "truth.json"), &k.truth); err != nil {
			return nil, err
		}
		if k.lines, err = splitLines(filepath.Join(dir, "text.txt")); err != nil {
			return nil, err
		}
		if k.wav, err = c.decode(filepath.Join(dir, "audio.mp3"), k.name); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// group is the row of the table that a case belongs to.
func (k *alignCase) group() string {
	switch {
	case k.lang == "zh":
		return "Mandarin"
	case k.kind == "real":
		return "real, clean"
	case k.kind == "synthetic":
		return "synthetic, clean"
	}
	return map[string]string{
		"hard-musicbed": "music bed", "hard-extra-text": "extra text", "hard-fast": "fast", "hard-intro": "intro",
		"hard-noise": "noise 10 dB", "hard-notes": "page cruft", "hard-omitted-text": "omitted text",
	}[k.kind]
}

func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// decode makes what a practice WAV is: mono, 24 kHz, on ffmpeg's timeline, which is
// that of the corpus.
func (c *corpus) decode(mp3, name string) (string, error) {
	wav := filepath.Join(c.temp, name+".wav")
	out, err := exec.Command("ffmpeg", "-v", "error", "-y", "-i", mp3, "-ac", "1", "-ar", "24000", wav).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("ffmpeg (Debian: apt-get install ffmpeg): %w: %s", err, out)
	}
	return wav, nil
}

// result is what the process of one alignment answers, and what it took.
type result struct {
	Lines     []alignment.LineTime
	cpu, wall float64
	megabytes int
}

// align runs one alignment in a process of its own.
func (c *corpus) align(ctx context.Context, k *alignCase, lines []string, words bool) (*result, error) {
	text := filepath.Join(c.temp, k.name+".txt")
	if err := os.WriteFile(text, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-one", k.wav, text, k.lang, fmt.Sprint(words))
	cmd.Stderr = os.Stderr
	began := time.Now()
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	r := &result{wall: time.Since(began).Seconds()}
	if err := json.Unmarshal(out, &r.Lines); err != nil {
		return nil, err
	}
	// The times of a process that was waited for include those it waited for itself.
	r.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.megabytes = int(u.Maxrss / 1024)
	}
	return r, nil
}

// alignOne is that process.
func alignOne(ctx context.Context, sound, text, lang string, words bool) error {
	f, err := os.Open(sound)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	pcm, err := wav.Open(f, info.Size())
	if err != nil {
		return err
	}
	lines, err := splitLines(text)
	if err != nil {
		return err
	}
	voice, err := espeak.Find()
	if err != nil {
		return err
	}
	a, err := alignment.Lines(ctx, pcm, lines, alignment.Options{Lang: lang, Words: words, Voice: voice})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(a.Lines)
}
