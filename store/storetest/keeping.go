package storetest

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/sqldb"
)

func (h *fixture) upload(e *gendu.Episode, size int64) *gendu.Upload {
	h.t.Helper()
	v := &gendu.Upload{
		UserID: h.user(gendu.Host).ID, EpisodeID: e.ID, Size: size, FileName: "a.mp3", Meta: map[string]string{"filename": "a.mp3"},
		ExpiresAt: h.clock.Now().Add(24 * time.Hour),
	}
	h.ok(h.CreateUpload(h.t.Context(), v))
	return v
}

func uploads(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	v := h.upload(e, 20)
	_, err := h.Upload(ctx, "none")
	h.wantKind("Upload", err, gendu.NotFound)
	h.wantKind("AddChunk", h.AddChunk(ctx, "none", 0, 1, 0), gendu.NotFound)
	h.ok(h.AddChunk(ctx, v.ID, 0, 8, 0))
	for what, err := range map[string]error{
		"the same chunk again":  h.AddChunk(ctx, v.ID, 0, 8, 0),
		"the right n, too far":  h.AddChunk(ctx, v.ID, 1, 8, 16),
		"the right place, an n": h.AddChunk(ctx, v.ID, 2, 8, 8),
		"more than the file":    h.AddChunk(ctx, v.ID, 1, 13, 8),
		"less than nothing":     h.AddChunk(ctx, v.ID, 1, -1, 8),
	} {
		h.wantKind(what, err, gendu.Conflict)
	}
	a := &gendu.Audio{ID: gendu.NewID(h.clock.Now()), EpisodeID: e.ID, FileName: "a.mp3", Size: 20}
	h.wantKind("not whole", h.FinishUpload(ctx, v.ID, a), gendu.Conflict)
	h.idle()
	h.ok(h.AddChunk(ctx, v.ID, 1, 12, 8))
	got := must[*gendu.Upload](h)(h.Upload(ctx, v.ID))
	if got.Offset != 20 || got.Chunks != 2 || got.Size != 20 || !maps.Equal(got.Meta, v.Meta) || got.AudioID != "" {
		t.Errorf("upload %+v", got)
	}
	h.ok(h.FinishUpload(ctx, v.ID, a))
	h.ok(h.FinishUpload(ctx, v.ID, a))
	h.wantKind("as another audio", h.FinishUpload(ctx, v.ID, &gendu.Audio{EpisodeID: e.ID}), gendu.Conflict)
	equal(h, "finished", must[*gendu.Upload](h)(h.Upload(ctx, v.ID)).AudioID, a.ID)
	h.ingest(a)
	h.idle()
	equal(h, "expired", len(must[[]*gendu.Upload](h)(h.ExpiredUploads(ctx, h.clock.Now()))), 0)
	h.clock.Add(24 * time.Hour)
	equal(h, "expired", len(must[[]*gendu.Upload](h)(h.ExpiredUploads(ctx, h.clock.Now()))), 1)
	h.ok(h.DeleteUpload(ctx, v.ID))
	h.wantKind("DeleteUpload twice", h.DeleteUpload(ctx, v.ID), gendu.NotFound)
	equal(h, "the audio stays", must[*gendu.Audio](h)(h.Audio(ctx, a.ID)).State, gendu.Ready)

	// One place in the file is written once, however many try.
	v = h.upload(e, 1000)
	var added atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			switch err := h.AddChunk(ctx, v.ID, 0, 100, 0); gendu.KindOf(err) {
			case "":
				added.Add(1)
			case gendu.Conflict:
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	equal(h, "chunks added", added.Load(), 1)
	equal(h, "offset", must[*gendu.Upload](h)(h.Upload(ctx, v.ID)).Offset, 100)
}

func uploadLocks(t *testing.T, h *fixture) {
	ctx := t.Context()
	v := h.upload(h.episode(), 20)
	h.ok(h.LockUpload(ctx, v.ID, "a", lease))
	asked := must[bool](h)(h.RenewUploadLock(ctx, v.ID, "a", lease))
	equal(h, "asked at first", asked, false)
	h.wantKind("held by another", h.LockUpload(ctx, v.ID, "b", lease), gendu.Conflict)
	h.wantKind("held by oneself", h.LockUpload(ctx, v.ID, "a", lease), gendu.Conflict)
	asked = must[bool](h)(h.RenewUploadLock(ctx, v.ID, "a", lease))
	equal(h, "asked to let go", asked, true)
	h.ok(h.UnlockUpload(ctx, v.ID, "b")) // not theirs: nothing
	h.wantKind("still held", h.LockUpload(ctx, v.ID, "b", lease), gendu.Conflict)
	h.ok(h.UnlockUpload(ctx, v.ID, "a"))
	h.ok(h.LockUpload(ctx, v.ID, "b", lease))
	_, err := h.RenewUploadLock(ctx, v.ID, "a", lease)
	h.wantKind("renewing what was lost", err, gendu.Conflict)
	h.clock.Add(lease)
	h.ok(h.LockUpload(ctx, v.ID, "c", lease))
	asked = must[bool](h)(h.RenewUploadLock(ctx, v.ID, "c", lease))
	equal(h, "nobody asked the new owner", asked, false)
	_, err = h.VoidLeases(ctx, "c", func(string) bool { return false })
	h.ok(err)
	var got atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			switch err := h.LockUpload(ctx, v.ID, fmt.Sprint("w", i), lease); gendu.KindOf(err) {
			case "":
				got.Add(1)
			case gendu.Conflict:
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	equal(h, "who got the lock", got.Load(), 1)
}

func purge(t *testing.T, h *fixture) {
	ctx := t.Context()
	u := h.user()
	h.session(u, "s")
	h.ticket(gendu.TicketReset, "t", u)
	_, err := h.CountAttempt(ctx, "k", time.Minute)
	h.ok(err)
	h.sweepJob("ended")
	h.done(h.claim())
	waiting := h.sweepJob("waiting")
	h.ok(h.LockUpload(ctx, "no upload", "o", lease))
	equal(h, "nothing is old yet", must[store.Purged](h)(h.Purge(ctx)), store.Purged{})
	h.clock.Add(60 * 24 * time.Hour)
	equal(h, "all is old", must[store.Purged](h)(h.Purge(ctx)), store.Purged{Sessions: 1, Tickets: 1, Attempts: 1, Jobs: 1, Locks: 1})
	equal(h, "what waits stays", must[*gendu.Job](h)(h.Job(ctx, waiting.ID)).State, gendu.JobQueued)
}

func repair(t *testing.T, h *fixture) {
	ctx := t.Context()
	h.ready()
	e := h.episode()
	h.page(e, "One.") // waits for its audio, as it should
	h.audio(e)
	equal(h, "a sound database", must[int](h)(h.Repair(ctx)), 0)
	equal(h, "it has no faults", len(must[[]sqldb.Fault](h)(h.Broken(ctx))), 0)
}

func expected(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	v := h.take(h.user(), e, cues[0])
	gone := h.take(h.user(), e, cues[0])
	h.ok(h.DeleteTake(ctx, gone.UserID, gone.ID))
	empty, up := h.upload(e, 10), h.upload(e, 10)
	_ = empty // has no chunks, and does not end the walk
	h.ok(h.AddChunk(ctx, up.ID, 0, 7, 0))
	h.cover(e.ShowID, gendu.Cover{Key: "covers/x/1-256", Type: "image/jpeg", Widths: "128 256"})
	pending := h.audio(e)
	audio := "episodes/" + string(e.AudioID)
	want := []string{
		audio + "/source 1000", audio + "/practice.wav 2880044", audio + "/peaks.dat -1", audio + "/pitch.bin -1", audio + "/cover -1",
		audio + "/listening.m4a -1", pending.ObjectKey("source") + " 1000", v.ObjectKey() + " 44", "covers/x/1-128 -1", "covers/x/1-256 -1",
		"uploads/" + string(up.ID) + "/0 7",
	}
	var got []string
	for ref, err := range h.Expected(ctx) {
		h.ok(err)
		got = append(got, fmt.Sprint(ref.Key, " ", ref.Size))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("expected objects:\n%q, want\n%q", got, want)
	}
	for range h.Expected(ctx) {
		break // stopping early is allowed
	}
}

// broken makes the contradictions that can be made through the store.
func broken(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	equal(h, "faults at first", len(must[[]sqldb.Fault](h)(h.Broken(ctx))), 0)
	v := h.newTake(h.user(), e, cues[0])
	v.AudioID = "none"
	_, err := h.PutTake(ctx, v, nil)
	h.ok(err)
	var tables []string
	for _, f := range must[[]sqldb.Fault](h)(h.Broken(ctx)) {
		tables = append(tables, f.Table)
		if f.ID == "" || f.Problem == "" {
			t.Errorf("fault %+v", f)
		}
	}
	if want := []string{"takes"}; !slices.Equal(tables, want) {
		t.Errorf("faults in %q, want %q", tables, want)
	}
}
