package uploading

import (
	"strings"
	"testing"
	"time"

	"gendu"
)

// TestLockOwner: a lock begins with the name of its process, so that others can
// tell whether it lives, and no two locks are alike.
func TestLockOwner(t *testing.T) {
	t.Parallel()
	locker := &uploadLocker{owner: "here/1/2"}
	owners := map[string]bool{}
	for range 2 {
		lock, err := locker.NewLock(string(gendu.NewID(time.Now())))
		if err != nil {
			t.Fatal(err)
		}
		held, ok := lock.(*uploadLock)
		if !ok || !strings.HasPrefix(held.owner, "here/1/2/") {
			t.Fatalf("the lock is %+v", lock)
		}
		owners[held.owner] = true
	}
	if len(owners) != 2 {
		t.Errorf("two locks are of %v", owners)
	}
}
