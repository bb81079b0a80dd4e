// Package board prints figures that have a goal, and counts which were reached.
package board

import "fmt"

// Board counts which goals were hit.
type Board struct{ hits, misses int }

// Goal prints a figure that has a goal, and whether that was reached.
func (b *Board) Goal(hit bool, format string, figures ...any) {
	mark := "hit "
	if hit {
		b.hits++
	} else {
		b.misses++
		mark = "MISS"
	}
	fmt.Printf(mark+"  "+format+"\n", figures...)
}

// End says how many were reached; not all is an error.
func (b *Board) End() error {
	fmt.Printf("\n%d of %d goals were hit\n", b.hits, b.hits+b.misses)
	if b.misses > 0 {
		return fmt.Errorf("%d goals were missed", b.misses)
	}
	return nil
}
