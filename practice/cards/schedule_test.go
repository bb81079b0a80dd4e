package cards_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"gendu"
	"gendu/practice/cards"
)

var update = flag.Bool("update", false, "write testdata/histories.jsonl")

// history is one card of testdata/histories.jsonl: what was rated, in the order in which
// it arrived, and the schedule that follows. The page's tests read the same file.
type history struct {
	Events     [][4]any `json:"events"` // id, rating, Unix ms, id of what is undone
	DueAt      int64    `json:"dueAt"`  // Unix ms; 0: new
	Days       int      `json:"days"`
	Reps       int      `json:"reps"`
	Lapses     int      `json:"lapses"`
	Stability  float64  `json:"stability"`
	Difficulty float64  `json:"difficulty"`
}

// eventsOf makes up the ratings of one card: repeats within a sitting, days, long gaps,
// equal times, undos.
func eventsOf(r *rand.Rand) []gendu.RatingEvent {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(365 * 24 * time.Hour)))).Truncate(time.Millisecond)
	list := make([]gendu.RatingEvent, r.IntN(15))
	for i := range list {
		e := gendu.RatingEvent{ID: gendu.ID(fmt.Sprintf("%08x", r.Uint32())), At: at, Rating: gendu.RatedGood}
		switch k := r.IntN(10); {
		case k < 2:
			e.Rating = gendu.RatedAgain
		case k < 4:
			e.Rating = gendu.RatedHard
		case k == 4 && i > 0:
			e.Rating, e.Undoes = gendu.RatingUndo, list[r.IntN(i)].ID
		}
		list[i] = e
		switch r.IntN(4) {
		case 0: // the same moment, by another device
		case 1:
			at = at.Add(time.Duration(r.Int64N(int64(20 * time.Minute)))).Truncate(time.Millisecond)
		case 2:
			at = at.Add(time.Duration(r.Int64N(int64(10 * 24 * time.Hour)))).Truncate(time.Millisecond)
		default:
			at = at.Add(time.Duration(r.Int64N(int64(500 * 24 * time.Hour)))).Truncate(time.Millisecond)
		}
	}
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// TestHistories holds the schedules of 1,000 random histories; the page computes the same.
func TestHistories(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(17, 39))
	var got []byte
	for range 1000 {
		events := eventsOf(r)
		s, err := cards.Schedule(events)
		if err != nil {
			t.Fatal(err)
		}
		h := history{Events: [][4]any{}, Days: s.Days, Reps: s.Reps, Lapses: s.Lapses, Stability: s.Stability, Difficulty: s.Difficulty}
		if !s.New() {
			h.DueAt = s.DueAt.UnixMilli()
		}
		for _, e := range events {
			h.Events = append(h.Events, [4]any{e.ID, e.Rating, e.At.UnixMilli(), e.Undoes})
		}
		line, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		got = append(append(got, line...), '\n')
	}
	const file = "testdata/histories.jsonl"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("the schedules differ from testdata/histories.jsonl; if that is meant, run with -update and see what the page computes (web/src/cards)")
	}
}

// TestDevicesAgree: two devices rated the same cards while they were offline. Whichever
// of them comes online first, and in whatever order its events are read, the schedule is
// the same.
func TestDevicesAgree(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 2))
	for n := range 1000 {
		events := eventsOf(r)
		arrived := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
		clamped := func(order []int) []gendu.RatingEvent {
			out := make([]gendu.RatingEvent, len(order))
			for i, k := range order {
				out[i] = events[k]
				out[i].At = cards.Clamp(events[k].At, arrived)
			}
			return out
		}
		want, err := cards.Schedule(clamped(indices(len(events))))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			order := r.Perm(len(events))
			order = append(order, order[:len(order)/2]...) // a retry delivers some twice
			if got, err := cards.Schedule(clamped(order)); err != nil || got != want {
				t.Fatalf("history %d in the order %v: %+v, %v; want %+v", n, order, got, err, want)
			}
		}
	}
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestClamp(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 999_999, time.UTC)
	if got := cards.Clamp(now.Add(time.Hour), now); !got.Equal(now.Truncate(time.Millisecond)) {
		t.Errorf("a clock that runs ahead counts as %v", got)
	}
	if got := cards.Clamp(now.Add(-time.Hour), now); !got.Equal(now.Add(-time.Hour).Truncate(time.Millisecond)) {
		t.Errorf("a rating that waited counts as %v", got)
	}
}

// TestUndo: an undo takes back the rating that it names, also where it arrives first.
func TestUndo(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	good := gendu.RatingEvent{ID: "a", Rating: gendu.RatedGood, At: at}
	slip := gendu.RatingEvent{ID: "b", Rating: gendu.RatedAgain, At: at.Add(time.Minute)}
	undo := gendu.RatingEvent{ID: "c", Rating: gendu.RatingUndo, Undoes: "b", At: at.Add(2 * time.Minute)}
	want, _ := cards.Schedule([]gendu.RatingEvent{good})
	for _, list := range [][]gendu.RatingEvent{{good, slip, undo}, {undo, slip, good}, {slip, undo, good}} {
		if got, err := cards.Schedule(slices.Clone(list)); err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
	if got, err := cards.Schedule([]gendu.RatingEvent{slip, undo}); err != nil || !got.New() || !got.DueAt.IsZero() {
		t.Errorf("without a rating that counts: %+v, %v", got, err)
	}
}
