package testkit

import (
	"testing"
	"time"
)

// Eventually asks again and again until cond holds, and fails the test where it
// does not within d.
func Eventually(t testing.TB, d time.Duration, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if cond() {
			return
		}
	}
	t.Fatalf("%v went by before this was so: %s", d, what)
}
