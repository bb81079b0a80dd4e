//go:build unix

package durable

import (
	"errors"
	"fmt"
	"math"
	"syscall"
)

// Free is the number of bytes that a process without special rights may still write to
// the file system that holds path.
func Free(path string) (int64, error) {
	var s syscall.Statfs_t
	for {
		err := syscall.Statfs(path, &s)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EINTR) {
			return 0, fmt.Errorf("the space left at %s: %w", path, err)
		}
	}
	blocks, size := uint64(s.Bavail), uint64(s.Bsize) //nolint:gosec // sizes, never below 0
	if size > 0 && blocks > math.MaxInt64/size {
		return math.MaxInt64, nil
	}
	return int64(blocks * size), nil //nolint:gosec // checked above
}

// IsFull says whether an error of writing a file means that its disk, or the quota of
// the user on it, is full.
func IsFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
