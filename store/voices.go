package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

var voices = sqldb.Table[gendu.Voice]{
	Name: "voices", Thing: "voice",
	Cols: []string{"user_id", "warp", "seconds", "updated_at"},
	Fields: func(v *gendu.Voice) []any {
		return []any{&v.UserID, &v.Warp, &v.Seconds, sqldb.Time(&v.UpdatedAt)}
	},
}

// Voice is what is known of a user's voice; [gendu.NotFound] where nothing is yet.
func (s *Store) Voice(ctx context.Context, userID gendu.ID) (*gendu.Voice, error) {
	return voices.One(ctx, s.db.Reader, "WHERE t.user_id = $1", userID)
}

// PutVoice keeps what is known of a user's voice, in place of what was.
func (s *Store) PutVoice(ctx context.Context, v *gendu.Voice) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		v.UpdatedAt = s.Now()
		_, err := voices.Insert(ctx, tx, `ON CONFLICT (user_id) DO UPDATE SET
			warp = excluded.warp, seconds = excluded.seconds, updated_at = excluded.updated_at`, v)
		return err
	})
}

// RecompareOld enqueues the takes whose newest comparison was made by an older method
// than this one, the newest 500 of an episode, and says how many.
func (s *Store) RecompareOld(ctx context.Context, method int) (int, error) {
	list, err := rows.Takes.List(ctx, s.db.Reader, `WHERE t.id IN (
			SELECT x.id FROM (
				SELECT n.id AS id, k.method AS method, ROW_NUMBER() OVER (PARTITION BY n.episode_id ORDER BY n.created_at DESC, n.id DESC) AS place
				FROM takes n JOIN comparisons k ON k.take_id = n.id AND k.state = 'ready'
					AND k.revision = (SELECT MAX(y.revision) FROM comparisons y WHERE y.take_id = n.id)
				WHERE n.deleted_at = 0) x
			WHERE x.place <= $2 AND x.method < $3)`+idle+`
		ORDER BY t.created_at DESC, t.id DESC LIMIT $2`, gendu.CompareTake, publishing.MaxRecompared, method)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	added := 0
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		added = 0
		due := s.Now()
		for _, take := range list {
			due = due.Add(publishing.RecompareEvery)
			queued, err := s.EnqueueIn(ctx, tx, &gendu.Job{Kind: gendu.CompareTake, SubjectID: take.ID, RunAt: due})
			if err != nil {
				return err
			}
			added += number(queued)
		}
		return nil
	})
	return added, err
}
