package objectstest

import (
	"bytes"
	"testing"

	"gendu"
	"gendu/objects"
)

// move gives objects other keys, over another object too.
func move(t *testing.T, b *objects.Bucket) {
	ctx := t.Context()
	for _, c := range []struct {
		from, to string
		size     int
	}{
		{"a/b/c", "trash/2026-01-02/a/b/c", 10},
		{"plain", "a/b/now-here", 0},
		{"with+plus=and@at", "x/with+plus=and@at", 9 << 20},
	} {
		data := Bytes(c.size)
		put(t, b, c.from, data)
		put(t, b, c.to, []byte("in the way"))
		if err := b.Move(ctx, c.from, c.to); err != nil {
			t.Fatalf("Move %s: %v", c.from, err)
		}
		if got := get(t, b, c.to); !bytes.Equal(got, data) {
			t.Errorf("%s has %d other bytes", c.to, len(got))
		}
		_, err := b.Stat(ctx, c.from)
		wantKind(t, "the former key of "+c.to, err, gendu.NotFound)
	}
	wantKind(t, "no such object", b.Move(ctx, "none", "some"), gendu.NotFound)
	wantKind(t, "a folder", b.Move(ctx, "a", "some"), gendu.NotFound)
	wantKind(t, "a bad key", b.Move(ctx, "x/with+plus=and@at", "../up"), gendu.Invalid)
	if err := b.Move(ctx, "a/b/now-here", "a/b/now-here"); err != nil {
		t.Errorf("to where it is: %v", err)
	}
}
