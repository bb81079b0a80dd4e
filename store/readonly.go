package store

import (
	"context"
	"fmt"
	"time"

	"gendu"
	"gendu/store/jobqueue"
	"gendu/store/sqldb"
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
	db, err := sqldb.OpenReadOnly(ctx, url)
	if err != nil {
		return nil, err
	}
	return newStore(db), nil
}

// schema reads how far the schema is from the table of golang-migrate. Before the
// first migration there is no such table or no row in it: version 0.
func (s *Store) schema(ctx context.Context) (MigrationState, error) {
	state := MigrationState{Latest: latest()}
	tables, err := sqldb.Value[int](ctx, s.db.Reader, "SELECT COUNT(*) FROM "+s.db.Dialect.SchemaTables())
	if err != nil || tables == 0 {
		return state, err
	}
	type version struct {
		number int64
		dirty  bool
	}
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *version) []any { return []any{&v.number, &v.dirty} }, "SELECT version, dirty FROM schema_migrations")
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
	now := s.db.Clock()
	list, err := jobqueue.Jobs.List(ctx, s.db.Reader, `WHERE (t.state = 'running' AND t.lease_end <= $1) OR (t.state = 'queued' AND t.run_at <= $2)
		ORDER BY t.created_at, t.id LIMIT 1000`, sqldb.ToMS(now.Add(-leaseOverdue)), sqldb.ToMS(now.Add(-queueOverdue)))
	stuck := make([]StuckJob, len(list))
	for i, j := range list {
		stuck[i] = StuckJob{Job: *j, Problem: fmt.Sprintf("has been due since %s, and no server has taken it", j.RunAt.Format(time.RFC3339))}
		if j.State == gendu.JobRunning {
			stuck[i].Problem = fmt.Sprintf("its server has not been heard of since %s", j.LeaseEnd.Format(time.RFC3339))
		}
	}
	return stuck, err
}

// CheckURL says what is wrong with a url for [Open], without opening anything. It
// does not repeat the url, which may hold secrets.
func CheckURL(url string) error {
	_, err := sqldb.ParseURL(url)
	return err
}

// CheckThere says whether there is a database at url, without making anything: a
// command that changes a database must not begin one at a mistyped path. A file that
// is missing, or that cannot be a database, is of kind conflict. A PostgreSQL
// database is never made by opening it, so that it is not asked.
func CheckThere(url string) error {
	d, err := sqldb.ParseURL(url)
	if err != nil || d.File == "" {
		return err
	}
	return d.There()
}
