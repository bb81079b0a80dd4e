package installation

import (
	"context"
	"fmt"
	"time"

	"gendu"
	"gendu/store"
)

const (
	// clockBack is how far the clock may go back without a word: servers differ a little.
	clockBack = 10 * time.Minute
	// clockAhead is longer than sweeps are apart where a server runs every day.
	clockAhead = 48 * time.Hour
)

// DoubtClock says why the clock may be wrong, or "" where nothing speaks against it: the last
// sweep ended long ago, or later than now. A clock that runs years ahead would end the time
// of everything at once, in the trash and of accounts that were to be deleted. A server that
// was switched off for days looks the same, so a doubt holds for one sweep, which keeps its
// own time as that of the last one.
func DoubtClock(ctx context.Context, rows *store.Store, now time.Time) (string, error) {
	last, err := rows.LastSweep(ctx)
	if gendu.KindOf(err) == gendu.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	switch since := now.Sub(last.EndedAt); {
	case since < -clockBack:
		return fmt.Sprintf("it says %s, and the last sweep ended at %s", now.UTC().Format(time.RFC3339), last.EndedAt.UTC().Format(time.RFC3339)), nil
	case since > clockAhead:
		return fmt.Sprintf("it says %s, and the last sweep ended %d days before, at %s", now.UTC().Format(time.RFC3339), int(since.Hours()/24), last.EndedAt.UTC().Format(time.RFC3339)), nil
	}
	return "", nil
}
