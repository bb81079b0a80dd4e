package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gendu"
	"gendu/store"
)

// secrets: servers that start at once come to share one key.
func secrets(t *testing.T, h *fixture) {
	ctx := t.Context()
	keys := make([]string, 6)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := h.Secret(ctx, "devices", []byte{byte(i), 1, 2})
			if err != nil {
				t.Error(err)
			}
			keys[i] = string(key)
		})
	}
	wg.Wait()
	for _, key := range keys {
		equal(h, "the key", key, keys[0])
		equal(h, "its length", len(key), 3)
	}
	other := must[[]byte](h)(h.Secret(ctx, "other", []byte("x")))
	equal(h, "of another name", string(other), "x")
}

// grantKeys: a day has one key, another day another one, and those of former days go.
func grantKeys(t *testing.T, h *fixture) {
	ctx, day := t.Context(), 24*time.Hour
	at := h.clock.Now()
	first := must[[]byte](h)(h.GrantKey(ctx, at))
	equal(h, "its length", len(first), 32)
	equal(h, "the key of the same day", string(must[[]byte](h)(h.GrantKey(ctx, at))), string(first))
	next := must[[]byte](h)(h.GrantKey(ctx, at.Add(day)))
	equal(h, "another day has the same key", string(next) == string(first), false)
	h.clock.Add(3 * day)
	must[store.Purged](h)(h.Purge(ctx))
	again := must[[]byte](h)(h.GrantKey(ctx, at))
	equal(h, "the old key is still there", string(again) == string(first), false)
}

// revocations: each is read for its time, and removed after it; that of an account which
// ends is among them.
func revocations(t *testing.T, h *fixture) {
	ctx := t.Context()
	u := h.user()
	h.ok(h.SetDisabled(ctx, u.ID, true))
	h.clock.Add(time.Minute)
	h.ok(h.SetDisabled(ctx, u.ID, false)) // the same subject again
	equal(h, "revoked", fmt.Sprint(must[[]gendu.ID](h)(h.Revocations(ctx))), fmt.Sprint([]gendu.ID{u.ID}))
	h.clock.Add(store.RevocationLife)
	equal(h, "revoked long ago", len(must[[]gendu.ID](h)(h.Revocations(ctx))), 0)
	leaving := h.user()
	must[*gendu.User](h)(h.AskDeletion(ctx, leaving.ID, leaving.ID))
	h.clock.Add(store.Grace)
	h.ok(h.CloseAccount(ctx, leaving.ID))
	equal(h, "of an account that ended", fmt.Sprint(must[[]gendu.ID](h)(h.Revocations(ctx))), fmt.Sprint([]gendu.ID{leaving.ID}))
	equal(h, "removed", must[store.Purged](h)(h.Purge(ctx)).Revocations, 1)
}
