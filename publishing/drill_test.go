package publishing

import (
	"reflect"
	"testing"

	"gendu"
)

func TestDrill(t *testing.T) {
	t.Parallel()
	cues := []*gendu.Cue{
		{Words: []gendu.Word{{Text: "Influx", StartMS: 1, EndMS: 2}}}, // not spoken
		{Spoken: true, Words: []gendu.Word{
			{Text: "An", StartMS: 100, EndMS: 200},
			{Text: "influx,", StartMS: 200, EndMS: 500},
			{Text: "social", StartMS: 600, EndMS: 900},
			{Text: "media.", StartMS: 900, EndMS: 1300},
		}},
		{Spoken: true, Words: []gendu.Word{{Text: "難", StartMS: 2000, EndMS: 2200}, {Text: "民", StartMS: 2200, EndMS: 2500}}},
	}
	own := &gendu.Span{StartMS: 9000, EndMS: 9700}
	tr := &gendu.Transcript{ID: "t", EpisodeID: "e", Revision: 3, Page: &gendu.Page{Keywords: []gendu.Keyword{
		{ID: "one", Term: "Influx", TermTime: own},
		{ID: "two", Term: "Social media"},
		{ID: "han", Term: "難民"},
		{ID: "own", Term: "newcomer", TermTime: own},
		{ID: "part", Term: "flux"},
		{ID: "marks", Term: "…"},
	}}}
	for _, c := range []struct {
		id         gendu.ID
		spoken     bool
		start, end int64
		words      int
	}{
		{"one", true, 200, 500, 1},
		{"two", true, 600, 1300, 2},
		{"han", true, 2000, 2500, 2},
		{"own", true, 9000, 9700, 0},
		{"part", false, 0, 0, 0},
		{"marks", false, 0, 0, 0},
	} {
		got := Drill(tr, cues, c.id)
		if got == nil || got.Spoken != c.spoken || got.StartMS != c.start || got.EndMS != c.end || len(got.Words) != c.words || got.Revision != 3 {
			t.Errorf("%s: %+v", c.id, got)
		}
		if all := Drills(tr, cues)[c.id]; !reflect.DeepEqual(all, got) {
			t.Errorf("%s among all: %+v", c.id, all)
		}
	}
	if got := Drill(tr, cues, "none"); got != nil {
		t.Errorf("a keyword that is not there: %+v", got)
	}
	if got := Drill(&gendu.Transcript{}, cues, ""); got != nil {
		t.Errorf("no page: %+v", got)
	}
}
