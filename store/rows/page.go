package rows

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"

	"gendu"
)

// pageColumn is the page of a transcript as JSON text; none is "{}".
type pageColumn struct{ v **gendu.Page }

// AsPage is a page as JSON text in a column.
func AsPage(v **gendu.Page) pageColumn { return pageColumn{v} }

// Value implements [driver.Valuer]. Lists that are missing are written as [], in a
// copy: others may be reading the page.
func (c pageColumn) Value() (driver.Value, error) {
	if *c.v == nil {
		return "{}", nil
	}
	p := (*c.v).Clone()
	p.Fill()
	b, err := json.Marshal(p)
	return string(b), err
}

// Scan implements [sql.Scanner]. What cannot be read at all reads as none: a page adds to
// the sentences, which have rows of their own, and one odd row must not hide an episode.
func (c pageColumn) Scan(src any) error {
	var text sql.NullString
	if err := text.Scan(src); err != nil {
		return err
	}
	*c.v = ReadPage([]byte(text.String))
	return nil
}

// ReadPage reads a page as any version wrote it. Values of another type than today's are
// left out ([json.Unmarshal] reads the rest), and so is what contradicts itself; lists that
// were not there are empty. An object without fields is no page: nil.
func ReadPage(b []byte) *gendu.Page {
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) != nil || len(fields) == 0 {
		return nil
	}
	p := new(gendu.Page)
	_ = json.Unmarshal(b, p)
	p.Repair()
	return p
}
