package main

import (
	"fmt"
	"strings"
)

// report prints figures beside their goals and remembers those of quality that were
// missed. Cost (CPU, memory, time) suffers from what else the machine does, so that a
// miss there is printed, and no more.
type report struct{ missed []string }

// figure is a row: what was measured, what came out, what was asked for.
type figure struct {
	what, got, goal string
	ok, cost        bool
}

func (r *report) heading() {
	fmt.Printf("\n| what | figure | goal | |\n|---|---|---|---|\n")
}

func (r *report) add(f figure) {
	fmt.Printf("| %s | %s | %s | %s |\n", f.what, f.got, f.goal, r.verdict(f))
}

// verdict is hit or miss; nothing where there is no goal.
func (r *report) verdict(f figure) string {
	switch {
	case f.goal == "":
		return ""
	case f.ok:
		return "hit"
	case !f.cost:
		r.missed = append(r.missed, f.what)
	}
	return "MISS"
}

// end says what was missed; it is an error where strict.
func (r *report) end(strict bool) error {
	if len(r.missed) == 0 {
		fmt.Println("\nEvery goal of quality is hit.")
		return nil
	}
	text := fmt.Sprintf("%d goals of quality missed: %s", len(r.missed), strings.Join(r.missed, "; "))
	if strict {
		return fmt.Errorf("%s", text)
	}
	fmt.Println("\n" + text)
	return nil
}
