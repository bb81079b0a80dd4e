package store

import (
	"context"
	"database/sql"
	"strings"

	"gendu"
	"gendu/store/jobqueue"
	"gendu/store/sqldb"
)

// SetCover notes a show's cover, whose objects are on stable storage; the zero value takes
// it away. It gives the cover that the show had until then, whose objects nobody names any
// more.
func (s *Store) SetCover(ctx context.Context, showID gendu.ID, c gendu.Cover) (former gendu.Cover, err error) {
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		// Taking hold of the row keeps another cover from passing between.
		err := sqldb.NotFoundIfNone("show")(sqldb.Exec(ctx, tx, "UPDATE shows SET updated_at = $2 WHERE id = $1 AND deleted_at = 0", showID, sqldb.ToMS(s.db.Clock())))
		if err != nil {
			return err
		}
		show, err := shows.One(ctx, tx, "WHERE t.id = $1", showID)
		if err != nil {
			return err
		}
		former = show.Cover
		_, err = sqldb.Exec(ctx, tx, "UPDATE shows SET cover_key = $2, cover_type = $3, cover_widths = $4 WHERE id = $1", showID, c.Key, c.Type, c.Widths)
		return err
	})
	return former, err
}

// UncodedCovers lists shows behind one whose covers are stored as they were sent.
func (s *Store) UncodedCovers(ctx context.Context, after gendu.ID, limit int) ([]*gendu.Show, error) {
	return shows.List(ctx, s.db.Reader, "WHERE t.id > $1 AND t.cover_key <> '' AND t.cover_widths = '' AND t.deleted_at = 0 ORDER BY t.id LIMIT $2", after, limit)
}

// SetCoded puts a cover in the place of the one that it was made of. Where the show has
// another one by now, or none, that stays, and the error is [gendu.NotFound].
func (s *Store) SetCoded(ctx context.Context, g jobqueue.JobGuard, showID gendu.ID, of, c gendu.Cover) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		return sqldb.NotFoundIfNone("show")(sqldb.Exec(ctx, tx, `UPDATE shows SET cover_key = $3, cover_type = $4, cover_widths = $5
			WHERE id = $1 AND cover_key = $2 AND cover_widths = '' AND deleted_at = 0`, showID, of.Key, c.Key, c.Type, c.Widths))
	})
}

// encodeCovers enqueues the job that makes squares of older covers, where there are any,
// and says whether it did.
func (s *Store) encodeCovers(ctx context.Context) (int, error) {
	list, err := s.UncodedCovers(ctx, "", 1)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	added, err := s.EnqueueIn(ctx, s.db.Writer, &gendu.Job{Kind: gendu.EncodeCovers})
	return number(added), err
}

// coverObjects are the squares of covers that are in use.
func coverObjects(ctx context.Context, q sqldb.Queryer, after string) ([]ObjectRef, string, error) {
	list, err := shows.List(ctx, q, "WHERE t.id > $1 AND t.cover_key <> '' AND t.deleted_at = 0 ORDER BY t.id LIMIT $2", after, pageOfRows)
	refs, last := []ObjectRef{}, ""
	for _, v := range list {
		last = string(v.ID)
		for _, key := range v.Cover.Keys() {
			refs = append(refs, ObjectRef{Key: key, Size: -1, Table: "shows", ID: last})
		}
	}
	return refs, last, err
}

// standingsOfCovers: the squares of a show's cover are wanted, for a week longer than the
// show; then all that the show ever had is released.
func (s *Store) standingsOfCovers(ctx context.Context, keys [][]string) (map[string]Standing, error) {
	type show struct {
		id      gendu.ID
		cover   gendu.Cover
		deleted bool
	}
	list, values := in(2, keys, 1)
	found, err := sqldb.Rows(ctx, s.db.Reader, func(v *show) []any { return []any{&v.id, &v.cover.Key, &v.cover.Widths, &v.deleted} },
		"SELECT id, cover_key, cover_widths, deleted_at <> 0 AND deleted_at <= $1 FROM shows WHERE id"+list,
		append([]any{sqldb.ToMS(s.db.Clock().Add(-keepDeleted))}, values...)...)
	out, gone := map[string]Standing{}, map[string]bool{}
	for _, v := range found {
		if gone[string(v.id)] = v.deleted; v.deleted {
			continue
		}
		for _, key := range v.cover.Keys() {
			out[key] = Wanted
		}
	}
	for _, parts := range keys {
		if gone[parts[1]] {
			out[strings.Join(parts, "/")] = Released
		}
	}
	return out, err
}
