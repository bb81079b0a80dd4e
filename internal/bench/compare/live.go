package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gendu"
	"gendu/internal/bench/board"
)

// looks are when the practice page looks for a comparison after a take was saved, ms.
var looks = []int{120, 120, 150, 200, 300, 500, 1000, 2000, 4000, 8000, 15_000}

const (
	livePassword = "a password for a bench"
	waits        = 60  // takes one behind the other, to see what a learner waits for
	storm        = 100 // takes at once
)

// liveServer is the shipped server on loopback with one published episode and a learner.
type liveServer struct {
	cmd          *exec.Cmd
	base, cookie string
	episode      string
	revision     int
	cue          string
	clip         []byte // of the cue
	durationMS   int64
}

// live measures the shipped server: how long after the end of a recording its
// comparison is there, as the page looks for it, and the memory of a hundred takes that
// are queued at once.
func live(ctx context.Context, b *board.Board, binary string) error {
	dir, err := os.MkdirTemp("", "gendu-bench-live-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := openLiveServer(ctx, binary, dir)
	if err != nil {
		return err
	}
	defer h.stop()
	fmt.Printf("\nthe shipped server on loopback, takes of %.1f s\n", float64(h.durationMS)/1000)
	var all []float64
	for range waits {
		from := time.Now()
		id, err := h.put()
		if err != nil {
			return err
		}
		if err := h.await(id); err != nil {
			return err
		}
		all = append(all, time.Since(from).Seconds())
	}
	slices.Sort(all)
	p95 := all[len(all)*95/100]
	b.Goal(p95 < 1.5, "from the end of a recording to its comparison: median %.2f s, p95 %.2f s (goal below 1.5 s)", median(all), p95)
	return h.storm(b)
}

func openLiveServer(ctx context.Context, binary, dir string) (*liveServer, error) {
	env := append(os.Environ(), "GENDU_DATABASE=sqlite:"+filepath.Join(dir, "gendu.db"), "GENDU_OBJECTS=file:"+filepath.Join(dir, "objects"))
	for _, c := range []struct {
		stdin string
		args  []string
	}{
		{livePassword + "\n", []string{"user", "add", "bench", "--roles", "host", "--password-stdin"}},
		{"", []string{"import", "--show", "bench", "--audio", "cmd/gendu/demo/audio.mp3", "--notes", "cmd/gendu/demo/notes.txt", "--publish"}},
	} {
		cmd := exec.CommandContext(ctx, binary, c.args...)
		cmd.Env, cmd.Stdin = env, strings.NewReader(c.stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s %s: %w: %s (go build -o bin/gendu ./cmd/gendu)", binary, c.args[0], err, out)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	h := &liveServer{base: "http://" + addr, cmd: exec.CommandContext(ctx, binary, "serve", "--addr", addr, "--base-url", "http://"+addr)}
	h.cmd.Env = env
	if err := h.cmd.Start(); err != nil {
		return nil, err
	}
	if err := h.find(); err != nil {
		h.stop()
		return nil, err
	}
	return h, nil
}

func (h *liveServer) stop() {
	_ = h.cmd.Process.Signal(os.Interrupt)
	_ = h.cmd.Wait()
}

// find waits for the server, signs in and looks for the cue whose length is nearest to
// six seconds.
func (h *liveServer) find() error {
	var err error
	for range 200 {
		if _, err = h.do(http.MethodGet, "/readyz", nil, nil); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	in, err := json.Marshal(map[string]string{"login": "bench", "password": livePassword})
	if err != nil {
		return err
	}
	response, err := http.Post(h.base+"/api/v1/session", "application/json", bytes.NewReader(in))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || len(response.Cookies()) == 0 {
		return fmt.Errorf("signing in answered %s", response.Status)
	}
	h.cookie = response.Cookies()[0].Name + "=" + response.Cookies()[0].Value
	var shows []struct{ ID string }
	if _, err := h.do(http.MethodGet, "/api/v1/shows", nil, &shows); err != nil {
		return err
	}
	var show struct{ Episodes []struct{ ID string } }
	if _, err := h.do(http.MethodGet, "/api/v1/shows/"+shows[0].ID, nil, &show); err != nil {
		return err
	}
	h.episode = show.Episodes[0].ID
	return h.findCue()
}

func (h *liveServer) findCue() error {
	type cue struct {
		ID             string
		StartMS, EndMS int64
		Spoken         bool
	}
	var page struct {
		Revision int
		Audio    struct{ ID string }
		Cues     []cue
	}
	if _, err := h.do(http.MethodGet, "/api/v1/episodes/"+h.episode, nil, &page); err != nil {
		return err
	}
	off := func(c cue) int64 { return max(c.EndMS-c.StartMS-6000, 6000-(c.EndMS-c.StartMS)) }
	list := slices.DeleteFunc(page.Cues, func(c cue) bool { return !c.Spoken })
	if len(list) == 0 {
		return fmt.Errorf("episode %s has no sentence with times", h.episode)
	}
	best := slices.MinFunc(list, func(a, b cue) int { return int(off(a) - off(b)) })
	h.revision, h.cue, h.durationMS = page.Revision, best.ID, best.EndMS-best.StartMS
	var err error
	h.clip, err = h.do(http.MethodGet, fmt.Sprintf("/media/audios/%s/clips/%d-%d.wav", page.Audio.ID, best.StartMS, best.EndMS), nil, nil)
	return err
}

func (h *liveServer) do(method, path string, body []byte, into any) ([]byte, error) {
	request, err := http.NewRequest(method, h.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Cookie", h.cookie)
	if body != nil {
		request.Header.Set("Content-Type", "audio/wav")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		return nil, fmt.Errorf("%s %s: %s: %s", method, path, response.Status, b)
	}
	if into != nil {
		err = json.Unmarshal(b, into)
	}
	return b, err
}

// put sends a take in Shadow mode, which costs most.
func (h *liveServer) put() (id string, err error) {
	id = string(gendu.NewID(time.Now()))
	q := url.Values{
		"episode": {h.episode}, "cue": {h.cue}, "revision": {strconv.Itoa(h.revision)}, "mode": {"shadow"},
		"recordedAt": {time.Now().UTC().Format(time.RFC3339)}, "clipStartMs": {"0"},
	}
	_, err = h.do(http.MethodPut, "/api/v1/takes/"+id+"?"+q.Encode(), h.clip, nil)
	return id, err
}

// compared says whether the comparison of a take is there.
func (h *liveServer) compared(id string) (bool, error) {
	var take struct {
		Comparison struct{ Verdict, State, Message string }
	}
	if _, err := h.do(http.MethodGet, "/api/v1/takes/"+id, nil, &take); err != nil {
		return false, err
	}
	if c := take.Comparison; c.State == "failed" {
		return false, fmt.Errorf("a take was not compared: %s", c.Message)
	}
	return take.Comparison.Verdict == "ok", nil
}

func (h *liveServer) await(id string) error {
	for _, ms := range looks {
		time.Sleep(time.Duration(ms) * time.Millisecond)
		if there, err := h.compared(id); err != nil || there {
			return err
		}
	}
	return fmt.Errorf("the comparison of take %s never came", id)
}

// awaitLong waits for a comparison behind many others.
func (h *liveServer) awaitLong(id string) error {
	for range 1200 {
		if there, err := h.compared(id); err != nil || there {
			return err
		}
		time.Sleep(250 * time.Millisecond)
	}
	return fmt.Errorf("the comparison of take %s never came", id)
}

// storm queues many takes at once and waits for all.
func (h *liveServer) storm(b *board.Board) error {
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", h.cmd.Process.Pid), []byte("5"), 0o600); err != nil {
		return err // the peak so far would count
	}
	ids, errs := make([]string, storm), make([]error, storm)
	from := time.Now()
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() { ids[i], errs[i] = h.put() })
	}
	wg.Wait()
	for i, id := range ids {
		if errs[i] != nil {
			return errs[i]
		}
		if err := h.awaitLong(id); err != nil {
			return err
		}
	}
	peak, err := peakMB(h.cmd.Process.Pid)
	if err != nil {
		return err
	}
	b.Goal(peak < 250, "%d takes queued at once: peak %d MB of the server (goal below 250), all compared after %.1f s", storm, peak, time.Since(from).Seconds())
	return nil
}

// peakMB is the largest resident size of a process, by the kernel's own account.
func peakMB(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kb, err := strconv.Atoi(fields[1])
			return kb >> 10, err
		}
	}
	return 0, fmt.Errorf("process %d tells no peak", pid)
}
