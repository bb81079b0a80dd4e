package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/classroom"
	"gendu/store/flags"
	"gendu/store/numbers"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

var shows = sqldb.Table[gendu.Show]{
	Name: "shows", Thing: "show",
	Cols: []string{
		"id", "owner_id", "slug", "title", "description", "language", "translation",
		"cover_key", "cover_type", "cover_widths", "created_at", "updated_at",
	},
	Fields: func(v *gendu.Show) []any {
		return []any{
			&v.ID, &v.OwnerID, &v.Slug, &v.Title, &v.Description, &v.Language, &v.Translation,
			&v.Cover.Key, &v.Cover.Type, &v.Cover.Widths, sqldb.Time(&v.CreatedAt), sqldb.Time(&v.UpdatedAt),
		}
	},
}

// ShowSummary is a show with the numbers of its episodes.
type ShowSummary struct {
	gendu.Show
	Episodes  int // drafts too
	Published int
}

const slugTaken = "There is a show of this short name already. Please choose another."

// CreateShow writes a new show; a slug that is taken is [gendu.Conflict].
func (s *Store) CreateShow(ctx context.Context, v *gendu.Show) error {
	s.db.Stamp(&v.ID, &v.CreatedAt)
	v.UpdatedAt = v.CreatedAt
	_, err := shows.Insert(ctx, s.db.Writer, "", v)
	return sqldb.ExplainConflict(err, slugTaken)
}

// ShowChange says what of a show changes; nil leaves it as it is.
type ShowChange struct {
	Title       *string
	Description *string
	Language    *string
	Translation *string
}

// UpdateShow changes what is given of a show, and nothing else, so that what
// others change meanwhile stays. It gives the show as it is then.
func (s *Store) UpdateShow(ctx context.Context, id gendu.ID, c ShowChange) (*gendu.Show, error) {
	return sqldb.Row(ctx, s.db.Writer, shows.Thing, shows.Fields, `UPDATE shows SET title = COALESCE(CAST($2 AS TEXT), title),
			description = COALESCE(CAST($3 AS TEXT), description), language = COALESCE(CAST($4 AS TEXT), language),
			translation = COALESCE(CAST($5 AS TEXT), translation), updated_at = $6
		WHERE id = $1 AND deleted_at = 0 RETURNING `+shows.Plain(), id, c.Title, c.Description, c.Language, c.Translation, sqldb.ToMS(s.db.Clock()))
}

// DeleteShow hides a show and its episodes for good, stops their jobs and frees the
// short name. The takes that learners made of them stay theirs.
func (s *Store) DeleteShow(ctx context.Context, id gendu.ID) error {
	defer s.revoked.Count()
	return s.log.Deleting(ctx, rows.ShowDeleted, id, "", func(tx *sql.Tx, at time.Time) error {
		return s.deleteShow(ctx, tx, id, sqldb.ToMS(at))
	})
}

func (s *Store) deleteShow(ctx context.Context, tx *sql.Tx, id gendu.ID, atMS int64) error {
	// No short name holds a ~, so that nobody can take this one.
	n, err := sqldb.Exec(ctx, tx, "UPDATE shows SET deleted_at = $2, updated_at = $2, slug = slug || '~' || id WHERE id = $1 AND deleted_at = 0", id, atMS)
	if err := sqldb.NotFoundIfNone("show")(n, err); err != nil {
		return err
	}
	if _, err := sqldb.Exec(ctx, tx, "DELETE FROM show_editors WHERE show_id = $1", id); err != nil {
		return err
	}
	if _, err := sqldb.Exec(ctx, tx, "UPDATE episodes SET deleted_at = $2, updated_at = $2 WHERE show_id = $1 AND deleted_at = 0", id, atMS); err != nil {
		return err
	}
	if err := numbers.ForgetEpisodes(ctx, tx, "IN (SELECT id FROM episodes WHERE show_id = $1)", id); err != nil {
		return err
	}
	if err := flags.ForgetEpisodes(ctx, tx, "IN (SELECT id FROM episodes WHERE show_id = $1)", id); err != nil {
		return err
	}
	if err := rows.RevokeEach(ctx, tx, "SELECT id, CAST($2 AS BIGINT) FROM episodes WHERE show_id = $1", id, sqldb.ToMS(s.db.Clock())); err != nil {
		return err
	}
	return s.CancelIn(ctx, tx, "episode_id IN (SELECT id FROM episodes WHERE show_id = $1)", id)
}

// Show is the show with this id; a deleted one is [gendu.NotFound].
func (s *Store) Show(ctx context.Context, id gendu.ID) (*gendu.Show, error) {
	return sqldb.Row(ctx, s.db.Reader, shows.Thing, showFields, "SELECT "+showColumns("t")+" FROM shows t WHERE t.id = $1 AND t.deleted_at = 0", id)
}

// ShowBySlug is the show with this short name, without its editors.
func (s *Store) ShowBySlug(ctx context.Context, slug string) (*gendu.Show, error) {
	return shows.One(ctx, s.db.Reader, "WHERE t.slug = $1 AND t.deleted_at = 0", slug)
}

// episodesCounted are the numbers of the episodes of a show t, all and published ones.
const episodesCounted = `(SELECT COUNT(*) FROM episodes e WHERE e.show_id = t.id AND e.deleted_at = 0),
	(SELECT COUNT(*) FROM episodes e WHERE e.show_id = t.id AND e.deleted_at = 0 AND e.state = 'published')`

// ShowQuery chooses a part of the shows, which are in the order of their titles.
type ShowQuery struct {
	Host  bool            // the user is one: the shows that they edit too, with drafts only
	Own   bool            // only those that they own or edit
	After classroom.Named // the show behind which the part begins; zero: the first part
	Limit int             // 0: all
}

// ShowsFor lists the shows with a published episode and, for a host, those that
// they own or edit too, by title.
func (s *Store) ShowsFor(ctx context.Context, userID gendu.ID, q ShowQuery) ([]ShowSummary, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *ShowSummary) []any { return append(showFields(&v.Show), &v.Episodes, &v.Published) },
		"SELECT "+showColumns("t")+", "+episodesCounted+` FROM shows t
		WHERE t.deleted_at = 0 AND (CAST($4 AS TEXT) = '' OR (t.title, t.id) > (CAST($5 AS TEXT), $4))
			AND (CAST($2 AS BOOLEAN) AND (t.owner_id = $1 OR EXISTS (SELECT 1 FROM show_editors x WHERE x.show_id = t.id AND x.user_id = $1)) OR NOT CAST($3 AS BOOLEAN) AND EXISTS (
				SELECT 1 FROM episodes e WHERE e.show_id = t.id AND e.deleted_at = 0 AND e.state = 'published'))
		ORDER BY t.title, t.id LIMIT $6`, userID, q.Host, q.Own, q.After.ID, q.After.Name, classroom.LimitOf(q.Limit))
	return sqldb.Values(list), err
}

// ShowSummary is a show with the numbers of its episodes.
func (s *Store) ShowSummary(ctx context.Context, id gendu.ID) (*ShowSummary, error) {
	return sqldb.Row(ctx, s.db.Reader, shows.Thing,
		func(v *ShowSummary) []any { return append(showFields(&v.Show), &v.Episodes, &v.Published) },
		"SELECT "+showColumns("t")+", "+episodesCounted+" FROM shows t WHERE t.id = $1 AND t.deleted_at = 0", id)
}

// HasPublished says whether a show has a published episode.
func (s *Store) HasPublished(ctx context.Context, showID gendu.ID) (bool, error) {
	return sqldb.Value[bool](ctx, s.db.Reader, "SELECT EXISTS (SELECT 1 FROM episodes WHERE show_id = $1 AND deleted_at = 0 AND state = 'published')", showID)
}
