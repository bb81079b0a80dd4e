package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gendu/internal/testkit"
)

// disk is what a server writes to: a file system for the database and one for
// the objects, each in an image file. With two, a sync that one of them lacks is
// not made up for by the other, as on one file system with a common journal.
type disk struct{ database, objects string }

func diskIn(dir string) disk {
	return disk{filepath.Join(dir, "database.img"), filepath.Join(dir, "objects.img")}
}

// TestPowerCut copies the images of a server's disk in the moment after a take
// or a chunk was acknowledged: the copy holds what had reached the disk, as after
// a power cut. What was acknowledged must be in the copy.
//
// To show that the test can fail, it runs again with builds that lack one sync
// each, and each of them must lose something. [TestMain] says where it runs.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	testkit.Need(t, "mkfs.ext4", "e2fsprogs")
	fresh := diskIn(t.TempDir())
	for _, image := range []string{fresh.database, fresh.objects} {
		command(t, "truncate", "-s", "64M", image)
		command(t, "mkfs.ext4", "-q", image)
	}
	s, unmount := mountServer(t, fresh)
	l := newLedger(t, s, rounds(3, 50))
	s.kill()
	unmount()
	cases := []struct {
		name      string
		edit      *edit // nil for the build as it is
		cuts      int
		losesSome bool
	}{
		{"as built", nil, rounds(3, 50), false},
		{"without the sync of files", &edit{"objects/folder.go", "err = toStable(file)", ""}, rounds(3, 10), true},
		{"without the sync of folders", &edit{"objects/folder.go", "err = toStable(d)\n", "\n"}, rounds(3, 10), true},
		{"without the sync of the database", &edit{"store/sqldb/dialect.go", "synchronous(FULL)", "synchronous(OFF)"}, rounds(3, 10), true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bin := program(t)
			if c.edit != nil {
				bin = filepath.Join(t.TempDir(), "gendu")
				if _, err := build(bin, "-overlay", overlay(t, *c.edit)); err != nil {
					t.Fatal(err)
				}
			}
			lost := powerCuts(t, l, fresh, bin, c.cuts)
			if got := len(lost) > 0; got != c.losesSome {
				t.Errorf("in %d power cuts %d lost something, want some: %v; %q", c.cuts, len(lost), c.losesSome, lost)
			}
			t.Logf("%s: %d power cuts, %d of them lost something acknowledged %.200q", c.name, c.cuts, len(lost), lost)
		})
	}
}

// powerCuts saves n takes and chunks, cuts the power after each, and gives what
// the disk did not hold.
func powerCuts(t *testing.T, l *ledger, fresh disk, bin string, n int) (lost []string) {
	t.Helper()
	mine, cut := diskIn(t.TempDir()), diskIn(t.TempDir())
	fresh.copyTo(t, mine)
	s, _ := mountServer(t, mine)
	s.binary = bin
	s.start()
	l = l.at(t, s)
	command(t, "sync", "-f", strings.TrimPrefix(s.database, "sqlite:"), strings.TrimPrefix(s.objects, "file:"))
	for round := range n {
		l.save(round, func() {
			s.pause()
			mine.copyTo(t, cut)
			s.resume()
		})
		if list := lostOn(t, l, cut, bin); len(list) > 0 {
			lost = append(lost, fmt.Sprintf("round %d: %s", round, strings.Join(list, "; ")))
		}
	}
	return lost
}

// lostOn starts a server on a copied disk and asks what it lacks.
func lostOn(t *testing.T, l *ledger, cut disk, bin string) []string {
	t.Helper()
	s, unmount := mountServer(t, cut)
	defer unmount()
	s.binary = bin
	if err := s.tryStart(); err != nil {
		return []string{err.Error()}
	}
	defer s.kill()
	return l.lost(s)
}

// copyTo copies the images, without their holes: that takes a moment only.
func (d disk) copyTo(t *testing.T, to disk) {
	t.Helper()
	command(t, "cp", "--sparse=always", d.database, to.database)
	command(t, "cp", "--sparse=always", d.objects, to.objects)
}

// mountServer mounts a disk and prepares a server on it. The journal is written
// for a sync only, not every five seconds besides.
func mountServer(t *testing.T, d disk) (s *server, unmount func()) {
	t.Helper()
	dir, err := os.MkdirTemp("", "gendu-mount-")
	if err != nil {
		t.Fatal(err)
	}
	var mounts []string
	unmount = func() {
		for _, m := range mounts {
			_ = exec.Command("umount", "-l", m).Run()
		}
		mounts = nil
		_ = os.RemoveAll(dir)
	}
	t.Cleanup(unmount)
	for name, image := range map[string]string{"database": d.database, "objects": d.objects} {
		m := filepath.Join(dir, name)
		if err := os.Mkdir(m, 0o700); err != nil {
			t.Fatal(err)
		}
		command(t, "mount", "-o", "loop,commit=300", image, m)
		mounts = append(mounts, m)
	}
	return newServer(t, "sqlite:"+filepath.Join(dir, "database", "gendu.db"), "file:"+filepath.Join(dir, "objects", "objects")), unmount
}

// pause stops the server's process and waits until each of its threads stands, so
// that nothing is written while the disk is copied.
func (s *server) pause() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		s.t.Fatal(err)
	}
	testkit.Eventually(s.t, 10*time.Second, "all threads of the server stand", func() bool {
		tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", s.pid()))
		if err != nil || len(tasks) == 0 {
			return false
		}
		for _, task := range tasks {
			stat, err := os.ReadFile(task)
			// proc(5): the state follows the name, which is in brackets.
			if at := bytes.LastIndexByte(stat, ')'); err != nil || at < 0 || !bytes.HasPrefix(stat[at:], []byte(") T")) {
				return false
			}
		}
		return true
	})
}

func (s *server) resume() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		s.t.Fatal(err)
	}
}

// edit is one change of a source file.
type edit struct{ file, old, new string }

// overlay writes an overlay for the Go compiler with the change.
func overlay(t *testing.T, e edit) string {
	t.Helper()
	dir := t.TempDir()
	path, err := filepath.Abs(filepath.Join("../..", e.file))
	if err != nil {
		t.Fatal(err)
	}
	source := string(readFile(t, path))
	if strings.Count(source, e.old) != 1 {
		t.Fatalf("%s does not hold %q once: this test must follow", e.file, e.old)
	}
	changed, name := filepath.Join(dir, filepath.Base(e.file)), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(changed, []byte(strings.Replace(source, e.old, e.new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
