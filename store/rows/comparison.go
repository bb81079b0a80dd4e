package rows

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"

	"gendu"
)

// comparisonColumn is a comparison as JSON text; none is the empty text.
type comparisonColumn struct{ v **gendu.Comparison }

// AsComparison is a comparison as JSON text in a column.
func AsComparison(v **gendu.Comparison) comparisonColumn { return comparisonColumn{v} }

// Value implements [driver.Valuer].
func (c comparisonColumn) Value() (driver.Value, error) {
	if *c.v == nil {
		return "", nil
	}
	b, err := json.Marshal(*c.v)
	return string(b), err
}

// Scan implements [sql.Scanner]. What cannot be read at all reads as none: one old row
// must not keep a learner from all their takes.
func (c comparisonColumn) Scan(src any) error {
	var text sql.NullString
	if err := text.Scan(src); err != nil {
		return err
	}
	*c.v = ReadComparison([]byte(text.String))
	return nil
}

// ReadComparison reads a comparison as any version wrote it. Values of another type than
// today's are left out ([json.Unmarshal] reads the rest), and lists that were not there
// are empty. What has no verdict is no comparison: nil.
func ReadComparison(b []byte) *gendu.Comparison {
	v := new(gendu.Comparison)
	old := struct {
		Measures *json.RawMessage `json:"measures"`
	}{}
	if !json.Valid(b) {
		return nil
	}
	_ = json.Unmarshal(b, v)
	_ = json.Unmarshal(b, &old)
	if v.Verdict == "" {
		return nil
	}
	if old.Measures == nil {
		v.Measures = oldMeasures(b)
	}
	if v.Against != nil && v.EndMS <= v.StartMS {
		v.Against = nil
	}
	v.Fill()
	for i := range v.Words {
		if v.Words[i].Verdict == "weak" { // as it was called up to method 2
			v.Words[i].Verdict = gendu.WordUnclear
		}
	}
	return v
}

// oldMeasures are those of a comparison that has only the plain scores at its top. Its
// tempo there is a rate, from which no score follows.
func oldMeasures(b []byte) gendu.Measures {
	var m gendu.Measures
	var plain map[string]any
	_ = json.Unmarshal(b, &plain)
	m.Each(func(name string, one *gendu.Measure) {
		score, ok := plain[name].(float64)
		if ok && name != "tempo" {
			*one = gendu.Measure{Score: min(max(score, 0), 100), Known: true}
		}
	})
	return m
}
