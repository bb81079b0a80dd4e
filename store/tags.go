package store

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"

	"gendu"
)

// tagsColumn is an audio's tags as JSON text.
type tagsColumn struct{ v *gendu.Tags }

func asTags(v *gendu.Tags) tagsColumn { return tagsColumn{v} }

// Value implements [driver.Valuer].
func (c tagsColumn) Value() (driver.Value, error) {
	b, err := json.Marshal(c.v)
	return string(b), err
}

// Scan implements [sql.Scanner]. Tags only suggest: what cannot be read suggests nothing,
// and keeps nobody from the audio.
func (c tagsColumn) Scan(src any) error {
	var text sql.NullString
	if err := text.Scan(src); err != nil {
		return err
	}
	*c.v = gendu.Tags{}
	if json.Unmarshal([]byte(text.String), c.v) != nil {
		*c.v = gendu.Tags{}
	}
	return nil
}
