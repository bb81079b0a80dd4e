package rows

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/sqldb"
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
	TeacherReplaced DeletionKind = "teacher" // class, its new teacher
	FlagWithdrawn   DeletionKind = "flag"
)

// DeletionLog notes what is deleted, in the transaction that deletes it.
type DeletionLog struct {
	db *sqldb.DB
	on func(context.Context) // called after each deletion that was committed; nil: nobody is
}

// NewDeletionLog is the log of a database.
func NewDeletionLog(db *sqldb.DB) *DeletionLog { return &DeletionLog{db: db} }

// OnDeletion has f called after each deletion that was committed, before the caller learns
// of it. It is to be set before the log is used.
func (l *DeletionLog) OnDeletion(f func(context.Context)) { l.on = f }

// Deleting runs f in a transaction together with the note of what it deletes.
func (l *DeletionLog) Deleting(ctx context.Context, kind DeletionKind, subject, other gendu.ID, f func(tx *sql.Tx, at time.Time) error) error {
	return l.Logging(ctx, func(tx *sql.Tx, now time.Time) error {
		if err := f(tx, now); err != nil {
			return err
		}
		return Note(ctx, tx, kind, subject, other, now)
	})
}

// Logging runs f, which notes what it deletes, in a transaction, and has the notes
// written to the deletion log.
func (l *DeletionLog) Logging(ctx context.Context, f func(tx *sql.Tx, at time.Time) error) error {
	err := l.db.Tx(ctx, func(tx *sql.Tx) error { return f(tx, l.db.Now()) })
	if err == nil && l.on != nil {
		l.on(ctx)
	}
	return err
}

// Note writes down what tx deletes.
func Note(ctx context.Context, tx *sql.Tx, kind DeletionKind, subject, other gendu.ID, now time.Time) error {
	_, err := sqldb.Exec(ctx, tx, "INSERT INTO deletions (id, kind, subject_id, other_id, at) VALUES ($1, $2, $3, $4, $5)",
		gendu.NewID(now), kind, subject, other, sqldb.ToMS(now))
	return err
}
