package alignment

import (
	"context"
	"fmt"
	"strings"

	"gendu/audio/dsp"
	"gendu/transcripts/readaloud"
)

// markedVoice is a Voice that speaks several lines at once and says at
// which sample each word begins.
type markedVoice interface {
	SpeakLines(ctx context.Context, lang string, lines [][]string) ([]dsp.Signal, [][]int, error)
}

// reference is the synthetic reading of the text, without its pauses.
type reference struct {
	feats packedFrames // c1…c12 and deltas at 10 ms, all lines in a row
	lines []refLine
}

// part are the features of the lines [from, to), and these lines, counted from the
// first frame of the first of them.
func (r *reference) part(s span) (dsp.Frames, []refLine) {
	if s.len() == 0 {
		return dsp.Frames{Dim: r.feats.dim}, nil
	}
	lines := append([]refLine(nil), r.lines[s.from:s.to]...)
	first := lines[0].from
	f := r.feats.frames(span{first, lines[len(lines)-1].to})
	for i := range lines {
		l := &lines[i]
		l.from, l.to = l.from-first, l.to-first
		words := make([]int, len(l.words))
		for w := range words {
			words[w] = l.words[w] - first
		}
		l.words = words
	}
	return f, lines
}

// refLine are the frames of a line, [from, to), empty if the voice says nothing.
type refLine struct {
	from, to int
	// words[k] is the frame at which word k begins; nil when words are not wanted.
	words []int
}

func readReference(ctx context.Context, lines []readaloud.Line, o Options, p *progress) (*reference, error) {
	ref := &reference{}
	for from := 0; from < len(lines); {
		to := nextBatch(lines, from)
		key := keyOf(lines[from:to], o)
		said := o.Cache.get(key)
		if said == nil {
			said = &reference{}
			if err := said.speak(ctx, lines[from:to], o); err != nil {
				return nil, fmt.Errorf("reference voice, lines %d to %d: %w", from+1, to, err)
			}
			o.Cache.put(key, said)
		}
		ref.append(said)
		from = to
		p.set(float64(from) / float64(len(lines)))
	}
	return ref, nil
}

// append adds the lines of another reference.
func (r *reference) append(o *reference) {
	first := r.feats.n
	r.feats.append(o.feats.frames(span{0, o.feats.n}))
	for _, l := range o.lines {
		words := make([]int, len(l.words))
		for w := range words {
			words[w] = l.words[w] + first
		}
		r.lines = append(r.lines, refLine{l.from + first, l.to + first, words})
	}
}

// speak has the voice speak lines; r is empty before.
func (r *reference) speak(ctx context.Context, lines []readaloud.Line, o Options) error {
	plain := make([][]string, len(lines))
	for i, l := range lines {
		plain[i] = []string{l.Text()}
	}
	signals, _, err := speakLines(ctx, o, plain)
	if err != nil {
		return err
	}
	for _, s := range signals {
		r.appendLine(s)
	}
	if !o.Words {
		return nil
	}
	words := make([][]string, len(lines))
	for i, l := range lines {
		words[i] = l.Said()
	}
	signals, marks, err := speakLines(ctx, o, words)
	if err != nil {
		return err
	}
	for i := range signals {
		line := &r.lines[i]
		frames, at := speechFrames(signals[i], marks[i])
		own := r.feats.frames(span{line.from, line.to})
		line.words = moveMarks(frames, own, at)
		for w := range line.words {
			line.words[w] += line.from
		}
	}
	return nil
}

// speakLines has the voice speak lines, each a list of words. Where it cannot mark
// words, they are given a share of the line by their length.
func speakLines(ctx context.Context, o Options, lines [][]string) ([]dsp.Signal, [][]int, error) {
	if marked, ok := o.Voice.(markedVoice); ok {
		return marked.SpeakLines(ctx, o.Lang, lines)
	}
	signals, marks := make([]dsp.Signal, len(lines)), make([][]int, len(lines))
	for i, words := range lines {
		var err error
		if signals[i], err = o.Voice.Synthesize(ctx, o.Lang, strings.Join(words, " ")); err != nil {
			return nil, nil, err
		}
		total, before := 0, 0
		for _, w := range words {
			total += len(w) + 1
		}
		for _, w := range words {
			marks[i] = append(marks[i], len(signals[i].Samples)*before/total)
			before += len(w) + 1
		}
	}
	return signals, marks, nil
}

// appendLine adds the speech of a signal.
func (r *reference) appendLine(s dsp.Signal) {
	line := refLine{from: r.feats.n}
	frames, _ := speechFrames(s, nil)
	r.feats.append(frames)
	line.to = r.feats.n
	r.lines = append(r.lines, line)
}

// speechFrames are the features of a signal without the frames of pauses (a recording
// pauses where its speaker likes, so the reference must not), and the frames in which
// the samples marks fall.
func speechFrames(s dsp.Signal, marks []int) (dsp.Frames, []int) {
	at := make([]int, 0, len(marks))
	if len(s.Samples) == 0 {
		return dsp.Frames{}, at[:len(marks)]
	}
	mfcc, energy := dsp.MFCCOf(s, frontEnd(s.Rate))
	both := dsp.AppendDeltas(mfcc, deltaWidth)
	out := dsp.Frames{Dim: both.Dim, HopMS: frameMS}
	for i, keep := range speechOf(energy) {
		for len(at) < len(marks) && marks[len(at)]*1000 < (i+1)*frameMS*s.Rate {
			at = append(at, out.Len())
		}
		if keep {
			out.Data = append(out.Data, both.Row(i)...)
		}
	}
	for len(at) < len(marks) {
		at = append(at, out.Len())
	}
	return out, at
}

// speechOf says which frames of a synthetic voice are speech: within 45 dB of its
// loudest frame, and closures of up to 60 ms between such frames.
func speechOf(energy []float32) []bool {
	const depth, closure, silentVoice = 45, 6, -80
	peak := float32(-1000)
	for _, e := range energy {
		peak = max(peak, e)
	}
	keep := make([]bool, len(energy))
	if peak < silentVoice {
		return keep
	}
	last := -1
	for i, e := range energy {
		if e < peak-depth {
			continue
		}
		if last >= 0 && i-last-1 <= closure {
			for k := last + 1; k < i; k++ {
				keep[k] = true
			}
		}
		keep[i], last = true, i
	}
	return keep
}
