package jobs

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"log/slog"
	"testing"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/pictures"
)

// sentCover gives a new show a cover as an earlier version stored it.
func (s *studio) sentCover(name string, picture []byte) gendu.ID {
	s.t.Helper()
	first, err := s.Show(s.t.Context(), s.episode.ShowID)
	s.ok(err)
	show := &gendu.Show{OwnerID: first.OwnerID, Slug: name, Title: name, Language: "en"}
	s.ok(s.CreateShow(s.t.Context(), show))
	key := "covers/" + string(show.ID) + "/0123456789abcdef01234567"
	s.put(key, picture)
	_, err = s.SetCover(s.t.Context(), show.ID, gendu.Cover{Key: key, Type: "image/png"})
	s.ok(err)
	s.ahead += time.Millisecond // ids in the order of the shows
	return show.ID
}

func (s *studio) coverOf(id gendu.ID) gendu.Cover {
	s.t.Helper()
	show, err := s.Show(s.t.Context(), id)
	s.ok(err)
	return show.Cover
}

func pngOf(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (s *studio) coverer() *covers {
	return &covers{store: s.Store, bucket: s.bucket, pictures: pictures.NewWorker()}
}

// TestEncodeCovers: covers of an earlier version become squares; what cannot be decoded
// stays as it is. The job begins by itself, and checking, sweeping and deleting know the
// new objects.
func TestEncodeCovers(t *testing.T) {
	t.Parallel()
	s := &studio{backend: newBackend(t)} // without the sound
	ctx := t.Context()
	plain, damaged, lost := s.sentCover("plain", pngOf(t, 300)), s.sentCover("damaged", []byte("\x89PNG\r\n\x1a\n")), s.sentCover("lost", pngOf(t, 10))
	before := map[gendu.ID]gendu.Cover{plain: s.coverOf(plain), damaged: s.coverOf(damaged), lost: s.coverOf(lost)}
	s.ok(s.bucket.Delete(ctx, before[lost].Key))
	_, err := s.Repair(ctx) // as at every start
	s.ok(err)
	s.ok(s.run(gendu.EncodeCovers, s.coverer()))

	widths, keys := s.coverOf(plain).Squares()
	if len(widths) != 3 || widths[2] != 300 {
		t.Fatalf("the cover: %+v", s.coverOf(plain))
	}
	for i, key := range keys {
		config, err := jpeg.DecodeConfig(bytes.NewReader(s.object(key)))
		if err != nil || config.Width != widths[i] {
			t.Errorf("%s: %+v, %v", key, config, err)
		}
	}
	if s.object(before[plain].Key) != nil {
		t.Error("the former object is still there")
	}
	for _, id := range []gendu.ID{damaged, lost} {
		if now := s.coverOf(id); now.Key != before[id].Key || now.Widths != "-" {
			t.Errorf("what cannot be decoded: %+v", now)
		}
	}
	if string(s.object(before[damaged].Key)) != "\x89PNG\r\n\x1a\n" {
		t.Error("a damaged cover was touched")
	}
	if n, err := s.Repair(ctx); err != nil || n != 0 {
		t.Errorf("%d jobs would be enqueued again, %v", n, err)
	}

	// Check knows them: one is missing.
	s.ok(installation.Bind(ctx, s.Store, s.bucket))
	s.ok(s.bucket.Delete(ctx, keys[0]))
	var missing []string
	checker := installation.Checker{Store: s.Store, Bucket: s.bucket, Now: s.Now, Each: func(f installation.Finding) {
		if f.Fault && f.Table == "shows" {
			missing = append(missing, f.ID)
		}
	}}
	_, err = checker.Check(ctx)
	s.ok(err)
	if len(missing) != 2 || missing[0] != string(plain) || missing[1] != string(lost) {
		t.Errorf("check says of %v", missing)
	}
	// The sweep leaves them, until the show is deleted.
	sweeper := installation.Sweeper{Store: s.Store, Bucket: s.bucket, Now: s.Now, Log: slog.New(slog.DiscardHandler)}
	_, err = sweeper.Sweep(ctx)
	s.ok(err)
	if s.object(keys[1]) == nil || s.object(keys[2]) == nil {
		t.Error("the sweep took a cover in use")
	}
	s.ok(s.DeleteShow(ctx, plain))
	s.ahead += 8 * 24 * time.Hour
	_, err = sweeper.Sweep(ctx)
	s.ok(err)
	if s.object(keys[1]) != nil || s.object(keys[2]) != nil {
		t.Error("the sweep left the cover of a deleted show")
	}
}

// TestEncodeCoversStopsAnywhere breaks the job off behind each of its steps, and has others
// come between: the show has a whole cover each time, and the next job does the rest.
func TestEncodeCoversStopsAnywhere(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"before the objects", "behind the objects", "another cover meanwhile", "the same cover meanwhile", "none meanwhile", "deleted meanwhile", "lease lost"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			s := &studio{backend: newBackend(t)} // without the sound
			id, w := s.sentCover("a", pngOf(t, 140)), s.coverer()
			show, err := s.Show(t.Context(), id)
			s.ok(err)
			s.ok(s.Enqueue(t.Context(), &gendu.Job{Kind: gendu.EncodeCovers}))
			ctx, stop := context.WithCancelCause(t.Context())
			defer stop(nil)
			this := newRun(ctx, stop, s.claim(gendu.EncodeCovers), s.Store, slog.New(slog.DiscardHandler))
			want := 2 // squares of 128 and 140
			meanwhile := func(c gendu.Cover) {
				former, err := s.SetCover(ctx, id, c)
				s.ok(err)
				s.ok(installation.DropCover(ctx, s.bucket, former, c))
			}
			chosen := func(side int) gendu.Cover {
				c, err := installation.PutCover(ctx, s.bucket, w.pictures, id, pngOf(t, side))
				s.ok(err)
				return c
			}
			var fault error
			switch at {
			case "before the objects":
				stop(errors.New("the server dies"))
				if err := w.work(ctx, this); err == nil {
					t.Fatal("a job that was stopped is done")
				}
			case "behind the objects":
				chosen(140)
			case "another cover meanwhile":
				coded := chosen(100)
				meanwhile(coded)
				show.Cover = s.as("sent", id, pngOf(t, 140)) // as the job has read it
				fault = w.one(ctx, this, show)
				want = 1
			case "the same cover meanwhile":
				meanwhile(chosen(140))
				show.Cover = s.as("sent", id, pngOf(t, 140))
				fault = w.one(ctx, this, show)
			case "none meanwhile":
				meanwhile(gendu.Cover{})
				show.Cover = s.as("sent", id, pngOf(t, 140))
				fault = w.one(ctx, this, show)
				want = 0
			case "deleted meanwhile":
				s.ok(s.DeleteShow(ctx, id))
				if err := w.one(ctx, this, show); err != nil {
					t.Errorf("of a deleted show: %v", err)
				}
				return
			case "lease lost":
				s.ahead += time.Minute
				s.claim(gendu.EncodeCovers) // by another server
				if err := w.one(ctx, this, show); gendu.KindOf(err) != gendu.Conflict {
					t.Fatalf("without its lease: %v", err)
				}
			}
			s.ok(fault)
			for _, key := range s.coverOf(id).Keys() {
				if s.object(key) == nil {
					t.Errorf("after it was stopped %s is missing", key)
				}
			}
			s.ahead += time.Minute
			s.ok(s.run(gendu.EncodeCovers, w))
			_, keys := s.coverOf(id).Squares()
			for _, key := range keys {
				if s.object(key) == nil {
					t.Errorf("after the next job %s is missing", key)
				}
			}
			if len(keys) != want {
				t.Errorf("the next job: %+v", s.coverOf(id))
			}
		})
	}
}

// as puts a picture as an earlier version stored it, without a row.
func (s *studio) as(name string, id gendu.ID, picture []byte) gendu.Cover {
	key := "covers/" + string(id) + "/" + name
	s.put(key, picture)
	return gendu.Cover{Key: key, Type: "image/png"}
}
