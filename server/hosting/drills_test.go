package hosting

import (
	"testing"

	"gendu"
)

// The times of a drill go from the page to the API's.
func TestTheTimesOfADrillAreShown(t *testing.T) {
	t.Parallel()
	page := &gendu.Page{Keywords: []gendu.Keyword{
		{Term: "Influx", TermTime: &gendu.Span{StartMS: 1200, EndMS: 2300}, ExampleTime: &gendu.Span{StartMS: 4000, EndMS: 6500}},
		{Term: "Newcomers"},
	}}
	got := pageOf(page)
	heard, not := got.Keywords[0], got.Keywords[1]
	if heard.TermTime == nil || heard.TermTime.StartMs != 1200 || heard.TermTime.EndMs != 2300 {
		t.Errorf("the term is at %+v", heard.TermTime)
	}
	if heard.ExampleTime == nil || heard.ExampleTime.StartMs != 4000 || heard.ExampleTime.EndMs != 6500 {
		t.Errorf("the example is at %+v", heard.ExampleTime)
	}
	if not.TermTime != nil || not.ExampleTime != nil {
		t.Errorf("what is not heard is at %+v and %+v", not.TermTime, not.ExampleTime)
	}
}
