// Package testkit starts the programs that tests run against: PostgreSQL and an
// S3 server, once per test binary, with a fresh database or bucket for every
// test. It imports the standard library only, so that every room can use it.
//
// A test that lacks a program fails and says what to install. The programs end
// with the test binary, however that ends: each runs below a shell that waits
// for the closing of a pipe.
package testkit

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Repo is the root of the repository.
func Repo(t testing.TB) string {
	t.Helper()
	dir, err := repo()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func repo() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		b, e := os.ReadFile(filepath.Join(dir, "go.mod"))
		if e == nil && strings.HasPrefix(string(b), "module gendu\n") {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			err = errors.New("no go.mod of gendu above the working directory")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// Need finds a program in PATH or in the repository's bin/, and fails the test
// with what to install where it is missing.
func Need(t testing.TB, program, install string) string {
	t.Helper()
	path, err := find(program, install)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// find looks in the further folders first: a wrapper in PATH may be slower than
// what it wraps.
func find(program, install string, further ...string) (string, error) {
	for _, pattern := range further {
		list, _ := filepath.Glob(filepath.Join(pattern, program)) // the patterns are ours
		slices.Sort(list)
		for _, path := range slices.Backward(list) {
			if _, err := exec.LookPath(path); err == nil {
				return path, nil
			}
		}
	}
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	if dir, err := repo(); err == nil {
		if path, err := exec.LookPath(filepath.Join(dir, "bin", program)); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("this test needs %s; install it: %s", program, install)
}

// unique makes a name that no other test uses, of lower-case letters and digits.
func unique() string { return "gendu" + strings.ToLower(rand.Text()[:16]) }

// keeper holds the pipes whose closing ends the programs. Nothing reads it: it
// only keeps them from being collected, and so closed, while tests run.
var keeper struct {
	sync.Mutex
	pipes []io.Closer
}

// daemon runs a program until the test binary ends and removes dir then. As
// names the account; nil is ours. It gives the last lines of what the program
// printed.
func daemon(dir string, as *syscall.Credential, argv ...string) (log func() string, err error) {
	// The shell hands its stdin to read alone; TERM and INT are what PostgreSQL and
	// versitygw end on.
	const script = `dir=$1; shift
"$@" </dev/null & pid=$!
read -r _
kill -INT $pid; wait $pid
cd / && rm -rf -- "$dir"`
	logFile, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = logFile.Close() }() // the program has its own
	cmd := exec.Command("/bin/sh", append([]string{"-c", script, "sh", dir}, argv...)...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = logFile, logFile
	// A group of its own: an interrupt at the terminal is for the test, which then
	// closes the pipe.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: as}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	keeper.Lock()
	keeper.pipes = append(keeper.pipes, pipe)
	keeper.Unlock()
	return func() string { return tail(filepath.Join(dir, "log"), 20) }, nil
}

func tail(path string, most int) string {
	f, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = f.Close() }()
	var lines []string
	for s := bufio.NewScanner(f); s.Scan(); {
		lines = append(lines, s.Text())
		lines = lines[max(0, len(lines)-most):]
	}
	return strings.Join(lines, "\n")
}

// await tries until try succeeds, for half a minute.
func await(what string, log func() string, try func() error) error {
	var err error
	for range 600 {
		if err = try(); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("%s did not start: %w\n%s", what, err, log())
}
