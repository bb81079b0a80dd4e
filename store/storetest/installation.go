package storetest

import (
	"fmt"
	"testing"
	"time"

	"gendu"
	"gendu/store"
)

func standings(t *testing.T, h *house) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	v := h.take(u, e, cues[0])
	up := h.upload(e, 10)
	show := must[*gendu.Show](h)(h.Show(ctx, e.ShowID))
	cover := "covers/" + string(show.ID)
	h.ok(h.SetCover(ctx, show.ID, cover+"/2", "image/png"))
	audio := "episodes/" + string(e.AudioID)
	want := func(key string, want store.Standing) {
		t.Helper()
		equal(h, key, must[[]store.Standing](h)(h.Standings(ctx, []string{key}))[0], want)
	}
	want(audio+"/source", store.Wanted)
	want(audio+"/practice.wav", store.Wanted)
	want("episodes/none/source", store.Unknown)
	want(v.ObjectKey(), store.Wanted)
	want("takes/"+string(u.ID)+"/"+string(v.ID), store.Unknown)
	want("takes/"+string(u.ID)+"/"+string(v.ID)+"-99", store.Unknown) // other bytes under the id
	want("takes/nobody/"+v.ObjectKey()[len("takes/"+string(u.ID)+"/"):], store.Unknown)
	want("takes/"+string(u.ID)+"/-", store.Unknown)
	want("uploads/"+string(up.ID)+"/0", store.Wanted)
	want("uploads/none/0", store.Unknown)
	want(cover+"/1", store.Unknown) // an older database does not know a newer cover
	want(cover+"/2", store.Wanted)
	for _, key := range []string{"something/else", "takes", "takes/a", "takes/a/b/c", "installation", "trash/2026-01-01/takes/a/b"} {
		want(key, store.Foreign)
	}
	h.ok(h.DeleteEpisode(ctx, e.ID))
	want(audio+"/source", store.Wanted) // for a while
	h.clock.Add(8 * 24 * time.Hour)
	want(audio+"/source", store.Released)
	want(audio+"/practice.wav", store.Wanted) // the take's reference
	want(v.ObjectKey(), store.Wanted)
	h.ok(h.DeleteTake(ctx, u.ID, v.ID))
	want(v.ObjectKey(), store.Released)
	want(audio+"/practice.wav", store.Released)
	other := h.episode()
	finished := h.upload(other, 7)
	h.ok(h.AddChunk(ctx, finished.ID, 0, 7, 0))
	h.ok(h.FinishUpload(ctx, finished.ID, &gendu.Audio{ID: finished.ID, EpisodeID: other.ID, Size: 7, Warnings: []string{}}))
	want("uploads/"+string(finished.ID)+"/0", store.Released)
}

// manyStandings asks about more keys than one statement takes, and gets the
// answers in order.
func manyStandings(t *testing.T, h *house) {
	e, cues := h.ready()
	v := h.take(h.user(), e, cues[0])
	var keys []string
	for i := range 1201 {
		keys = append(keys, fmt.Sprintf("takes/%s/%d-0011223344556677", v.UserID, i))
	}
	keys[700] = v.ObjectKey()
	keys[1200] = "episodes/" + string(e.AudioID) + "/source"
	for i, got := range must[[]store.Standing](h)(h.Standings(t.Context(), keys)) {
		want := store.Unknown
		if i == 700 || i == 1200 {
			want = store.Wanted
		}
		equal(h, keys[i], got, want)
	}
	equal(h, "no keys", len(must[[]store.Standing](h)(h.Standings(t.Context(), nil))), 0)
}

func installation(t *testing.T, h *house) {
	ctx := t.Context()
	equal(h, "at first", must[string](h)(h.InstallationID(ctx)), "")
	equal(h, "the first one", must[string](h)(h.AdoptInstallationID(ctx, "one")), "one")
	equal(h, "a slower one", must[string](h)(h.AdoptInstallationID(ctx, "two")), "one")
	equal(h, "it stays", must[string](h)(h.InstallationID(ctx)), "one")
}

func lastSweep(t *testing.T, h *house) {
	ctx := t.Context()
	_, err := h.LastSweep(ctx)
	h.wantKind("before the first one", err, gendu.NotFound)
	for _, v := range []store.Sweep{
		{BeganAt: h.clock.Now(), EndedAt: h.clock.Now(), Objects: 1, Removed: 2, Unknown: 3, MoveLimit: 4, Trashed: 5, Emptied: 6, Stopped: true},
		{BeganAt: h.clock.Now().Add(time.Hour), EndedAt: h.clock.Now().Add(2 * time.Hour)},
	} {
		h.ok(h.SaveSweep(ctx, &v))
		equal(h, "the newest", *must[*store.Sweep](h)(h.LastSweep(ctx)), v)
	}
}

// expiredUploads leaves out the upload that somebody is still sending.
func expiredUploads(t *testing.T, h *house) {
	ctx := t.Context()
	e := h.episode()
	abandoned, sending, fresh := h.upload(e, 10), h.upload(e, 10), h.upload(e, 10)
	for _, v := range []*gendu.Upload{abandoned, sending} {
		h.ok(h.ExpireUpload(ctx, v.ID))
	}
	h.ok(h.LockUpload(ctx, sending.ID, "o", lease))
	list := must[[]*gendu.Upload](h)(h.ExpiredUploads(ctx, h.clock.Now()))
	if len(list) != 1 || list[0].ID != abandoned.ID {
		t.Errorf("expired: %+v", list)
	}
	_ = fresh
	h.wantKind("no such upload", h.ExpireUpload(ctx, "none"), gendu.NotFound)
}
