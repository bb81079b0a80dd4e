package alignment

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/transcripts/sentences"
)

// story is read by another voice than the reference.
var story = []string{
	"The old lighthouse keeper climbed the stairs every evening.",
	"He lit the lamp, and he watched the dark sea for an hour.",
	"In 1984, a small boat was lost near the rocks.",
	"Nobody in the village ever spoke about it again.",
	"But the keeper kept a yellow notebook under his bed.",
	"On the first page there were three names and a date.",
	"One of the names was his own.",
	"The other two belonged to children who had never come home.",
}

var foreign = []string{
	"Subscribe to our channel for more quality furniture.",
	"Quarterly profits exceeded what most analysts had predicted.",
}

// wantTimes fails where a line is more than limit seconds off. at[i] is the place of
// line i in the recording, -1 where it is not spoken.
func wantTimes(t *testing.T, a *Result, r *recordingOf, at []int, limit float64) {
	t.Helper()
	if len(a.Lines) != len(at) {
		t.Fatalf("%d lines for %d", len(a.Lines), len(at))
	}
	for i, l := range a.Lines {
		if l.Index != i {
			t.Errorf("line %d has index %d", i, l.Index)
		}
		if at[i] < 0 {
			if l.Spoken || l.StartMS != 0 || l.EndMS != 0 || l.Confidence > 0.5 {
				t.Errorf("line %d is not spoken, got %+v", i, l)
			}
			continue
		}
		s := r.spans[at[i]]
		start, end := float64(s.from)/float64(r.rate), float64(s.to)/float64(r.rate)
		ds, de := float64(l.StartMS)/1000-start, float64(l.EndMS)/1000-end
		if !l.Spoken || math.Abs(ds) > limit || math.Abs(de) > limit {
			t.Errorf("line %d: %+.3f and %+.3f s off %.2f-%.2f: %+v", i, ds, de, start, end, l)
		}
	}
}

func wantInOrder(t *testing.T, a *Result) {
	t.Helper()
	for i, l := range a.Lines {
		for k, o := range a.Lines[:i] {
			if l.Spoken && o.Spoken && l.StartMS < o.EndMS && o.StartMS < l.EndMS {
				t.Errorf("lines %d and %d overlap: %+v %+v", k, i, o, l)
			}
		}
		last := l.StartMS
		for _, w := range l.Words {
			if w.StartMS < last || w.EndMS < w.StartMS || w.EndMS > l.EndMS {
				t.Errorf("line %d: word out of order: %+v", i, w)
			}
			last = w.EndMS
		}
	}
}

func TestAlign(t *testing.T) {
	t.Parallel()
	intro := "Hello and welcome back to another programme, dear listeners everywhere."
	tests := []struct {
		name   string
		spoken []string
		lines  []string
		at     []int
	}{
		{"as written", story, story, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		{
			"an intro and an outro that are not in the text", append(append([]string{intro}, story...), intro),
			story,
			[]int{1, 2, 3, 4, 5, 6, 7, 8},
		},
		{
			"lines that are not spoken, empty ones and ones without words", story,
			[]string{story[0], foreign[0], story[1], "", story[2], story[3], story[4], "---", foreign[1], story[5], story[6], story[7]},
			[]int{0, -1, 1, -1, 2, 3, 4, -1, -1, 5, 6, 7},
		},
		{
			"speech in the middle that is not in the text", append(append(append([]string{}, story[:4]...), foreign...), story[4:]...),
			story,
			[]int{0, 1, 2, 3, 6, 7, 8, 9},
		},
		{
			"a line in another place", story,
			[]string{story[0], story[1], story[5], story[2], story[3], story[4], story[6], story[7]},
			[]int{0, 1, 5, 2, 3, 4, 6, 7},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := record(t, tt.spoken...)
			a, err := Lines(t.Context(), r.reader(), tt.lines, Options{Lang: "en", Words: true, Voice: voice(t)})
			if err != nil {
				t.Fatal(err)
			}
			if a.Method != MethodVoice || len(a.Warnings) > 0 {
				t.Errorf("method %q, warnings %q", a.Method, a.Warnings)
			}
			wantTimes(t, a, r, tt.at, 0.15)
			wantInOrder(t, a)
			for i, l := range a.Lines {
				if l.Spoken && len(l.Words) != len(strings.Fields(tt.lines[i])) {
					t.Errorf("line %d has %d words", i, len(l.Words))
				}
			}
		})
	}
}

func TestAlignIsTheSameEveryTimeAndTellsProgress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		voice Voice
		least int
	}{{"by the voice", voice(t), 20}, {"by pauses", nil, 2}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := record(t, story...)
			var shares []float64
			run := func() *Result {
				a, err := Lines(t.Context(), r.reader(), story, Options{Voice: tt.voice, Words: true, Progress: func(d float64) { shares = append(shares, d) }})
				if err != nil {
					t.Fatal(err)
				}
				return a
			}
			first := run()
			told := len(shares)
			if told < tt.least || shares[told-1] != 1 {
				t.Errorf("progress %v, want at least %d shares and 1 at the end", shares, tt.least)
			}
			for i := 1; i < told; i++ {
				if shares[i] <= shares[i-1] {
					t.Errorf("progress does not rise: %v", shares)
					break
				}
			}
			if second := run(); !reflect.DeepEqual(first, second) {
				t.Errorf("two runs differ:\n%+v\n%+v", first, second)
			}
		})
	}
}

// A noisy stretch, as a call by telephone in an interview, amid clear speech: what was
// learnt from the clear part must not make its lines lost.
func TestAlignThroughANoisyStretch(t *testing.T) {
	t.Parallel()
	call := []string{
		"Good morning, and thank you for calling us from the harbour.",
		"We have had strong winds since four o'clock this morning.",
		"Most of the fishing boats came back before the storm.",
		"Two of them are still waiting behind the island.",
		"The coast guard says that everybody on board is safe.",
		"Some roofs were damaged, but nobody was hurt.",
		"We expect the ferry to sail again tomorrow evening.",
		"Please listen to the radio and stay away from the water.",
	}
	lines := append(append(append([]string{}, story...), call...), story[:4]...)
	r := record(t, lines...)
	const level = 0.02 // about 10 dB below the voice
	for i := r.spans[len(story)].from - r.rate/4; i < r.spans[len(story)+len(call)-1].to+r.rate/4; i++ {
		r.samples[i] += float32(level * r.random.NormFloat64())
	}
	a, err := Lines(t.Context(), r.reader(), lines, Options{Voice: voice(t)})
	if err != nil {
		t.Fatal(err)
	}
	wantTimes(t, a, r, upTo(len(lines)), 0.4)
}

func TestAlignInStereoAtAnotherRate(t *testing.T) {
	t.Parallel()
	r := record(t, story[:3]...)
	s := dsp.Resample(dsp.Signal{Rate: r.rate, Samples: r.samples}, 16000)
	stereo := &sliceReader{format: dsp.PCMFormat{Rate: 16000, Channels: 2}}
	for _, v := range s.Samples {
		stereo.samples = append(stereo.samples, v, v)
	}
	a, err := Lines(t.Context(), stereo, story[:3], Options{Voice: voice(t)})
	if err != nil {
		t.Fatal(err)
	}
	wantTimes(t, a, r, []int{0, 1, 2}, 0.15)
}

func TestAlignStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := record(t, story[:2]...)
	_, err := Lines(ctx, r.reader(), story[:2], Options{Voice: voice(t), Progress: func(done float64) {
		if done > 0.5 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// plainVoice is a voice that cannot mark words.
type plainVoice struct{ *espeak.Voice }

func (plainVoice) SpeakLines() {} // another signature: not a markedVoice

func TestAlignWithAVoiceWithoutMarks(t *testing.T) {
	t.Parallel()
	r := record(t, story[:3]...)
	a, err := Lines(t.Context(), r.reader(), story[:3], Options{Voice: plainVoice{voice(t)}, Words: true})
	if err != nil {
		t.Fatal(err)
	}
	wantTimes(t, a, r, []int{0, 1, 2}, 0.15)
	wantInOrder(t, a)
}

func TestAlignWithoutAVoice(t *testing.T) {
	t.Parallel()
	r := record(t, story...)
	a, err := Lines(t.Context(), r.reader(), story, Options{Words: true})
	if err != nil {
		t.Fatal(err)
	}
	if a.Method != MethodPauses || len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], "apt-get install espeak-ng") {
		t.Errorf("method %q, warnings %q", a.Method, a.Warnings)
	}
	wantTimes(t, a, r, []int{0, 1, 2, 3, 4, 5, 6, 7}, 0.2)
	wantInOrder(t, a)
	for _, l := range a.Lines {
		if l.Confidence > 0.4 {
			t.Errorf("line %d claims %v", l.Index, l.Confidence)
		}
	}
}

// A language that the voice does not speak is no failure: pauses are left.
func TestAlignInALanguageWithoutAVoice(t *testing.T) {
	t.Parallel()
	r := record(t, story[:4]...)
	a, err := Lines(t.Context(), r.reader(), story[:4], Options{Lang: "xx", Voice: voice(t)})
	if err != nil {
		t.Fatal(err)
	}
	if a.Method != MethodPauses || len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], `"xx"`) {
		t.Errorf("method %q, warnings %q", a.Method, a.Warnings)
	}
	wantTimes(t, a, r, []int{0, 1, 2, 3}, 0.2)
}

func TestAlignWhatHoldsNothing(t *testing.T) {
	t.Parallel()
	silence := func() *sliceReader {
		return &sliceReader{format: dsp.PCMFormat{Rate: 24000, Channels: 1}, samples: make([]float32, 48000)}
	}
	empty := &sliceReader{format: dsp.PCMFormat{Rate: 24000, Channels: 1}}
	tests := []struct {
		name  string
		pcm   dsp.PCMReader
		lines []string
		voice Voice
	}{
		{"silence", silence(), story[:2], voice(t)},
		{"silence without a voice", silence(), story[:2], nil},
		{"no audio", empty, story[:2], voice(t)},
		{"no audio, no voice", empty, story[:2], nil},
		{"no lines", silence(), nil, voice(t)},
		{"no lines, no voice", silence(), nil, nil},
		{"nothing to say", silence(), []string{"", "---"}, voice(t)},
		{"nothing to say, no voice", silence(), []string{"", "---"}, nil},
	}
	for _, tt := range tests {
		a, err := Lines(t.Context(), tt.pcm, tt.lines, Options{Voice: tt.voice, Words: true})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if len(a.Lines) != len(tt.lines) {
			t.Errorf("%s: %d lines", tt.name, len(a.Lines))
		}
		for _, l := range a.Lines {
			if l.Spoken {
				t.Errorf("%s: found %+v", tt.name, l)
			}
		}
	}
}

func TestAlignRefuses(t *testing.T) {
	t.Parallel()
	pcm := &sliceReader{format: dsp.PCMFormat{Rate: 24000, Channels: 1}}
	if _, err := Lines(t.Context(), pcm, make([]string, maxAlignLines+1), Options{}); !errors.Is(err, ErrTooManyLines) {
		t.Errorf("too many lines: %v", err)
	}
	_, err := Lines(t.Context(), pcm, []string{"a", strings.Repeat("x", sentences.MaxBytes+1)}, Options{})
	if !errors.Is(err, ErrLineTooLong) || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("long line: %v", err)
	}
	broken := &brokenReader{}
	if _, err := Lines(t.Context(), broken, []string{"a"}, Options{}); !errors.Is(err, errBroken) {
		t.Errorf("broken audio: %v", err)
	}
}

var errBroken = errors.New("broken")

type brokenReader struct{}

func (*brokenReader) Format() dsp.PCMFormat                 { return dsp.PCMFormat{Rate: 8000, Channels: 1} }
func (*brokenReader) ReadFrames(dst []float32) (int, error) { return 0, errBroken }

func TestDrillTimes(t *testing.T) {
	t.Parallel()
	k := gendu.Keyword{Term: "Influx", Syllables: []string{"In", "flux"}, Definition: "an arrival", Example: "The influx."}
	if got := DrillLines(k); !reflect.DeepEqual(got, []string{"Influx", "In-flux", "Influx", "an arrival", "The influx."}) {
		t.Errorf("lines %q", got)
	}
	line := func(start, end int64) LineTime { return LineTime{StartMS: start, EndMS: end, Spoken: true} }
	tests := []struct {
		name          string
		lines         []LineTime
		term, example *gendu.Span
	}{
		{"all", []LineTime{line(0, 500), line(600, 900), line(1000, 1500), line(2000, 3000), line(3500, 5000)}, &gendu.Span{StartMS: 0, EndMS: 1500}, &gendu.Span{StartMS: 3500, EndMS: 5000}},
		{"term once", []LineTime{{}, {}, line(1000, 1500), {}, {}}, &gendu.Span{StartMS: 1000, EndMS: 1500}, nil},
		{"term again elsewhere", []LineTime{line(0, 500), {}, line(60000, 60500), {}, {}}, &gendu.Span{StartMS: 0, EndMS: 500}, nil},
		{"nothing", make([]LineTime, 5), nil, nil},
		{"too few lines", make([]LineTime, 2), nil, nil},
	}
	for _, tt := range tests {
		term, example := DrillTimes(tt.lines)
		if !reflect.DeepEqual(term, tt.term) || !reflect.DeepEqual(example, tt.example) {
			t.Errorf("%s: %v %v", tt.name, term, example)
		}
	}
}
