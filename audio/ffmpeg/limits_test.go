package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestLimitsHold reads the limits of a running ffmpeg from the kernel. It runs long
// enough, since nobody reads what it writes.
func TestLimitsHold(t *testing.T) {
	t.Parallel()
	long := sweep(44100)
	for range 4 {
		long.Samples = append(long.Samples, long.Samples...)
	}
	b, err := os.ReadFile(encode(t, long, "a.flac"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := tool(t).Decode(context.Background(), bytes.NewReader(b), int64(len(b)), "flac")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	pid := s.(*stream).cmd.Process.Pid
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err != nil {
		t.Fatal(err)
	}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil || string(name) != "ffmpeg\n" {
		t.Errorf("the process is %q, %v", name, err)
	}
	for what, most := range map[string]int{
		"Max cpu time": cpuSeconds, "Max address space": memoryBytes, "Max file size": fileBytes,
		"Max core file size": 0, "Max open files": 64,
	} {
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^%s +%d +%d `, what, most, most)).Match(limits) {
			t.Errorf("%s is not %d:\n%s", what, most, limits)
		}
	}
}

// TestNoLimitsNoFFmpeg looks in a PATH that has ffmpeg but not what limits it.
func TestNoLimitsNoFFmpeg(t *testing.T) {
	t.Parallel()
	if os.Getenv("GENDU_TEST_FIND") != "" { // the child
		_, err := Find()
		fmt.Println(errors.Is(err, ErrNoLimits), errors.Is(err, ErrNotInstalled))
		return
	}
	dir := t.TempDir()
	find := func() string {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestNoLimitsNoFFmpeg$")
		cmd.Env = []string{"PATH=" + dir, "GENDU_TEST_FIND=1"}
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(bytes.SplitN(out, []byte("\n"), 2)[0])
	}
	if got := find(); got != "false true" {
		t.Errorf("with nothing: %s", got)
	}
	if err := os.Symlink(tool(t).path, filepath.Join(dir, "ffmpeg")); err != nil {
		t.Fatal(err)
	}
	if got := find(); got != "true false" {
		t.Errorf("with ffmpeg alone: %s", got)
	}
}
