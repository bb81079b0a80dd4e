package cards_test

import (
	"testing"
	"time"

	"gendu/practice/cards"
)

// TestDaysMeet: in every kind of time zone each day begins where the one before ended, at a
// whole quarter of an hour, and each moment is in the day that names it: no minute is lost
// and none counts twice, also where the clocks change, at midnight or by half an hour.
func TestDaysMeet(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"UTC", "Asia/Taipei", "Asia/Kathmandu", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Santiago",
		"America/Havana", "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Gaza", "Australia/Lord_Howe", "Pacific/Chatham",
		"Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Antarctica/Troll", "Antarctica/Casey",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, name)
			day := cards.DayOf(time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC), z)
			first := day
			for range 20 * 366 {
				next := day.Plus(1)
				if !next.Start.Equal(day.End) || next.Since(day) != 1 || next.Number() != day.Number()+1 {
					t.Fatalf("%s ends at %v, and %s begins at %v", day.Name(), day.End, next.Name(), next.Start)
				}
				if day.Start.Unix()%(15*60) != 0 {
					t.Fatalf("%s begins at %v", day.Name(), day.Start)
				}
				for _, at := range []time.Time{day.Start, day.Start.Add(day.End.Sub(day.Start) / 2), day.End.Add(-time.Millisecond)} {
					if got := cards.DayOf(at, z); got != day || !day.Has(at) {
						t.Fatalf("%v is in %s, want %s", at, got.Name(), day.Name())
					}
				}
				if got := cards.DayOn(day.Start, z); got != day {
					t.Fatalf("the day on %s is %s", day.Name(), got.Name())
				}
				day = next
			}
			if first.Plus(20*366) != day {
				t.Errorf("%d days after %s comes %s, not %s", 20*366, first.Name(), first.Plus(20*366).Name(), day.Name())
			}
		})
	}
}
