package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/internal/bench/board"
	"gendu/practice"
)

func compareAll(ref dsp.Signal, text string, words []gendu.Word, read []int, take dsp.Signal) ([]gendu.Tone, error) {
	c, err := practice.Compare(practice.Reference{Audio: ref, Text: text, Lang: "zh", Words: words, Tones: read}, take, practice.Options{})
	if err != nil {
		return nil, err
	}
	return c.Tones, nil
}

// sentences of Mandarin by espeak-ng; its variants are one speaker with other timbres.
var sentences = []string{
	"wo3 jin1 tian1 qu4 gong1 yuan2 kan4 hua1",
	"ta1 zai4 xue2 xiao4 xue2 xi2 zhong1 wen2",
	"ming2 tian1 tian1 qi4 hen3 re4",
}

var voices = []string{"cmn-latn-pinyin", "cmn-latn-pinyin+f2", "cmn-latn-pinyin+m3"}

// synthetic changes the tone of every second syllable of a sentence to each other one;
// the take is by another variant and faster.
func synthetic(ctx context.Context, b *board.Board, voice *espeak.Voice) error {
	fmt.Printf("\nSentences by espeak-ng, three variants\n")
	dir, err := os.MkdirTemp("", "gendu-bench-tones-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	say := func(v, speed, text string) (dsp.Signal, error) {
		file := filepath.Join(dir, "said.wav")
		if out, err := exec.CommandContext(ctx, "espeak-ng", "-v", v, "-s", speed, "-w", file, text).CombinedOutput(); err != nil {
			return dsp.Signal{}, fmt.Errorf("espeak-ng: %w: %s", err, out)
		}
		return decode(file)
	}
	c := &count{}
	for i, text := range sentences {
		ref, err := say(voices[i], "150", text)
		if err != nil {
			return err
		}
		words, err := timeWords(ctx, voice, ref, text, "cmn")
		if err != nil {
			return err
		}
		all := strings.Fields(text)
		for k := -1; k < len(all); k++ {
			for _, to := range "1234" {
				said := slices.Clone(all)
				if k >= 0 {
					said[k] = all[k][:len(all[k])-1] + string(to)
				}
				if k >= 0 && said[k] == all[k] || k < 0 && to > '1' {
					continue
				}
				take, err := say(voices[(i+1)%len(voices)], "170", strings.Join(said, " "))
				if err != nil {
					return err
				}
				tones, err := compareAll(ref, text, words, nil, take)
				if err != nil {
					return err
				}
				for j := range tones {
					if j == k || k < 0 {
						c.add(all[j]+" "+said[j], int(all[j][len(all[j])-1]-'1'), int(said[j][len(said[j])-1]-'1'), &tones[j])
					}
				}
			}
		}
	}
	c.print(b, "Pinyin", true)
	return nil
}
