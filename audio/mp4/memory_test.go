package mp4

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"gendu/audio/mp3"
	"gendu/audio/mp3/mp3test"
)

// longMP3 is a file of equal frames of which nothing is held.
type longMP3 struct {
	frame []byte
	size  int64
}

func (l longMP3) ReadAt(p []byte, off int64) (int, error) {
	n := int(min(int64(len(p)), l.size-off))
	for i := 0; i < n; {
		i += copy(p[i:n], l.frame[(off+int64(i))%int64(len(l.frame)):])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// twelveHours is what the child of TestMemoryOfTwelveHours measured, in bytes.
type twelveHours struct {
	Frames     int
	Scan, Head uint64 // allocated in all
	Live       uint64 // held after the scan
}

// measureTwelveHours indexes 12 hours of mono and makes the head of their remux.
func measureTwelveHours(t *testing.T) twelveHours {
	t.Helper()
	frame := mp3.EmptyFrame(mp3test.Mono)
	const frames = 12*3600*44100/1152 - 1
	file := longMP3{frame, frames * int64(len(frame))}
	var before, scanned, live, headed runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x, err := mp3.Scan(context.Background(), file, file.size)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&scanned)
	runtime.GC()
	runtime.ReadMemStats(&live)
	var out countingWriter
	out.w = io.Discard
	if _, err := Remux(&out, file, x); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&headed)
	return twelveHours{x.Frames(), scanned.TotalAlloc - before.TotalAlloc, headed.TotalAlloc - live.TotalAlloc, live.HeapAlloc - before.HeapAlloc}
}

// TestMemoryOfTwelveHours bounds what the longest episode costs: 16 bytes a frame and
// a little while growing, and for the remux its buffers alone. It measures in a process
// of its own, where no other test allocates.
func TestMemoryOfTwelveHours(t *testing.T) {
	t.Parallel()
	const child = "GENDU_TEST_MEMORY"
	if path := os.Getenv(child); path != "" {
		b, err := json.Marshal(measureTwelveHours(t))
		if err == nil {
			err = os.WriteFile(path, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	path := t.TempDir() + "/figures"
	cmd := exec.Command(os.Args[0], "-test.run", "^TestMemoryOfTwelveHours$")
	cmd.Env = append(os.Environ(), child+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got twelveHours
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	index := 16 * uint64(got.Frames)
	if got.Frames < 1650000 || got.Live > index*9/8+4<<20 || got.Scan > 2*index || got.Head > 2<<20 {
		t.Errorf("%+v for an index of %d bytes", got, index)
	}
	t.Logf("%+v", got)
}
