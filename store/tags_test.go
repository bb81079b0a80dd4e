package store

import (
	"reflect"
	"testing"

	"gendu"
)

func TestTagsColumn(t *testing.T) {
	t.Parallel()
	want := gendu.Tags{Title: "T", Chapters: []gendu.Chapter{{StartMS: 1, EndMS: 2, Title: "C"}}, CoverType: "image/png"}
	text, err := asTags(&want).Value()
	if err != nil {
		t.Fatal(err)
	}
	got := gendu.Tags{Artist: "what was there"}
	if err := asTags(&got).Scan(text); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v is read as %+v, %v", text, got, err)
	}
	for _, odd := range []any{nil, "", "{", `[1]`, `{"title":7}`} {
		if err := asTags(&got).Scan(odd); err != nil || !reflect.DeepEqual(got, gendu.Tags{}) {
			t.Errorf("%v is read as %+v, %v", odd, got, err)
		}
	}
	if text, err := asTags(&gendu.Tags{}).Value(); text != "{}" || err != nil {
		t.Errorf("none are written as %v, %v", text, err)
	}
}
