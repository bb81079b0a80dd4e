package cards_test

import (
	"fmt"
	"testing"
	"time"

	"gendu"
	"gendu/practice/cards"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := cards.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestDay: a day ends at 04:00 of the learner's clock, also where the clocks change.
func TestDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at, zone, name, end string
		hours               int
	}{
		{"2026-03-01T03:59:59Z", "UTC", "2026-02-28", "2026-03-01T04:00:00Z", 24},
		{"2026-03-01T04:00:00Z", "UTC", "2026-03-01", "2026-03-02T04:00:00Z", 24},
		{"2026-03-01T19:59:59Z", "Asia/Taipei", "2026-03-01", "2026-03-01T20:00:00Z", 24}, // 03:59:59 in Taipei
		{"2026-03-01T20:00:00Z", "Asia/Taipei", "2026-03-02", "2026-03-02T20:00:00Z", 24},
		{"2026-03-28T12:00:00Z", "Europe/Berlin", "2026-03-28", "2026-03-29T02:00:00Z", 23},
		{"2026-10-24T12:00:00Z", "Europe/Berlin", "2026-10-24", "2026-10-25T03:00:00Z", 25},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		d := cards.DayOf(at, zone(t, c.zone))
		if d.Name() != c.name || d.End.UTC().Format(time.RFC3339) != c.end || d.End.Sub(d.Start) != time.Duration(c.hours)*time.Hour {
			t.Errorf("%s in %s: %s to %v", c.at, c.zone, d.Name(), d.End.UTC())
		}
		if !d.Has(at) || d.Plus(3).Since(d) != 3 || d.Since(d.Plus(-40)) != 40 || d.Monday().Start.Weekday() != time.Monday || d.Since(d.Monday()) > 6 {
			t.Errorf("%s in %s: the days around it are wrong", c.at, c.zone)
		}
	}
	for _, bad := range []string{"", "Local", "Mars/Olympus", "../etc/passwd"} {
		if _, err := cards.Zone(bad); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("the zone %q: %v", bad, err)
		}
	}
}

func dueCards(n int, now time.Time) []gendu.Card {
	list := make([]gendu.Card, n)
	for i := range list {
		list[i] = gendu.Card{SubjectID: gendu.ID(fmt.Sprintf("%03d", i)), Schedule: gendu.Schedule{DueAt: now.AddDate(0, 0, -1), Days: i + 1, Reps: 1}}
	}
	return list
}

// TestOffer: what a day offers of so many due cards.
func TestOffer(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	days := func(ago ...int) []time.Time {
		out := make([]time.Time, len(ago))
		for i, d := range ago {
			out[i] = now.AddDate(0, 0, -d)
		}
		return out
	}
	for _, c := range []struct {
		name     string
		due      int
		past     cards.Past
		want, nu int
		waiting  bool
	}{
		{"nothing", 0, cards.Past{NewPerDay: 5}, 0, 5, false},
		{"some", 20, cards.Past{NewPerDay: 5, Rated: days(1)}, 20, 5, false},
		{"new ones of today count", 3, cards.Past{NewPerDay: 5, NewToday: 4, Rated: days(0)}, 3, 1, false},
		{"a backlog", 21, cards.Past{NewPerDay: 5, Rated: days(1)}, 15, 0, true},
		{"a backlog, half done", 13, cards.Past{NewPerDay: 5, Rated: days(0, 1), RepeatedToday: 8}, 7, 0, true},
		{"a backlog, done for today", 30, cards.Past{NewPerDay: 5, Rated: days(0, 1), RepeatedToday: 15}, 0, 0, true},
		{"15 more", 30, cards.Past{NewPerDay: 5, Rated: days(0, 1), RepeatedToday: 15, More: 15}, 15, 0, true},
		{"after a break", 14, cards.Past{NewPerDay: 5, Rated: days(9)}, 2, 0, true},
		{"after a long break", 140, cards.Past{NewPerDay: 5, Before: true}, 15, 0, true},
		{"after six days", 14, cards.Past{NewPerDay: 5, Rated: days(6)}, 14, 5, false},
		{"the third day after a break", 10, cards.Past{NewPerDay: 5, Rated: days(2, 11)}, 2, 0, true},
		{"the last day of the spread", 3, cards.Past{NewPerDay: 5, Rated: days(6, 14)}, 3, 5, false},
		{"the first days of all", 14, cards.Past{NewPerDay: 5, Rated: days(2)}, 14, 5, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := cards.OfferOf(now, time.UTC, dueCards(c.due, now), c.past)
			if len(o.Due) != c.want || o.New != c.nu || o.Waiting != c.waiting {
				t.Errorf("%d due, %d new, waiting %v; want %d, %d, %v", len(o.Due), o.New, o.Waiting, c.want, c.nu, c.waiting)
			}
			if len(o.Due) > 0 && o.Due[0].Days != 1 {
				t.Errorf("the first has an interval of %d days, not the one that is the most overdue", o.Due[0].Days)
			}
		})
	}
}
