package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gendu/audio"
	"gendu/practice"
	"gendu/transcripts"
)

// pinyin are sentences of Mandarin, a syllable a word; the digit is the tone.
var pinyin = []string{
	"wo3 men5 jin1 tian1 qu4 gong1 yuan2 kan4 hua1",
	"ta1 zai4 xue2 xiao4 xue2 xi2 zhong1 wen2",
	"ming2 tian1 de5 tian1 qi4 hen3 hao3",
	"ni3 xi3 huan1 chi1 shen2 me5 shui3 guo3",
}

// mandarinVoices are variants of the one voice that espeak-ng has: another register
// and another timbre, no other speaker.
var mandarinVoices = []string{"cmn-latn-pinyin", "cmn-latn-pinyin+f2", "cmn-latn-pinyin+m3"}

// mandarin prints how completeness and tones fare on three variants at two speeds.
func mandarin(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gendu-bench-cmn-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	full, other := []float64{}, []float64{}
	var heard, changed, alarms, syllables int
	for i, text := range pinyin {
		for v, voice := range mandarinVoices {
			ref, err := mandarinReference(ctx, dir, voice, text)
			if err != nil {
				return err
			}
			take := mandarinVoices[(v+1)%len(mandarinVoices)]
			for _, speed := range []string{"140", "180"} {
				c, err := mandarinTake(ctx, dir, ref, take, speed, text)
				if err != nil {
					return err
				}
				full = append(full, c.Completeness)
				for _, t := range c.Tones {
					syllables++
					if t.Verdict == "other" {
						alarms++
					}
				}
				if c, err = mandarinTake(ctx, dir, ref, take, speed, pinyin[(i+1)%len(pinyin)]); err != nil {
					return err
				}
				other = append(other, c.Completeness)
				n, m, err := changedTones(ctx, dir, ref, take, speed, text)
				if err != nil {
					return err
				}
				heard, changed = heard+n, changed+m
			}
		}
	}
	slices.Sort(full)
	fmt.Printf("\nMandarin (espeak-ng, three variants, two speeds): completeness of full readings min %.1f, median %.1f; area against other sentences %.4f\n", full[0], median(full), area(full, other))
	fmt.Printf("changed tones found: %d of %d (%.0f %%, goal 80 %%); right syllables called another tone: %d of %d (%.1f %%)\n",
		heard, changed, 100*float64(heard)/float64(max(changed, 1)), alarms, syllables, 100*float64(alarms)/float64(max(syllables, 1)))
	return nil
}

// changedTones changes the tone of every second syllable in turn: 1 and 4, 2 and 3.
func changedTones(ctx context.Context, dir string, ref *practice.Prepared, voice, speed, text string) (heard, changed int, err error) {
	words := strings.Fields(text)
	for k, w := range words {
		to := map[byte]string{'1': "4", '2': "4", '3': "1", '4': "2"}[w[len(w)-1]]
		if k%2 == 1 || to == "" {
			continue
		}
		said := slices.Clone(words)
		said[k] = w[:len(w)-1] + to
		c, err := mandarinTake(ctx, dir, ref, voice, speed, strings.Join(said, " "))
		if err != nil {
			return 0, 0, err
		}
		changed++
		if k < len(c.Tones) && c.Tones[k].Verdict == "other" {
			heard++
		}
	}
	return heard, changed, nil
}

func mandarinReference(ctx context.Context, dir, voice, text string) (*practice.Prepared, error) {
	s, err := sayPinyin(ctx, dir, voice, "160", text)
	if err != nil {
		return nil, err
	}
	return practice.Prepare(practice.Reference{Audio: s, Text: text, Lang: "cmn", Words: evenWords(s, text)})
}

func mandarinTake(ctx context.Context, dir string, ref *practice.Prepared, voice, speed, text string) (*practice.Comparison, error) {
	s, err := sayPinyin(ctx, dir, voice, speed, text)
	if err != nil {
		return nil, err
	}
	return ref.Compare(s, practice.Options{})
}

func sayPinyin(ctx context.Context, dir, voice, speed, text string) (audio.Signal, error) {
	file := filepath.Join(dir, "said.wav")
	if err := tool(exec.CommandContext(ctx, "espeak-ng", "-v", voice, "-s", speed, "-w", file, text)); err != nil {
		return audio.Signal{}, err
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return audio.Signal{}, err
	}
	s, _, err := audio.DecodeTake(b)
	return s, err
}

// evenWords gives each syllable the same share of the sound between its first and its
// last loud sample, as an episode without word times would.
func evenWords(s audio.Signal, text string) []transcripts.Word {
	from, to := 0, len(s.Samples)
	for from < to && s.Samples[from]*s.Samples[from] < 1e-4 {
		from++
	}
	for to > from && s.Samples[to-1]*s.Samples[to-1] < 1e-4 {
		to--
	}
	words := strings.Fields(text)
	out := make([]transcripts.Word, len(words))
	at := func(k int) int64 { return int64(from+(to-from)*k/len(words)) * 1000 / int64(s.Rate) }
	for k, w := range words {
		out[k] = transcripts.Word{Text: w, StartMS: at(k), EndMS: at(k + 1)}
	}
	return out
}
