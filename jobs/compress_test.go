package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"gendu"
	"gendu/audio/take"
	"gendu/audio/wav"
	"gendu/installation"
	"gendu/store"
)

const old = 30 * 24 * time.Hour

// said puts a take with the hash that its bytes have; it has been compared already.
func (s *studio) said(b []byte, kind string) *gendu.Take {
	s.t.Helper()
	sum := sha256.Sum256(b)
	recorded := s.record(s.sound.Slice(100, 2100), gendu.Repeat, func(v *gendu.Take) { v.SHA256, v.Size, v.Type = sum[:], int64(len(b)), kind })
	s.put(recorded.ObjectKey(), b)
	return recorded
}

func (s *studio) object(key string) []byte {
	s.t.Helper()
	body, _, err := s.bucket.Get(s.t.Context(), key, 0, -1)
	if err != nil {
		return nil
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	s.ok(err)
	return b
}

func (s *studio) row(id gendu.ID) *gendu.Take {
	s.t.Helper()
	v, err := s.Take(s.t.Context(), id)
	s.ok(err)
	return v
}

func (s *studio) compressor() *compress {
	return &compress{store: s.Store, bucket: s.bucket, now: s.Now, after: old}
}

func (s *studio) compressNext() error {
	s.t.Helper()
	s.ok(s.Enqueue(s.t.Context(), &gendu.Job{Kind: gendu.CompressTakes}))
	return s.run(gendu.CompressTakes, s.compressor())
}

// TestCompressTakes: old recordings become FLAC of the same bytes, others stay; then all
// that reads recordings goes on: comparing, checking, sweeping.
func TestCompressTakes(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	ctx := t.Context()
	sent := wav.Encode(s.sound.Slice(100, 2100))
	odd := append(bytes.Clone(sent), "LIST\x04\x00\x00\x00abcd"...)
	plain, list, webm := s.said(sent, "audio/wav"), s.said(odd, "audio/wav"), s.said(sent, "audio/webm")
	altered, lost := s.said(sent, "audio/wav"), s.said(sent, "audio/wav")
	s.put(altered.ObjectKey(), odd)
	s.ok(s.bucket.Delete(ctx, lost.ObjectKey()))
	s.ok(s.compressNext())
	if !s.row(plain.ID).AsSent() {
		t.Error("a young recording was compressed")
	}
	s.ahead = old + time.Hour
	young := s.said(sent, "audio/wav")
	used, err := s.Usage(ctx, s.learner.ID)
	s.ok(err)
	s.ok(s.compressNext())

	row := s.row(plain.ID)
	packed := s.object(row.ObjectKey())
	back, err := take.Expand(packed)
	if err != nil || row.AsSent() || !bytes.Equal(back, sent) || !bytes.Equal(row.SHA256, plain.SHA256) || row.Size != plain.Size || row.Type != "audio/wav" || row.Stored.Type != "audio/flac" {
		t.Fatalf("the old recording: %+v, %v", row, err)
	}
	t.Logf("FLAC has %d bytes of %d", len(packed), len(sent))
	for name, v := range map[string]*gendu.Take{"young": young, "with a chunk more": list, "in another form": webm, "altered": altered, "lost": lost} {
		if !s.row(v.ID).AsSent() {
			t.Errorf("the recording that is %s was compressed", name)
		}
	}
	if now, err := s.Usage(ctx, s.learner.ID); err != nil || now.Bytes != used.Bytes-plain.Size+int64(len(packed)) || now.Takes != used.Takes {
		t.Errorf("used is %+v, was %+v, %v", now, used, err)
	}
	if left, err := s.Uncompressed(ctx, s.Now().Add(-old), 10); err != nil || len(left) != 0 {
		t.Errorf("%d recordings would be looked at again, %v", len(left), err)
	}

	// The former object is there until the sweep, which removes it for good.
	if !bytes.Equal(s.object(plain.ObjectKey()), sent) {
		t.Error("the former object is gone before the sweep")
	}
	s.ok(installation.Bind(ctx, s.Store, s.bucket))
	sweeper := installation.Sweeper{Store: s.Store, Bucket: s.bucket, Now: s.Now, Log: slog.New(slog.DiscardHandler)}
	report, err := sweeper.Sweep(ctx)
	s.ok(err)
	if report.Removed != 1 || report.Unknown != 0 || s.object(plain.ObjectKey()) != nil || s.object(row.ObjectKey()) == nil {
		t.Errorf("the sweep: %+v", report)
	}
	checker := installation.Checker{Store: s.Store, Bucket: s.bucket, Now: s.Now, Deep: true, Each: func(f installation.Finding) {
		if f.Fault && f.ID == string(plain.ID) {
			t.Errorf("check --deep: %+v", f)
		}
	}}
	_, err = checker.Check(ctx)
	s.ok(err)
	signal, err := s.worker().recording(ctx, plain) // by the row from before
	if err != nil || len(signal.Samples) != (len(sent)-44)/2 {
		t.Errorf("comparing hears %d samples, %v", len(signal.Samples), err)
	}
	s.ok(s.run(gendu.CompareTake, s.worker()))
}

// TestCompressStopsAnywhere breaks the job off behind each of its steps: what is stored is
// whole each time, and the next job does the rest.
func TestCompressStopsAnywhere(t *testing.T) {
	t.Parallel()
	sent := wav.Encode(spoken(3))
	for _, at := range []string{"before the object", "behind the object", "deleted meanwhile", "lease lost"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			s := newStudio(t)
			recorded := s.said(sent, "audio/wav")
			s.ahead = old + time.Hour
			w := s.compressor()
			s.ok(s.Enqueue(t.Context(), &gendu.Job{Kind: gendu.CompressTakes}))
			ctx, stop := context.WithCancelCause(t.Context())
			defer stop(nil)
			job := s.claim(gendu.CompressTakes)
			this := newRun(ctx, stop, job, s.Store, slog.New(slog.DiscardHandler))
			switch at {
			case "before the object":
				stop(errors.New("the server dies"))
				if err := w.work(ctx, this); err == nil {
					t.Fatal("a job that was stopped is done")
				}
			case "behind the object":
				packed, err := w.packed(ctx, recorded)
				s.ok(err)
				sum := sha256.Sum256(packed)
				fresh := *recorded
				fresh.Stored.SHA256 = sum[:]
				s.put(fresh.ObjectKey(), packed)
			case "deleted meanwhile":
				s.ok(s.DeleteTake(ctx, s.learner.ID, recorded.ID))
				if _, err := w.one(ctx, this, recorded); err != nil {
					t.Fatal(err)
				}
				standing, err := s.Standings(ctx, []string{s.row(recorded.ID).ObjectKey()})
				if s.ok(err); standing[0] != store.Released {
					t.Errorf("the object of a deleted take is %s", standing[0])
				}
				return
			case "lease lost":
				s.ahead += time.Minute
				s.claim(gendu.CompressTakes) // by another server
				if _, err := w.one(ctx, this, recorded); gendu.KindOf(err) != gendu.Conflict {
					t.Fatalf("without its lease: %v", err)
				}
			}
			if row := s.row(recorded.ID); !row.AsSent() || !bytes.Equal(s.object(row.ObjectKey()), sent) {
				t.Fatalf("after it was stopped: %+v", row)
			}
			s.ahead += time.Minute
			s.ok(s.run(gendu.CompressTakes, w))
			row := s.row(recorded.ID)
			back, err := take.Expand(s.object(row.ObjectKey()))
			if err != nil || row.AsSent() || !bytes.Equal(back, sent) {
				t.Errorf("the next job: %+v, %v", row, err)
			}
		})
	}
}
