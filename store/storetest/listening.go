package storetest

import (
	"fmt"
	"testing"
	"time"

	"gendu"
	"gendu/store/study"
)

// listening: sums of listening count once, whatever arrives how often and in which order.
func listening(t *testing.T, h *fixture) {
	ctx := t.Context()
	u, other := h.user(), h.user()
	now := h.clock.Now().Truncate(study.Quarter).Add(5 * time.Minute)
	h.clock.Add(now.Sub(h.clock.Now()))
	begin := now.Truncate(study.Quarter)
	put := func(of *gendu.User, id gendu.ID, at time.Time, ms int64) error {
		return h.PutListening(ctx, &study.ListeningSum{ID: id, UserID: of.ID, At: at, MS: ms})
	}
	heard := func(since time.Time) string {
		t.Helper()
		list := []int64{}
		for _, m := range must[[]study.Moment](h)(h.ListenedMoments(ctx, u.ID, since)) {
			list = append(list, m.At.Sub(begin).Milliseconds(), m.N)
		}
		return fmt.Sprint(list)
	}
	one, two, third := gendu.NewID(now), gendu.NewID(now), gendu.NewID(now)
	h.ok(put(u, one, begin, 30_000))
	h.ok(put(u, one, begin, 60_000))
	h.ok(put(u, one, begin, 45_000)) // sent before, and late
	equal(h, "the largest counts", heard(begin), fmt.Sprint([]int64{0, 60_000}))
	h.ok(put(u, two, begin.Add(time.Minute), 10_000))
	equal(h, "of two pages", heard(begin), fmt.Sprint([]int64{0, 70_000}))
	h.wantKind("somebody else's id", put(other, one, begin, 90_000), gendu.NotFound)
	equal(h, "after somebody else", heard(begin), fmt.Sprint([]int64{0, 70_000}))

	h.ok(put(u, third, begin.Add(-study.Quarter), 20*60_000))
	equal(h, "no more than a quarter", heard(time.UnixMilli(0)), fmt.Sprint([]int64{-study.Quarter.Milliseconds(), study.Quarter.Milliseconds(), 0, 70_000}))
	h.ok(put(u, gendu.NewID(now), now.Add(24*time.Hour), 1000)) // a clock that runs ahead
	equal(h, "what is to come counts as now", heard(begin), fmt.Sprint([]int64{0, 71_000}))
	equal(h, "of somebody else", len(must[[]study.Moment](h)(h.ListenedMoments(ctx, other.ID, time.UnixMilli(0)))), 0)

	var err error
	for range 60 {
		if err = put(u, gendu.NewID(now), begin.Add(-time.Hour), 1); err != nil {
			break
		}
	}
	h.wantKind("too many pages at once", err, gendu.Quota)
}
