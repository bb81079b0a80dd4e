package cards_test

import (
	"fmt"
	"time"

	"gendu"
	"gendu/practice/cards"
)

// The schedule follows from the events, in whatever order they arrived.
func ExampleSchedule() {
	monday := time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC)
	events := []gendu.RatingEvent{
		{ID: "2", Rating: gendu.RatedGood, At: monday.AddDate(0, 0, 3)},
		{ID: "1", Rating: gendu.RatedGood, At: monday},
	}
	s, err := cards.Schedule(events)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Reps, "ratings; next on", s.DueAt.Format(time.DateOnly))
	// Output:
	// 2 ratings; next on 2026-03-19
}
