package store

import (
	"context"
	"time"

	"gendu"
	"gendu/store/classroom"
	"gendu/store/flags"
	"gendu/store/jobqueue"
	"gendu/store/numbers"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
	"gendu/store/study"
)

// Store is the database. It is safe for concurrent use, and several servers may
// hold one on the same PostgreSQL, several processes of one machine on the same
// SQLite file.
type Store struct {
	*people.People
	*jobqueue.Queue
	*study.Study
	*classroom.Classroom
	*numbers.Numbers
	*flags.Flags

	db      *sqldb.DB
	log     *rows.DeletionLog
	limits  *gendu.Limits
	revoked *rows.Revocations
}

// Option changes how a store is opened.
type Option func(*Store)

// WithClock makes the store take the time from now instead of [time.Now].
func WithClock(now func() time.Time) Option { return func(s *Store) { s.db.Clock = now } }

// WithLimits sets what each person may keep, in place of [gendu.DefaultLimits].
func WithLimits(l gendu.Limits) Option { return func(s *Store) { *s.limits = l } }

// WithBallast keeps an SQLite database able to write for a while on a full disk: see
// [sqldb.DB.WithBallast].
func WithBallast() Option {
	return func(s *Store) {
		s.db.WithBallast()
	}
}

// Limits are what each person may keep.
func (s *Store) Limits() gendu.Limits { return *s.limits }

// Open opens the database at url, "sqlite:PATH" or "postgres://…". It makes the
// folder of an SQLite file where it is missing, and does not migrate: see
// [Migrate]. A database that cannot be reached is of kind [gendu.Unavailable].
func Open(ctx context.Context, url string, opts ...Option) (*Store, error) {
	db, err := sqldb.New(url)
	if err != nil {
		return nil, err
	}
	s := newStore(db)
	for _, o := range opts {
		o(s)
	}
	if err := db.Open(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Close ends all connections.
func (s *Store) Close() error { return s.db.Close() }

// Ping says whether the database answers; an error is of kind
// [gendu.Unavailable].
func (s *Store) Ping(ctx context.Context) error { return s.db.Ping(ctx) }

// Now is the store's clock, in the precision that the database keeps.
func (s *Store) Now() time.Time { return s.db.Now() }

// newStore is the store on a database.
func newStore(db *sqldb.DB) *Store {
	limits := gendu.DefaultLimits()
	s := &Store{db: db, log: rows.NewDeletionLog(db), limits: &limits, revoked: &rows.Revocations{}}
	s.People = people.New(db, s.revoked, s.limits)
	s.Queue = jobqueue.New(db)
	s.Study = study.New(db)
	s.Classroom = classroom.New(db, s.log)
	s.Numbers = numbers.New(db)
	s.Flags = flags.New(db, s.log)
	return s
}
