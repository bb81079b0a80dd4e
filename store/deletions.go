package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"gendu"
)

// Deletion is one entry of the deletion log: what a person took away, so that a
// restore from an older backup does not bring it back.
type Deletion struct {
	ID      gendu.ID     `json:"id"`
	Kind    DeletionKind `json:"kind"`
	Subject gendu.ID     `json:"subject"`
	Other   gendu.ID     `json:"other,omitempty"`
	AtMS    int64        `json:"at"` // Unix ms
}

// DeletionKind says what was deleted.
type DeletionKind string

// The kinds of deletions, with what Subject and Other are.
const (
	TakeDeleted     DeletionKind = "take"       // take, its learner
	TakeWithdrawn   DeletionKind = "submission" // take, class
	EpisodeDeleted  DeletionKind = "episode"
	ShowDeleted     DeletionKind = "show"
	ClassDeleted    DeletionKind = "class"
	MembershipEnded DeletionKind = "membership" // class, learner
	MemberRemoved   DeletionKind = "removal"    // class, learner
	ConsentEnded    DeletionKind = "consent"    // class, learner
	UploadDeleted   DeletionKind = "upload"
	AccountDeleted  DeletionKind = "account" // account, showsApart or ""
	EditorRemoved   DeletionKind = "editor"  // show, host
	OwnerReplaced   DeletionKind = "owner"   // show, its new owner
)

// appliers repeat deletions on older rows. What is not there any more, or never was,
// is passed over.
var appliers = map[DeletionKind]func(s *Store, ctx context.Context, tx *sql.Tx, d Deletion) error{
	TakeDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		known, err := value[int](ctx, tx, "SELECT COUNT(*) FROM users WHERE id = $1", d.Other)
		if err != nil || known == 0 {
			return err
		}
		return s.deleteTake(ctx, tx, d.Other, d.Subject, fromMS(d.AtMS))
	},
	// It may have been sent again since: then the later deletion says so, or none does.
	TakeWithdrawn: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		if _, err := exec(ctx, tx, "DELETE FROM submissions WHERE take_id = $1 AND class_id = $2 AND sent_at <= $3", d.Subject, d.Other, d.AtMS); err != nil {
			return err
		}
		return queueTake(ctx, tx, d.Subject)
	},
	EpisodeDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		return s.deleteEpisode(ctx, tx, d.Subject, d.AtMS)
	},
	ShowDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		return s.deleteShow(ctx, tx, d.Subject, d.AtMS)
	},
	ClassDeleted: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		return deleteClass(ctx, tx, d.Subject, d.AtMS)
	},
	// Somebody who joined again later is a member.
	MembershipEnded: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		if _, err := exec(ctx, tx, endMembership+" AND joined_at <= $3", d.Subject, d.Other, d.AtMS); err != nil {
			return err
		}
		return queueMember(ctx, tx, d.Subject, d.Other)
	},
	MemberRemoved: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		if _, err := exec(ctx, tx, removeMember+" AND joined_at <= $3", d.Subject, d.Other, d.AtMS); err != nil {
			return err
		}
		return queueMember(ctx, tx, d.Subject, d.Other)
	},
	ConsentEnded: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		return endConsent(ctx, tx, d.Subject, d.Other, d.AtMS)
	},
	AccountDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		if err := s.closeAccount(ctx, tx, d.Subject, fromMS(d.AtMS)); err != nil || d.Other == showsApart {
			return err
		}
		return s.deleteOwned(ctx, tx, d.Subject, d.AtMS)
	},
	// Somebody who was made an editor again later is one.
	EditorRemoved: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		_, err := removeEditor(ctx, tx, d.Subject, d.Other, d.AtMS)
		return err
	},
	// Where the new owner's account is younger than the rows, nobody else is made one: an
	// admin can hand the show over.
	OwnerReplaced: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		_, err := giveShow(ctx, tx, d.Subject, d.Other, d.AtMS, "owner_since <= $3 AND EXISTS (SELECT 1 FROM users u WHERE u.id = $2)")
		return err
	},
	UploadDeleted: func(_ *Store, ctx context.Context, tx *sql.Tx, d Deletion) error {
		return deleteUpload(ctx, tx, d.Subject)
	},
}

// Validate says whether an entry can be applied by this program.
func (d Deletion) Validate() error {
	if appliers[d.Kind] == nil || d.Subject == "" || d.AtMS <= 0 {
		return gendu.Errorf(gendu.Invalid, "a deletion of kind %.40q of %.40q at %d is not understood: a newer gendu may have written it", d.Kind, d.Subject, d.AtMS)
	}
	return nil
}

// ApplyDeletions deletes again what was deleted after the rows were backed up. Doing so
// twice changes nothing more.
func (s *Store) ApplyDeletions(ctx context.Context, list []Deletion) error {
	for batch := range slices.Chunk(list, rowsPerInsert) {
		err := s.tx(ctx, func(tx *sql.Tx) error {
			for _, d := range batch {
				if err := d.Validate(); err != nil {
					return err
				}
				if err := appliers[d.Kind](s, ctx, tx, d); err != nil && gendu.KindOf(err) != gendu.NotFound {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// OnDeletion has f called after each deletion that was committed, before the caller
// learns of it. It is to be set before the store is used.
func (s *Store) OnDeletion(f func(context.Context)) { s.onDeletion = f }

// deleting runs f in a transaction together with the note of what it deletes.
func (s *Store) deleting(ctx context.Context, kind DeletionKind, subject, other gendu.ID, f func(tx *sql.Tx, at time.Time) error) error {
	return s.logging(ctx, func(tx *sql.Tx, now time.Time) error {
		if err := f(tx, now); err != nil {
			return err
		}
		return note(ctx, tx, kind, subject, other, now)
	})
}

// logging runs f, which notes what it deletes, in a transaction, and has the notes
// written to the deletion log.
func (s *Store) logging(ctx context.Context, f func(tx *sql.Tx, at time.Time) error) error {
	err := s.tx(ctx, func(tx *sql.Tx) error { return f(tx, s.Now()) })
	if err == nil && s.onDeletion != nil {
		s.onDeletion(ctx)
	}
	return err
}

// note writes down what tx deletes.
func note(ctx context.Context, tx *sql.Tx, kind DeletionKind, subject, other gendu.ID, now time.Time) error {
	_, err := exec(ctx, tx, "INSERT INTO deletions (id, kind, subject_id, other_id, at) VALUES ($1, $2, $3, $4, $5)",
		gendu.NewID(now), kind, subject, other, toMS(now))
	return err
}

// Deletions lists the oldest entries that the log does not hold yet, at most so many.
func (s *Store) Deletions(ctx context.Context, limit int) ([]Deletion, error) {
	list, err := rows(ctx, s.r, func(v *Deletion) []any { return []any{&v.ID, &v.Kind, &v.Subject, &v.Other, &v.AtMS} },
		"SELECT id, kind, subject_id, other_id, at FROM deletions ORDER BY id LIMIT $1", limit)
	return values(list), err
}

// DeletionsLogged removes entries that the log holds now.
func (s *Store) DeletionsLogged(ctx context.Context, list []Deletion) error {
	ids := make([]any, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	for batch := range slices.Chunk(ids, rowsPerInsert) {
		if _, err := exec(ctx, s.w, "DELETE FROM deletions WHERE id IN ("+marks(1, len(batch))+")", batch...); err != nil {
			return err
		}
	}
	return nil
}

// ErrReadOnly is in the chain of an error where nothing can be written beside a database.
var ErrReadOnly = errors.New("the database can only be read")

// LockBackup keeps other processes from backing up or restoring the database at url
// until unlock; where one does, it is of kind busy. The lock dies with its process.
func LockBackup(ctx context.Context, url string) (unlock func(), err error) {
	d, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	if err := d.makeFolder(); err != nil {
		return nil, err
	}
	return d.lockBackup(ctx)
}

// BackupLockName names the lock of [LockBackup], which the caller holds: what was left by
// another process under the same name is of one that is dead. It is "" where the lock has no
// name.
func BackupLockName(ctx context.Context, url string) (string, error) {
	d, err := parseURL(url)
	if err != nil {
		return "", err
	}
	return d.backupLockName(ctx)
}
