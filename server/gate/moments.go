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
