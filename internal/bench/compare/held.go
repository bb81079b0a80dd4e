package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gendu/audio/espeak"
)

// sentences on which no number was chosen, and the words that are left out.
var sentences = []struct {
	text    string
	omitted []int
}{
	{"Heavy rain closed three mountain roads on Tuesday, so the buses took a much longer route.", []int{4, 5, 6}},
	{"She learned to repair old clocks from her uncle, who never threw anything away.", []int{5, 6, 7}},
	{"Most of the coffee we drink is grown on tiny farms far from any city.", []int{8, 9, 10}},
	{"The orchestra played for two hours while snow fell quietly outside the tall windows.", []int{3, 4, 5}},
	{"Please leave your umbrella by the door before you walk into the reading room.", []int{7, 8, 9}},
}

// heldVoices have three that no number was chosen on: flite's oldest voice and two of
// formant synthesis, which sounds unlike any person. awb is in the shared takes too.
var heldVoices = []struct{ name, flite, espeak string }{
	{"kal", "kal", ""}, {"awb", "awb", ""}, {"m7", "", "en-us+m7"}, {"f4", "", "en-gb+f4"},
}

// heldOut makes takes of sentences and voices that no number was chosen on; done
// removes them.
func heldOut(ctx context.Context, voice *espeak.Voice) (all []*recording, done func(), err error) {
	dir, err := os.MkdirTemp("", "gendu-bench-compare-")
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = os.RemoveAll(dir) }
	var made []*recording
	for i, s := range sentences {
		for _, v := range heldVoices {
			for _, kind := range []string{"full", "omit", "trunc", "slow"} {
				r := &recording{Sentence: i, Text: s.text, Voice: v.name, Kind: kind, File: fmt.Sprintf("%d_%s_%s.wav", i, v.name, kind)}
				said := s.text
				if kind == "omit" {
					r.Omitted, said = s.omitted, without(s.text, s.omitted)
				}
				if err := speak(ctx, v.flite, v.espeak, said, kind, filepath.Join(dir, r.File)); err != nil {
					done()
					return nil, nil, err
				}
				made = append(made, r)
			}
		}
	}
	b, err := json.Marshal(made)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "manifest.json"), b, 0o600)
	}
	if err == nil {
		all, err = load(ctx, voice, dir)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return all, done, nil
}

func without(text string, omitted []int) string {
	var out []string
	for k, w := range strings.Fields(text) {
		if !slices.Contains(omitted, k) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// speak writes a take: 16 kHz, cut at 60 % or slowed down where its kind says so.
func speak(ctx context.Context, flite, espeakVoice, text, kind, file string) error {
	raw := file + ".raw.wav"
	defer os.Remove(raw)
	say := exec.CommandContext(ctx, "espeak-ng", "-v", espeakVoice, "-s", "150", "-w", raw, text)
	if flite != "" {
		say = exec.CommandContext(ctx, "flite", "-voice", flite, "-t", text, "-o", raw)
	}
	if err := tool(say); err != nil {
		return err
	}
	effect := "anull"
	switch kind {
	case "slow":
		effect = "atempo=0.75"
	case "trunc":
		info, err := os.Stat(raw)
		if err != nil {
			return err
		}
		// 16-bit mono at the rate of either program.
		rate := int64(22050)
		if flite == "kal" {
			rate = 8000
		} else if flite != "" {
			rate = 16000
		}
		effect = fmt.Sprintf("atrim=end_sample=%d", (info.Size()-44)/2*6/10*16000/rate)
	}
	return tool(exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-y", "-i", raw, "-af", "aresample=16000,"+effect, "-ac", "1", file))
}

func tool(c *exec.Cmd) error {
	out, err := c.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s was not found: apt-get install flite espeak-ng ffmpeg", c.Path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", c.Path, err, out)
	}
	return nil
}
