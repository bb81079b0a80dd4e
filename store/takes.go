package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gendu"
	"gendu/store/classroom"
	"gendu/store/jobqueue"
	"gendu/store/numbers"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
	"gendu/store/study"
)

// ErrGone is in the chain of the [gendu.Conflict] that [Store.PutTake] answers
// for a take that its learner has deleted.
var ErrGone = errors.New("the take was deleted")

// TakePatch changes those marks of a take that are not nil.
type TakePatch struct {
	Note      *string
	Best      *bool // true takes the mark from the learner's other takes of the cue
	Favourite *bool
}

// PutTake writes a take whose audio is stored already, and the job that compares
// it (which may be nil), both or neither. The same take again is false and no
// error. The same id is [gendu.Conflict] with other bytes, and with [ErrGone]
// after it was deleted; somebody else's id is [gendu.NotFound]. A new one that is over
// the limits of its learner is [gendu.Quota].
func (s *Store) PutTake(ctx context.Context, t *gendu.Take, j *gendu.Job) (created bool, err error) {
	if t.Speed == 0 {
		t.Speed = 1
	}
	if t.Subject == "" {
		t.Subject = gendu.CueSubject
	}
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		created = false
		s.db.Stamp(&t.ID, &t.CreatedAt)
		if err := s.holdOpen(ctx, tx, t.UserID); err != nil {
			return err
		}
		used, err := rows.HoldUsage(ctx, tx, t.UserID)
		if err != nil {
			return err
		}
		n, err := rows.Takes.Insert(ctx, tx, "ON CONFLICT (id) DO NOTHING", t)
		if err != nil {
			return err
		}
		if n == 0 {
			return sameTake(ctx, tx, t)
		}
		if err := s.limits.OneMoreTake(used, t.Size); err != nil {
			return err
		}
		if err := rows.AddUsage(ctx, tx, t.UserID, t.Size, 1); err != nil {
			return err
		}
		if err := classroom.QueueTake(ctx, tx, t.ID); err != nil {
			return err
		}
		created = true
		if j == nil {
			return nil
		}
		j.Kind, j.SubjectID = gendu.CompareTake, t.ID
		_, err = s.EnqueueIn(ctx, tx, j)
		return err
	})
	return created && err == nil, err
}

// holdOpen refuses a user whose account was deleted, and keeps it from being deleted
// until tx ends.
func (s *Store) holdOpen(ctx context.Context, tx *sql.Tx, userID gendu.ID) error {
	_, err := sqldb.Row(ctx, tx, people.Users.Thing, func(v *gendu.ID) []any { return []any{v} },
		"SELECT id FROM users WHERE id = $1 AND deleted_at = 0 "+s.db.Dialect.Share, userID)
	return err
}

// sameTake says whether the take that is there is the one that was sent.
func sameTake(ctx context.Context, q sqldb.Queryer, t *gendu.Take) error {
	old, err := rows.Takes.One(ctx, q, "WHERE t.id = $1", t.ID)
	switch {
	case err != nil:
		return err
	case old.UserID != t.UserID:
		return sqldb.Missing("take")
	case !old.DeletedAt.IsZero():
		return gendu.Wrap(ErrGone, gendu.Conflict, "This take was deleted.")
	case !bytes.Equal(old.SHA256, t.SHA256):
		return gendu.Errorf(gendu.Conflict, "There is another recording under the same id already.")
	}
	return nil
}

// Take is the take with this id, of whomever. Of a deleted one DeletedAt is set.
func (s *Store) Take(ctx context.Context, id gendu.ID) (*gendu.Take, error) {
	return rows.Takes.One(ctx, s.db.Reader, "WHERE t.id = $1", id)
}

// UpdateTake changes the marks on one of a learner's own takes.
func (s *Store) UpdateTake(ctx context.Context, userID, id gendu.ID, p TakePatch) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		// Taking hold of the learner keeps two marks from passing each other, which would
		// leave a cue with two best takes.
		if err := sqldb.NotFoundIfNone("take")(sqldb.Exec(ctx, tx, "UPDATE users SET locale = locale WHERE id = $1", userID)); err != nil {
			return err
		}
		t, err := rows.Takes.One(ctx, tx, "WHERE t.id = $1 AND t.user_id = $2 AND t.deleted_at = 0", id, userID)
		if err != nil {
			return err
		}
		if p.Note != nil {
			t.Note = *p.Note
		}
		if p.Best != nil {
			if *p.Best && !t.Best {
				t.BestAt = s.Now()
			}
			t.Best = *p.Best
		}
		if p.Favourite != nil {
			t.Favourite = *p.Favourite
		}
		if t.Best {
			if err := s.unmarkOthers(ctx, tx, t); err != nil {
				return err
			}
		}
		return sqldb.NotFoundIfNone("take")(sqldb.Exec(ctx, tx, "UPDATE takes SET note = $2, best = $3, favourite = $4, best_at = $5 WHERE id = $1 AND deleted_at = 0",
			id, t.Note, t.Best, t.Favourite, sqldb.Time(&t.BestAt)))
	})
}

// unmarkOthers takes the mark from the learner's other takes of the same sentence,
// whatever it was called when they were made.
func (s *Store) unmarkOthers(ctx context.Context, tx *sql.Tx, t *gendu.Take) error {
	l, err := rows.Lasting(ctx, tx, t.EpisodeID)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(l.Same(t.CueID), sqldb.RowsPerInsert) {
		_, err := sqldb.Exec(ctx, tx, "UPDATE takes SET best = FALSE WHERE user_id = $1 AND episode_id = $2 AND best AND cue_id IN ("+
			sqldb.Marks(3, len(batch))+")", append([]any{t.UserID, t.EpisodeID}, sqldb.Args(batch)...)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// DeleteTake leaves only a tombstone of one of a learner's own takes, so that a
// late retry of its upload revives nothing. What was said about it goes with it, but for
// the bare verdict of a review.
// One that is not there gets its tombstone all the same: its upload may still be
// under way. Its audio is the caller's to delete, and the sweep's.
func (s *Store) DeleteTake(ctx context.Context, userID, id gendu.ID) error {
	return s.log.Deleting(ctx, rows.TakeDeleted, id, userID, func(tx *sql.Tx, at time.Time) error {
		return s.deleteTake(ctx, tx, userID, id, at)
	})
}

func (s *Store) deleteTake(ctx context.Context, tx *sql.Tx, userID, id gendu.ID, at time.Time) error {
	if _, err := rows.HoldUsage(ctx, tx, userID); err != nil {
		return err
	}
	live, err := rows.Takes.List(ctx, tx, "WHERE t.id = $1 AND t.user_id = $2 AND t.deleted_at = 0", id, userID)
	if err != nil {
		return err
	}
	// One statement, so that an upload that ends at this moment comes before or after.
	n, err := rows.Takes.Insert(ctx, tx, "ON CONFLICT (id) DO UPDATE SET "+blank+" WHERE takes.user_id = excluded.user_id AND takes.deleted_at = 0", tombstone(id, userID, at))
	if err := sqldb.NotFoundIfNone("take")(n, err); err != nil {
		return err
	}
	for _, t := range live {
		if err := rows.AddUsage(ctx, tx, userID, -t.ObjectSize(), -1); err != nil {
			return err
		}
	}
	if err := forgetSaid(ctx, tx, "= $1", id); err != nil {
		return err
	}
	return s.CancelIn(ctx, tx, "subject_id = $1", id)
}

// tombstone is what is left of a take.
func tombstone(id, userID gendu.ID, at time.Time) *gendu.Take {
	return &gendu.Take{ID: id, UserID: userID, Subject: gendu.CueSubject, Speed: 1, CreatedAt: at, DeletedAt: at}
}

// besideTakes are the columns of takes that a [gendu.Take] does not hold.
var besideTakes = []string{"stored_at", "expires_at", "expires_class", "sent", "answered", "unread"}

// blank gives every column of a take but its id and its learner the value that it has in
// a tombstone.
var blank = func() string {
	set := []string{}
	for _, col := range append(slices.Clone(rows.Takes.Cols), besideTakes...) {
		if col != "id" && col != "user_id" {
			set = append(set, col+" = excluded."+col)
		}
	}
	return strings.Join(set, ", ")
}()

// blankAll turns all takes of a user into tombstones.
func blankAll(ctx context.Context, tx *sql.Tx, userID gendu.ID, at time.Time) error {
	stone := tombstone("", userID, at)
	set, params := []string{"stored_at = 0", "expires_at = 0", "expires_class = ''", "sent = FALSE", "answered = FALSE", "unread = FALSE"}, []any{userID}
	for i, v := range rows.Takes.Fields(stone) {
		if col := rows.Takes.Cols[i]; col != "id" && col != "user_id" {
			params = append(params, v)
			set = append(set, fmt.Sprintf("%s = $%d", col, len(params)))
		}
	}
	_, err := sqldb.Exec(ctx, tx, "UPDATE takes SET "+strings.Join(set, ", ")+" WHERE user_id = $1 AND deleted_at = 0", params...)
	return err
}

// forgetSaid removes what was said about the takes of which hold, a condition on a
// take_id. Of a review its verdict stays as a grade.
func forgetSaid(ctx context.Context, tx *sql.Tx, which string, arg any) error {
	_, err := sqldb.Exec(ctx, tx, `INSERT INTO grades (review_id, class_id, teacher_id, user_id, verdict, given_at)
		SELECT r.id, r.class_id, r.teacher_id, t.user_id, r.verdict, r.updated_at FROM reviews r JOIN takes t ON t.id = r.take_id
		WHERE r.take_id `+which+" ON CONFLICT (review_id) DO NOTHING", arg)
	if err != nil {
		return err
	}
	for _, name := range []string{rows.Submissions.Name, classroom.Reviews.Name, rows.Comparisons.Name, study.TakeSoundRows.Name, numbers.MissedWords, classroom.ReviewQueue} {
		if _, err := sqldb.Exec(ctx, tx, "DELETE FROM "+name+" WHERE take_id "+which, arg); err != nil {
			return err
		}
	}
	return nil
}

// PutComparison writes what the machine says of a take; an older answer for the
// same revision is replaced. A take that was deleted is [gendu.NotFound].
func (s *Store) PutComparison(ctx context.Context, g jobqueue.JobGuard, v *gendu.Compared) error {
	if v.Comparison != nil {
		if err := v.Comparison.Validate(); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		// Taking hold of the row keeps a deletion from passing between.
		if err := sqldb.NotFoundIfNone("take")(sqldb.Exec(ctx, tx, "UPDATE takes SET size = size WHERE id = $1 AND deleted_at = 0", v.TakeID)); err != nil {
			return err
		}
		if v.CreatedAt.IsZero() {
			v.CreatedAt = s.Now()
		}
		_, err := rows.Comparisons.Insert(ctx, tx, `ON CONFLICT (take_id, revision) DO UPDATE SET
			state = excluded.state, json = excluded.json, message = excluded.message, created_at = excluded.created_at`, v)
		if err == nil && v.Comparison != nil {
			_, err = sqldb.Exec(ctx, tx, "UPDATE comparisons SET method = $1 WHERE take_id = $2 AND revision = $3", v.Comparison.Method, v.TakeID, v.Revision)
		}
		if err != nil {
			return err
		}
		if err := numbers.PutMissed(ctx, tx, v.TakeID); err != nil {
			return err
		}
		return rows.UpdateVerdict(ctx, tx, v.TakeID)
	})
}

// Comparisons lists what the machine says of a take: of the revision that it was made
// against, and of later ones that timed its sentence again.
func (s *Store) Comparisons(ctx context.Context, takeID gendu.ID) ([]*gendu.Compared, error) {
	return rows.Comparisons.List(ctx, s.db.Reader, "WHERE t.take_id = $1 ORDER BY t.revision", takeID)
}

// Comparison is what the machine says of a take, of the latest revision.
func (s *Store) Comparison(ctx context.Context, takeID gendu.ID) (*gendu.Compared, error) {
	return rows.Comparisons.One(ctx, s.db.Reader, "WHERE t.take_id = $1 ORDER BY t.revision DESC LIMIT 1", takeID)
}
