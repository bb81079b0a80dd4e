package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/take"
	"gendu/internal/bench/board"
	"gendu/practice"
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

// mandarinTally is what the takes of Mandarin give.
type mandarinTally struct {
	complete          map[string][]float64 // by kind, as of English
	found, said, lost int                  // omitted syllables, right ones called missing, omitted ones not found
	missing, full     int                  // syllables of full readings
	ratios            []float64            // tempo of slow over that of full
	alarms, syllables int                  // right syllables that were called another tone
	heard, changed    map[string]int       // by the pair of tones
}

// mandarin prints how completeness and tones fare on three variants at two speeds.
func mandarin(ctx context.Context, b *board.Board) error {
	dir, err := os.MkdirTemp("", "gendu-bench-cmn-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	t := &mandarinTally{complete: map[string][]float64{}, heard: map[string]int{}, changed: map[string]int{}}
	for i, text := range pinyin {
		for v, voice := range mandarinVoices {
			ref, err := mandarinReference(ctx, dir, voice, text)
			if err != nil {
				return err
			}
			take := mandarinVoices[(v+1)%len(mandarinVoices)]
			for _, speed := range []string{"140", "180"} {
				m := speaking{ctx, dir, ref, take, speed}
				if err := t.readings(m, text, pinyin[(i+1)%len(pinyin)]); err != nil {
					return err
				}
				if err := t.changedTones(m, text); err != nil {
					return err
				}
			}
		}
	}
	t.print(b)
	return nil
}

// speaking is one voice at one speed beside one reference.
type speaking struct {
	ctx          context.Context
	dir          string
	ref          *practice.Prepared
	voice, speed string
}

// readings compares a full, an incomplete, a cut, a slow and another reading.
func (t *mandarinTally) readings(m speaking, text, other string) error {
	words := strings.Fields(text)
	n := len(words)
	omitted := []int{n/2 - 1, n / 2, n/2 + 1}
	var tempo float64
	for _, k := range []struct{ kind, text string }{
		{"full", text}, {"slow", text}, {"omit", without(text, omitted)}, {"trunc", strings.Join(words[:(6*n+9)/10], " ")}, {"other", other},
	} {
		c, err := m.take(k.text, k.kind == "slow")
		if err != nil {
			return err
		}
		t.complete[k.kind] = append(t.complete[k.kind], c.Completeness)
		switch k.kind {
		case "full":
			tempo = c.Tempo
			t.judgeFull(c)
		case "slow":
			t.ratios = append(t.ratios, c.Tempo/tempo)
		case "omit":
			t.judgeOmitted(c, omitted)
		}
	}
	return nil
}

func (t *mandarinTally) judgeFull(c *gendu.Comparison) {
	for _, w := range c.Words {
		t.full++
		if w.Verdict == gendu.WordMissing {
			t.missing++
		}
	}
	for _, tone := range c.Tones {
		t.syllables++
		if tone.Verdict == gendu.ToneWrong {
			t.alarms++
		}
	}
}

func (t *mandarinTally) judgeOmitted(c *gendu.Comparison, omitted []int) {
	for k, w := range c.Words {
		switch missing := w.Verdict == gendu.WordMissing; {
		case missing && slices.Contains(omitted, k):
			t.found++
		case missing:
			t.said++
		case slices.Contains(omitted, k):
			t.lost++
		}
	}
}

// otherTones are the tones that a syllable is changed to. The second and the third
// both rise at their end and are the hardest pair.
var otherTones = map[byte][]string{'1': {"4"}, '2': {"4", "3"}, '3': {"1", "2"}, '4': {"2"}}

// changedTones changes the tone of every second syllable in turn.
func (t *mandarinTally) changedTones(m speaking, text string) error {
	words := strings.Fields(text)
	for k := 0; k < len(words); k += 2 {
		w := words[k]
		from := w[len(w)-1]
		for _, to := range otherTones[from] {
			said := slices.Clone(words)
			said[k] = w[:len(w)-1] + to
			c, err := m.take(strings.Join(said, " "), false)
			if err != nil {
				return err
			}
			pair := string(from) + " to " + to
			t.changed[pair]++
			if k < len(c.Tones) && c.Tones[k].Verdict == gendu.ToneWrong {
				t.heard[pair]++
			}
		}
	}
	return nil
}

func (t *mandarinTally) print(b *board.Board) {
	fmt.Printf("\nMandarin (espeak-ng, three variants, two speeds)\n")
	for _, kind := range []string{"full", "slow", "omit", "trunc", "other"} {
		v := slices.Sorted(slices.Values(t.complete[kind]))
		fmt.Printf("%-8s %6d  completeness %5.1f / %5.1f / %5.1f\n", kind, len(v), v[0], median(v), v[len(v)-1])
	}
	for _, wrong := range []struct {
		kind string
		goal float64
	}{{"other", 0.995}, {"omit", 0.97}, {"trunc", 0.99}} {
		a := area(t.complete["full"], t.complete[wrong.kind])
		b.Goal(a >= wrong.goal, "area under the curve, full against %-6s %.4f (goal %.3f)", wrong.kind, a, wrong.goal)
	}
	precision, recall := float64(t.found)/float64(max(t.found+t.said, 1)), float64(t.found)/float64(max(t.found+t.lost, 1))
	f1 := 2 * precision * recall / max(precision+recall, 1e-9)
	b.Goal(f1 >= 0.85, "omitted syllables: precision %.3f, recall %.3f, F1 %.3f (goal 0.85)", precision, recall, f1)
	alarms := 100 * float64(t.missing) / float64(max(t.full, 1))
	b.Goal(alarms <= 5, "false alarms on full readings: %.2f %% of %d syllables (goal at most 5 %%)", alarms, t.full)
	slices.Sort(t.ratios)
	half := median(t.ratios)
	b.Goal(half >= 0.7 && half <= 0.8, "tempo of slow over that of full, median %.3f (goal 0.75 within 0.05), %.3f to %.3f", half, t.ratios[0], t.ratios[len(t.ratios)-1])
	var heard, changed int
	for _, pair := range slices.Sorted(maps.Keys(t.changed)) {
		fmt.Printf("tone %s: found %d of %d\n", pair, t.heard[pair], t.changed[pair])
		heard, changed = heard+t.heard[pair], changed+t.changed[pair]
	}
	share := 100 * float64(heard) / float64(max(changed, 1))
	b.Goal(share >= 80, "changed tones found: %d of %d, %.0f %% (goal 80 %%)", heard, changed, share)
	fmt.Printf("right syllables called another tone: %d of %d (%.1f %%)\n", t.alarms, t.syllables, 100*float64(t.alarms)/float64(max(t.syllables, 1)))
}

func mandarinReference(ctx context.Context, dir, voice, text string) (*practice.Prepared, error) {
	s, err := sayPinyin(ctx, dir, voice, "160", text)
	if err != nil {
		return nil, err
	}
	return practice.Prepare(practice.Reference{Audio: s, Text: text, Lang: "cmn", Words: evenWords(s, text)})
}

// take says a text; slow is three quarters of the speed.
func (m speaking) take(text string, slow bool) (*gendu.Comparison, error) {
	s, err := sayPinyin(m.ctx, m.dir, m.voice, m.speed, text)
	if err != nil {
		return nil, err
	}
	if slow {
		fast, out := filepath.Join(m.dir, "said.wav"), filepath.Join(m.dir, "slow.wav")
		if err := tool(exec.CommandContext(m.ctx, "ffmpeg", "-v", "error", "-y", "-i", fast, "-af", "atempo=0.75", out)); err != nil {
			return nil, err
		}
		if s, err = decode(out); err != nil {
			return nil, err
		}
	}
	return m.ref.Compare(s, practice.Options{})
}

func sayPinyin(ctx context.Context, dir, voice, speed, text string) (dsp.Signal, error) {
	file := filepath.Join(dir, "said.wav")
	if err := tool(exec.CommandContext(ctx, "espeak-ng", "-v", voice, "-s", speed, "-w", file, text)); err != nil {
		return dsp.Signal{}, err
	}
	return decode(file)
}

func decode(file string) (dsp.Signal, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return dsp.Signal{}, err
	}
	s, _, err := take.Decode(b)
	return s, err
}

// evenWords gives each syllable the same share of the sound between its first and its
// last loud sample, as an episode without word times would.
func evenWords(s dsp.Signal, text string) []gendu.Word {
	from, to := 0, len(s.Samples)
	for from < to && s.Samples[from]*s.Samples[from] < 1e-4 {
		from++
	}
	for to > from && s.Samples[to-1]*s.Samples[to-1] < 1e-4 {
		to--
	}
	words := strings.Fields(text)
	out := make([]gendu.Word, len(words))
	at := func(k int) int64 { return int64(from+(to-from)*k/len(words)) * 1000 / int64(s.Rate) }
	for k, w := range words {
		out[k] = gendu.Word{Text: w, StartMS: at(k), EndMS: at(k + 1)}
	}
	return out
}
