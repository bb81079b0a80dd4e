package faults

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
)

// TestPowerCut keeps the data on a file system of its own in an image file, and
// copies the image in the moment after something was acknowledged: the copy
// holds what had reached the disk, as after a power cut. What was acknowledged
// must be in the copy.
//
// To show that the test can fail, it runs again with a build whose syncs are
// taken out, and there something must be lost. It needs root, a loop device and
// mkfs.ext4, so that only `make faults` runs it.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	if !all() {
		t.Log("a few rounds are run by TestKillAfterSaved; `make faults` runs this one")
		return
	}
	if os.Getuid() != 0 {
		t.Fatal("mounting an image needs root: run make faults as root")
	}
	testkit.Need(t, "mkfs.ext4", "e2fsprogs")
	n := 10
	if lost := powerCuts(t, program(t), n); lost != 0 {
		t.Errorf("%d of %d acknowledged takes were not on the disk", lost, n)
	}
	broken, err := build(filepath.Join(t.TempDir(), "gendu-without-sync"), "-overlay", withoutSync(t))
	if err != nil {
		t.Fatal(err)
	}
	lost := powerCuts(t, broken, n)
	if lost == 0 {
		t.Errorf("a build without syncs lost nothing in %d power cuts: this test can not fail", n)
	}
	t.Logf("power cuts: %d, lost with syncs 0, lost without syncs %d", n, lost)
}

// withoutSync writes an overlay for the Go compiler in which the folder store
// and SQLite sync nothing.
func withoutSync(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	replace := map[string]string{}
	for _, edit := range []struct{ file, old, new string }{
		{"objects/stable.go", ".Sync()", ".Chmod(0o600)"},
		{"store/dialect.go", "synchronous(FULL)", "synchronous(OFF)"},
	} {
		path, err := filepath.Abs(filepath.Join("../..", edit.file))
		if err != nil {
			t.Fatal(err)
		}
		source := string(readFile(t, path))
		if !strings.Contains(source, edit.old) {
			t.Fatalf("%s holds no %s any more: this test must follow", edit.file, edit.old)
		}
		out := filepath.Join(dir, filepath.Base(edit.file))
		if err := os.WriteFile(out, []byte(strings.ReplaceAll(source, edit.old, edit.new)), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[path] = out
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// powerCuts saves n takes, cuts the power after each, and counts those that the
// disk did not hold.
func powerCuts(t *testing.T, bin string, n int) (lost int) {
	t.Helper()
	dir := t.TempDir()
	image := filepath.Join(dir, "disk.img")
	command(t, "truncate", "-s", "128M", image)
	command(t, "mkfs.ext4", "-q", image)
	mount := mountImage(t, image)
	s := newFolderServer(t, mount)
	s.binary = bin
	_, learner, _, episode := practisable(t, s)
	page := learner.episode(episode)
	command(t, "sync", "-f", mount)
	cut := filepath.Join(dir, "cut.img")
	for round := range n {
		id, wav := gendu.NewID(time.Now()), tone(round)
		if _, err := learner.putTake(id, episode, page, wav); err != nil {
			t.Fatal(err)
		}
		copyFile(t, image, cut)
		if !heldBy(t, cut, bin, learner, id, wav) {
			lost++
		}
	}
	s.kill()
	return lost
}

// heldBy starts a server on the image and asks it for the take.
func heldBy(t *testing.T, image, bin string, learner *client, id gendu.ID, wav []byte) bool {
	t.Helper()
	after := newFolderServer(t, mountImage(t, image))
	after.binary = bin
	after.start()
	defer after.kill()
	// The cookie is for the host, not for the port.
	visitor := &client{t: t, base: after.url, http: learner.http}
	response, body, err := visitor.do(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil)
	return err == nil && response.StatusCode == http.StatusOK && bytes.Equal(body, wav)
}

func mountImage(t *testing.T, image string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "gendu-mount-")
	if err != nil {
		t.Fatal(err)
	}
	command(t, "mount", "-o", "loop", image, dir)
	t.Cleanup(func() {
		_ = exec.Command("umount", "-l", dir).Run()
		_ = os.Remove(dir)
	})
	return dir
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	_ = os.Remove(to) // it may still be mounted; its mount keeps the old one
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
