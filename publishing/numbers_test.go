package publishing_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gendu"
	"gendu/publishing"
)

func numbersCues() []*gendu.Cue {
	return []*gendu.Cue{
		{ID: "a", Position: 0, Text: "The Weather today.", Spoken: true},
		{ID: "silent", Position: 1, Text: "Not said."},
		{ID: "b", Position: 2, Text: "Trees.", Spoken: true},
		{ID: "c", Position: 3, Text: "The end.", Spoken: true},
	}
}

// figure writes a figure, or - where there is none.
func figure(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f", *v)
}

func TestNumbersOf(t *testing.T) {
	t.Parallel()
	heard := publishing.HeardCounts{Learners: 10, Plays: 42, Skipped: 3}
	said := publishing.SaidCounts{Learners: 5, Hard: 1}
	for _, c := range []struct {
		name   string
		counts publishing.Counts
		want   []string // heard, skipped, hard, stopped of each sentence; nil: nothing
	}{
		{"too few learners in all", publishing.Counts{Heard: map[gendu.ID]publishing.HeardCounts{"a": heard}}, nil},
		{"each figure has its own learners", publishing.Counts{
			Whole: &publishing.WholeCounts{Learners: 12, Stops: map[gendu.ID]int{"b": 3}},
			Heard: map[gendu.ID]publishing.HeardCounts{"a": heard, "b": {Learners: 4, Plays: 50, Skipped: 4}},
			Said:  map[gendu.ID]publishing.SaidCounts{"a": said, "c": {Learners: 4, Hard: 4}},
		}, []string{"4.20 0.30 0.20 0.00", "- - - 0.25", "- - - 0.00"}},
		{"a sentence that is not there any more", publishing.Counts{
			Whole: &publishing.WholeCounts{Learners: 5, Stops: map[gendu.ID]int{"gone": 5}},
			Heard: map[gendu.ID]publishing.HeardCounts{"gone": heard, "silent": heard},
		}, []string{"- - - 0.00", "- - - 0.00", "- - - 0.00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := publishing.NumbersOf(numbersCues(), c.counts)
			var got []string
			for _, s := range n.Sentences {
				got = append(got, fmt.Sprintf("%s %s %s %s", figure(s.Heard), figure(s.Skipped), figure(s.Hard), figure(s.Stopped)))
			}
			if !slices.Equal(got, c.want) || n.Enough != (c.want != nil) {
				t.Errorf("got %q (%v), want %q", got, n.Enough, c.want)
			}
		})
	}
}

func TestMissedWords(t *testing.T) {
	t.Parallel()
	n := publishing.NumbersOf(numbersCues(), publishing.Counts{
		Whole: &publishing.WholeCounts{Learners: 10},
		Said: map[gendu.ID]publishing.SaidCounts{
			"a":    {Learners: 8, Words: map[string]int{"weather": 4, "climate": 8, "today": 1}}, // climate is of an older text
			"b":    {Learners: 4, Words: map[string]int{"trees": 4}},
			"c":    {Learners: 5, Words: map[string]int{"end": 3}},
			"gone": {Learners: 9, Words: map[string]int{"x": 9}},
		},
	})
	var got []string
	for _, w := range n.Words {
		got = append(got, fmt.Sprintf("%s %.2f", w.Word, w.Share))
	}
	if want := []string{"end 0.60", "weather 0.50"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMissed(t *testing.T) {
	t.Parallel()
	words := []gendu.ComparedWord{
		{Text: "“Don’t", Verdict: gendu.WordMissing},
		{Text: "go,", Verdict: gendu.WordGood},
		{Text: "Home.", Verdict: gendu.WordUnclear},
		{Text: "home", Verdict: gendu.WordMissing},
		{Text: "…", Verdict: gendu.WordMissing},
		{Text: "銀行。", Verdict: gendu.WordMissing},
		{Text: "fast", Verdict: gendu.WordRushed},
	}
	for verdict, want := range map[gendu.ComparisonVerdict][]string{
		gendu.VerdictOK: {"don’t", "home", "銀行"}, gendu.VerdictHard: {"don’t", "home", "銀行"}, gendu.VerdictOther: nil, gendu.VerdictSilent: nil,
	} {
		if got := publishing.Missed(&gendu.Comparison{Verdict: verdict, Words: words}); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", verdict, got, want)
		}
	}
	if got := publishing.Missed(nil); got != nil {
		t.Errorf("no comparison: %q", got)
	}
}

func TestFiguresStand(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		learners, gone, days int
		want                 bool
	}{
		{5, 0, 0, true}, {4, 0, 0, false}, {5, 1, 0, false}, {6, 1, 0, true}, {6, 1, 29, true}, {6, 1, 30, false}, {600, 0, 999, true},
	} {
		if got := publishing.Stands(c.learners, c.gone, now.AddDate(0, 0, -c.days), now); got != c.want {
			t.Errorf("%d learners, %d gone %d days ago: %v", c.learners, c.gone, c.days, got)
		}
	}
	for changed, want := range map[int]bool{0: false, 3: false, 4: true, 9: true} {
		if got := publishing.Renewed(changed, 1); got != want {
			t.Errorf("%d changed and one gone: %v", changed, got)
		}
	}
}
