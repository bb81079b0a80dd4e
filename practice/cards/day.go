package cards

import (
	"time"
	_ "time/tzdata" // the time zones of learners, also where the system has no list of them

	"gendu"
)

// dayEnds is the hour at which a learner's day ends: who practises after midnight still
// belongs to the evening.
const dayEnds = 4

// The stages of a card by the days after which it comes back: it is being learnt below
// LearningDays, it settles below SettlingDays, and is settled from there on.
const (
	LearningDays = 7
	SettlingDays = 30
)

// Day is a learner's day: from 04:00 to 04:00 in their time zone. It has 23 or 25 hours
// where the clocks change within it.
type Day struct{ Start, End time.Time }

// DayOf is the day that a moment lies in.
func DayOf(t time.Time, zone *time.Location) Day {
	y, m, d := t.In(zone).Date()
	if start := time.Date(y, m, d, dayEnds, 0, 0, 0, zone); t.Before(start) {
		d--
	}
	return dayFrom(y, m, d, zone)
}

// DayOn is the day that begins on a date, whose time and time zone do not count.
func DayOn(date time.Time, zone *time.Location) Day {
	y, m, d := date.Date()
	return dayFrom(y, m, d, zone)
}

func dayFrom(y int, m time.Month, d int, zone *time.Location) Day {
	return Day{time.Date(y, m, d, dayEnds, 0, 0, 0, zone), time.Date(y, m, d+1, dayEnds, 0, 0, 0, zone)}
}

// Plus is the day so many days later, or earlier.
func (d Day) Plus(days int) Day {
	y, m, n := d.Start.Date()
	return dayFrom(y, m, n+days, d.Start.Location())
}

// Name is the date on which the day begins, such as 2026-03-29.
func (d Day) Name() string { return d.Start.Format(time.DateOnly) }

// Number counts days from the first one of 1970: the next day has the next number.
func (d Day) Number() int { return d.Since(Day{Start: time.Unix(0, 0).UTC()}) }

// Has says whether a moment lies in the day.
func (d Day) Has(t time.Time) bool { return !t.Before(d.Start) && t.Before(d.End) }

// Monday is the first day of the day's week.
func (d Day) Monday() Day { return d.Plus(-(int(d.Start.Weekday()) + 6) % 7) }

// Since is the number of days from an earlier day to this one.
func (d Day) Since(earlier Day) int {
	date := func(t time.Time) time.Time {
		y, m, n := t.Date()
		return time.Date(y, m, n, 0, 0, 0, 0, time.UTC)
	}
	return int(date(d.Start).Sub(date(earlier.Start)) / (24 * time.Hour))
}

// Zone is the time zone with this name of the IANA list, such as Asia/Taipei. "Local" is
// none: it would be the server's.
func Zone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, gendu.Errorf(gendu.Invalid, "The time zone %.40q is not known: give a name such as Asia/Taipei or Europe/Berlin.", name)
	}
	return zone, nil
}
