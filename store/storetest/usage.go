package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/jobqueue"
)

// small are limits that a test reaches.
var small = gendu.Limits{Bytes: 500, Takes: 8, Uploads: 3, Settings: 4, SettingBytes: 100, Streams: 1}

func runLimited(t *testing.T, open Opener) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *fixture)
	}{
		{"Usage", usage},
		{"TakeLimits", takeLimits},
		{"TakeLimitRace", takeLimitRace},
		{"UploadLimit", uploadLimit},
		{"SettingLimit", settingLimit},
		{"StoredOtherwise", storedOtherwise},
		{"Tombstones", tombstones},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := &Clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
			c.test(t, &fixture{t: t, clock: clock, Store: open(t, store.WithClock(clock.Now), store.WithLimits(small))})
		})
	}
}

func (h *fixture) wantUsage(what string, u *gendu.User, bytes int64, takes int) {
	h.t.Helper()
	equal(h, what, must[gendu.Usage](h)(h.Usage(h.t.Context(), u.ID)), gendu.Usage{Bytes: bytes, Takes: takes})
}

// sized is a take of a size, not stored yet.
func (h *fixture) sized(u *gendu.User, e *gendu.Episode, c *gendu.Cue, size int64) *gendu.Take {
	v := h.newTake(u, e, c)
	v.Size = size
	return v
}

// usage is counted by what writes and deletes takes, and by nothing else.
func usage(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, other := h.user(), h.user()
	h.wantUsage("of nobody yet", u, 0, 0)
	first := h.sized(u, e, cues[0], 100)
	for range 2 { // a retry counts once
		_, err := h.PutTake(ctx, first, nil)
		h.ok(err)
	}
	second := h.take(u, e, cues[1])
	h.take(other, e, cues[1])
	h.wantUsage("of two", u, 144, 2)
	h.wantKind("deleting somebody else's", h.DeleteTake(ctx, other.ID, second.ID), gendu.NotFound)
	h.wantUsage("of who deletes somebody else's", other, 44, 1)
	h.ok(h.DeleteTake(ctx, u.ID, first.ID))
	h.wantKind("deleting twice", h.DeleteTake(ctx, u.ID, first.ID), gendu.NotFound)
	h.wantUsage("after a deletion", u, 44, 1)
	h.ok(h.DeleteTake(ctx, u.ID, gendu.NewID(h.clock.Now()))) // before its upload ends
	h.wantUsage("after a deletion of what is not there", u, 44, 1)
	got := must[map[gendu.ID]gendu.Usage](h)(h.UsageOf(ctx, []gendu.ID{u.ID, other.ID, h.user().ID}))
	if len(got) != 2 || got[u.ID] != (gendu.Usage{Bytes: 44, Takes: 1}) || got[other.ID] != (gendu.Usage{Bytes: 44, Takes: 1}) {
		t.Errorf("usage of some: %v", got)
	}
	equal(h, "counted again where all is right", must[int](h)(h.Recount(ctx)), 0)
}

func takeLimits(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	big := h.sized(u, e, cues[0], small.Bytes-44)
	_, err := h.PutTake(ctx, big, nil)
	h.ok(err)
	h.take(u, e, cues[0])
	late := h.newTake(u, e, cues[1])
	_, err = h.PutTake(ctx, late, &gendu.Job{})
	h.wantKind("one byte too many", err, gendu.Quota)
	_, err = h.Take(ctx, late.ID)
	h.wantKind("the take that was refused", err, gendu.NotFound)
	h.idle(gendu.CompareTake)
	again := *big
	if created, err := h.PutTake(ctx, &again, nil); created || err != nil {
		t.Errorf("the same take again is %t, %v: it takes nothing more", created, err)
	}
	h.ok(h.DeleteTake(ctx, u.ID, big.ID))
	for range small.Takes - 1 {
		_, err := h.PutTake(ctx, h.sized(u, e, cues[0], 1), nil)
		h.ok(err)
	}
	_, err = h.PutTake(ctx, h.sized(u, e, cues[0], 1), nil)
	h.wantKind("one take too many", err, gendu.Quota)
	h.take(h.user(), e, cues[0]) // others have limits of their own
}

// takeLimitRace: of many at once exactly as many pass as there is place for.
func takeLimitRace(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	const tries = 3 * 8
	var wg sync.WaitGroup
	errs := make([]error, tries)
	for i := range tries {
		v := h.sized(u, e, cues[i%2], 1)
		wg.Go(func() { _, errs[i] = h.PutTake(ctx, v, nil) })
	}
	wg.Wait()
	passed := 0
	for _, err := range errs {
		if err == nil {
			passed++
			continue
		}
		h.wantKind("one too many", err, gendu.Quota)
	}
	equal(h, "takes that passed", passed, small.Takes)
	h.wantUsage("after the race", u, int64(small.Takes), small.Takes)
	equal(h, "listed", len(must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID}))), small.Takes)
	// Deletions beside new takes leave a count that is right.
	list := must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID}))
	for i := range list {
		v := h.sized(u, e, cues[0], 1)
		wg.Go(func() { _ = h.DeleteTake(ctx, u.ID, list[i].ID) })
		wg.Go(func() { _, _ = h.PutTake(ctx, v, nil) })
	}
	wg.Wait()
	n := len(must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID})))
	h.wantUsage("after deletions beside new takes", u, int64(n), n)
	equal(h, "counted again", must[int](h)(h.Recount(ctx)), 0)
}

func uploadLimit(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	u := h.user(gendu.Host)
	begin := func() (*gendu.Upload, error) {
		v := &gendu.Upload{UserID: u.ID, EpisodeID: e.ID, Size: 10, FileName: "a.mp3", ExpiresAt: h.clock.Now().Add(time.Hour)}
		return v, h.CreateUpload(ctx, v)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var open []*gendu.Upload
	for range 4 * small.Uploads {
		wg.Go(func() {
			v, err := begin()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				open = append(open, v)
			} else if gendu.KindOf(err) != gendu.Quota {
				t.Errorf("one upload too many: %v", err)
			}
		})
	}
	wg.Wait()
	equal(h, "uploads that passed", len(open), small.Uploads)
	equal(h, "open uploads", must[int](h)(h.OpenUploads(ctx, u.ID)), small.Uploads)
	h.ok(h.DeleteUpload(ctx, open[0].ID))
	_, err := begin()
	h.ok(err)
	h.clock.Add(2 * time.Hour) // all have expired
	_, err = begin()
	h.ok(err)
}

func settingLimit(t *testing.T, h *fixture) {
	ctx := t.Context()
	u := h.user()
	put := func(key string) error {
		h.clock.Add(time.Second)
		return h.PutSetting(ctx, &gendu.Settings{UserID: u.ID, Key: key, JSON: "{}"})
	}
	for _, key := range []string{"practice", "position:a", "position:b", "recent", "position:a"} {
		h.ok(put(key))
	}
	h.ok(put("position:c")) // b is the oldest by now
	for key, there := range map[string]bool{"practice": true, "recent": true, "position:a": true, "position:b": false, "position:c": true} {
		if _, err := h.Setting(ctx, u.ID, key); (err == nil) != there {
			t.Errorf("%s: %v", key, err)
		}
	}
	h.ok(put("other"))
	h.ok(put("more"))
	h.wantKind("a fifth that is no position", put("fifth"), gendu.Quota)
	h.ok(put("more"))
	var wg sync.WaitGroup
	v := h.user()
	for i := range 5 * small.Settings {
		wg.Go(func() {
			err := h.PutSetting(ctx, &gendu.Settings{UserID: v.ID, Key: fmt.Sprint("k", i), JSON: "{}"})
			if err != nil && gendu.KindOf(err) != gendu.Quota {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	kept := 0
	for i := range 5 * small.Settings {
		if _, err := h.Setting(ctx, v.ID, fmt.Sprint("k", i)); err == nil {
			kept++
		}
	}
	equal(h, "settings of many at once", kept, small.Settings)
}

// storedOtherwise: a take that is stored in another form keeps the hash of what was sent.
func storedOtherwise(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	old, plain := h.sized(u, e, cues[0], 100), h.sized(u, e, cues[0], 50)
	plain.Type = "audio/webm"
	for _, v := range []*gendu.Take{old, plain} {
		_, err := h.PutTake(ctx, v, nil)
		h.ok(err)
	}
	h.clock.Add(time.Hour)
	young := h.take(u, e, cues[1])
	due := must[[]*gendu.Take](h)(h.Uncompressed(ctx, young.CreatedAt, 10))
	if len(due) != 1 || due[0].ID != old.ID {
		t.Fatalf("old recordings in WAV: %v", due)
	}
	h.ok(h.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep}))
	g := jobqueue.GuardOf(h.claim(gendu.Sweep))
	h.ok(h.SetStored(ctx, g, due[0], gendu.Stored{Type: "audio/flac", Size: 60, SHA256: []byte{9, 9}}))
	h.wantKind("twice", h.SetStored(ctx, g, due[0], gendu.Stored{Type: "audio/flac", Size: 60, SHA256: []byte{9, 9}}), gendu.NotFound)
	got := must[*gendu.Take](h)(h.Take(ctx, old.ID))
	if got.AsSent() || got.Size != 100 || got.ObjectSize() != 60 || string(got.SHA256) != string(old.SHA256) || got.SentKey() != old.ObjectKey() {
		t.Errorf("a take stored as FLAC: %+v", got)
	}
	h.wantUsage("counts what is stored", u, 60+50+44, 3)
	standing := must[[]store.Standing](h)(h.Standings(ctx, []string{got.ObjectKey(), got.SentKey()}))
	if standing[0] != store.Wanted || standing[1] != store.Released {
		t.Errorf("the new object is %s and the former one %s", standing[0], standing[1])
	}
	for ref, err := range h.Expected(ctx) {
		h.ok(err)
		if ref.ID == string(old.ID) && (ref.Key != got.ObjectKey() || ref.Size != 60 || string(ref.SHA256) != "\x09\x09") {
			t.Errorf("expected: %+v", ref)
		}
	}
	again := *old
	if created, err := h.PutTake(ctx, &again, nil); created || err != nil {
		t.Errorf("the bytes that were sent once more: %t, %v", created, err)
	}
	equal(h, "due after that", len(must[[]*gendu.Take](h)(h.Uncompressed(ctx, young.CreatedAt, 10))), 0)
	h.ok(h.SetStoredAsSent(ctx, got))
	h.wantUsage("stored as it was sent again", u, 100+50+44, 3)
	h.ok(h.SetStored(ctx, g, old, gendu.Stored{}))
	equal(h, "due after it was found to be no smaller", len(must[[]*gendu.Take](h)(h.Uncompressed(ctx, young.CreatedAt, 10))), 0)
	h.ok(h.DeleteTake(ctx, u.ID, old.ID))
	h.wantKind("of a deleted one", h.SetStored(ctx, g, old, gendu.Stored{Type: "audio/flac", Size: 1, SHA256: []byte{1}}), gendu.NotFound)
	equal(h, "counted again", must[int](h)(h.Recount(ctx)), 0)
}

func tombstones(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	gone, kept := h.take(u, e, cues[0]), h.take(u, e, cues[1])
	h.ok(h.DeleteTake(ctx, u.ID, gone.ID))
	h.clock.Add(89 * 24 * time.Hour)
	equal(h, "cleared after 89 days", must[int](h)(h.ClearTombstones(ctx)), 0)
	h.clock.Add(24 * time.Hour)
	equal(h, "cleared after 90 days", must[int](h)(h.ClearTombstones(ctx)), 1)
	_, err := h.Take(ctx, gone.ID)
	h.wantKind("the tombstone", err, gendu.NotFound)
	must[*gendu.Take](h)(h.Take(ctx, kept.ID))
	h.wantUsage("after all", u, 44, 1)
}
