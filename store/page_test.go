package store

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"gendu"
	"gendu/store/rows"
)

// TestReadPage reads what the version before wrote, and writes the same again.
func TestReadPage(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/page-before.json")
	if err != nil {
		t.Fatal(err)
	}
	p := rows.ReadPage(b)
	if p == nil {
		t.Fatal("it was not read")
	}
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	k := p.Keywords[0]
	if p.Number != "3" || len(p.Paragraphs[0].Sentences) != 2 || k.ID == "" || *k.ExampleCue != 1 || k.TermTime.EndMS != 61950 ||
		p.Uses[0].As != gendu.UseHighlight || !p.SplitLong || p.Unplaced[0].Line != 17 {
		t.Errorf("read %+v", p)
	}
	if again, err := rows.AsPage(&p).Value(); err != nil || again != string(b) {
		t.Errorf("written again it is %v\n%s, was\n%s", err, again, b)
	}
}

func TestReadOddPages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "null", "{}": "null", "null": "null", "{": "null", "[1]": "null", `"{}"`: "null",
		// A value of another type, and what a later version may have.
		`{"title":7,"number":"K1","later":{"a":1}}`: `{"number":"K1"}`,
		`{"keywords":{"term":"x"},"language":"en"}`: `{"language":"en"}`,
		// What contradicts itself goes, the rest stays.
		`{"keywords":[{"term":"a","termTime":{"startMs":9,"endMs":1},"exampleTime":{"startMs":1,"endMs":2},"exampleCue":-1},{"definition":"of nothing"},7]}`: `{"keywords":[{"term":"a","syllables":[],"exampleTime":{"startMs":1,"endMs":2}}]}`,
		`{"keywords":[{"id":"i","term":"a"},{"id":"i","term":"b"}]}`:                                                                                         `{"keywords":[{"id":"i","term":"a","syllables":[]},{"term":"b","syllables":[]}]}`,
		`{"paragraphs":[{"sentences":null},{"text":"One.","sentences":[{"text":"One."}]}],"keywords":[{"term":"a","exampleCue":1}]}`:                         `{"paragraphs":[{"text":"One.","sentences":[{"text":"One."}]}],"keywords":[{"term":"a","syllables":[]}]}`,
		`{"unplaced":[{"line":0,"text":"x"},{"line":2,"text":"y"}],"uses":[{"line":1,"text":"x","as":"poem"},{"line":1,"text":"x","as":"title"}]}`:           `{"unplaced":[{"line":2,"text":"y"}],"uses":[{"line":1,"text":"x","as":"title"}]}`,
	} {
		var wanted *gendu.Page
		if err := json.Unmarshal([]byte(want), &wanted); err != nil {
			t.Fatal(err)
		}
		if wanted != nil {
			wanted.Fill()
		}
		got := rows.ReadPage([]byte(text))
		if !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s is read as\n%+v, want\n%+v", text, got, wanted)
		}
		if err := got.Validate(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestPageColumn: none is none in both directions, and writing changes nothing.
func TestPageColumn(t *testing.T) {
	t.Parallel()
	var none *gendu.Page
	if text, err := rows.AsPage(&none).Value(); text != "{}" || err != nil {
		t.Errorf("none is written as %v, %v", text, err)
	}
	p := &gendu.Page{Paragraphs: []gendu.Paragraph{{Text: "One."}}}
	text, err := rows.AsPage(&p).Value()
	if err != nil || p.Paragraphs[0].Sentences != nil || p.Keywords != nil {
		t.Errorf("writing changed %+v, %v", p, err)
	}
	got := &gendu.Page{Title: "what was there"}
	if err := rows.AsPage(&got).Scan(text); err != nil || got.Title != "" || got.Keywords == nil || got.Paragraphs[0].Text != "One." {
		t.Errorf("%v is read as %+v, %v", text, got, err)
	}
	if err := rows.AsPage(&got).Scan(nil); err != nil || got != nil {
		t.Errorf("NULL is read as %+v, %v", got, err)
	}
}

// FuzzReadPage: whatever stands in a row, what is read is valid, and reading what is
// written gives the same.
func FuzzReadPage(f *testing.F) {
	b, err := os.ReadFile("testdata/page-before.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(b))
	f.Add(`{"keywords":[{"term":"a","exampleCue":"x","termTime":7}],"uses":[1]}`)
	f.Fuzz(func(t *testing.T, text string) {
		p := rows.ReadPage([]byte(text))
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		written, err := rows.AsPage(&p).Value()
		if err != nil {
			t.Fatal(err)
		}
		if again := rows.ReadPage([]byte(written.(string))); !reflect.DeepEqual(again, p) {
			t.Errorf("read %+v, then %+v", p, again)
		}
	})
}
