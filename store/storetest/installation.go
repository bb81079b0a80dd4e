package storetest

import (
	"fmt"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/jobqueue"
)

func standings(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	v := h.take(u, e, cues[0])
	up := h.upload(e, 10)
	show := must[*gendu.Show](h)(h.Show(ctx, e.ShowID))
	cover := "covers/" + string(show.ID)
	h.cover(show.ID, gendu.Cover{Key: cover + "/2", Type: "image/png"})
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
	h.cover(show.ID, gendu.Cover{Key: cover + "/3-512", Type: "image/jpeg", Widths: "128 512"})
	want(cover+"/2", store.Unknown)
	want(cover+"/3-128", store.Wanted)
	want(cover+"/3-512", store.Wanted)
	want(cover+"/3-256", store.Unknown)
	want(cover+"/3", store.Unknown)
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
	h.ok(h.DeleteShow(ctx, show.ID))
	want(cover+"/3-128", store.Wanted) // for a while
	h.clock.Add(8 * 24 * time.Hour)
	want(cover+"/3-128", store.Released)
	want(cover+"/3-512", store.Released)
	want(cover+"/1", store.Released) // a former one
}

// covers: older ones are found and exchanged, unless the host was faster.
func covers(t *testing.T, h *fixture) {
	ctx := t.Context()
	host := h.user(gendu.Host)
	var list []*gendu.Show
	for _, c := range []gendu.Cover{
		{},
		{Key: "covers/a/1", Type: "image/png"},
		{Key: "covers/b/1", Type: "image/png"},
		{Key: "covers/c/1-256", Type: "image/jpeg", Widths: "128 256"},
		{Key: "covers/d/1", Type: "image/webp", Widths: "-"},
		{Key: "covers/e/1", Type: "image/png"}, // of a show that is deleted
	} {
		show := h.show(host)
		equal(h, "the former cover", h.cover(show.ID, c), gendu.Cover{})
		show.Cover = c
		list = append(list, show)
		h.clock.Add(time.Millisecond)
	}
	h.ok(h.DeleteShow(ctx, list[5].ID))
	waiting := func(after gendu.ID, limit int) (keys []string) {
		t.Helper()
		for _, v := range must[[]*gendu.Show](h)(h.UncodedCovers(ctx, after, limit)) {
			keys = append(keys, v.Cover.Key)
		}
		return keys
	}
	equal(h, "waiting", fmt.Sprint(waiting("", 10)), "[covers/a/1 covers/b/1]")
	equal(h, "the first", fmt.Sprint(waiting("", 1)), "[covers/a/1]")
	equal(h, "behind it", fmt.Sprint(waiting(list[1].ID, 10)), "[covers/b/1]")
	equal(h, "repaired", must[int](h)(h.Repair(ctx)), 1)
	equal(h, "repaired again", must[int](h)(h.Repair(ctx)), 0)
	g := h.claim(gendu.EncodeCovers)
	guard := jobqueue.GuardOf(g)
	coded := gendu.Cover{Key: "covers/a/2-128", Type: "image/jpeg", Widths: "128"}
	h.ok(h.SetCoded(ctx, guard, list[1].ID, list[1].Cover, coded))
	equal(h, "coded", must[*gendu.Show](h)(h.Show(ctx, list[1].ID)).Cover, coded)
	h.wantKind("twice", h.SetCoded(ctx, guard, list[1].ID, list[1].Cover, coded), gendu.NotFound)
	chosen := gendu.Cover{Key: "covers/b/2-128", Type: "image/jpeg", Widths: "128"}
	equal(h, "what the host's replaces", h.cover(list[2].ID, chosen), list[2].Cover)
	h.wantKind("the host was faster", h.SetCoded(ctx, guard, list[2].ID, list[2].Cover, coded), gendu.NotFound)
	equal(h, "the host's", must[*gendu.Show](h)(h.Show(ctx, list[2].ID)).Cover, chosen)
	equal(h, "none is waiting", len(waiting("", 10)), 0)
	guard.Token++
	h.wantKind("a lease that was lost", h.SetCoded(ctx, guard, list[1].ID, coded, coded), gendu.Conflict)

	// The hashes of squares stay, those of other covers go.
	show := list[3]
	key := func(name string) string { return "covers/" + string(show.ID) + "/" + name }
	h.cover(show.ID, gendu.Cover{Key: key("0123456789abcdef01234567-256"), Type: "image/jpeg", Widths: "128 256"})
	for _, name := range []string{"0123456789abcdef01234567-128", "0123456789abcdef01234567-256", "1123456789abcdef01234567-128"} {
		h.ok(h.PutObjectHash(ctx, key(name), 1, []byte("sum")))
	}
	h.clock.Add(48 * time.Hour)
	equal(h, "hashes that go", must[store.Purged](h)(h.Purge(ctx)).Hashes, 1)
}

// manyStandings asks about more keys than one statement takes, and gets the
// answers in order.
func manyStandings(t *testing.T, h *fixture) {
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

func installation(t *testing.T, h *fixture) {
	ctx := t.Context()
	equal(h, "at first", must[string](h)(h.InstallationID(ctx)), "")
	equal(h, "the first one", must[string](h)(h.AdoptInstallationID(ctx, "one")), "one")
	equal(h, "a slower one", must[string](h)(h.AdoptInstallationID(ctx, "two")), "one")
	equal(h, "it stays", must[string](h)(h.InstallationID(ctx)), "one")
}

func lastSweep(t *testing.T, h *fixture) {
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
func expiredUploads(t *testing.T, h *fixture) {
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
