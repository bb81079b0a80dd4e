package people

import (
	"context"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// CountAttempt counts one more attempt under key and gives the number of them in
// the current window, this one included. Windows follow each other on the clock
// (fixed windows), and hold over all servers.
func (s *People) CountAttempt(ctx context.Context, key string, window time.Duration) (int, error) {
	if window < time.Millisecond {
		return 0, gendu.Errorf(gendu.Invalid, "a window of %s is too short to count in", window)
	}
	now := sqldb.ToMS(s.db.Clock())
	list, err := sqldb.Rows(ctx, s.db.Writer, func(n *int) []any { return []any{n} },
		`INSERT INTO attempts (key, bucket, count) VALUES ($1, $2, 1)
		ON CONFLICT (key, bucket) DO UPDATE SET count = attempts.count + 1 RETURNING count`,
		key, now-now%window.Milliseconds())
	if err != nil {
		return 0, err
	}
	return *list[0], nil
}

// ForgetAttempts starts the count under key again, after a success.
func (s *People) ForgetAttempts(ctx context.Context, key string) error {
	_, err := sqldb.Exec(ctx, s.db.Writer, "DELETE FROM attempts WHERE key = $1", key)
	return err
}
