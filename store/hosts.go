package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// editorsOf are the ids of the editors of a show, joined by spaces; show is the column that
// holds its id.
func editorsOf(show string) string {
	return "COALESCE((SELECT string_agg(se.user_id, ' ') FROM show_editors se WHERE se.show_id = " + show + "), '')"
}

// editorList is read from what [editorsOf] gives.
type editorList struct{ ids *[]gendu.ID }

// Scan implements [sql.Scanner].
func (l editorList) Scan(from any) error {
	var text sql.NullString
	if err := text.Scan(from); err != nil {
		return err
	}
	*l.ids = nil
	for _, id := range strings.Fields(text.String) {
		*l.ids = append(*l.ids, gendu.ID(id))
	}
	return nil
}

// showFields are the columns of a show and then [editorsOf].
func showFields(v *gendu.Show) []any { return append(shows.Fields(v), editorList{&v.Editors}) }

// showColumns lists what [showFields] reads, of the shows behind an alias.
func showColumns(alias string) string { return shows.Of(alias) + ", " + editorsOf(alias+".id") }

// ShowHost is a person who may edit a show.
type ShowHost struct {
	UserID gendu.ID
	Login  string
	Name   string
	Owner  bool // else an editor
	Active bool // not disabled and still a host: only then they edit
}

// HostsOf lists who may edit a show: its owner, and then its editors in the order in which
// they came. There are at most [gendu.MaxEditors] of these.
func (s *Store) HostsOf(ctx context.Context, showID gendu.ID) ([]ShowHost, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *ShowHost) []any { return []any{&v.UserID, &v.Login, &v.Name, &v.Owner, &v.Active, new(int64)} },
		`SELECT u.id, u.login, u.name, TRUE, `+rows.Active("u.id", gendu.Host)+`, CAST(0 AS BIGINT) AS since
			FROM shows t JOIN users u ON u.id = t.owner_id WHERE t.id = $1 AND t.deleted_at = 0
		UNION ALL SELECT u.id, u.login, u.name, FALSE, `+rows.Active("u.id", gendu.Host)+`, e.added_at
			FROM show_editors e JOIN users u ON u.id = e.user_id WHERE e.show_id = $1
		ORDER BY since, 1`, showID)
	return sqldb.Values(list), err
}

// AddEditor lets a host edit a show. Who is disabled or no host is [gendu.NotFound], who
// edits it already [gendu.Conflict]; one more than [gendu.MaxEditors] is [gendu.TooLarge].
func (s *Store) AddEditor(ctx context.Context, showID, userID gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		show, err := holdShow(ctx, tx, showID)
		if err != nil {
			return err
		}
		if show.OwnerID == userID {
			return gendu.Errorf(gendu.Conflict, "This host owns the show.")
		}
		n, err := sqldb.Value[int](ctx, tx, "SELECT COUNT(*) FROM show_editors WHERE show_id = $1", showID)
		if err != nil {
			return err
		}
		if n >= gendu.MaxEditors {
			return gendu.Errorf(gendu.TooLarge, "A show has at most %d editors.", gendu.MaxEditors)
		}
		n, err = sqldb.Exec(ctx, tx, `INSERT INTO show_editors (show_id, user_id, added_at)
			SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM users u WHERE u.id = $2 AND `+rows.Active("u.id", gendu.Host),
			showID, userID, sqldb.ToMS(s.db.Clock()))
		return sqldb.NotFoundIfNone("host")(n, sqldb.ExplainConflict(err, "This host edits the show already."))
	})
}

// holdShow gives a show and keeps others from changing who edits it until tx ends.
func holdShow(ctx context.Context, tx *sql.Tx, id gendu.ID) (*gendu.Show, error) {
	return sqldb.Row(ctx, tx, shows.Thing, shows.Fields,
		"UPDATE shows SET owner_since = owner_since WHERE id = $1 AND deleted_at = 0 RETURNING "+shows.Plain(), id)
}

// RemoveEditor ends that somebody edits a show; who does not is [gendu.NotFound].
func (s *Store) RemoveEditor(ctx context.Context, showID, userID gendu.ID) error {
	return s.log.Deleting(ctx, rows.EditorRemoved, showID, userID, func(tx *sql.Tx, at time.Time) error {
		return sqldb.NotFoundIfNone("editor")(removeEditor(ctx, tx, showID, userID, sqldb.ToMS(at)))
	})
}

// removeEditor takes an editor away who came until atMS.
func removeEditor(ctx context.Context, tx *sql.Tx, showID, userID gendu.ID, atMS int64) (int, error) {
	return sqldb.Exec(ctx, tx, "DELETE FROM show_editors WHERE show_id = $1 AND user_id = $2 AND added_at <= $3", showID, userID, atMS)
}

// HandOverShow gives a show to another host. The former owner becomes an editor where they
// stay, and has nothing to do with it else. Who is disabled or no host is [gendu.NotFound],
// and so is the owner.
func (s *Store) HandOverShow(ctx context.Context, id, to gendu.ID, stay bool) error {
	return s.log.Deleting(ctx, rows.OwnerReplaced, id, to, func(tx *sql.Tx, at time.Time) error {
		show, err := holdShow(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := sqldb.NotFoundIfNone("host")(giveShow(ctx, tx, id, to, sqldb.ToMS(at), rows.Active("$2", gendu.Host))); err != nil || !stay {
			return err
		}
		_, err = sqldb.Exec(ctx, tx, "INSERT INTO show_editors (show_id, user_id, added_at) VALUES ($1, $2, $3)", id, show.OwnerID, sqldb.ToMS(at))
		return err
	})
}

// giveShow makes somebody else the owner of a show from atMS on, where the condition holds.
func giveShow(ctx context.Context, tx *sql.Tx, id, to gendu.ID, atMS int64, condition string) (int, error) {
	n, err := sqldb.Exec(ctx, tx, `UPDATE shows SET owner_id = $2, owner_since = $3
		WHERE id = $1 AND deleted_at = 0 AND owner_id <> $2 AND `+condition, id, to, atMS)
	if err == nil && n > 0 {
		_, err = removeEditor(ctx, tx, id, to, atMS)
	}
	return n, err
}

// showsApart stands in the entry of an account in the deletion log where its shows have
// entries of their own: deleted, or handed over. Older entries lack it, and a restore
// deletes the shows of such an account.
const showsApart gendu.ID = "shows-apart"

// endOwned ends what a user owns: a show goes on with the editor who came first of those
// who may edit and stay, and is deleted where there is none.
func (s *Store) endOwned(ctx context.Context, tx *sql.Tx, id gendu.ID, at time.Time) error {
	owned, err := shows.List(ctx, tx, "WHERE t.owner_id = $1 AND t.deleted_at = 0 ORDER BY t.id", id)
	if err != nil {
		return err
	}
	for _, v := range owned {
		next, err := sqldb.Value[gendu.ID](ctx, tx, `SELECT e.user_id FROM show_editors e JOIN users u ON u.id = e.user_id
			WHERE e.show_id = $1 AND u.delete_at = 0 AND `+rows.Active("e.user_id", gendu.Host)+" ORDER BY e.added_at, e.user_id LIMIT 1", v.ID)
		if err != nil {
			return err
		}
		kind := rows.OwnerReplaced
		if next != "" {
			_, err = giveShow(ctx, tx, v.ID, next, sqldb.ToMS(at), "TRUE")
		} else {
			kind, err = rows.ShowDeleted, s.deleteShow(ctx, tx, v.ID, sqldb.ToMS(at))
		}
		if err == nil {
			err = rows.Note(ctx, tx, kind, v.ID, next, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// deleteOwned deletes the shows of a user.
func (s *Store) deleteOwned(ctx context.Context, tx *sql.Tx, id gendu.ID, atMS int64) error {
	owned, err := shows.List(ctx, tx, "WHERE t.owner_id = $1 AND t.deleted_at = 0 ORDER BY t.id", id)
	for _, v := range owned {
		if err == nil {
			err = s.deleteShow(ctx, tx, v.ID, atMS)
		}
	}
	return err
}
