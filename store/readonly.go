package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"gendu"
)

// OpenReadOnly opens the database at url for looking at it. It makes no file and
// no folder, changes nothing, and works where the file system is read-only. A
// database that is not there, or that has another schema than this program, is of
// kind conflict or unavailable, with what to do in the message.
//
// An SQLite file on a read-only file system is read without its journal. Where a
// journal with unfinished writes lies beside it, that is of kind conflict: the
// rows would be older than what was acknowledged.
func OpenReadOnly(ctx context.Context, url string) (*Store, error) {
	s, err := openAnySchema(ctx, url)
	if err != nil {
		return nil, err
	}
	if err := s.sameSchema(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// openAnySchema is [OpenReadOnly] whatever the schema is.
func openAnySchema(ctx context.Context, url string) (*Store, error) {
	d, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	s := &Store{d: d, now: time.Now}
	if d.file == "" {
		err = s.openReadOnlyServer(ctx)
	} else {
		err = s.openReadOnlyFile(ctx)
	}
	if err != nil {
		if s.w != nil {
			_ = s.Close()
		}
		return nil, err
	}
	return s, nil
}

func (s *Store) openReadOnlyServer(ctx context.Context) error {
	u, err := url.Parse(s.d.dsn)
	if err != nil {
		return gendu.Errorf(gendu.Invalid, "the address of the database cannot be read")
	}
	q := u.Query()
	q.Set("default_transaction_read_only", "on") // pgx hands unknown settings to the server
	u.RawQuery = q.Encode()
	db, err := sql.Open(s.d.driver, u.String())
	if err != nil {
		return gendu.Wrap(err, gendu.Invalid, "the address of the database cannot be read")
	}
	s.w, s.r = &writer{DB: db}, db
	return s.Ping(ctx)
}

// openReadOnlyFile opens the file beside a server that may be writing, which needs the
// shared memory of its journal. Where that cannot be made, nobody writes, and the file is
// read as it lies there.
func (s *Store) openReadOnlyFile(ctx context.Context) error {
	err := s.d.there()
	if err != nil {
		return err
	}
	for _, how := range s.d.waysToRead() {
		if how == asItLies && pending(s.d.file) {
			return gendu.Errorf(gendu.Conflict, "%s-wal holds writes that cannot be read on a read-only file system: copy the database and its -wal file to a place that can be written, and use them there", s.d.file)
		}
		if err = s.openFile(ctx, how); err == nil {
			return nil
		}
	}
	return gendu.Wrap(err, gendu.Unavailable, "the database cannot be read")
}

const (
	// toTidy lets SQLite remove what it made beside the file, as the last one that closes
	// it. A connection that may not write leaves it there.
	toTidy   = "mode=rw"
	beside   = "mode=ro"
	asItLies = "mode=ro&immutable=1"
)

// waysToRead are the ways to open the file, the best one first. None changes the database:
// where its journal holds writes, closing a connection that may write would bring them into
// the file, so that then none is used.
func (d dialect) waysToRead() []string {
	f, err := os.OpenFile(d.file, os.O_RDWR, 0)
	if err == nil {
		_ = f.Close() // nothing was written
	}
	_, noMemory := os.Stat(d.file + "-shm")
	switch {
	case pending(d.file):
		return []string{beside, asItLies}
	case err == nil:
		return []string{toTidy, asItLies}
	case noMemory == nil:
		return []string{beside, asItLies}
	}
	return []string{asItLies}
}

// CheckThere says whether there is a database at url, without making anything: a
// command that changes a database must not begin one at a mistyped path. A file that
// is missing, or that cannot be a database, is of kind conflict. A PostgreSQL
// database is never made by opening it, so that it is not asked.
func CheckThere(url string) error {
	d, err := parseURL(url)
	if err != nil || d.file == "" {
		return err
	}
	return d.there()
}

// there says whether the SQLite file may be a database.
func (d dialect) there() error {
	info, err := os.Stat(d.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return gendu.Errorf(gendu.Conflict, "there is no database %s: look at --database", d.file)
	case err != nil:
		return gendu.Wrap(err, gendu.Unavailable, "the database cannot be read")
	case !info.Mode().IsRegular() || info.Size() == 0:
		return gendu.Errorf(gendu.Conflict, "%s is no database of gendu: look at --database", d.file)
	}
	return nil
}

func pending(file string) bool {
	info, err := os.Stat(file + "-wal")
	return err == nil && info.Size() > 0
}

func (s *Store) openFile(ctx context.Context, how string) error {
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(s.d.file)}).EscapedPath()}
	db, err := sql.Open(s.d.driver, name.String()+"?"+how+"&_pragma=busy_timeout(15000)&_pragma=query_only(1)")
	if err != nil {
		return err
	}
	if _, err := value[int](ctx, db, "SELECT COUNT(*) FROM sqlite_master"); err != nil {
		_ = db.Close()
		return err
	}
	s.w, s.r = &writer{DB: db}, db
	return nil
}

// schema reads how far the schema is from the table of golang-migrate. Before the
// first migration there is no such table or no row in it: version 0.
func (s *Store) schema(ctx context.Context) (MigrationState, error) {
	state := MigrationState{Latest: latest()}
	tables, err := value[int](ctx, s.r, "SELECT COUNT(*) FROM "+s.d.schemaTables())
	if err != nil || tables == 0 {
		return state, err
	}
	type version struct {
		number int64
		dirty  bool
	}
	list, err := rows(ctx, s.r, func(v *version) []any { return []any{&v.number, &v.dirty} }, "SELECT version, dirty FROM schema_migrations")
	if err == nil && len(list) > 0 {
		state.Version, state.Dirty = uint(max(list[0].number, 0)), list[0].dirty
	}
	return state, err
}

// sameSchema refuses a schema that the queries of this program do not fit.
func (s *Store) sameSchema(ctx context.Context) error {
	state, err := s.schema(ctx)
	switch {
	case err != nil:
		return gendu.Wrap(err, gendu.Unavailable, "the database cannot be read")
	case state.Version == 0 && !state.Dirty:
		return gendu.Errorf(gendu.Conflict, "this is no database of gendu, or an empty one: look at --database")
	case state.Dirty:
		there, known := s.applied(ctx, state.Version)
		return dirtyNote(state.Version, there, known)
	case state.Version != state.Latest:
		return gendu.Errorf(gendu.Conflict, "the database has schema %d and this gendu reads schema %d: use the gendu that last served it, or run `gendu migrate up` first", state.Version, state.Latest)
	}
	return nil
}

// StuckJob is a job that should be under way and is not.
type StuckJob struct {
	gendu.Job
	Problem string
}

const (
	// A lease lasts seconds, so that one which ended this long ago has no server.
	leaseOverdue = 10 * time.Minute
	queueOverdue = time.Hour
)

// StuckJobs lists up to 1000 jobs that no server works on although they are due.
func (s *Store) StuckJobs(ctx context.Context) ([]StuckJob, error) {
	now := s.now()
	list, err := jobs.list(ctx, s.r, `WHERE (t.state = 'running' AND t.lease_end <= $1) OR (t.state = 'queued' AND t.run_at <= $2)
		ORDER BY t.created_at, t.id LIMIT 1000`, toMS(now.Add(-leaseOverdue)), toMS(now.Add(-queueOverdue)))
	stuck := make([]StuckJob, len(list))
	for i, j := range list {
		stuck[i] = StuckJob{Job: *j, Problem: fmt.Sprintf("has been due since %s, and no server has taken it", j.RunAt.Format(time.RFC3339))}
		if j.State == gendu.JobRunning {
			stuck[i].Problem = fmt.Sprintf("its server has not been heard of since %s", j.LeaseEnd.Format(time.RFC3339))
		}
	}
	return stuck, err
}
