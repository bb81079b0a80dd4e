package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// How long things are kept that nothing needs any more.
const (
	keepTickets  = 30 * 24 * time.Hour
	keepAttempts = 24 * time.Hour
	keepJobs     = 14 * 24 * time.Hour
	// keepTombstones is how long an upload of a deleted take is still refused.
	keepTombstones = 90 * 24 * time.Hour

	keepDeleted = 7 * 24 * time.Hour // the objects of a deleted episode
)

// Purged says how many rows [Store.Purge] removed.
type Purged struct{ Sessions, Idle, Tickets, Attempts, Jobs, Locks, Hashes, Revocations int }

// Purge removes rows that have had their time: expired sessions and tickets, old
// counts of attempts, jobs that ended long ago, locks of uploads that are no
// more. SQLite also forgets what it wrote before. It may run on several servers at once.
func (s *Store) Purge(ctx context.Context) (Purged, error) {
	var p Purged
	now := s.db.Clock()
	s.db.Writer.Ballast.Fill()
	for _, step := range []struct {
		n         *int
		statement string
		before    time.Time
	}{
		{&p.Sessions, "DELETE FROM sessions WHERE expires_at <= $1", now},
		{&p.Idle, "DELETE FROM sessions WHERE seen_at <= $1", now.Add(-people.SessionIdle)},
		{&p.Tickets, "DELETE FROM tickets WHERE expires_at <= $1", now.Add(-keepTickets)},
		{&p.Attempts, "DELETE FROM attempts WHERE bucket <= $1", now.Add(-keepAttempts)},
		{&p.Jobs, "DELETE FROM jobs WHERE state IN ('done', 'failed', 'canceled') AND ended_at <= $1", now.Add(-keepJobs)},
		{&p.Revocations, "DELETE FROM revocations WHERE revoked_at <= $1", now.Add(-RevocationLife)},
		{&p.Hashes, "DELETE FROM object_hashes WHERE key LIKE 'covers/%' AND recorded_at <= $1 AND NOT EXISTS (SELECT 1 FROM shows s WHERE " + coverOfHash + ")", now.Add(-keepHashes)},
		{&p.Locks, "DELETE FROM upload_locks WHERE lease_end <= $1 AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.id = upload_locks.upload_id)", now},
	} {
		n, err := sqldb.Exec(ctx, s.db.Writer, step.statement, sqldb.ToMS(step.before))
		if err != nil {
			return p, err
		}
		*step.n = n
	}
	if err := s.PurgeGrantKeys(ctx); err != nil {
		return p, err
	}
	return p, s.db.DropWAL(ctx)
}

// ClearTombstones removes what is left of takes that were deleted keepTombstones ago, and
// says how many. By then no browser sends one of them again. It is for after a sweep,
// which knows by them what their objects were.
func (s *Store) ClearTombstones(ctx context.Context) (int, error) {
	return sqldb.Exec(ctx, s.db.Writer, "DELETE FROM takes WHERE deleted_at <> 0 AND deleted_at <= $1", sqldb.ToMS(s.db.Clock().Add(-keepTombstones)))
}

// idle holds for a row t that no job of kind $1 is at work on.
const idle = " AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject_id = t.id AND j.kind = $1 AND j.state IN ('queued', 'running'))"

// Repair gives audios, transcripts and takes that wait for a job which is not there
// a new one, and says how many. It is for start-up and the sweep; on a sound database
// it finds nothing.
func (s *Store) Repair(ctx context.Context) (int, error) {
	repaired := 0
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		repaired = 0
		for _, wait := range []struct {
			table string
			kind  gendu.JobKind
		}{{audios.Name, gendu.IngestAudio}, {rows.Transcripts.Name, gendu.AlignTranscript}} {
			n, err := s.resume(ctx, tx, wait.table, wait.kind)
			if err != nil {
				return err
			}
			repaired += n
		}
		return nil
	})
	if err != nil {
		return repaired, err
	}
	compared, err := s.recompareLost(ctx)
	if err != nil {
		return repaired + compared, err
	}
	linked, err := s.linkLost(ctx)
	if err != nil {
		return repaired + compared + linked, err
	}
	prepared, err := s.prepareLists(ctx)
	if err != nil {
		return repaired + compared + linked + prepared, err
	}
	encoded, err := s.encodeCovers(ctx)
	return repaired + compared + linked + prepared + encoded, err
}

// resume has the rules of publishing decide about what waits in a table for a job
// of a kind that is not there.
func (s *Store) resume(ctx context.Context, tx *sql.Tx, table string, kind gendu.JobKind) (int, error) {
	type waiting struct{ id, episode gendu.ID }
	list, err := sqldb.Rows(ctx, tx, func(v *waiting) []any { return []any{&v.id, &v.episode} }, "SELECT t.id, t.episode_id FROM "+table+
		" t JOIN episodes e ON e.id = t.episode_id WHERE t.state = 'pending' AND e.deleted_at = 0"+idle, kind)
	if err != nil {
		return 0, err
	}
	jobs := 0
	for _, w := range list {
		err := s.change(ctx, tx, w.episode, func(f publishing.Former) (publishing.Change, error) {
			c := publishing.Resume(f, kind, w.id)
			jobs += len(c.Jobs)
			return c, nil
		})
		if err != nil {
			return 0, err
		}
	}
	return jobs, nil
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
