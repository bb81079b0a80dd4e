package audiotest

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// LAME encodes with the lame program.
func LAME(t testing.TB, rate, channels int, samples []float32, args ...string) []byte {
	t.Helper()
	NeedProgram(t, "lame")
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.wav"), filepath.Join(dir, "out.mp3")
	if err := os.WriteFile(in, WAVFile(rate, channels, samples), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("lame", append(append([]string{"--quiet"}, args...), in, out)...)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("lame %v: %v: %s", args, err, msg)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// NeedProgram fails the test where a program is not installed.
func NeedProgram(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("this test needs %s; install it (Debian: apt-get install %s)", name, name)
	}
}

// DecodedBy runs another decoder that writes raw float samples to its output.
func DecodedBy(t testing.TB, file []byte, program string, args ...string) []float32 {
	t.Helper()
	NeedProgram(t, program)
	path := filepath.Join(t.TempDir(), "x.mp3")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", path)
	}
	var msg bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stderr = &msg
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", program, err, msg.String())
	}
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

// ByFFmpeg decodes a file with ffmpeg.
func ByFFmpeg(t testing.TB, file []byte) []float32 {
	return DecodedBy(t, file, "ffmpeg", "-v", "error", "-i", "FILE", "-f", "f32le", "pipe:1")
}

// ByMPG123 decodes a file with mpg123.
func ByMPG123(t testing.TB, file []byte) []float32 {
	return DecodedBy(t, file, "mpg123", "-q", "-e", "f32", "-s", "FILE")
}
