package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"gendu"
)

// How long things are kept that nothing needs any more.
const (
	keepTickets  = 30 * 24 * time.Hour
	keepAttempts = 24 * time.Hour
	keepJobs     = 14 * 24 * time.Hour
	keepDeleted  = 7 * 24 * time.Hour // the objects of a deleted episode
)

// Purged says how many rows [Store.Purge] removed.
type Purged struct{ Sessions, Tickets, Attempts, Jobs, Locks int }

// Purge removes rows that have had their time: expired sessions and tickets, old
// counts of attempts, jobs that ended long ago, locks of uploads that are no
// more. It may run on several servers at once.
func (s *Store) Purge(ctx context.Context) (Purged, error) {
	var p Purged
	now := s.now()
	for _, step := range []struct {
		n         *int
		statement string
		before    time.Time
	}{
		{&p.Sessions, "DELETE FROM sessions WHERE expires_at <= $1", now},
		{&p.Tickets, "DELETE FROM tickets WHERE expires_at <= $1", now.Add(-keepTickets)},
		{&p.Attempts, "DELETE FROM attempts WHERE bucket <= $1", now.Add(-keepAttempts)},
		{&p.Jobs, "DELETE FROM jobs WHERE state IN ('done', 'failed', 'canceled') AND ended_at <= $1", now.Add(-keepJobs)},
		{&p.Locks, "DELETE FROM upload_locks WHERE lease_end <= $1 AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.id = upload_locks.upload_id)", now},
	} {
		n, err := exec(ctx, s.w, step.statement, toMS(step.before))
		if err != nil {
			return p, err
		}
		*step.n = n
	}
	return p, nil
}

// idle holds for a row t that no job of kind $1 is at work on.
const idle = " AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject_id = t.id AND j.kind = $1 AND j.state IN ('queued', 'running'))"

// Repair gives audios, transcripts and takes that wait for a job which is not there
// a new one, and says how many. It is for start-up and the sweep; on a sound
// database it finds nothing.
func (s *Store) Repair(ctx context.Context) (int, error) {
	mended := 0
	err := s.tx(ctx, func(tx *sql.Tx) error {
		mended = 0
		waiting, err := audios.list(ctx, tx, `JOIN episodes e ON e.id = t.episode_id
			WHERE t.state = 'pending' AND e.deleted_at = 0`+idle, gendu.IngestAudio)
		if err != nil {
			return err
		}
		for _, a := range waiting {
			added, err := s.enqueue(ctx, tx, &gendu.Job{Kind: gendu.IngestAudio, SubjectID: a.ID, EpisodeID: a.EpisodeID})
			if err != nil {
				return err
			}
			mended += number(added)
		}
		untimed, err := transcripts.list(ctx, tx, `JOIN episodes e ON e.id = t.episode_id
			WHERE t.state = 'pending' AND e.deleted_at = 0`+idle, gendu.AlignTranscript)
		if err != nil {
			return err
		}
		for _, t := range untimed {
			audio, err := newestReadyAudio(ctx, tx, t.EpisodeID)
			if err != nil {
				return err
			}
			if audio == "" { // it waits for its audio, as it should
				continue
			}
			if err := s.align(ctx, tx, t, audio, nil); err != nil {
				return err
			}
			mended++
		}
		return nil
	})
	if err != nil {
		return mended, err
	}
	compared, err := s.recompareLost(ctx)
	return mended + compared, err
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Owned says whether a row wants the object of this key to be there. The sweep
// deletes objects that nobody owns, once they are old enough not to belong to a
// row that is just being written.
//
// What is kept: everything of an episode that is not deleted (and for a week of
// one that is); of any episode the practice.wav that a take was made against;
// takes; chunks of uploads; covers in use. Keys of another form are not ours to
// judge, and count as owned.
func (s *Store) Owned(ctx context.Context, key string) (bool, error) {
	parts := strings.Split(key, "/")
	var query string
	var params []any
	switch {
	case len(parts) == 3 && parts[0] == "episodes":
		query = `SELECT COUNT(*) FROM audios a JOIN episodes e ON e.id = a.episode_id
			WHERE a.id = $1 AND (e.deleted_at = 0 OR e.deleted_at > $2
				OR ($3 AND EXISTS (SELECT 1 FROM takes t WHERE t.audio_id = a.id AND t.deleted_at = 0)))`
		params = []any{parts[1], toMS(s.now().Add(-keepDeleted)), parts[2] == "practice.wav"}
	case len(parts) == 3 && parts[0] == "takes":
		cut := max(strings.LastIndexByte(parts[2], '-'), 0) // see Take.ObjectKey
		query = "SELECT COUNT(*) FROM takes WHERE user_id = $1 AND id = $2 AND '-' || SUBSTR(sha256, 1, 16) = $3 AND deleted_at = 0"
		params = []any{parts[1], parts[2][:cut], parts[2][cut:]}
	case len(parts) == 3 && parts[0] == "uploads":
		query = "SELECT COUNT(*) FROM uploads WHERE id = $1 AND audio_id = ''"
		params = []any{parts[1]}
	case len(parts) >= 2 && parts[0] == "covers":
		query = "SELECT COUNT(*) FROM shows WHERE cover_key = $1"
		params = []any{key}
	default:
		return true, nil
	}
	n, err := value[int](ctx, s.r, query, params...)
	return n > 0, err
}
