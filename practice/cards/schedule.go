package cards

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v4"

	"gendu"
)

// The parameters of FSRS-6 (https://github.com/open-spaced-repetition): the published
// default weights, and what is set here. web/src/cards/schedule.ts has the same; a test
// on each side reads testdata/histories.jsonl. There are no steps of minutes: a session
// brings a card back by itself, and what is due is counted in days.
const (
	retention       = 0.9
	maximumInterval = 365 // days
)

var scheduler = fsrs.NewFSRS(parameters())

func parameters() fsrs.Parameters {
	p := fsrs.DefaultParam()
	p.RequestRetention, p.MaximumInterval = retention, maximumInterval
	p.EnableFuzz, p.EnableShortTerm = false, true
	p.LearningSteps, p.RelearningSteps = []float64{}, []float64{}
	return p
}

var grades = map[gendu.Rating]fsrs.Rating{gendu.RatedAgain: fsrs.Again, gendu.RatedHard: fsrs.Hard, gendu.RatedGood: fsrs.Good}

// Clamp is the time that counts for an event: a clock that runs ahead cannot put a
// rating into the future.
func Clamp(at, arrived time.Time) time.Time {
	at, arrived = at.Truncate(time.Millisecond), arrived.Truncate(time.Millisecond)
	if at.After(arrived) {
		return arrived
	}
	return at
}

// Order sorts events by their time, then by their id, so that it does not matter in
// which order they arrived.
func Order(events []gendu.RatingEvent) {
	slices.SortFunc(events, func(a, b gendu.RatingEvent) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
}

// Counting gives the events of one card that count, in their order: those that no undo
// names, each once.
func Counting(events []gendu.RatingEvent) []gendu.RatingEvent {
	undone := map[gendu.ID]bool{}
	for _, e := range events {
		if e.Rating == gendu.RatingUndo {
			undone[e.Undoes] = true
		}
	}
	out := make([]gendu.RatingEvent, 0, len(events))
	for _, e := range events {
		if e.Rating != gendu.RatingUndo && !undone[e.ID] {
			out = append(out, e)
		}
	}
	Order(out)
	return slices.CompactFunc(out, func(a, b gendu.RatingEvent) bool { return a.ID == b.ID })
}

// Schedule computes from all rating events of one card, in any order, when it comes
// next. Without any that counts, the card is new.
func Schedule(events []gendu.RatingEvent) (gendu.Schedule, error) {
	list := Counting(events)
	if len(list) == 0 {
		return gendu.Schedule{}, nil
	}
	card := fsrs.NewCard(list[0].At.UTC())
	for _, e := range list {
		next, err := scheduler.Next(card, e.At.UTC(), grades[e.Rating])
		if err != nil {
			return gendu.Schedule{}, fmt.Errorf("cards: rating %s (%s): %w", e.ID, e.Rating, err)
		}
		card = next.Card
		card.Stability, card.Difficulty = rounded(card.Stability), rounded(card.Difficulty)
	}
	// "good" comes a day after "hard", so that both libraries can say 366 days; they do not
	// agree on the moment that follows.
	days, last := min(int(card.ScheduledDays), maximumInterval), list[len(list)-1].At
	return gendu.Schedule{
		DueAt: last.UTC().Add(time.Duration(days) * 24 * time.Hour), Days: days, Stability: card.Stability, Difficulty: card.Difficulty,
		Reps: int(card.Reps), Lapses: int(card.Lapses), FirstAt: list[0].At, LastAt: last,
	}, nil
}

// rounded keeps 8 decimals, as ts-fsrs does after each rating, so that the page and the
// server do not drift apart.
func rounded(v float64) float64 { return math.Round(v*1e8) / 1e8 }
