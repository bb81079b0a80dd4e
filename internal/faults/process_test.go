package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gendu/internal/testkit"
)

// all says whether every round is to be run.
func all() bool { return os.Getenv("GENDU_FAULTS") == "all" }

// rounds is how often a fault is tried.
func rounds(few, many int) int {
	if all() {
		return many
	}
	return few
}

var binaryOnce = sync.OnceValues(func() (string, error) {
	if named := os.Getenv("GENDU_FAULTS_BINARY"); named != "" {
		return filepath.Abs(named)
	}
	return build(filepath.Join(workDir, "gendu"))
})

// build compiles the program, with more arguments for the compiler if wanted.
func build(out string, args ...string) (string, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", append(append([]string{"build"}, args...), "-o", out, "./cmd/gendu")...)
	cmd.Dir = root
	if msg, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, msg)
	}
	return out, nil
}

func program(t *testing.T) string {
	t.Helper()
	path, err := binaryOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// server is one gendu process and how to start it again.
type server struct {
	t        *testing.T
	binary   string
	addr     string
	database string
	objects  string
	temp     string // where it makes temporary files
	env      []string
	cmd      *exec.Cmd
	ended    <-chan struct{} // closed when cmd is gone
	log      *bytes.Buffer
}

// newServer prepares a server on a free port over the two stores.
func newServer(t *testing.T, database, objects string, env ...string) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	temp := t.TempDir()
	s := &server{
		t: t, binary: program(t), addr: listener.Addr().String(), database: database, objects: objects,
		temp: temp, env: append([]string{"GENDU_DISK_RESERVE=0", "TMPDIR=" + temp}, env...), // of two values the last counts
	}
	t.Cleanup(s.kill)
	return s
}

// newFolderServer prepares a server over SQLite and a folder below dir.
func newFolderServer(t *testing.T, dir string) *server {
	t.Helper()
	return newServer(t, "sqlite:"+filepath.Join(dir, "gendu.db"), "file:"+filepath.Join(dir, "objects"))
}

func (s *server) environment() []string {
	return append(append(os.Environ(), "GENDU_DATABASE="+s.database, "GENDU_OBJECTS="+s.objects), s.env...)
}

// tool runs a sub-command to its end.
func (s *server) tool(stdin string, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(s.binary, args...)
	cmd.Env, cmd.Stdin = s.environment(), strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("gendu %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// start runs the server and waits until it answers.
func (s *server) start() {
	s.t.Helper()
	if err := s.tryStart(); err != nil {
		s.t.Fatal(err)
	}
}

// startAgain starts the server unless it runs.
func (s *server) startAgain() {
	s.t.Helper()
	if s.cmd == nil {
		s.start()
	}
}

// tryStart is start where the server may have reason not to come up.
func (s *server) tryStart() error {
	s.log = &bytes.Buffer{}
	s.cmd = exec.Command(s.binary, "serve", "--addr", s.addr, "--base-url", "http://"+s.addr)
	s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = s.environment(), s.log, s.log
	// It dies with the test.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	s.ended = ended
	go func(cmd *exec.Cmd) {
		defer close(ended)
		_ = cmd.Wait() // it is killed
	}(s.cmd)
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case <-ended:
			return fmt.Errorf("the server ended by itself:\n%s", s.log)
		default:
		}
		response, err := http.Get(s.url("/readyz"))
		if err != nil {
			continue
		}
		_ = response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return nil
		}
	}
	return errors.New("the server did not answer /readyz within 30 s")
}

// pid is the number of the server's process, 0 where none runs.
func (s *server) pid() int {
	if s.cmd == nil {
		return 0
	}
	return s.cmd.Process.Pid
}

func (s *server) url(path string) string { return "http://" + s.addr + path }

// kill ends the process as a power cut would: without a chance to tidy up.
func (s *server) kill() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	<-s.ended
	if s.t.Failed() && s.log != nil {
		tail := s.log.Bytes()
		s.t.Logf("the server's log ends with\n%s", tail[max(0, len(tail)-4000):])
	}
	s.cmd = nil
}

// longAudio is the demo episode said several times over, so that each step of
// its ingest takes long enough to be met.
func longAudio(t *testing.T, times int) []byte {
	t.Helper()
	ffmpeg := testkit.Need(t, "ffmpeg", "ffmpeg")
	out := filepath.Join(t.TempDir(), "long.mp3")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, ffmpeg, "-v", "error", "-stream_loop", fmt.Sprint(times-1), "-i", "../../cmd/gendu/demo/audio.mp3", "-c", "copy", out)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, msg)
	}
	return readFile(t, out)
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
