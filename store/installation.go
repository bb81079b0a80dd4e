package store

import (
	"context"
	"time"

	"gendu/store/sqldb"
)

// InstallationID is the id that this database shares with its object store; ""
// where it has none yet.
func (s *Store) InstallationID(ctx context.Context) (string, error) {
	return sqldb.Value[string](ctx, s.db.Writer, "SELECT id FROM installation")
}

// AdoptInstallationID gives a database without an id this one, and returns the id
// that it has then: another server may have been faster.
func (s *Store) AdoptInstallationID(ctx context.Context, id string) (string, error) {
	_, err := sqldb.Exec(ctx, s.db.Writer, "INSERT INTO installation (one, id, created_at) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING",
		id, sqldb.ToMS(s.db.Clock()))
	if err != nil {
		return "", err
	}
	return s.InstallationID(ctx)
}

// Sweep is what one sweep of the object store found and did.
type Sweep struct {
	BeganAt, EndedAt time.Time
	Objects          int  // seen, without the trash
	Removed          int  // their rows were deleted or have expired
	Unknown          int  // old, and no row names them
	MoveLimit        int  // how many unknown objects the sweep may move
	Trashed          int  // unknown objects that were moved to the trash
	Emptied          int  // objects that had been in the trash for their time
	Stopped          bool // Unknown was above MoveLimit, so nothing was moved
	Postponed        bool // the clock may be wrong, so age was no reason to remove; not kept
}

func (v *Sweep) fields() []any {
	return []any{sqldb.Time(&v.BeganAt), sqldb.Time(&v.EndedAt), &v.Objects, &v.Removed, &v.Unknown, &v.MoveLimit, &v.Trashed, &v.Emptied, &v.Stopped}
}

const sweepColumns = "began_at, ended_at, objects, removed, unknown, move_limit, trashed, emptied, stopped"

// SaveSweep keeps what the newest sweep did, in place of the one before.
func (s *Store) SaveSweep(ctx context.Context, v *Sweep) error {
	_, err := sqldb.Exec(ctx, s.db.Writer, "INSERT INTO last_sweep (one, "+sweepColumns+") VALUES (1, "+sqldb.Marks(1, len(v.fields()))+`)
		ON CONFLICT (one) DO UPDATE SET began_at = excluded.began_at, ended_at = excluded.ended_at, objects = excluded.objects,
			removed = excluded.removed, unknown = excluded.unknown, move_limit = excluded.move_limit,
			trashed = excluded.trashed, emptied = excluded.emptied, stopped = excluded.stopped`, v.fields()...)
	return err
}

// LastSweep is the newest sweep. Before the first one it is of kind not_found.
func (s *Store) LastSweep(ctx context.Context) (*Sweep, error) {
	return sqldb.Row(ctx, s.db.Reader, "sweep", (*Sweep).fields, "SELECT "+sweepColumns+" FROM last_sweep")
}
