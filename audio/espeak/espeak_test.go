package espeak

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func find(t *testing.T) *Voice {
	t.Helper()
	v, err := Find()
	if err != nil {
		t.Fatal(err) // the message says what to install
	}
	return v
}

func TestSpeakLinesMarksEveryWord(t *testing.T) {
	t.Parallel()
	v := find(t)
	tests := []struct {
		name, lang string
		lines      [][]string
	}{
		{"English", "en", [][]string{strings.Fields("In an unprecedented shift, American users are flocking in."), {"Three", "words.", "Here"}}},
		{"Mandarin", "zh-Hant", [][]string{{"今", "天", "天", "氣", "很", "好。"}, {"我", "們", "走", "吧"}}},
		{"markup and empty words", "en", [][]string{{"R&D", "<b>", "\"quoted\""}, {"", "-", ""}, {}, {"end"}}},
		{"long line", "en", [][]string{slices.Repeat([]string{"word", "after", "word"}, 300)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			signals, marks, err := v.speakMarked(t.Context(), candidates(tt.lang)[0], tt.lines)
			if err != nil {
				t.Fatal(err)
			}
			for i, words := range tt.lines {
				if len(marks[i]) != len(words) {
					t.Fatalf("line %d: %d marks for %d words", i, len(marks[i]), len(words))
				}
				if !slices.IsSorted(marks[i]) || len(words) > 0 && marks[i][len(words)-1] > len(signals[i].Samples) {
					t.Errorf("line %d: marks %v in %d samples", i, marks[i], len(signals[i].Samples))
				}
				for _, x := range signals[i].Samples {
					if x > 0.99 || x < -0.99 {
						t.Errorf("line %d: a mark was left in the speech", i)
						break
					}
				}
			}
		})
	}
}

func TestMarksAreWhereTheWordsAre(t *testing.T) {
	t.Parallel()
	v := find(t)
	words := []string{"six,", "seven,", "eight,"}
	signals, marks, err := v.SpeakLines(t.Context(), "en", [][]string{words})
	if err != nil {
		t.Fatal(err)
	}
	// There is a pause behind each of these: speech begins right behind its mark and
	// ends well before the next.
	s := signals[0].Samples
	for k, m := range marks[0] {
		if !loud(s[m : m+rate(150)]) {
			t.Errorf("no speech behind the mark of %q", words[k])
		}
		if m > rate(100) && loud(s[m-rate(50):m]) {
			t.Errorf("speech right before the mark of %q", words[k])
		}
	}
}

func rate(ms int) int { return ms * defaultRate / 1000 }

func loud(s []float32) bool {
	var sum float32
	for _, v := range s {
		sum += v * v
	}
	return sum/float32(len(s)) > 1e-5
}

func TestSynthesizeIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	v := find(t)
	a, err := v.Synthesize(t.Context(), "en-GB", "The same words.")
	if err != nil {
		t.Fatal(err)
	}
	b, err := v.Synthesize(t.Context(), "en-GB", "The same words.")
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Samples) < a.Rate/2 || !slices.Equal(a.Samples, b.Samples) {
		t.Errorf("%d and %d samples at %d Hz, want the same", len(a.Samples), len(b.Samples), a.Rate)
	}
}

func TestMandarinIsReadAsMandarin(t *testing.T) {
	t.Parallel()
	v := find(t)
	// Four syllables take about a second; their pinyin spelt in English take three.
	s, err := v.Synthesize(t.Context(), "cmn-Hans-CN", "你好世界")
	if err != nil {
		t.Fatal(err)
	}
	if d := s.Duration(); d < 600*time.Millisecond || d > 2*time.Second {
		t.Errorf("four syllables last %v", d)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	v := find(t)
	if _, err := v.Synthesize(t.Context(), "xx-Nowhere", "text"); !errors.Is(err, ErrLanguage) {
		t.Errorf("unknown language: %v", err)
	}
	if _, err := v.Synthesize(t.Context(), "en", strings.Repeat("word ", maxTextBytes)); !errors.Is(err, ErrTooLong) {
		t.Errorf("long text: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := v.SpeakLines(ctx, "en", [][]string{{"word"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestWithoutMarksWordsAreSpreadByLength(t *testing.T) {
	t.Parallel()
	v := find(t)
	signals, marks, err := v.speakOneByOne(t.Context(), "en", [][]string{{"short", "considerably", "end"}})
	if err != nil {
		t.Fatal(err)
	}
	m := marks[0]
	if len(m) != 3 || m[0] >= m[1] || m[2]-m[1] <= m[1]-m[0] || m[2] >= len(signals[0].Samples) {
		t.Errorf("marks %v in %d samples", m, len(signals[0].Samples))
	}
	// And speech without any mark in it is found out.
	if _, _, err := cutMarks(defaultRate, []int16{0, 5, -5, 0}, [][]string{{"a"}}); !errors.Is(err, errMarks) {
		t.Errorf("speech without marks: %v", err)
	}
}

func FuzzParseStreamedWAV(f *testing.F) {
	f.Add([]byte("RIFF"))
	f.Add(append(markWAV(wordMark), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		rate, pcm, err := parseStreamedWAV(b)
		if err != nil {
			return
		}
		if 2*len(pcm) > len(b) {
			t.Fatalf("%d samples from %d bytes", len(pcm), len(b))
		}
		_, _, _ = cutMarks(rate, pcm, [][]string{{"a", "b"}})
	})
}

func TestTonesOfCharacters(t *testing.T) {
	t.Parallel()
	v := find(t)
	for _, k := range []struct {
		text string
		want []int
	}{
		{"三名小岸", []int{1, 2, 3, 4}},
		{"好嗎？", []int{3, 5}},
		{"I like 天 and 好!", []int{1, 3}},
		{"no characters", nil},
		{"", nil},
	} {
		got, err := v.Tones(t.Context(), k.text)
		if err != nil || !slices.Equal(got, k.want) {
			t.Errorf("%q: %v, %v, want %v", k.text, got, err, k.want)
		}
	}
	if _, err := v.Tones(t.Context(), strings.Repeat("三", maxTextBytes)); !errors.Is(err, ErrTooLong) {
		t.Errorf("a long text: %v", err)
	}
}
