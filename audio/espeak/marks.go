package espeak

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"gendu/audio/dsp"
	"gendu/audio/wav"
)

// errMarks says that the marks did not come back as they were put in, so that this
// espeak-ng cannot be used this way.
var errMarks = errors.New("the marks in the speech do not fit the text")

// SpeakLines speaks several lines in one run of the program and says where each
// word of each line begins. A line is a list of words as they are to be read; each
// may itself be several words ("three hundred") or nothing. marks[i][k] is the
// sample of signals[i] at which word k of line i begins.
//
// The marks are short WAV files that the program is asked, by SSML, to play before
// each word: a pattern that speech cannot hold, found again in the output and cut
// out of it together with the 10 ms of silence that the program puts before it. An
// espeak-ng that does not play them is used line by line, and the marks are then
// spread by the lengths of the words.
func (v *Voice) SpeakLines(ctx context.Context, lang string, lines [][]string) ([]dsp.Signal, [][]int, error) {
	name, err := v.voiceFor(ctx, lang)
	if err != nil {
		return nil, nil, err
	}
	signals, marks, err := v.speakMarked(ctx, name, lines)
	if errors.Is(err, errMarks) {
		return v.speakOneByOne(ctx, lang, lines)
	}
	return signals, marks, err
}

func (v *Voice) speakMarked(ctx context.Context, name string, lines [][]string) ([]dsp.Signal, [][]int, error) {
	dir, err := os.MkdirTemp("", "gendu-marks-")
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make the marks of the reference voice: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a few hundred bytes in the temp folder
	for kind, file := range []string{"w.wav", "l.wav"} {
		if err := os.WriteFile(filepath.Join(dir, file), markWAV(kind), 0o600); err != nil {
			return nil, nil, fmt.Errorf("cannot make the marks of the reference voice: %w", err)
		}
	}
	text, size := markUp(dir, lines)
	if size > maxTextBytes {
		return nil, nil, fmt.Errorf("%w: %d bytes in %d lines, at most %d", ErrTooLong, size, len(lines), maxTextBytes)
	}
	wav, err := v.run(ctx, text, size, "-v", name, "-b", "1", "-m", "--stdin", "--stdout")
	if err != nil {
		return nil, nil, err
	}
	rate, pcm, err := parseStreamedWAV(wav)
	if err != nil {
		return nil, nil, err
	}
	return cutMarks(rate, pcm, lines)
}

// markUp is the SSML of the lines: a line mark, then each word behind a word mark,
// then a pause that ends the sentence. size is the number of bytes to be spoken.
func markUp(dir string, lines [][]string) (ssml string, size int) {
	line := `<audio src="` + html.EscapeString(filepath.Join(dir, "l.wav")) + `"/>`
	word := `<audio src="` + html.EscapeString(filepath.Join(dir, "w.wav")) + `"/>`
	var b strings.Builder
	b.WriteString("<speak>")
	for _, words := range lines {
		b.WriteString(line)
		for _, w := range words {
			if b.WriteString(word); w != "" {
				b.WriteString(html.EscapeString(w))
				size += len(w) + 1
			}
			b.WriteByte(' ')
		}
		b.WriteString("<break time=\"200ms\"/>\n")
	}
	b.WriteString(line) // the end of the last line
	b.WriteString("</speak>\n")
	return b.String(), size
}

const (
	wordMark = iota // alternates every sample
	lineMark        // alternates every second sample

	markLength = 48
	markLevel  = 12000
)

// markWAV is a mark as a WAV file at the voice's rate: any other rate the program
// would hand to sox.
func markWAV(kind int) []byte {
	b := wav.Header(defaultRate, 1, markLength)
	for i := range markLength {
		level := int16(markLevel)
		if i>>kind&1 == 1 {
			level = -level
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(level))
	}
	return b
}

// markAt says whether a mark begins at sample i, and of which kind. The program
// scales the sounds that it plays, so only the shape counts: the same size in every
// sample and the signs of the pattern.
func markAt(pcm []int16, i int) (kind int, ok bool) {
	if i+markLength > len(pcm) || pcm[i] < markLevel/4 {
		return 0, false
	}
	level := int(pcm[i])
	kind = wordMark
	if pcm[i+1] > 0 {
		kind = lineMark
	}
	for k := range markLength {
		want := level
		if k>>kind&1 == 1 {
			want = -level
		}
		if d := int(pcm[i+k]) - want; d < -2 || d > 2 {
			return 0, false
		}
	}
	return kind, true
}

// cutMarks takes the speech apart: a signal for each line, without the marks, and
// where in it each word begins.
func cutMarks(rate int, pcm []int16, lines [][]string) ([]dsp.Signal, [][]int, error) {
	const silenceBeforeMark = defaultRate / 100
	signals, marks := make([]dsp.Signal, len(lines)), make([][]int, len(lines))
	line := -1
	var samples []float32
	for i := 0; i < len(pcm); {
		kind, ok := markAt(pcm, i)
		if !ok {
			samples = append(samples, float32(pcm[i])/32768)
			i++
			continue
		}
		i += markLength
		samples = dropSilence(samples, silenceBeforeMark)
		if kind == wordMark {
			if line < 0 || line >= len(lines) {
				return nil, nil, errMarks
			}
			marks[line] = append(marks[line], len(samples))
			continue
		}
		if line >= 0 && line < len(lines) {
			signals[line] = dsp.Signal{Rate: rate, Samples: samples}
		}
		line, samples = line+1, nil
	}
	if line != len(lines) {
		return nil, nil, fmt.Errorf("%w: %d lines came back of %d", errMarks, line, len(lines))
	}
	for i := range lines {
		if len(marks[i]) != len(lines[i]) {
			return nil, nil, fmt.Errorf("%w: line %d has %d of %d", errMarks, i, len(marks[i]), len(lines[i]))
		}
	}
	return signals, marks, nil
}

// dropSilence cuts up to n zero samples from the end.
func dropSilence(samples []float32, n int) []float32 {
	for ; n > 0 && len(samples) > 0 && samples[len(samples)-1] == 0; n-- {
		samples = samples[:len(samples)-1]
	}
	return samples
}

// speakOneByOne is the way without marks: a run per line, words by their length.
func (v *Voice) speakOneByOne(ctx context.Context, lang string, lines [][]string) ([]dsp.Signal, [][]int, error) {
	signals, marks := make([]dsp.Signal, len(lines)), make([][]int, len(lines))
	for i, words := range lines {
		s, err := v.Synthesize(ctx, lang, strings.Join(words, " "))
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		signals[i], marks[i] = s, spreadMarks(s.Samples, words)
	}
	return signals, marks, nil
}

// spreadMarks gives each word a share of the speech by its length in bytes.
func spreadMarks(samples []float32, words []string) []int {
	from, to := 0, len(samples)
	for from < to && samples[from] == 0 {
		from++
	}
	for to > from && samples[to-1] == 0 {
		to--
	}
	total := 0
	for _, w := range words {
		total += len(w) + 1
	}
	marks, before := make([]int, len(words)), 0
	for k, w := range words {
		marks[k] = from + (to-from)*before/total
		before += len(w) + 1
	}
	return marks
}
