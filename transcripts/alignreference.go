package transcripts

import (
	"context"
	"fmt"
	"strings"

	"gendu/audio"
)

// markedVoice is a ReferenceVoice that speaks several lines at once and says at
// which sample each word begins.
type markedVoice interface {
	SpeakLines(ctx context.Context, lang string, lines [][]string) ([]audio.Signal, [][]int, error)
}

// reference is the synthetic reading of the text, without its pauses.
type reference struct {
	feats audio.Frames // c1…c12 and deltas at 10 ms, all lines in a row
	lines []refLine
}

// refLine are the frames of a line, [from, to), empty if the voice says nothing.
type refLine struct {
	from, to int
	// words[k] is the frame at which word k begins; nil when words are not wanted.
	words []int
}

// batchBytes is how much text one run of the voice gets: about two minutes of
// speech, so that memory stays small and progress moves.
const batchBytes = 2000

func readReference(ctx context.Context, lines []spokenLine, o AlignOptions, p *progress) (*reference, error) {
	ref := &reference{feats: audio.Frames{HopMS: frameMS}}
	for from := 0; from < len(lines); {
		to, size := from, 0
		for to < len(lines) && (to == from || size+lines[to].size() <= batchBytes) {
			size += lines[to].size()
			to++
		}
		if err := ref.speak(ctx, lines[from:to], from, o); err != nil {
			return nil, err
		}
		from = to
		p.set(float64(from) / float64(len(lines)))
	}
	return ref, nil
}

// speak appends lines spoken by the voice.
func (r *reference) speak(ctx context.Context, lines []spokenLine, first int, o AlignOptions) error {
	plain := make([][]string, len(lines))
	for i, l := range lines {
		plain[i] = []string{l.text()}
	}
	signals, _, err := speakLines(ctx, o, plain)
	if err != nil {
		return fmt.Errorf("reference voice, lines %d to %d: %w", first+1, first+len(lines), err)
	}
	for _, s := range signals {
		r.appendLine(s)
	}
	if !o.Words {
		return nil
	}
	words := make([][]string, len(lines))
	for i, l := range lines {
		words[i] = l.said()
	}
	signals, marks, err := speakLines(ctx, o, words)
	if err != nil {
		return fmt.Errorf("reference voice, words of lines %d to %d: %w", first+1, first+len(lines), err)
	}
	for i := range signals {
		line := &r.lines[first+i]
		frames, at := speechFrames(signals[i], marks[i])
		own := audio.Frames{Dim: r.feats.Dim, Data: r.feats.Data[line.from*r.feats.Dim : line.to*r.feats.Dim]}
		line.words = moveMarks(frames, own, at)
		for w := range line.words {
			line.words[w] += line.from
		}
	}
	return nil
}

// speakLines has the voice speak lines, each a list of words. Where it cannot mark
// words, they are given a share of the line by their length.
func speakLines(ctx context.Context, o AlignOptions, lines [][]string) ([]audio.Signal, [][]int, error) {
	if marked, ok := o.Voice.(markedVoice); ok {
		return marked.SpeakLines(ctx, o.Lang, lines)
	}
	signals, marks := make([]audio.Signal, len(lines)), make([][]int, len(lines))
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
func (r *reference) appendLine(s audio.Signal) {
	line := refLine{from: r.feats.Len()}
	if frames, _ := speechFrames(s, nil); frames.Len() > 0 {
		r.feats.Dim = frames.Dim
		r.feats.Data = append(r.feats.Data, frames.Data...)
	}
	line.to = r.feats.Len()
	r.lines = append(r.lines, line)
}

// speechFrames are the features of a signal without the frames of pauses (a recording
// pauses where its speaker likes, so the reference must not), and the frames in which
// the samples marks fall.
func speechFrames(s audio.Signal, marks []int) (audio.Frames, []int) {
	at := make([]int, 0, len(marks))
	if len(s.Samples) == 0 {
		return audio.Frames{}, at[:len(marks)]
	}
	mfcc, energy := audio.MFCCOf(s, frontEnd(s.Rate))
	both := audio.AppendDeltas(mfcc, deltaWidth)
	out := audio.Frames{Dim: both.Dim, HopMS: frameMS}
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
