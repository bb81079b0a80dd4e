package faults

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/objects"
	"gendu/store"
)

// steps are the named steps of an episode's way, in their order.
var steps = []string{"indexing", "decoding", "remuxing", "storing", "aligning"}

const (
	// claimWithin is how long a killed job may be without a worker.
	claimWithin = 30 * time.Second
	// maxMisses bounds how often a kill may come too late for its step, as it
	// does on a busy machine.
	maxMisses = 20
)

// ingests is a server on which episodes are ingested, all of one sound and text.
type ingests struct {
	t     *testing.T
	s     *server
	db    *store.Store
	host  *client
	show  gendu.ID
	notes string
	sound []byte
	want  string // the end state of an ingest that nobody disturbed
}

func newIngests(t *testing.T) *ingests {
	t.Helper()
	s := newFolderServer(t, t.TempDir())
	s.tool(password+"\n", "user", "add", "host", "--roles", "host", "--password-stdin")
	s.start()
	host := signIn(t, s, "host")
	in := &ingests{
		t: t, s: s, host: host, show: host.createShow("Faults"),
		notes: string(readFile(t, "../../cmd/gendu/demo/notes.txt")), sound: longAudio(t, 6),
	}
	var err error
	if in.db, err = store.Open(t.Context(), s.database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.db.Close() })
	episode := host.createEpisode(in.show, in.notes)
	seen := watchSteps(t.Context(), in.db, episode)
	host.uploadAll(episode, in.sound)
	in.want = endState(t, s, host, in.db, episode)
	for _, step := range seen() {
		if !slices.Contains(steps, step) {
			t.Errorf("a job was at the step %q, which this test does not know", step)
		}
	}
	return in
}

// TestKillDuringIngest kills the server while a job is at each of its steps. The
// next start must claim the job again and come to the same end as a run that
// nobody disturbed.
func TestKillDuringIngest(t *testing.T) {
	t.Parallel()
	in := newIngests(t)
	hits, misses := map[string]int{}, 0
	for round := 0; round < rounds(len(steps), 20); {
		step := steps[round%len(steps)]
		if in.killAndResume(round, step) {
			hits[step]++
			round++
		} else if misses++; misses > maxMisses {
			t.Fatalf("%d kills came after their step: make the audio longer", misses)
		}
	}
	for _, step := range steps {
		if least := rounds(1, 2); hits[step] < least {
			t.Errorf("the step %q was hit %d times, want at least %d", step, hits[step], least)
		}
	}
	left, err := os.ReadDir(in.s.temp)
	if err != nil || len(left) != 1 {
		t.Errorf("after all kills there are the temporary folders %v (%v), want that of the running server alone", left, err)
	}
	t.Logf("kills during ingest by step: %v; %d kills came after their step and do not count", hits, misses)
}

// killAndResume kills the server at the step and starts it again. It is false
// where the kill came too late for the step, and then proves nothing.
func (in *ingests) killAndResume(round int, step string) bool {
	in.t.Helper()
	episode := in.host.createEpisode(in.show, in.notes)
	// The job may be at work before the upload's last answer is read.
	upload, sent := in.host.createUpload(episode, len(in.sound)), make(chan error, 1)
	go func() { sent <- in.host.patchAll(upload, in.sound) }()
	met := killAt(in.t, in.db, episode, step, in.s)
	<-sent // a connection that broke: the upload was whole, or there would be no job
	if met == nil {
		in.s.startAgain()
		return false
	}
	claim, began := watchClaim(in.t.Context(), in.db, met), time.Now()
	in.s.start()
	took := claim(in.t)
	if took > claimWithin {
		in.t.Errorf("round %d: killed while %s, the job was without a worker for %v by its row", round, step, took)
	}
	if got := endState(in.t, in.s, in.host, in.db, episode); got != in.want {
		in.t.Errorf("round %d: killed while %s, the end differs:\n got %s\nwant %s", round, step, got, in.want)
	}
	in.t.Logf("round %2d: killed while %s; %.1f s by its row from its last sign of life to the next claim, ready %.1f s after the start",
		round, step, took.Seconds(), time.Since(began).Seconds())
	return true
}

// watchSteps notes the steps at which jobs of the episode are seen; the function
// it gives ends that and lists them.
func watchSteps(ctx context.Context, db *store.Store, episode gendu.ID) func() []string {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan []string, 1)
	go func() {
		var seen []string
		for ctx.Err() == nil {
			list, err := db.Jobs(ctx, episode)
			for _, job := range list {
				if err == nil && job.Step != "" && !slices.Contains(seen, job.Step) {
					seen = append(seen, job.Step)
				}
			}
			time.Sleep(5 * time.Millisecond)
		}
		done <- seen
	}()
	return func() []string {
		cancel()
		return <-done
	}
}

// killAt waits until a job of the episode runs at the step, kills the server of
// servers that runs it, and gives the job as that left it: running, at that step,
// under the dead process's lease. It is nil where the kill came too late, or the
// step went by unseen; then a server may have been killed or not.
func killAt(t *testing.T, db *store.Store, episode gendu.ID, step string, servers ...*server) *gendu.Job {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		list, err := db.Jobs(t.Context(), episode)
		if err != nil {
			t.Fatal(err)
		}
		job := runningAt(list, step)
		if job == nil {
			if len(list) == jobsOfEpisode && allDone(list) {
				return nil
			}
			continue
		}
		victim := slices.IndexFunc(servers, func(s *server) bool { return runs(s, job) })
		if victim < 0 {
			t.Fatalf("the job runs, but its owner %q is none of our processes", job.Owner)
		}
		servers[victim].kill()
		if list, err = db.Jobs(t.Context(), episode); err != nil {
			t.Fatal(err)
		}
		left := runningAt(list, step)
		if left == nil || left.Token != job.Token {
			return nil
		}
		return left
	}
	t.Fatalf("within 3 min no job came to the step %q, nor were all done", step)
	return nil
}

// jobsOfEpisode is how many jobs an episode takes: ingest and alignment.
const jobsOfEpisode = 2

func allDone(list []*gendu.Job) bool {
	return !slices.ContainsFunc(list, func(j *gendu.Job) bool { return j.State != gendu.JobDone })
}

func runningAt(list []*gendu.Job, step string) *gendu.Job {
	for _, job := range list {
		if job.State == gendu.JobRunning && job.Step == step {
			return job
		}
	}
	return nil
}

// runs says whether the process of s owns the job: owners are HOST/PID/START.
func runs(s *server, job *gendu.Job) bool {
	parts := strings.Split(job.Owner, "/")
	return len(parts) == 3 && s.pid() != 0 && parts[1] == strconv.Itoa(s.pid())
}

// watchClaim looks at once for the next claim on a killed job. The function that
// it gives waits for it, and says how long the job was without a worker by its
// own row: from the last sign of life of the dead process to that of the new one.
// Both leases are of one length, so that it is the distance of their ends.
func watchClaim(ctx context.Context, db *store.Store, old *gendu.Job) func(t *testing.T) time.Duration {
	found, failed := make(chan time.Duration, 1), make(chan error, 1)
	go func() {
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			job, err := db.Job(ctx, old.ID)
			switch {
			case err != nil:
				failed <- err
				return
			case job.Token == old.Token:
			case job.State != gendu.JobRunning: // its end is not before its claim
				found <- job.EndedAt.Sub(old.LeaseEnd.Add(-leaseFor))
				return
			default:
				found <- job.LeaseEnd.Sub(old.LeaseEnd)
				return
			}
		}
		failed <- errors.New("nobody claimed the job again within a minute")
	}()
	return func(t *testing.T) time.Duration {
		t.Helper()
		select {
		case took := <-found:
			return took
		case err := <-failed:
			t.Fatal(err)
			return 0
		}
	}
}

func waitReady(t *testing.T, c *client, episode gendu.ID) episodePage {
	t.Helper()
	var page episodePage
	testkit.Eventually(t, 3*time.Minute, "the episode is ready", func() bool {
		page = c.episode(episode)
		if page.Episode.Work == "failed" {
			t.Fatal("the episode failed")
		}
		return page.Episode.Work == "ready"
	})
	return page
}

// endState is what an episode came to once it is ready: its cues, whole but for
// their ids, the hashes of all its objects, whatever their names, and its jobs.
func endState(t *testing.T, s *server, c *client, db *store.Store, episode gendu.ID) string {
	t.Helper()
	page := waitReady(t, c, episode)
	var whole struct {
		Cues []map[string]any `json:"cues"`
	}
	c.json(http.MethodGet, "/api/v1/episodes/"+string(episode), nil, &whole, http.StatusOK)
	out := []any{}
	for _, cue := range whole.Cues {
		delete(cue, "id")
		out = append(out, cue)
	}
	out = append(out, hashes(t, s.objects, "episodes/"+string(page.Audio.ID)+"/"))
	testkit.Eventually(t, 10*time.Second, "the jobs of the episode are done", func() bool {
		list, err := db.Jobs(t.Context(), episode)
		return err == nil && len(list) == jobsOfEpisode && allDone(list)
	})
	b, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// derived are the objects that every ingested MP3 has.
var derived = []string{"listening.m4a", "peaks.dat", "pitch.bin", "practice.wav", "source"}

// hashes gives the SHA-256 of each object below prefix, by its name.
func hashes(t *testing.T, address, prefix string) map[string]string {
	t.Helper()
	bucket, err := objects.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer bucket.Close()
	out := map[string]string{}
	for info, err := range bucket.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		body, _, err := bucket.Get(t.Context(), info.Key, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.New()
		n, err := io.Copy(sum, body)
		_ = body.Close()
		if err != nil || n == 0 {
			t.Fatalf("%s: %d bytes, %v", info.Key, n, err)
		}
		out[path.Base(info.Key)] = fmt.Sprintf("%x", sum.Sum(nil))
	}
	for _, name := range derived {
		if out[name] == "" {
			t.Errorf("the audio has no %s", name)
		}
	}
	return out
}
