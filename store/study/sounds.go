package study

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"time"

	"gendu"
	"gendu/store/jobqueue"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// soundsRow is the evidence of one take.
type soundsRow struct {
	takeID    gendu.ID
	sounds    []gendu.SaidSound
	createdAt time.Time
}

// TakeSoundRows is how the sounds of a take lie in their row.
var TakeSoundRows = sqldb.Table[soundsRow]{
	Name: "take_sounds", Thing: "evidence",
	Cols: []string{"take_id", "json", "created_at"},
	Fields: func(v *soundsRow) []any {
		return []any{&v.takeID, soundsColumn{&v.sounds}, sqldb.Time(&v.createdAt)}
	},
}

// soundsColumn is a list of sounds as JSON text.
type soundsColumn struct{ v *[]gendu.SaidSound }

// Value implements [driver.Valuer].
func (c soundsColumn) Value() (driver.Value, error) {
	b, err := json.Marshal(*c.v)
	return string(b), err
}

// Scan implements [sql.Scanner]. What cannot be read is no evidence: one odd row must not
// keep a learner from all the others.
func (c soundsColumn) Scan(src any) error {
	var text sql.NullString
	if err := text.Scan(src); err != nil {
		return err
	}
	*c.v = nil
	var list []gendu.SaidSound
	if json.Unmarshal([]byte(text.String), &list) == nil {
		*c.v = list
	}
	return nil
}

// TakeSounds is a take with what was found of its sounds.
type TakeSounds struct {
	gendu.Take
	Now    gendu.ID // the cue in use that its sentence is today; "" where it is not there any more
	Sounds []gendu.SaidSound
}

// PutSounds keeps what a take shows of its speaker's sounds, in place of what was; none
// removes it. A take that was deleted is [gendu.NotFound].
func (s *Study) PutSounds(ctx context.Context, g jobqueue.JobGuard, takeID gendu.ID, sounds []gendu.SaidSound) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		// Taking hold of the row keeps a deletion from passing between.
		if err := sqldb.NotFoundIfNone("take")(sqldb.Exec(ctx, tx, "UPDATE takes SET size = size WHERE id = $1 AND deleted_at = 0", takeID)); err != nil {
			return err
		}
		if len(sounds) == 0 {
			_, err := sqldb.Exec(ctx, tx, "DELETE FROM take_sounds WHERE take_id = $1", takeID)
			return err
		}
		_, err := TakeSoundRows.Insert(ctx, tx, "ON CONFLICT (take_id) DO UPDATE SET json = excluded.json, created_at = excluded.created_at",
			&soundsRow{takeID, sounds, s.db.Now()})
		return err
	})
}

// SoundsOf lists a learner's newest takes, at most so many and none made before since,
// of which something was found of the sounds.
func (s *Study) SoundsOf(ctx context.Context, userID gendu.ID, since time.Time, limit int) ([]TakeSounds, error) {
	type joined struct {
		take  gendu.Take
		sound soundsRow
	}
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *joined) []any { return append(rows.Takes.Fields(&v.take), TakeSoundRows.Fields(&v.sound)...) },
		"SELECT "+rows.Takes.Of("t")+", "+TakeSoundRows.Of("k")+`
		FROM takes t JOIN take_sounds k ON k.take_id = t.id
		WHERE t.user_id = $1 AND t.deleted_at = 0 AND t.created_at >= $2
		ORDER BY t.created_at DESC, t.id DESC LIMIT $3`, userID, sqldb.Time(&since), max(limit, 0))
	if err != nil {
		return nil, err
	}
	out := make([]TakeSounds, len(list))
	for i, v := range list {
		out[i] = TakeSounds{Take: v.take, Sounds: v.sound.sounds}
	}
	return out, rows.LinkViews(ctx, s.db, out, func(v *TakeSounds) (*gendu.Take, *gendu.ID) { return &v.Take, &v.Now })
}
