package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"gendu"
)

// Store is the database. It is safe for concurrent use, and several servers may
// hold one on the same PostgreSQL, several processes of one machine on the same
// SQLite file.
type Store struct {
	w      *writer
	r      queryer // the same one on PostgreSQL, a [*reader] on SQLite
	d      dialect
	now    func() time.Time
	limits gendu.Limits

	onDeletion func(context.Context) // see [Store.OnDeletion]
	revoked    atomic.Uint64         // see [Store.Revoked]
}

// Option changes how a store is opened.
type Option func(*Store)

// WithClock makes the store take the time from now instead of [time.Now].
func WithClock(now func() time.Time) Option { return func(s *Store) { s.now = now } }

// WithLimits sets what each person may keep, in place of [gendu.DefaultLimits].
func WithLimits(l gendu.Limits) Option { return func(s *Store) { s.limits = l } }

// WithBallast keeps an SQLite database able to write for a while on a full disk: see
// [ballast].
func WithBallast() Option {
	return func(s *Store) {
		if s.d.file != "" {
			s.w.ballast = &ballast{path: s.d.file + ".ballast"}
		}
	}
}

// Limits are what each person may keep.
func (s *Store) Limits() gendu.Limits { return s.limits }

// Open opens the database at url, "sqlite:PATH" or "postgres://…". It makes the
// folder of an SQLite file where it is missing, and does not migrate: see
// [Migrate]. A database that cannot be reached is of kind [gendu.Unavailable].
func Open(ctx context.Context, url string, opts ...Option) (*Store, error) {
	d, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	if err := d.makeFolder(); err != nil {
		return nil, err
	}
	s := &Store{d: d, now: time.Now, w: &writer{}, limits: gendu.DefaultLimits()}
	for _, o := range opts {
		o(s)
	}
	write, read, err := d.open()
	if err != nil {
		return nil, err
	}
	s.w.DB, s.r = write, s.w
	if read != write {
		s.r = &reader{DB: read}
	}
	if err := s.Ping(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	s.w.ballast.fill()
	return s, nil
}

// Close ends all connections.
func (s *Store) Close() error {
	err := s.w.Close()
	if r, ok := s.r.(*reader); ok {
		err = errors.Join(err, r.Close())
	}
	return err
}

// Ping says whether the database answers; an error is of kind
// [gendu.Unavailable].
func (s *Store) Ping(ctx context.Context) error {
	if err := s.w.PingContext(ctx); err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "The database cannot be reached at the moment.")
	}
	return nil
}

// Now is the store's clock, in the precision that the database keeps.
func (s *Store) Now() time.Time { return fromMS(toMS(s.now())) }

// tx runs f in a transaction that writes. Where another transaction was in the
// way, the whole of f runs again, so f must not change anything but the database.
func (s *Store) tx(ctx context.Context, f func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := s.txOnce(ctx, f)
		if err == nil || try == 4 || !isRetryable(err) && !s.w.ballast.release(err) {
			return err
		}
	}
}

func (s *Store) txOnce(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return explain(fmt.Errorf("committing: %w", err))
	}
	return nil
}

// stamp fills in what the caller left to the store.
func (s *Store) stamp(id *gendu.ID, created *time.Time) {
	now := s.Now()
	if *id == "" {
		*id = gendu.NewID(now)
	}
	if created.IsZero() {
		*created = now
	}
	*created = fromMS(toMS(*created))
}
