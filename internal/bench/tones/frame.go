package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/audio/wav"
	"gendu/internal/bench/board"
	"gendu/transcripts/alignment"
)

// frameOf is how many syllables stand before and behind the one in question.
const frameOf = 2

// framed are the counts of one direction.
type framed struct{ characters, pinyin, heard, exact, around count }

// frames puts each pair of syllables between others that both speakers have, made by
// joining recordings: the same frame on both sides, the syllable in the middle right
// or wrong. The words of the reference are timed as those of an episode are; with
// their exact times it shows what the timing costs.
func frames(ctx context.Context, b *board.Board, voice *espeak.Voice, all recordings, every int) error {
	fmt.Printf("\nSyllables inside a frame of %d others by the same speaker\n", 2*frameOf)
	for _, turned := range []bool{false, true} {
		f, at := &framed{}, 0
		err := all.pairsOf(func(x, y *spoken) error {
			if turned {
				x, y = y, x
			}
			if at++; at%every != 0 {
				return nil
			}
			ref, take := all.frame(x, y, at)
			return f.judge(ctx, voice, ref, take)
		})
		if err != nil {
			return err
		}
		f.characters.print(b, "characters"+direction(turned), true)
		f.pinyin.print(b, "Pinyin"+direction(turned), true)
		f.heard.print(b, "characters without their reading"+direction(turned), false)
		f.exact.print(b, "the same with exact times"+direction(turned), false)
		f.around.missed = nil
		f.around.print(b, "the frame itself"+direction(turned), false)
	}
	return nil
}

// frame is the two syllables inside the same other syllables, which change from pair
// to pair. No third tone follows the one in question: before it a second and a third
// are the same (third-tone sandhi).
func (r recordings) frame(x, y *spoken, at int) (ref, take []*spoken) {
	names := sortedKeys(r[some])
	for i := range 2*frameOf + 1 {
		if i == frameOf {
			ref, take = append(ref, x), append(take, y)
			continue
		}
		n := at*7 + i*13 + 5
		for i == frameOf+1 && r[some][names[n%len(names)]].tone() == 2 {
			n++
		}
		name := names[n%len(names)]
		ref, take = append(ref, r[x.Speaker][name]), append(take, r[y.Speaker][name])
	}
	return ref, take
}

// readingOf is what a reader of characters says of these syllables: the data have
// characters for some of them only, all others are read as their Pinyin says.
func readingOf(list []*spoken) (out []int) {
	for _, s := range list {
		out = append(out, s.tone()+1)
	}
	return out
}

func (f *framed) judge(ctx context.Context, voice *espeak.Voice, ref, take []*spoken) error {
	pinyin := make([]string, len(ref))
	for i, s := range ref {
		pinyin[i] = s.Pinyin
	}
	a, exact := joined(ref)
	b, _ := joined(take)
	timed, err := timeWords(ctx, voice, a, strings.Join(pinyin, " "), "cmn")
	if err != nil {
		return err
	}
	read := readingOf(ref)
	for _, k := range []struct {
		words []gendu.Word
		text  func(*spoken) string
		read  []int
		in    *count
	}{{timed, character, read, &f.characters}, {timed, pinyinOf, nil, &f.pinyin}, {timed, character, nil, &f.heard}, {exact, character, nil, &f.exact}} {
		words, text := slices.Clone(k.words), ""
		for i, s := range ref {
			text += k.text(s) + " "
			if i < len(words) {
				words[i].Text = k.text(s)
			}
		}
		tones, err := compareAll(a, text, words, k.read, b)
		if err != nil {
			return err
		}
		for i := range ref {
			var t *gendu.Tone
			if i < len(tones) {
				t = &tones[i]
			}
			name := ref[i].Pinyin + " " + take[i].Pinyin
			switch {
			case i == frameOf:
				k.in.add(name, ref[i].tone(), take[i].tone(), t)
			case k.in == &f.characters:
				f.around.add(name, ref[i].tone(), take[i].tone(), t)
			}
		}
	}
	return nil
}

// joined is the recordings one behind the other, without the silence around them and
// with 30 ms between, and where each is.
func joined(list []*spoken) (dsp.Signal, []gendu.Word) {
	out := dsp.Signal{Rate: list[0].signal.Rate}
	var words []gendu.Word
	for _, s := range list {
		start := out.Duration().Milliseconds()
		out.Samples = append(out.Samples, trimmed(s.signal)...)
		words = append(words, gendu.Word{StartMS: start, EndMS: out.Duration().Milliseconds()})
		out.Samples = append(out.Samples, make([]float32, out.Rate*30/1000)...)
	}
	return out, words
}

// trimmed drops what is 35 dB below the peak at both ends.
func trimmed(s dsp.Signal) []float32 {
	var peak float32
	for _, v := range s.Samples {
		peak = max(peak, v, -v)
	}
	from, to := 0, len(s.Samples)
	for from < to && max(s.Samples[from], -s.Samples[from]) < peak/56 {
		from++
	}
	for to > from && max(s.Samples[to-1], -s.Samples[to-1]) < peak/56 {
		to--
	}
	return s.Samples[from:to]
}

func timeWords(ctx context.Context, voice *espeak.Voice, s dsp.Signal, text, lang string) ([]gendu.Word, error) {
	sound := wav.Encode(s)
	pcm, err := wav.Open(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		return nil, err
	}
	found, err := alignment.Lines(ctx, pcm, []string{text}, alignment.Options{Lang: lang, Words: true, Voice: voice})
	if err != nil || len(found.Lines) == 0 {
		return nil, err
	}
	return found.Lines[0].Words, nil
}
