package alignment

import (
	"slices"
	"testing"

	"gendu"
)

func TestDrillLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keyword gendu.Keyword
		want    []string
	}{
		"bare": {gendu.Keyword{Term: "bet"}, []string{"bet", "", "bet", "", ""}},
		"one syllable is no drill of syllables": {
			gendu.Keyword{Term: "bet", Syllables: []string{"bet"}, Definition: "a wager"}, []string{"bet", "", "bet", "a wager", ""},
		},
		"the translation of an example is not read aloud": {
			gendu.Keyword{Term: "influx", Syllables: []string{"in", "flux"}, Example: "An influx of users.\n大量用戶湧入。"},
			[]string{"influx", "in-flux", "influx", "", "An influx of users."},
		},
	} {
		if got := DrillLines(c.keyword); !slices.Equal(got, c.want) || len(got) != LinesPerDrill {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
