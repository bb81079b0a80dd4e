package faults

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadOnlyMount checks and backs up an installation whose files are on a read-only mount:
// while its server runs, after it was killed, and after it ended. [TestMain] says where it
// runs.
func TestReadOnlyMount(t *testing.T) {
	t.Parallel()
	live, target := t.TempDir(), filepath.Join(t.TempDir(), "target")
	s := newFolderServer(t, live)
	mounted := func() (*server, func()) {
		t.Helper()
		dir, err := os.MkdirTemp("", "gendu-mount-")
		if err != nil {
			t.Fatal(err)
		}
		release := func() { _ = exec.Command("umount", "-l", dir).Run(); _ = os.Remove(dir) }
		t.Cleanup(release)
		command(t, "mount", "--bind", live, dir)
		command(t, "mount", "-o", "remount,ro,bind", dir)
		return newFolderServer(t, dir), release
	}
	for _, when := range []string{"running", "killed", "ended"} {
		switch when {
		case "running":
			s.start()
		case "killed":
			s.kill()
		case "ended":
			s.tool("", "migrate", "up") // opens the database and closes it
		}
		m, release := mounted()
		before := filesBelow(t, live)
		m.tool("", "check", "--deep")
		out := m.tool("", "backup", target)
		m.tool("", "backup", "--log-only", target)
		if after := filesBelow(t, live); after != before || !strings.Contains(out, "can only be read") {
			t.Errorf("%s: there is\n%s, and before there was\n%s; the backup said\n%s", when, after, before, out)
		}
		release()
	}
	restored := newFolderServer(t, t.TempDir())
	restored.tool("", "restore", target)
	restored.tool("", "check", "--deep")
}

// filesBelow is every file and folder below a folder.
func filesBelow(t *testing.T, dir string) string {
	t.Helper()
	var list strings.Builder
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		list.WriteString(path + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list.String()
}
