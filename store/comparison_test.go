package store

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"gendu"
	"gendu/store/rows"
)

// TestReadComparison reads what the version before wrote, and what is odd.
func TestReadComparison(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/comparison-before.json")
	if err != nil {
		t.Fatal(err)
	}
	c := rows.ReadComparison(b)
	if c == nil {
		t.Fatal("it was not read")
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
	if c.Verdict != gendu.VerdictOK || c.Overall != 85.8 || c.Hint.Code != gendu.HintFaster || c.Hint.Count != 37 || c.Measures.Rhythm.Hint.Code != gendu.HintUneven ||
		len(c.Words) != 2 || *c.Words[1].TakeEnd != 1080 || c.Shadow == nil || c.Against == nil || c.EndMS != 900 || c.Method != 2 {
		t.Errorf("read %+v", c)
	}
	// Nothing is lost when it is written again but the English sentences.
	again, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	was, is := map[string]any{}, map[string]any{}
	if err := json.Unmarshal(b, &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &is); err != nil {
		t.Fatal(err)
	}
	withoutAdvice(was)
	want, _ := json.Marshal(was)
	if got, _ := json.Marshal(is); string(got) != string(want) {
		t.Errorf("written again it is\n%s, was\n%s", got, want)
	}
}

func withoutAdvice(m map[string]any) {
	delete(m, "advice")
	for _, v := range m {
		if inner, ok := v.(map[string]any); ok {
			withoutAdvice(inner)
		}
	}
}

func TestReadOddComparisons(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]func(c *gendu.Comparison) bool{
		``:                       func(c *gendu.Comparison) bool { return c == nil },
		`{}`:                     func(c *gendu.Comparison) bool { return c == nil },
		`[]`:                     func(c *gendu.Comparison) bool { return c == nil },
		`{"verdict":"ok"`:        func(c *gendu.Comparison) bool { return c == nil },
		`{"overall":70}`:         func(c *gendu.Comparison) bool { return c == nil },
		`{"verdict":"ok"}`:       func(c *gendu.Comparison) bool { return c.Words != nil && c.Pitch.Ref != nil && c.Against == nil },
		`{"verdict":"tomorrow"}`: func(c *gendu.Comparison) bool { return c.Verdict == "tomorrow" },
		`{"verdict":"ok","reasons":["tomorrow"],"words":[{"text":"a","verdict":"tomorrow"}],"more":1}`: func(c *gendu.Comparison) bool {
			return c.Reasons[0] == "tomorrow" && c.Words[0].Verdict == "tomorrow"
		},
		`{"verdict":"ok","overall":"seventy","rhythm":50,"words":null,"method":3}`: func(c *gendu.Comparison) bool {
			return c.Overall == 0 && c.Rhythm == 50 && c.Words != nil && c.Method == 3
		},
		`{"verdict":"ok","rhythm":50,"tempo":0.8}`: func(c *gendu.Comparison) bool {
			return c.Measures.Rhythm.Known && c.Measures.Rhythm.Score == 50 && !c.Measures.Tempo.Known && !c.Measures.Loudness.Known
		},
		`{"verdict":"ok","audioId":"a","startMs":700,"endMs":700}`: func(c *gendu.Comparison) bool { return c.Against == nil },
	} {
		if c := rows.ReadComparison([]byte(text)); !want(c) {
			t.Errorf("%s is read as %+v", text, c)
		}
	}
}

// A row that cannot be read hides no other.
func TestComparisonColumn(t *testing.T) {
	t.Parallel()
	c := new(gendu.Comparison)
	if err := rows.AsComparison(&c).Scan("\x00 no JSON"); err != nil || c != nil {
		t.Errorf("%v, %v", c, err)
	}
	if v, err := rows.AsComparison(&c).Value(); v != "" || err != nil {
		t.Errorf("none is written as %v, %v", v, err)
	}
	c = &gendu.Comparison{Verdict: gendu.VerdictSilent}
	if v, _ := rows.AsComparison(&c).Value(); strings.Contains(v.(string), "audioId") {
		t.Errorf("against nothing: %s", v)
	}
}
