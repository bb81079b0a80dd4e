package coursework_test

import (
	"fmt"

	"gendu/coursework"
)

// A code is read however it was copied from the board.
func ExampleReadCode() {
	fmt.Println(coursework.ReadCode(" k7m2 - pq4x "))
	// Output:
	// K7M2PQ4X
}
