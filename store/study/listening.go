package study

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Quarter is how long the stretches are that listening is summed up in.
const Quarter = quarter * time.Millisecond

// maxSumsPerQuarter is how many pages of one learner may have listened in one quarter.
const maxSumsPerQuarter = 50

// ListeningSum is how long one page of a learner played sound within a quarter of an hour.
type ListeningSum struct {
	ID        gendu.ID // made by the client
	UserID    gendu.ID
	At        time.Time // the beginning of the quarter
	MS        int64     // of real time, not of the sound: at double speed it is half
	ArrivedAt time.Time
}

var listeningSums = sqldb.Table[ListeningSum]{
	Name: "listening_sums", Thing: "sum",
	Cols: []string{"id", "user_id", "at", "ms", "arrived_at"},
	Fields: func(v *ListeningSum) []any {
		return []any{&v.ID, &v.UserID, sqldb.Time(&v.At), &v.MS, sqldb.Time(&v.ArrivedAt)}
	},
}

// PutListening keeps a sum, or the larger one where it is there already; in which order
// they arrive does not matter. A quarter that has not begun counts as the present one.
// Somebody else's id is [gendu.NotFound].
func (s *Study) PutListening(ctx context.Context, v *ListeningSum) error {
	v.ArrivedAt = s.db.Now()
	start := min(sqldb.ToMS(v.At), sqldb.ToMS(v.ArrivedAt))
	v.At = sqldb.FromMS(start - start%quarter)
	v.MS = min(max(v.MS, 0), quarter)
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := rows.HoldUsage(ctx, tx, v.UserID); err != nil { // two at once count each other
			return err
		}
		n, err := listeningSums.Insert(ctx, tx, `ON CONFLICT (id) DO UPDATE SET
			ms = CASE WHEN excluded.ms > listening_sums.ms THEN excluded.ms ELSE listening_sums.ms END
			WHERE listening_sums.user_id = excluded.user_id`, v)
		if err := sqldb.NotFoundIfNone(listeningSums.Thing)(n, err); err != nil {
			return err
		}
		n, err = sqldb.Value[int](ctx, tx, "SELECT COUNT(*) FROM listening_sums WHERE user_id = $1 AND at = $2", v.UserID, sqldb.Time(&v.At))
		if err == nil && n > maxSumsPerQuarter {
			err = gendu.Errorf(gendu.Quota, "At most %d pages listen in a quarter of an hour.", maxSumsPerQuarter)
		}
		return err
	})
}

// ListenedMoments says how many milliseconds a learner listened since a moment. More than
// the whole quarter is not heard in it, on however many devices.
func (s *Study) ListenedMoments(ctx context.Context, userID gendu.ID, since time.Time) ([]Moment, error) {
	list, err := s.moments(ctx, "SELECT at, SUM(ms) FROM listening_sums WHERE user_id = $1 AND at >= $2 GROUP BY at ORDER BY at", userID, sqldb.Time(&since))
	for i := range list {
		list[i].N = min(list[i].N, quarter)
	}
	return list, err
}
