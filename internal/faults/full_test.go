package faults

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"gendu"
)

// smallDisk mounts a file system of a size of its own.
func smallDisk(t *testing.T, mib int) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "gendu-full-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = exec.Command("umount", "-l", dir).Run()
		_ = os.RemoveAll(dir)
	})
	command(t, "mount", "-t", "tmpfs", "-o", "size="+strconv.Itoa(mib)+"M", "tmpfs", dir)
	return dir
}

// fillUp takes all that is free on a disk, as a program beside gendu may.
func fillUp(t *testing.T, dir string) (junk string) {
	t.Helper()
	junk = filepath.Join(dir, "junk")
	f, err := os.Create(junk)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size >= 512; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return junk
}

// refusal is the problem with which a take is refused.
func (l *ledger) refusal(id gendu.ID, wav []byte) (status int, kind, message string) {
	l.t.Helper()
	status, err := l.learner.putTake(id, l.episode, l.page, wav)
	if err == nil {
		return status, "", ""
	}
	var p struct{ Kind, Message string }
	_, body, _ := strings.Cut(err.Error(), "answered "+strconv.Itoa(status)+": ")
	if jerr := json.Unmarshal([]byte(body), &p); jerr != nil {
		l.t.Fatalf("the take was refused with %v", err)
	}
	return status, p.Kind, p.Message
}

// goesOn is what a full disk must not stop: signing in, reading and deleting.
func (l *ledger) goesOn(s *server, id gendu.ID) {
	l.t.Helper()
	l.learner = signIn(l.t, s, "learner")
	l.learner.must(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil, http.StatusOK)
	l.learner.must(http.MethodGet, "/api/v1/episodes/"+string(l.episode), nil, nil, http.StatusOK)
	l.learner.must(http.MethodDelete, "/api/v1/takes/"+string(id), nil, nil, http.StatusNoContent)
	l.host.must(http.MethodGet, "/readyz", nil, nil, http.StatusOK)
}

// TestDiskFull fills the disk of a server twice: with recordings, which stop at the
// reserve, and from outside, to the last byte. [TestMain] says where it runs.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	disk, temp := smallDisk(t, 160), smallDisk(t, 48)
	s := newServer(t, "sqlite:"+filepath.Join(disk, "gendu.db"), "file:"+filepath.Join(disk, "objects"),
		"GENDU_DISK_RESERVE=100MiB", "TMPDIR="+temp)
	l := newLedger(t, s, 1)
	long := wavOf(14 << 20)
	var kept []gendu.ID
	full := false
	for range 10 {
		id := gendu.NewID(time.Now())
		status, kind, message := l.refusal(id, long)
		if status < 300 {
			kept = append(kept, id)
			continue
		}
		if full = true; status != http.StatusInsufficientStorage || kind != "full" || !strings.Contains(message, "disk") {
			t.Errorf("the take that does not fit is refused with %d %s: %s", status, kind, message)
		}
		break
	}
	if !full || len(kept) < 2 {
		t.Fatalf("%d takes of 14 MiB were kept on a disk of 160 MiB with 100 MiB in reserve", len(kept))
	}
	l.goesOn(s, kept[0])
	if status, kind, message := l.refusal(gendu.NewID(time.Now()), long); status != http.StatusCreated {
		t.Errorf("after a deletion a take is refused with %d %s: %s", status, kind, message)
	}

	// Now somebody else takes the rest.
	junk := fillUp(t, disk)
	if status, kind, _ := l.refusal(gendu.NewID(time.Now()), tone(1)); status != http.StatusInsufficientStorage || kind != "full" {
		t.Errorf("on a full disk a take is refused with %d %s", status, kind)
	}
	for range 30 { // again and again: what is written beside the database is used again
		signIn(t, s, "learner")
	}
	l.goesOn(s, kept[1])
	if err := os.Remove(junk); err != nil {
		t.Fatal(err)
	}

	// A full folder for temporary files is no fault of the disk, and the server says so.
	fillUp(t, temp)
	_, body := l.host.must(http.MethodGet, "/readyz", nil, nil, http.StatusServiceUnavailable)
	if !strings.Contains(string(body), "TMPDIR") {
		t.Errorf("with a full folder for temporary files it is not ready: %s", body)
	}
	if status, kind, message := l.refusal(gendu.NewID(time.Now()), tone(2)); status != http.StatusInsufficientStorage || kind != "full" || !strings.Contains(message, "TMPDIR") {
		t.Errorf("a take is refused with %d %s: %s", status, kind, message)
	}
}

// wavOf is a recording of about so many bytes.
func wavOf(size int) []byte {
	short := tone(1)
	data := make([]byte, 0, size)
	data = append(data, short[:44]...)
	for len(data)+len(short) < size {
		data = append(data, short[44:]...)
	}
	n := len(data) - 44
	for i := range 4 {
		data[40+i] = byte(n >> (8 * i))
		data[4+i] = byte((n + 36) >> (8 * i))
	}
	return data
}
