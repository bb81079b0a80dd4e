package gate

import "time"

// Moment is when something happened, as a device says that sent it at now. A clock that
// was never set says 1970 or so: what it counted is of now. One that is ahead is a matter of
// the store, which knows when something arrived.
func Moment(said, now time.Time) time.Time {
	if said.Year() < 2000 {
		return now
	}
	return said
}

// MomentOf is a moment of a device that says what time it has, at now: a clock that is
// ahead is set back by as many whole steps, so that what came apart by a step stays apart.
// sent is nil where the device does not say it.
func MomentOf(said time.Time, sent *time.Time, now time.Time, step time.Duration) time.Time {
	at := Moment(said, now)
	if sent == nil || !sent.After(now) {
		return at
	}
	return at.Add(-sent.Sub(now).Round(step))
}
