package storetest

import (
	"sync"
	"testing"
)

// secrets: servers that start at once come to share one key.
func secrets(t *testing.T, h *house) {
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
