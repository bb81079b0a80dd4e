package gendu_test

import (
	"strings"
	"testing"

	"gendu"
)

func TestTagsValidate(t *testing.T) {
	t.Parallel()
	good := gendu.Tags{Title: "T", CoverType: "image/webp", Chapters: []gendu.Chapter{{StartMS: 0, EndMS: 9}, {StartMS: 9, EndMS: 9}}}
	for want, tags := range map[string]gendu.Tags{
		"":            good,
		"coverType":   {CoverType: "text/html"},
		"chapters[1]": {Chapters: []gendu.Chapter{{EndMS: 1}, {StartMS: 2, EndMS: 1}}},
		"chapters[0]": {Chapters: []gendu.Chapter{{StartMS: -1, EndMS: 1}}},
	} {
		err := tags.Validate()
		if want == "" && err != nil || want != "" && (gendu.KindOf(err) != gendu.Invalid || !strings.Contains(gendu.MessageOf(err), want)) {
			t.Errorf("%q: %v", want, err)
		}
	}
	if err := (&gendu.Tags{}).Validate(); err != nil {
		t.Errorf("no tags: %v", err)
	}
}
