// Package objectstest holds the suite that every object store of gendu must
// pass.
package objectstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"gendu"
	"gendu/objects"
)

// Run runs the suite; open gives an empty store, another one at each call.
func Run(t *testing.T, open func(t *testing.T) *objects.Bucket) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *objects.Bucket)
	}{
		{"PutGet", putGet},
		{"Replace", replace},
		{"Ranges", ranges},
		{"WrongLength", wrongLength},
		{"BrokenBody", brokenBody},
		{"CancelledBody", cancelledBody},
		{"Missing", missing},
		{"Keys", keys},
		{"List", list},
		{"Move", move},
		{"OpenAt", openAt},
		{"Next", next},
		{"ConcurrentPuts", concurrentPuts},
		{"PutBesideDelete", putBesideDelete},
		{"Presign", presign},
		{"Check", check},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open(t))
		})
	}
}

// Bytes are n bytes that look random and are the same each time.
func Bytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{byte(n), byte(n >> 8)}).Read(b) // it never fails
	return b
}

func put(t *testing.T, b *objects.Bucket, key string, data []byte) {
	t.Helper()
	if err := b.Put(t.Context(), key, bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatalf("Put %s: %v", key, err)
	}
}

func get(t *testing.T, b *objects.Bucket, key string) []byte {
	t.Helper()
	r, info, err := b.Get(t.Context(), key, 0, -1)
	if err != nil {
		t.Fatalf("Get %s: %v", key, err)
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("reading %s: %v", key, err)
	}
	if info.Size != int64(len(data)) || info.Key != key || info.ETag == "" {
		t.Errorf("Get %s: info %+v for %d bytes", key, info, len(data))
	}
	return data
}

func wantKind(t *testing.T, what string, err error, kind gendu.Kind) {
	t.Helper()
	if gendu.KindOf(err) != kind {
		t.Errorf("%s: got %v (kind %q), want kind %q", what, err, gendu.KindOf(err), kind)
	}
}

// putGet writes sizes on both sides of every boundary that a driver has.
func putGet(t *testing.T, b *objects.Bucket) {
	for _, n := range []int{0, 1, 4096, 8<<20 - 1, 8 << 20, 8<<20 + 1, 17<<20 + 3} {
		for _, announced := range []bool{true, false} {
			key := fmt.Sprintf("sizes/%d-%t", n, announced)
			data := Bytes(n)
			size := int64(-1)
			if announced {
				size = int64(n)
			}
			// A reader that can do nothing but read, in odd pieces.
			body := iotest.HalfReader(struct{ io.Reader }{bytes.NewReader(data)})
			if err := b.Put(t.Context(), key, body, size); err != nil {
				t.Fatalf("Put %s: %v", key, err)
			}
			if got := get(t, b, key); !bytes.Equal(got, data) {
				t.Errorf("%s: %d bytes came back, not the same", key, len(got))
			}
			info, err := b.Stat(t.Context(), key)
			if err != nil || info.Size != int64(n) || time.Since(info.ModTime).Abs() > time.Hour {
				t.Errorf("Stat %s: %+v, %v", key, info, err)
			}
		}
	}
}

func replace(t *testing.T, b *objects.Bucket) {
	put(t, b, "a/b", []byte("the first, which is longer"))
	first, err := b.Stat(t.Context(), "a/b")
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, "a/b", []byte("second"))
	if got := get(t, b, "a/b"); string(got) != "second" {
		t.Errorf("got %q", got)
	}
	second, err := b.Stat(t.Context(), "a/b")
	if err != nil || second.ETag == first.ETag {
		t.Errorf("the ETag stayed %q (%v)", second.ETag, err)
	}
}

func ranges(t *testing.T, b *objects.Bucket) {
	put(t, b, "r", []byte("0123456789"))
	put(t, b, "empty", nil)
	for _, c := range []struct {
		key    string
		off, n int64
		want   string
		kind   gendu.Kind
	}{
		{"r", 0, -1, "0123456789", ""},
		{"r", 0, 10, "0123456789", ""},
		{"r", 0, 1, "0", ""},
		{"r", 9, 1, "9", ""},
		{"r", 3, 4, "3456", ""},
		{"r", 3, -1, "3456789", ""},
		{"r", 8, 100, "89", ""},
		{"r", 8, 1<<63 - 1, "89", ""},
		{"r", 3, 0, "", ""},
		{"r", 10, -1, "", ""},
		{"r", 10, 0, "", ""},
		{"r", 10, 5, "", ""},
		{"r", 11, -1, "", gendu.Invalid},
		{"r", 11, 0, "", gendu.Invalid},
		{"r", 11, 5, "", gendu.Invalid},
		{"r", -1, 5, "", gendu.Invalid},
		{"r", 0, -2, "", gendu.Invalid},
		{"empty", 0, -1, "", ""},
		{"empty", 0, 1, "", ""},
		{"empty", 1, -1, "", gendu.Invalid},
	} {
		what := fmt.Sprintf("Get %s from %d, %d bytes", c.key, c.off, c.n)
		r, info, err := b.Get(t.Context(), c.key, c.off, c.n)
		if c.kind != "" {
			wantKind(t, what, err, c.kind)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		got, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v; want %q", what, got, err, c.want)
		}
		if want := map[string]int64{"r": 10, "empty": 0}[c.key]; info.Size != want {
			t.Errorf("%s: the object has %d bytes, not %d", what, want, info.Size)
		}
	}
}

func wrongLength(t *testing.T, b *objects.Bucket) {
	put(t, b, "kept", []byte("before"))
	for _, size := range []int64{0, 4, 6, 9 << 20} {
		err := b.Put(t.Context(), "kept", strings.NewReader("12345"), size)
		wantKind(t, fmt.Sprintf("5 bytes announced as %d", size), err, gendu.Invalid)
	}
	if got := get(t, b, "kept"); string(got) != "before" {
		t.Errorf("a refused body was written: %q", got)
	}
}

var errBody = errors.New("the body broke")

func brokenBody(t *testing.T, b *objects.Bucket) {
	put(t, b, "kept", []byte("before"))
	for _, n := range []int{0, 100, 9 << 20, 30 << 20} {
		body := io.MultiReader(bytes.NewReader(Bytes(n)), iotest.ErrReader(errBody))
		if err := b.Put(t.Context(), "kept", body, -1); !errors.Is(err, errBody) {
			t.Errorf("a body that breaks after %d bytes: %v", n, err)
		}
	}
	if got := get(t, b, "kept"); string(got) != "before" {
		t.Errorf("a broken body was written: %q", got)
	}
	if got := names(t, b, ""); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("broken bodies left %q", got)
	}
}

func cancelledBody(t *testing.T, b *objects.Bucket) {
	ctx, cancel := context.WithCancel(t.Context())
	body := io.MultiReader(bytes.NewReader(Bytes(9<<20)), readerFunc(func([]byte) (int, error) {
		cancel()
		return 0, nil
	}))
	if err := b.Put(ctx, "gone", body, -1); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled Put: %v", err)
	}
	_, err := b.Stat(t.Context(), "gone")
	wantKind(t, "Stat after a cancelled Put", err, gendu.NotFound)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func missing(t *testing.T, b *objects.Bucket) {
	put(t, b, "there/x", []byte("x"))
	for _, key := range []string{"nothing", "there", "there/y", "nothing/at/all"} {
		_, _, err := b.Get(t.Context(), key, 0, -1)
		wantKind(t, "Get "+key, err, gendu.NotFound)
		_, _, err = b.Get(t.Context(), key, 0, 0)
		wantKind(t, "Get nothing of "+key, err, gendu.NotFound)
		_, err = b.Stat(t.Context(), key)
		wantKind(t, "Stat "+key, err, gendu.NotFound)
		_, err = b.OpenAt(t.Context(), key)
		wantKind(t, "OpenAt "+key, err, gendu.NotFound)
		if err := b.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete %s: %v", key, err)
		}
	}
	if got := get(t, b, "there/x"); string(got) != "x" {
		t.Errorf("got %q", got)
	}
	if err := b.Delete(t.Context(), "there/x"); err != nil {
		t.Fatal(err)
	}
	_, err := b.Stat(t.Context(), "there/x")
	wantKind(t, "Stat after Delete", err, gendu.NotFound)
}

func keys(t *testing.T, b *objects.Bucket) {
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".writing/a", "a/.b", "a b", "a\\b", "a\x00b",
		"a\nb", "跟讀", "a?b", "a%2e", "c:d", strings.Repeat("a", 201), strings.Repeat("a/", 256) + "a",
	} {
		wantKind(t, fmt.Sprintf("Put %q", key), b.Put(t.Context(), key, strings.NewReader("x"), 1), gendu.Invalid)
		_, _, err := b.Get(t.Context(), key, 0, -1)
		wantKind(t, fmt.Sprintf("Get %q", key), err, gendu.Invalid)
		wantKind(t, fmt.Sprintf("Delete %q", key), b.Delete(t.Context(), key), gendu.Invalid)
	}
	for _, key := range []string{"a", "A.b_c-d+e=f@g", "0/1/2/3/4/5/6/7", strings.Repeat("k", 200)} {
		put(t, b, key, []byte(key))
		if got := get(t, b, key); string(got) != key {
			t.Errorf("%s: got %q", key, got)
		}
	}
}

func names(t *testing.T, b *objects.Bucket, prefix string) []string {
	t.Helper()
	got := []string{}
	for info, err := range b.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("List %q: %v", prefix, err)
		}
		got = append(got, info.Key)
	}
	slices.Sort(got)
	return got
}

func list(t *testing.T, b *objects.Bucket) {
	if got := names(t, b, ""); len(got) != 0 {
		t.Errorf("an empty store lists %q", got)
	}
	for i, key := range []string{"a", "ab/c", "ab/d/e", "ab/d/f", "abc", "b/c"} {
		put(t, b, key, Bytes(i+1))
	}
	for prefix, want := range map[string][]string{
		"":        {"a", "ab/c", "ab/d/e", "ab/d/f", "abc", "b/c"},
		"a":       {"a", "ab/c", "ab/d/e", "ab/d/f", "abc"},
		"ab":      {"ab/c", "ab/d/e", "ab/d/f", "abc"},
		"ab/":     {"ab/c", "ab/d/e", "ab/d/f"},
		"ab/d":    {"ab/d/e", "ab/d/f"},
		"ab/d/":   {"ab/d/e", "ab/d/f"},
		"ab/d/e":  {"ab/d/e"},
		"ab/d/e/": {},
		"c":       {},
		"c/d":     {},
		"../":     {},
	} {
		if got := names(t, b, prefix); !slices.Equal(got, want) {
			t.Errorf("List %q: %q, want %q", prefix, got, want)
		}
	}
	for info, err := range b.List(t.Context(), "ab/d/f") {
		if err != nil || info.Size != 4 || info.ETag == "" || info.ModTime.IsZero() {
			t.Errorf("List gives %+v, %v", info, err)
		}
	}
	for range b.List(t.Context(), "") {
		break // stopping early is allowed
	}
}
