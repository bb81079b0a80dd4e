package main

import "fmt"

// board counts which goals were hit.
type board struct{ hits, misses int }

// goal prints a figure that has a goal, and whether that was reached.
func (b *board) goal(hit bool, format string, figures ...any) {
	mark := "hit "
	if hit {
		b.hits++
	} else {
		b.misses++
		mark = "MISS"
	}
	fmt.Printf(mark+"  "+format+"\n", figures...)
}

// end says how many were reached; not all is an error.
func (b *board) end() error {
	fmt.Printf("\n%d of %d goals were hit\n", b.hits, b.hits+b.misses)
	if b.misses > 0 {
		return fmt.Errorf("%d goals were missed", b.misses)
	}
	return nil
}
