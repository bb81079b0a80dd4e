// Package ffmpeg lets the ffmpeg program read what package audio does not read
// itself, and write AAC.
//
// The program runs in a jail: the container's format is forced to what the content
// was recognised as, so that a playlist or a script cannot name other inputs; only
// the protocols file and pipe are open, so there is no network; prlimit (util-linux),
// without which nothing is run, limits CPU time, memory and file size; there is a
// deadline; and nothing of the server's environment is passed on.
package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gendu/audio"
	"gendu/audio/blocks"
)

// ErrNotInstalled says that there is no ffmpeg in the PATH.
var ErrNotInstalled = errors.New("ffmpeg is not installed; install it (Debian: apt-get install ffmpeg)")

// ErrNoLimits says that there is nothing that could limit ffmpeg.
var ErrNoLimits = errors.New("ffmpeg is not used, since prlimit, which limits it, is not installed; install it (Debian: apt-get install util-linux)")

// ErrStopped says that somebody else ended ffmpeg: another try may do.
var ErrStopped = errors.New("ffmpeg was killed")

// ErrFailed wraps what ffmpeg said last: it cannot read or make the file, or not
// within its limits. It is an [audio.ErrRefused].
var ErrFailed error = failed{}

type failed struct{}

func (failed) Error() string { return "ffmpeg failed" }

func (failed) Unwrap() error { return audio.ErrRefused }

// Limits of one run of ffmpeg.
const (
	cpuSeconds  = 3600
	memoryBytes = 4 << 30 // address space, of which little is used
	fileBytes   = 4 << 30
	deadline    = 2 * time.Hour
	maxHours    = 12
)

// Tool is an installed ffmpeg. It is an audio.Converter.
type Tool struct {
	path    string
	prlimit string
}

var _ audio.Converter = (*Tool)(nil)

// Find looks for ffmpeg and prlimit in the PATH. Errors: ErrNotInstalled, ErrNoLimits.
func Find() (*Tool, error) {
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil, ErrNotInstalled
	}
	prlimit, err := exec.LookPath("prlimit")
	if err != nil {
		return nil, ErrNoLimits
	}
	return &Tool{path: path, prlimit: prlimit}, nil
}

// demuxers are the formats that may be forced, as audio.OpenSource names them.
var demuxers = map[string]bool{
	"mp3": true, "wav": true, "mov": true, "ogg": true, "matroska": true,
	"flac": true, "aac": true, "aiff": true, "caf": true, "asf": true,
}

// command prepares ffmpeg with its limits.
func (t *Tool) command(ctx context.Context, args ...string) *exec.Cmd {
	all := []string{
		"--core=0", "--cpu=" + strconv.Itoa(cpuSeconds), "--as=" + strconv.FormatInt(memoryBytes, 10),
		"--fsize=" + strconv.FormatInt(fileBytes, 10), "--nofile=64", "--",
		t.path, "-nostdin", "-hide_banner", "-loglevel", "error",
	}
	cmd := exec.CommandContext(ctx, t.prlimit, append(all, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HOME=/nonexistent"}
	cmd.Dir = os.TempDir()
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// lastLines keeps the end of what is written to it.
type lastLines struct{ b []byte }

func (l *lastLines) Write(p []byte) (int, error) {
	const keep = 2 << 10
	l.b = append(l.b, p[max(len(p)-keep, 0):]...)
	l.b = l.b[max(len(l.b)-keep, 0):]
	return len(p), nil
}

// failure is the error of a run: the context's where that ended it, ErrStopped where
// a kill did, else ffmpeg's last three lines.
func failure(ctx context.Context, err error, l *lastLines) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
			return ErrStopped
		}
	}
	said := plain(string(l.b))
	if said == "" {
		return fmt.Errorf("%w: %w", ErrFailed, err)
	}
	return fmt.Errorf("%w: %s", ErrFailed, said)
}

// inside is what ffmpeg puts before its sentences: which part of it speaks, at which
// address in its memory, and our name of the file.
var inside = regexp.MustCompile(`\[[^\]\[@]* @ 0x[0-9a-f]+\] ?|(?:file:)?/dev/fd/\d+: ?|pipe:\d: ?`)

// plain are the last three lines that ffmpeg said, without its internals.
func plain(said string) string {
	var lines []string
	for line := range strings.Lines(strings.ToValidUTF8(said, "?")) {
		if line = strings.TrimSpace(inside.ReplaceAllString(line, "")); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines[max(len(lines)-3, 0):], "; ")
}

// asFile returns the source as a file that ffmpeg can seek in: itself where it is
// one, else an unlinked copy.
func asFile(ctx context.Context, r io.ReaderAt, size int64) (f *os.File, temporary bool, err error) {
	if f, ok := r.(*os.File); ok {
		return f, false, nil
	}
	f, err = os.CreateTemp("", "gendu-source-*")
	if err != nil {
		return nil, false, err
	}
	os.Remove(f.Name())
	if err := blocks.Copy(ctx, f, r, size, func(int64) {}); err != nil {
		f.Close()
		return nil, false, err
	}
	return f, true, nil
}
