package mp3

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"
	"time"

	"gendu/audio/audiotest"

	gomp3 "github.com/hajimehoshi/go-mp3"
)

// benchFile is a CBR 128 stereo file of 30 s, or the file that GENDU_BENCH_MP3 names.
func benchFile(b *testing.B) []byte {
	b.Helper()
	if name := os.Getenv("GENDU_BENCH_MP3"); name != "" {
		file, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		return file
	}
	return audiotest.LAME(b, 44100, 2, audiotest.Music(44100, 2, 30), "-b", "128")
}

// reportPerMinute puts the CPU time of the whole process beside the wall time.
func reportPerMinute(b *testing.B, audio time.Duration, run func()) {
	b.Helper()
	b.ReportAllocs()
	before := processCPU()
	start := time.Now()
	for b.Loop() {
		run()
	}
	minutes := audio.Minutes() * float64(b.N)
	b.ReportMetric(1000*(processCPU()-before).Seconds()/minutes, "cpu-ms/min")
	b.ReportMetric(1000*time.Since(start).Seconds()/minutes, "wall-ms/min")
}

func benchIndex(b *testing.B, file []byte) *Index {
	b.Helper()
	x, err := Scan(context.Background(), bytes.NewReader(file), int64(len(file)))
	if err != nil {
		b.Fatal(err)
	}
	return x
}

func BenchmarkIndex(b *testing.B) {
	file := benchFile(b)
	x := benchIndex(b, file)
	reportPerMinute(b, x.Duration(), func() { benchIndex(b, file) })
}

func BenchmarkDecode(b *testing.B) {
	file := benchFile(b)
	x := benchIndex(b, file)
	b.Run("ours", func(b *testing.B) {
		reportPerMinute(b, x.Duration(), func() {
			d, err := NewDecoder(context.Background(), bytes.NewReader(file), x, DecodeOptions{})
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			buf := make([]float32, 1<<16)
			for err == nil {
				_, err = d.ReadFrames(buf)
			}
			if err != io.EOF {
				b.Fatal(err)
			}
		})
	})
	b.Run("go-mp3", func(b *testing.B) {
		reportPerMinute(b, x.Duration(), func() {
			d, err := gomp3.NewDecoder(bytes.NewReader(file))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, d); err != nil {
				b.Fatal(err)
			}
		})
	})
}

func BenchmarkRemux(b *testing.B) {
	file := benchFile(b)
	x := benchIndex(b, file)
	reportPerMinute(b, x.Duration(), func() {
		if _, err := Path.Remux(io.Discard, bytes.NewReader(file), x); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkDerive is the whole ingest but alignment.
func BenchmarkDerive(b *testing.B) {
	file := benchFile(b)
	x := benchIndex(b, file)
	dir := b.TempDir()
	reportPerMinute(b, x.Duration(), func() {
		if err := Path.Derive(context.Background(), bytes.NewReader(file), int64(len(file)), dir); err != nil {
			b.Fatal(err)
		}
	})
}
