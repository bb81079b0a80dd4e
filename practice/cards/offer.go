package cards

import (
	"cmp"
	"slices"
	"time"

	"gendu"
)

// The rules of what a day offers.
const (
	maxDue     = 20 // above so many, a sitting takes only the first
	sitting    = 15 // so many, and the rest waits without being counted to the learner
	breakDays  = 7  // days without a rating that are a break
	spreadDays = 7  // days over which what fell due in a break is spread
)

// Past is what the offer of a day depends on, beside the cards.
type Past struct {
	// Rated are the times of the ratings that count of the last Window days, in any order.
	Rated []time.Time
	// Before says whether there are older ones.
	Before bool
	// RepeatedToday and NewToday count the cards rated today that were rated before
	// today, and those that were new.
	RepeatedToday, NewToday int
	// More are the cards that the learner asked for beyond what a day offers.
	More int
	// NewPerDay is the learner's setting.
	NewPerDay int
}

// Window is how many days of ratings [Past] wants.
const Window = breakDays + spreadDays + 1

// Offer is what a day offers.
type Offer struct {
	Due     []gendu.Card // the most overdue first
	New     int          // how many new cards, at most
	Waiting bool         // there are more due, on request
}

// OfferOf chooses among the cards that are due before the day ends. Above 20 it takes
// the 15 most overdue; in the week after a break it takes an equal part each day. While
// cards wait there is nothing new.
func OfferOf(now time.Time, zone *time.Location, due []gendu.Card, p Past) Offer {
	today := DayOf(now, zone)
	list := slices.Clone(due)
	slices.SortStableFunc(list, func(a, b gendu.Card) int {
		return cmp.Or(cmp.Compare(overdue(now, b), overdue(now, a)), a.DueAt.Compare(b.DueAt), cmp.Compare(a.SubjectID, b.SubjectID))
	})
	all := len(list) + p.RepeatedToday // of this day, so that its part stays the same while it is worked off
	part := all
	if all > maxDue {
		part = sitting
	}
	if left := spreadLeft(today, zone, p); left > 1 {
		part = min(part, (all+left-1)/left)
	}
	n := min(max(part-p.RepeatedToday, 0)+p.More, len(list))
	o := Offer{Due: list[:n], Waiting: n < len(list)}
	if part == all {
		o.New = max(p.NewPerDay-p.NewToday, 0)
	}
	return o
}

// overdue is how late a card is, relative to its interval.
func overdue(now time.Time, c gendu.Card) float64 {
	return float64(now.Sub(c.DueAt)) / float64(max(c.Days, 1))
}

// spreadLeft is how many days are left, this one included, of the week after a break; 0
// where there was none.
func spreadLeft(today Day, zone *time.Location, p Past) int {
	rated := map[int]bool{0: true} // days ago; today counts: somebody is here
	for _, t := range p.Rated {
		rated[today.Since(DayOf(t, zone))] = true
	}
	for back := range spreadDays {
		if rated[back] && onBreakBefore(back, rated, p.Before) {
			return spreadDays - back
		}
	}
	return 0
}

// onBreakBefore says whether the week before the day so many days ago was without a
// rating, and there were ratings before that.
func onBreakBefore(back int, rated map[int]bool, before bool) bool {
	for d := back + 1; d <= back+breakDays-1; d++ {
		if rated[d] {
			return false
		}
	}
	for d := back + breakDays; d < Window; d++ {
		before = before || rated[d]
	}
	return before
}

// Estimate is how long a sitting takes: each sentence is heard once, spoken, heard again
// with the text, and rated.
func Estimate(spokenMS []int64) time.Duration {
	var total time.Duration
	for _, ms := range spokenMS {
		total += time.Duration(ms)*time.Millisecond*16/5 + 8*time.Second
	}
	return total
}
