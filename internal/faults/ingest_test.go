package faults

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/store"
)

// steps are the named steps of an episode's way, in their order.
var steps = []string{"indexing", "decoding", "remuxing", "storing", "aligning"}

// TestKillDuringIngest kills the server while a job is at each of its steps. The
// next start must claim the job again and come to the same end as a run that
// nobody disturbed.
func TestKillDuringIngest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := newFolderServer(t, dir)
	s.tool(password+"\n", "user", "add", "host", "--roles", "host", "--password-stdin")
	s.start()
	host := signIn(t, s, "host")
	show := host.createShow("Faults")
	notes := string(readFile(t, "../../cmd/gendu/demo/notes.txt"))
	sound := longAudio(t, 6)

	undisturbed := host.createEpisode(show, notes)
	host.uploadAll(undisturbed, sound)
	want := endState(t, host, waitReady(t, host, undisturbed))

	db, err := store.Open(t.Context(), s.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	hits := map[string]int{}
	for round := range rounds(len(steps), 20) {
		step := steps[round%len(steps)]
		episode := host.createEpisode(show, notes)
		// The job may be at work before the upload's last answer is read.
		upload, sent := host.createUpload(episode, len(sound)), make(chan error, 1)
		go func() { sent <- host.patchAll(upload, sound) }()
		met := killAt(t, s, db, episode, step)
		<-sent // a connection that broke: the upload was whole, or there would be no job
		before := time.Now()
		s.start()
		waited := waitClaimed(t, db, met)
		got := endState(t, host, waitReady(t, host, episode))
		if got != want {
			t.Errorf("round %d: killed while %s, the end differs:\n got %s\nwant %s", round, step, got, want)
		}
		hits[step]++
		t.Logf("round %2d: killed while %s; claimed again %.1f s, ready %.1f s after the start", round, step, waited.Seconds(), time.Since(before).Seconds())
	}
	for _, step := range steps {
		if least := rounds(1, 2); hits[step] < least {
			t.Errorf("the step %q was hit %d times, want at least %d", step, hits[step], least)
		}
	}
}

// killAt waits until a job of the episode runs at the step, kills the server,
// and gives the job as it was left: running, at that step.
func killAt(t *testing.T, s *server, db *store.Store, episode gendu.ID, step string) *gendu.Job {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if job := runningAt(t, db, episode, step); job != nil {
			s.kill()
			if left := runningAt(t, db, episode, step); left != nil {
				return left
			}
			t.Fatalf("the job went past %q before the kill came: make the audio longer", step)
		}
	}
	t.Fatalf("no job was ever seen at the step %q", step)
	return nil
}

func runningAt(t *testing.T, db *store.Store, episode gendu.ID, step string) *gendu.Job {
	t.Helper()
	list, err := db.Jobs(t.Context(), episode)
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range list {
		if job.State == gendu.JobRunning && job.Step == step {
			return job
		}
	}
	return nil
}

// waitClaimed waits until somebody has a new claim on the job.
func waitClaimed(t *testing.T, db *store.Store, old *gendu.Job) time.Duration {
	t.Helper()
	began := time.Now()
	testkit.Eventually(t, 30*time.Second, "the job is claimed again", func() bool {
		job, err := db.Job(t.Context(), old.ID)
		return err == nil && job.Token > old.Token
	})
	return time.Since(began)
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

// endState is what an episode came to: its cues and the hashes of its objects.
func endState(t *testing.T, c *client, page episodePage) string {
	t.Helper()
	var out []string
	for _, cue := range page.Cues {
		out = append(out, fmt.Sprintf("%d-%d %v %.20q", cue.StartMS, cue.EndMS, cue.Spoken, cue.Text))
	}
	for _, name := range []string{"source", "listening.m4a", "practice.wav", "peaks.dat", "pitch.bin"} {
		_, body := c.must(http.MethodGet, "/media/audios/"+string(page.Audio.ID)+"/"+name, nil, nil, http.StatusOK)
		out = append(out, fmt.Sprintf("%s %x", name, sha256.Sum256(body)))
	}
	b, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
