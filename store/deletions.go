package store

import (
	"context"
	"database/sql"
	"slices"

	"gendu"
	"gendu/store/classroom"
	"gendu/store/flags"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// appliers repeat deletions on older rows. What is not there any more, or never was,
// is passed over.
var appliers = map[rows.DeletionKind]func(s *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error{
	rows.TakeDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		known, err := sqldb.Value[int](ctx, tx, "SELECT COUNT(*) FROM users WHERE id = $1", d.Other)
		if err != nil || known == 0 {
			return err
		}
		return s.deleteTake(ctx, tx, d.Other, d.Subject, sqldb.FromMS(d.AtMS))
	},
	// It may have been sent again since: then the later deletion says so, or none does.
	rows.TakeWithdrawn: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		if _, err := sqldb.Exec(ctx, tx, "DELETE FROM submissions WHERE take_id = $1 AND class_id = $2 AND sent_at <= $3", d.Subject, d.Other, d.AtMS); err != nil {
			return err
		}
		return classroom.QueueTake(ctx, tx, d.Subject)
	},
	rows.EpisodeDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		return s.deleteEpisode(ctx, tx, d.Subject, d.AtMS)
	},
	rows.ShowDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		return s.deleteShow(ctx, tx, d.Subject, d.AtMS)
	},
	rows.ClassDeleted: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		return classroom.DeleteClass(ctx, tx, d.Subject, d.AtMS)
	},
	// Somebody who joined again later is a member.
	rows.MembershipEnded: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		if _, err := sqldb.Exec(ctx, tx, classroom.EndMembership+" AND joined_at <= $3", d.Subject, d.Other, d.AtMS); err != nil {
			return err
		}
		return classroom.QueueMember(ctx, tx, d.Subject, d.Other)
	},
	rows.MemberRemoved: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		if _, err := sqldb.Exec(ctx, tx, removeMember+" AND joined_at <= $3", d.Subject, d.Other, d.AtMS); err != nil {
			return err
		}
		return classroom.QueueMember(ctx, tx, d.Subject, d.Other)
	},
	rows.ConsentEnded: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		return classroom.EndConsent(ctx, tx, d.Subject, d.Other, d.AtMS)
	},
	rows.AccountDeleted: func(s *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		if err := s.closeAccount(ctx, tx, d.Subject, sqldb.FromMS(d.AtMS)); err != nil || d.Other == showsApart {
			return err
		}
		return s.deleteOwned(ctx, tx, d.Subject, d.AtMS)
	},
	// Somebody who was made an editor again later is one.
	rows.EditorRemoved: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		_, err := removeEditor(ctx, tx, d.Subject, d.Other, d.AtMS)
		return err
	},
	// Where the new owner's account is younger than the rows, nobody else is made one: an
	// admin can hand the show over.
	rows.OwnerReplaced: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		_, err := giveShow(ctx, tx, d.Subject, d.Other, d.AtMS, "owner_since <= $3 AND EXISTS (SELECT 1 FROM users u WHERE u.id = $2)")
		return err
	},
	// As with a show: where the new teacher's account is younger than the rows, nobody else is
	// made the teacher.
	rows.TeacherReplaced: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		_, err := classroom.GiveClass(ctx, tx, d.Subject, d.Other, d.AtMS, "t.teacher_since <= $3 AND t.teacher_id <> $2 AND EXISTS (SELECT 1 FROM users u WHERE u.id = $2)")
		return err
	},
	// A flag that was made again has another id.
	rows.FlagWithdrawn: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		return flags.Withdraw(ctx, tx, d.Subject)
	},
	rows.UploadDeleted: func(_ *Store, ctx context.Context, tx *sql.Tx, d rows.Deletion) error {
		return deleteUpload(ctx, tx, d.Subject)
	},
}

// ApplyDeletions deletes again what was deleted after the rows were backed up. Doing so
// twice changes nothing more.
func (s *Store) ApplyDeletions(ctx context.Context, list []rows.Deletion) error {
	for batch := range slices.Chunk(list, sqldb.RowsPerInsert) {
		err := s.db.Tx(ctx, func(tx *sql.Tx) error {
			for _, d := range batch {
				if err := CheckDeletion(d); err != nil {
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
func (s *Store) OnDeletion(f func(context.Context)) { s.log.OnDeletion(f) }

// Deletions lists the oldest entries that the log does not hold yet, at most so many.
func (s *Store) Deletions(ctx context.Context, limit int) ([]rows.Deletion, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *rows.Deletion) []any { return []any{&v.ID, &v.Kind, &v.Subject, &v.Other, &v.AtMS} },
		"SELECT id, kind, subject_id, other_id, at FROM deletions ORDER BY id LIMIT $1", limit)
	return sqldb.Values(list), err
}

// DeletionsLogged removes entries that the log holds now.
func (s *Store) DeletionsLogged(ctx context.Context, list []rows.Deletion) error {
	ids := make([]any, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	for batch := range slices.Chunk(ids, sqldb.RowsPerInsert) {
		if _, err := sqldb.Exec(ctx, s.db.Writer, "DELETE FROM deletions WHERE id IN ("+sqldb.Marks(1, len(batch))+")", batch...); err != nil {
			return err
		}
	}
	return nil
}

// LockBackup keeps other processes from backing up or restoring the database at url
// until unlock; where one does, it is of kind busy. The lock dies with its process.
func LockBackup(ctx context.Context, url string) (unlock func(), err error) {
	d, err := sqldb.ParseURL(url)
	if err != nil {
		return nil, err
	}
	if err := d.MakeFolder(); err != nil {
		return nil, err
	}
	return d.LockBackup(ctx)
}

// BackupLockName names the lock of [LockBackup], which the caller holds: what was left by
// another process under the same name is of one that is dead. It is "" where the lock has no
// name.
func BackupLockName(ctx context.Context, url string) (string, error) {
	d, err := sqldb.ParseURL(url)
	if err != nil {
		return "", err
	}
	return d.BackupLockName(ctx)
}

// CheckDeletion says whether an entry can be applied by this program.
func CheckDeletion(d rows.Deletion) error {
	if appliers[d.Kind] == nil || d.Subject == "" || d.AtMS <= 0 {
		return gendu.Errorf(gendu.Invalid, "a deletion of kind %.40q of %.40q at %d is not understood: a newer gendu may have written it", d.Kind, d.Subject, d.AtMS)
	}
	return nil
}
