package learning

import (
	"testing"
	"time"
)

// TestGoals: which goal stood in a week, however often it was changed.
func TestGoals(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.UnixMilli(int64(n) * 24 * 3600 * 1000) }
	v := recall{DaysPerWeek: 5}
	if got := v.goalBefore(day(7)); got != 5 {
		t.Errorf("never changed: %d", got)
	}
	v.setGoal(3, day(10).UnixMilli())
	v.setGoal(3, day(11).UnixMilli())
	v.setGoal(6, day(12).UnixMilli())
	v.setGoal(4, day(20).UnixMilli())
	for end, want := range map[int]int{7: 5, 10: 5, 14: 6, 20: 6, 21: 4, 28: 4} {
		if got := v.goalBefore(day(end)); got != want {
			t.Errorf("before day %d: %d, want %d", end, got, want)
		}
	}
	for i := range 200 {
		v.setGoal(1+i%7, day(100+i).UnixMilli())
	}
	if len(v.Goals) != maxGoals || v.goalBefore(day(7)) < 1 || v.goalBefore(day(1000)) != v.DaysPerWeek {
		t.Errorf("after many changes: %d, %+v", len(v.Goals), v)
	}
}
