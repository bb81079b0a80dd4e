//go:build unix

package sqldb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"gendu"
)

// lockFile keeps other processes from migrating the same SQLite file, because
// golang-migrate's lock holds within one process only. The lock dies with its
// process. The file stays: removing it would let two holders in.
func (d Dialect) lockFile(ctx context.Context) (unlock func(), err error) {
	f, err := os.OpenFile(d.File+".lock", os.O_CREATE|os.O_RDWR, ownOnly)
	if err != nil {
		return nil, gendu.Wrap(err, gendu.Unavailable, "the lock file beside the database cannot be opened")
	}
	_ = f.Chmod(ownOnly) // of an earlier version; where it is somebody else's it holds nothing
	for wait := time.Millisecond; ; wait = min(2*wait, 200*time.Millisecond) {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			_ = f.Close()
			return nil, gendu.Wrap(err, gendu.Unavailable, "the lock file beside the database cannot be locked")
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, gendu.Wrap(ctx.Err(), gendu.Busy, "another gendu is migrating the database; it did not end in time")
		case <-time.After(wait):
		}
	}
}

// tryLockFile takes the lock on a file, or gives busy where another process has it.
// The lock dies with its process. [ErrReadOnly] is in the chain where no file can be made.
func tryLockFile(name string, busy error) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, ownOnly)
	if errors.Is(err, syscall.EROFS) || errors.Is(err, os.ErrPermission) {
		err = errors.Join(ErrReadOnly, err)
	}
	if err != nil {
		return nil, gendu.Wrap(err, gendu.Unavailable, "the lock file beside the database cannot be opened")
	}
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case err == nil:
		return func() { _ = f.Close() }, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		_ = f.Close()
		return nil, busy
	default:
		_ = f.Close()
		return nil, gendu.Wrap(err, gendu.Unavailable, "the lock file beside the database cannot be locked")
	}
}

// lockFileName names a file that is locked among all files of all machines, until this
// machine starts again; "" where it cannot be told.
func lockFileName(name string) string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	info, e := os.Stat(name)
	if err != nil || e != nil {
		return ""
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s %d %d", strings.TrimSpace(string(boot)), stat.Dev, stat.Ino)
}
