package jobqueue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Queue keeps background work.
type Queue struct{ db *sqldb.DB }

// New keeps jobs in a database.
func New(db *sqldb.DB) *Queue { return &Queue{db} }

// Jobs is how a job lies in its row.
var Jobs = sqldb.Table[gendu.Job]{
	Name: "jobs", Thing: "job",
	Cols: []string{
		"id", "kind", "subject_id", "episode_id", "state", "attempt", "lost", "run_at", "owner", "lease_end",
		"token", "step", "progress", "message", "cancel", "created_at", "ended_at", "lost_step",
	},
	Fields: func(v *gendu.Job) []any {
		var lostStep string // of the store alone
		return []any{
			&v.ID, &v.Kind, &v.SubjectID, &v.EpisodeID, &v.State, &v.Attempt, &v.Lost, sqldb.Time(&v.RunAt), &v.Owner, sqldb.Time(&v.LeaseEnd),
			&v.Token, &v.Step, &v.Progress, &v.Message, &v.Cancel, sqldb.Time(&v.CreatedAt), sqldb.Time(&v.EndedAt), &lostStep,
		}
	},
}

// ErrLeaseLost is in the chain of the [gendu.Conflict] that a guarded write
// answers when somebody else has the job by now, or it has ended.
var ErrLeaseLost = errors.New("the lease on the job was lost")

// MaxLost is how many leases in a row a job may lose at one step before it
// fails: what kills its server five times there would kill it for ever.
const MaxLost = 5

// JobGuard names a claim on a job: every write of its worker carries it, so that
// a worker that lost its lease can change nothing.
type JobGuard struct {
	ID    gendu.ID
	Token int64
}

// GuardOf is the guard of a job as [Queue.ClaimJob] gave it.
func GuardOf(j *gendu.Job) JobGuard { return JobGuard{ID: j.ID, Token: j.Token} }

// Enqueue adds a job, due at its RunAt (zero: now). While another job of its
// kind and subject is queued or running it is [gendu.Conflict].
func (s *Queue) Enqueue(ctx context.Context, j *gendu.Job) error {
	added, err := s.EnqueueIn(ctx, s.db.Writer, j)
	if err == nil && !added {
		return gendu.Errorf(gendu.Conflict, "This is being worked on already.")
	}
	return err
}

// EnqueueIn is Enqueue within a transaction; added is false where one of its kind and subject
// is queued or running.
func (s *Queue) EnqueueIn(ctx context.Context, q sqldb.Queryer, j *gendu.Job) (added bool, err error) {
	s.db.Stamp(&j.ID, &j.CreatedAt)
	if j.RunAt.IsZero() {
		j.RunAt = j.CreatedAt
	}
	j.State = gendu.JobQueued
	n, err := Jobs.Insert(ctx, q, "ON CONFLICT (kind, subject_id) WHERE state IN ('queued', 'running') DO NOTHING", j)
	return n > 0, err
}

// ClaimJob takes the job of these kinds that has been due longest, for the time
// of a lease; [gendu.NotFound] when nothing is due. A running job whose lease
// has run out is due again; it counts as lost, and the fifth loss in a row at
// one step fails it. Step and progress start again.
func (s *Queue) ClaimJob(ctx context.Context, owner string, kinds []gendu.JobKind, lease time.Duration) (*gendu.Job, error) {
	if len(kinds) == 0 {
		return nil, sqldb.Missing("job")
	}
	for {
		var j *gendu.Job
		err := s.db.Tx(ctx, func(tx *sql.Tx) (err error) {
			if j, err = s.claim(ctx, tx, owner, kinds, lease); err != nil || j.State == gendu.JobRunning {
				return err
			}
			return s.failSubject(ctx, tx, j)
		})
		if err != nil || j.State == gendu.JobRunning {
			return j, err
		}
	}
}

// claim ends a due job that was cancelled or lost too often, and else runs it:
// one statement for both databases. In it, "state" and the other columns on the
// right are the values from before.
func (s *Queue) claim(ctx context.Context, tx *sql.Tx, owner string, kinds []gendu.JobKind, lease time.Duration) (*gendu.Job, error) {
	now := s.db.Clock()
	params := []any{sqldb.ToMS(now), owner, sqldb.ToMS(now.Add(lease)), MaxLost, lostMessage, sqldb.ToMS(now.Add(skew)), sqldb.ToMS(now.Add(maxAhead))}
	const lost = "CASE WHEN state = 'queued' THEN lost WHEN step = lost_step THEN lost + 1 ELSE 1 END"
	return sqldb.Row(ctx, tx, "job", Jobs.Fields, `
		UPDATE jobs SET
			state = CASE WHEN cancel THEN 'canceled' WHEN state = 'running' AND `+lost+` >= $4 THEN 'failed' ELSE 'running' END,
			ended_at = CASE WHEN cancel OR (state = 'running' AND `+lost+` >= $4) THEN $1 ELSE 0 END,
			message = CASE WHEN state = 'running' AND `+lost+` >= $4 AND NOT cancel THEN $5 ELSE message END,
			lost = `+lost+`,
			lost_step = CASE WHEN state = 'running' THEN step ELSE lost_step END,
			owner = $2, lease_end = $3, token = token + 1, step = '', progress = 0
		WHERE id = (
			SELECT id FROM jobs
			WHERE ((state = 'queued' AND (run_at <= $1 OR created_at > $6 AND attempt = 0 OR run_at > $7)) OR (state = 'running' AND (lease_end <= $1 OR lease_end > $7)))
				AND kind IN (`+sqldb.Marks(len(params)+1, len(kinds))+`)
			ORDER BY run_at, id LIMIT 1 `+s.db.Dialect.SkipLocked+`)
		RETURNING `+Jobs.Plain(), append(params, sqldb.Args(kinds)...)...)
}

// A clock that was set back leaves moments in the future behind, which must not hold up work
// for as long as it was set back.
const (
	// skew is how far the clocks of two servers may be apart: what was made later than that
	// was made by a clock that was ahead, and is due.
	skew = time.Minute
	// maxAhead is more than a pause between two tries and more than a lease.
	maxAhead = 10 * time.Minute
)

const lostMessage = "The server stopped five times in a row at the same step of this work, so it was given up. The server's log tells more; it may lack memory."

// guarded runs one UPDATE of a running job under its guard; set starts at $3.
func guarded(ctx context.Context, q sqldb.Queryer, g JobGuard, set string, args ...any) error {
	n, err := sqldb.Exec(ctx, q, "UPDATE jobs SET "+set+" WHERE id = $1 AND token = $2 AND state = 'running'",
		append([]any{g.ID, g.Token}, args...)...)
	if err == nil && n == 0 {
		return leaseLost(g)
	}
	return err
}

func leaseLost(g JobGuard) error {
	return gendu.Wrap(fmt.Errorf("job %s, token %d: %w", g.ID, g.Token, ErrLeaseLost), gendu.Conflict, "Another server has taken this work over.")
}

// Hold checks the guard within tx and keeps others from claiming the job until
// tx ends.
func Hold(ctx context.Context, tx *sql.Tx, g JobGuard) error {
	return guarded(ctx, tx, g, "token = token")
}

// HeartbeatJob renews the lease and notes how far the work is. It says whether
// somebody asked to stop it. A lost lease is [gendu.Conflict] with
// [ErrLeaseLost].
func (s *Queue) HeartbeatJob(ctx context.Context, g JobGuard, lease time.Duration, step string, progress float64) (cancel bool, err error) {
	list, err := sqldb.Rows(ctx, s.db.Writer, func(v *bool) []any { return []any{v} },
		`UPDATE jobs SET lease_end = $3, step = $4, progress = $5
		WHERE id = $1 AND token = $2 AND state = 'running' RETURNING cancel`,
		g.ID, g.Token, sqldb.ToMS(s.db.Clock().Add(lease)), step, min(max(progress, 0), 1))
	if err != nil {
		return false, err
	}
	if len(list) == 0 {
		return false, leaseLost(g)
	}
	return *list[0], nil
}

// FinishJob ends a job as done, failed or canceled. Where it did not do what it
// should, its subject that still waits for it fails with the same message.
func (s *Queue) FinishJob(ctx context.Context, g JobGuard, state gendu.JobState, message string) error {
	switch state {
	case gendu.JobDone, gendu.JobFailed, gendu.JobCanceled:
	default:
		return gendu.Errorf(gendu.Invalid, "a job cannot end as %q", state)
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		err := guarded(ctx, tx, g, `state = $3, message = $4, owner = '', lease_end = 0, ended_at = $5,
			progress = CASE WHEN $6 THEN 1 ELSE progress END`, state, message, sqldb.ToMS(s.db.Clock()), state == gendu.JobDone)
		if err != nil || state == gendu.JobDone {
			return err
		}
		j, err := Jobs.One(ctx, tx, "WHERE t.id = $1", g.ID)
		if err != nil {
			return err
		}
		return s.failSubject(ctx, tx, j)
	})
}

// failSubject keeps an audio, a transcript or a comparison from waiting for a
// job that has ended.
func (s *Queue) failSubject(ctx context.Context, tx *sql.Tx, j *gendu.Job) error {
	message := j.Message
	if j.State == gendu.JobCanceled && message == "" {
		message = "This was stopped."
	}
	args := []any{j.SubjectID, message}
	var update string
	switch j.Kind {
	case gendu.IngestAudio:
		update = "UPDATE audios SET state = 'failed', message = $2 WHERE id = $1 AND state = 'pending'"
	case gendu.AlignTranscript:
		update = "UPDATE transcripts SET state = 'failed', message = $2 WHERE id = $1 AND state = 'pending'"
	case gendu.CompareTake:
		// No row stands for a comparison before there is an answer; an answer that is
		// there outlives a later one that fails, and a take that went gets none.
		args = append(args, sqldb.ToMS(s.db.Clock()))
		update = `INSERT INTO comparisons (take_id, revision, state, json, message, created_at)
			SELECT id, revision, 'failed', '', CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM takes WHERE id = $1 AND deleted_at = 0 ` + s.db.Dialect.Share + `
			ON CONFLICT (take_id, revision) DO UPDATE SET message = excluded.message, created_at = excluded.created_at
				WHERE comparisons.state = 'failed'`
	default:
		return nil
	}
	_, err := sqldb.Exec(ctx, tx, update, args...)
	if err != nil || j.Kind != gendu.CompareTake {
		return err
	}
	return rows.UpdateVerdict(ctx, tx, j.SubjectID)
}

// RetryJob puts a job whose attempt failed back into the queue, due at runAt.
// The attempt is counted. A job that was cancelled meanwhile ends instead.
func (s *Queue) RetryJob(ctx context.Context, g JobGuard, runAt time.Time, message string) error {
	return s.requeue(ctx, g, "attempt = attempt + 1, lost = 0, lost_step = '', run_at = $4, message = $5", sqldb.ToMS(runAt), message)
}

// ReleaseJob puts a job back into the queue at once, because its server stops in
// good order. Nothing is counted. A job that was cancelled ends instead.
func (s *Queue) ReleaseJob(ctx context.Context, g JobGuard) error {
	return s.requeue(ctx, g, "")
}

func (s *Queue) requeue(ctx context.Context, g JobGuard, more string, args ...any) error {
	set := `state = CASE WHEN cancel THEN 'canceled' ELSE 'queued' END,
		ended_at = CASE WHEN cancel THEN CAST($3 AS BIGINT) ELSE 0 END, owner = '', lease_end = 0`
	if more != "" {
		set += ", " + more
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := guarded(ctx, tx, g, set, append([]any{sqldb.ToMS(s.db.Clock())}, args...)...); err != nil {
			return err
		}
		j, err := Jobs.One(ctx, tx, "WHERE t.id = $1", g.ID)
		if err != nil || j.State != gendu.JobCanceled {
			return err
		}
		return s.failSubject(ctx, tx, j)
	})
}

// CancelJobs stops all work on an episode: what waits ends at once, what runs is
// asked to stop at its next heartbeat.
func (s *Queue) CancelJobs(ctx context.Context, episodeID gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error { return s.CancelIn(ctx, tx, "episode_id = $1", episodeID) })
}

// CancelIn cancels jobs within a transaction: those of which the condition which holds, with
// its one argument $1.
func (s *Queue) CancelIn(ctx context.Context, tx *sql.Tx, which string, arg any) error {
	if _, err := sqldb.Exec(ctx, tx, "UPDATE jobs SET cancel = TRUE WHERE state = 'running' AND "+which, arg); err != nil {
		return err
	}
	list, err := sqldb.Rows(ctx, tx, Jobs.Fields,
		"UPDATE jobs SET state = 'canceled', ended_at = $2 WHERE state = 'queued' AND "+which+" RETURNING "+Jobs.Plain(),
		arg, sqldb.ToMS(s.db.Clock()))
	if err != nil {
		return err
	}
	for _, j := range list {
		if err := s.failSubject(ctx, tx, j); err != nil {
			return err
		}
	}
	return nil
}

// VoidLeases ends, at start-up, the leases of dead processes of this machine on
// jobs and on uploads: those whose owner starts with ownerPrefix and is not
// alive. It gives the number of jobs, which are claimable at once and count as
// lost.
func (s *Queue) VoidLeases(ctx context.Context, ownerPrefix string, alive func(owner string) bool) (int, error) {
	void := func(owners, update string) (int, error) {
		list, err := sqldb.Rows(ctx, s.db.Writer, func(v *string) []any { return []any{v} }, owners, ownerPrefix)
		if err != nil {
			return 0, err
		}
		sum := 0
		for _, owner := range list {
			if alive(*owner) {
				continue
			}
			n, err := sqldb.Exec(ctx, s.db.Writer, update, *owner)
			if err != nil {
				return sum, err
			}
			sum += n
		}
		return sum, nil
	}
	if _, err := void("SELECT DISTINCT owner FROM upload_locks WHERE SUBSTR(owner, 1, LENGTH($1)) = $1",
		"DELETE FROM upload_locks WHERE owner = $1"); err != nil {
		return 0, err
	}
	return void("SELECT DISTINCT owner FROM jobs WHERE state = 'running' AND SUBSTR(owner, 1, LENGTH($1)) = $1",
		"UPDATE jobs SET lease_end = 0 WHERE state = 'running' AND owner = $1")
}
