package faults

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
)

// drill is an installation on which people work while it is backed up.
type drill struct {
	t *testing.T
	s *server
	l *ledger

	mu       sync.Mutex
	takes    map[gendu.ID][]byte // acknowledged
	spared   map[gendu.ID]bool   // every other one: nobody deletes it
	deleting map[gendu.ID]bool   // whose deletion was asked for
	deleted  map[gendu.ID]bool   // and acknowledged
	held     int                 // bytes of the upload that were acknowledged
}

// TestBackupUnderLoad backs up while takes are made and deleted and a file is uploaded,
// with kills in the middle of both backup and restore, and wants everything that was acknowledged before
// the backup, byte for byte, nothing of what was deleted, and a clean check.
//
// `make faults` runs it longer, and with builds that are broken on purpose, each of
// which it must find.
func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		edit   *edit // nil for the build as it is
		broken bool
	}{
		{"as built", nil, false},
		{"without takes in the backup", &edit{"store/expected.go", "keptReferences, takeObjects, ", "keptReferences, "}, true},
		{"without the deletion log", &edit{"backup/restore.go", "rows.ApplyDeletions(ctx, logged.Entries)", "error(nil)"}, true},
		{"without the note that a restore has begun", &edit{"installation/restoring.go", "return bucket.Put(ctx, restoringKey", "return bucket.Put(ctx, \"other\""}, true},
	}
	if !all() {
		cases = cases[:1]
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
			for _, k := range []struct {
				name              string
				database, objects func(dir string) string
			}{
				{"SQLiteAndFolder", func(dir string) string { return "sqlite:" + filepath.Join(dir, "gendu.db") }, func(dir string) string { return "file:" + filepath.Join(dir, "objects") }},
				{"PostgreSQLAndS3", func(string) string { return testkit.Postgres(t) }, func(string) string { return testkit.S3(t) }},
			} {
				t.Run(k.name, func(t *testing.T) {
					t.Parallel()
					dir, copied := t.TempDir(), t.TempDir()
					const unscored = "GENDU_SPEECH_MODEL=/nonexistent" // leaves the CPU to what is tested
					d := newDrill(t, newServer(t, k.database(dir), k.objects(dir), unscored))
					to := newServer(t, k.database(copied), k.objects(copied), unscored)
					d.s.binary, to.binary = bin, bin
					for round := range rounds(1, 5) {
						d.backUp(rounds(1, 4), fmt.Sprintf("%s%d", dir, round))
						if err := d.restore(to, fmt.Sprintf("%s%d", dir, round)); err != nil {
							if !c.broken {
								t.Fatal(err)
							}
							t.Logf("found: %v", err)
							return
						}
						to.kill()
						next := t.TempDir()
						to = newServer(t, k.database(next), k.objects(next), unscored)
						to.binary = bin
					}
					if c.broken {
						t.Error("the drill did not find what is broken in this build")
					}
				})
			}
		})
	}
}

func newDrill(t *testing.T, s *server) *drill {
	t.Helper()
	return &drill{
		t: t, s: s, l: newLedger(t, s, 40),
		takes: map[gendu.ID][]byte{}, spared: map[gendu.ID]bool{}, deleting: map[gendu.ID]bool{}, deleted: map[gendu.ID]bool{},
	}
}

// work has a learner and a host go on until ctx ends.
func (d *drill) work(ctx context.Context) *sync.WaitGroup {
	var working sync.WaitGroup
	working.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			d.take()
			if n%3 == 2 {
				d.deleteOne()
			}
		}
	})
	working.Go(func() {
		for ctx.Err() == nil && d.held < len(d.l.data) {
			d.chunk()
		}
	})
	return &working
}

func (d *drill) take() {
	id := gendu.NewID(time.Now())
	d.mu.Lock()
	wav := tone(len(d.takes))
	d.mu.Unlock()
	if _, err := d.l.learner.putTake(id, d.l.episode, d.l.page, wav); err != nil {
		d.t.Errorf("a take during the backup: %v", err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.takes[id] = wav
	d.spared[id] = len(d.takes)%2 == 0
}

// deleteOne deletes any take.
func (d *drill) deleteOne() {
	var id gendu.ID
	d.mu.Lock()
	for v := range d.takes { // in no order
		if !d.deleting[v] && !d.spared[v] {
			id = v
			break
		}
	}
	if id != "" {
		d.deleting[id] = true
	}
	d.mu.Unlock()
	if id == "" {
		return
	}
	response, _, err := d.l.learner.do(http.MethodDelete, "/api/v1/takes/"+string(id), nil, nil)
	if err != nil || response.StatusCode != http.StatusNoContent {
		d.t.Errorf("deleting a take during the backup: %v, %v", response, err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.deleted[id] = true
}

func (d *drill) chunk() {
	end := min(d.held+chunkLen, len(d.l.data))
	next, err := d.l.host.patch(d.l.upload, d.held, d.l.data[d.held:end])
	if err != nil {
		d.t.Errorf("a chunk during the backup: %v", err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = next
}

// backUp backs up n times while people work. What they had before the last time goes
// into the ledger.
func (d *drill) backUp(n int, target string) {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	working := d.work(ctx)
	for i := range n {
		if i == n-1 {
			if _, err := d.s.toolKilled("copying objects", 10*time.Millisecond, "backup", target); err != nil {
				d.t.Error(err)
			}
			testkit.Eventually(d.t, time.Minute, "enough is acknowledged", func() bool {
				d.mu.Lock()
				defer d.mu.Unlock()
				return len(d.takes) >= 8 && len(d.deleted) > 0 && d.held > 0
			})
			d.mu.Lock()
			d.l.takes, d.l.held = maps.Clone(d.takes), d.held
			d.mu.Unlock()
		}
		d.s.tool("", "backup", target)
	}
	stop()
	working.Wait()
	d.deleteOne() // which only the log in the object store knows
}

// restore fills to from the backup, killed again and again, starts a server on it, and
// says what is not as it should be.
func (d *drill) restore(to *server, target string) error {
	d.t.Helper()
	args := []string{"restore", target, "--deletions", d.s.objects}
	kills := 0
	steps := []string{"restoring the rows", "restoring the rows", "applying the deletion log", "copying objects", "copying objects"}
	for range rounds(1, 3) * len(steps) {
		ended, err := to.toolKilled(steps[kills%len(steps)], time.Duration(rand.Int64N(int64(60*time.Millisecond))), args...)
		if err != nil {
			return err
		}
		if ended {
			break
		}
		kills++
		if err := to.tryStart(); err == nil {
			to.kill()
			return errors.New("a server starts after a restore that was killed")
		}
		to.kill()
	}
	if err := to.toolErr(args...); err != nil && !strings.Contains(err.Error(), "not empty") { // the last one may have ended
		return err
	}
	if err := to.toolErr("check", "--deep"); err != nil {
		return err
	}
	if err := to.tryStart(); err != nil {
		return err
	}
	found := d.found(to)
	d.t.Logf("%d takes and %d bytes of an upload were acknowledged before the backup, %d takes deleted; the restore was killed %d times; %s",
		len(d.l.takes), d.l.held, len(d.deleted), kills, found)
	if len(found) > 0 {
		return fmt.Errorf("after the restore: %.1000q", found)
	}
	return nil
}

// found is what differs from the ledger on a restored server.
func (d *drill) found(to *server) (list []string) {
	d.t.Helper()
	here := d.l.at(d.t, to)
	here.learner, here.host = signIn(d.t, to, "learner"), signIn(d.t, to, "host")
	for id := range d.deleting {
		delete(here.takes, id)
	}
	response, _, err := here.host.do(http.MethodHead, d.l.upload, nil, map[string]string{"Tus-Resumable": "1.0.0"})
	at := 0
	if err == nil && response.StatusCode == http.StatusOK {
		at, err = strconv.Atoi(response.Header.Get("Upload-Offset"))
	}
	if err != nil || at < d.l.held {
		list = append(list, fmt.Sprintf("the upload is at %d instead of %d, %v", at, d.l.held, err))
	}
	for id, wav := range here.takes {
		response, body, err := here.learner.do(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil)
		if err != nil || response.StatusCode != http.StatusOK || string(body) != string(wav) {
			list = append(list, fmt.Sprintf("take %s has %d bytes instead of %d, %v", id, len(body), len(wav), err))
		}
	}
	for id := range d.deleted {
		response, _, err := here.learner.do(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil)
		if err != nil || response.StatusCode == http.StatusOK {
			list = append(list, fmt.Sprintf("take %s, which was deleted, came back, %v", id, err))
		}
	}
	if at < len(d.l.data) {
		if err := here.host.patchFrom(d.l.upload, at, d.l.data); err != nil {
			list = append(list, fmt.Sprintf("the upload does not go on: %v", err))
		}
	}
	source := "/media/audios/" + d.l.upload[strings.LastIndexByte(d.l.upload, '/')+1:] + "/source"
	if response, body, err := here.host.do(http.MethodGet, source, nil, nil); err != nil || response.StatusCode != http.StatusOK || string(body) != string(d.l.data) {
		list = append(list, fmt.Sprintf("the upload became %d other bytes instead of %d, %v", len(body), len(d.l.data), err))
	}
	return list
}

// toolErr runs a sub-command to its end.
func (s *server) toolErr(args ...string) error {
	cmd := exec.Command(s.binary, args...)
	cmd.Env = s.environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("gendu %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// toolKilled runs a sub-command and kills it some time after it has printed that it
// enters a step, unless it has ended.
func (s *server) toolKilled(step string, after time.Duration, args ...string) (ended bool, err error) {
	cmd := exec.Command(s.binary, args...)
	cmd.Env = s.environment()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return false, err
	}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	killed, printed := false, ""
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		printed += lines.Text() + "\n"
		if lines.Text() == step {
			time.Sleep(after)
			_ = cmd.Process.Kill()
			killed = true
		}
	}
	err = cmd.Wait()
	if !killed && err != nil {
		return false, fmt.Errorf("gendu %s: %w\n%s", strings.Join(args, " "), err, printed)
	}
	return err == nil, nil
}
