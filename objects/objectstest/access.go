package objectstest

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"gendu/objects"
)

func openAt(t *testing.T, b *objects.Bucket) {
	data := Bytes(5<<20 + 77)
	put(t, b, "blob", data)
	blob, err := b.OpenAt(t.Context(), "blob")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = blob.Close() }()
	if blob.Size() != int64(len(data)) || blob.Info().Key != "blob" {
		t.Errorf("the blob is %+v", blob.Info())
	}
	// Forward, with the pieces that a parser reads.
	all, err := io.ReadAll(io.NewSectionReader(blob, 0, blob.Size()))
	if err != nil || !bytes.Equal(all, data) {
		t.Errorf("read forward: %d bytes, %v", len(all), err)
	}
	var wg sync.WaitGroup
	for worker := range 6 { // anywhere, by several at once
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(1, uint64(worker)))
			for range 40 {
				off := rnd.IntN(len(data))
				p := make([]byte, rnd.IntN(100_000))
				n, err := blob.ReadAt(p, int64(off))
				want := data[off:min(len(data), off+len(p))]
				if !bytes.Equal(p[:n], want) {
					t.Errorf("ReadAt %d: %d bytes, not the right %d", off, n, len(want))
				}
				if n < len(p) && err != io.EOF || n == len(p) && err != nil && err != io.EOF {
					t.Errorf("ReadAt %d: %d of %d bytes and %v", off, n, len(p), err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := blob.ReadAt(make([]byte, 1), blob.Size()); n != 0 || err != io.EOF {
		t.Errorf("ReadAt the end: %d, %v", n, err)
	}
	if _, err := blob.ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("ReadAt -1 gave no error")
	}
}

func next(t *testing.T, b *objects.Bucket) {
	data := Bytes(1000)
	put(t, b, "n", data)
	r, _, err := b.Get(t.Context(), "n", 100, 850)
	if err != nil {
		t.Fatal(err)
	}
	body, ok := r.(*objects.Body)
	if !ok {
		t.Fatalf("Get gives a %T", r)
	}
	defer func() { _ = body.Close() }()
	var got bytes.Buffer
	for range 3 {
		if _, err := io.Copy(&got, body.Next(300)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got.Bytes(), data[100:950]) {
		t.Errorf("%d bytes came in steps, not the right 850", got.Len())
	}
	if n, err := io.Copy(&got, body); n != 0 || err != nil {
		t.Errorf("behind the end: %d bytes, %v", n, err)
	}
}

// concurrentPuts has one key written by many: what is read is one of them.
func concurrentPuts(t *testing.T, b *objects.Bucket) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			put(t, b, "same", bytes.Repeat([]byte{byte('a' + i)}, 10_000+i))
			got := get(t, b, "same")
			if len(got) < 10_000 || len(got) != 10_000+int(got[0]-'a') || len(bytes.Trim(got, string(got[:1]))) != 0 {
				t.Errorf("a mixture of %d bytes", len(got))
			}
		})
	}
	wg.Wait()
	if got := names(t, b, ""); !slices.Equal(got, []string{"same"}) {
		t.Errorf("there are %q", got)
	}
}

// putBesideDelete writes into a folder that others leave empty meanwhile.
func putBesideDelete(t *testing.T, b *objects.Bucket) {
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			for round := range 10 {
				key := fmt.Sprintf("deep/er/%d", i)
				put(t, b, key, Bytes(10))
				if round == 9 {
					return
				}
				if err := b.Delete(t.Context(), key); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := names(t, b, "deep/"); len(got) != 6 {
		t.Errorf("there are %q", got)
	}
}

func presign(t *testing.T, b *objects.Bucket) {
	put(t, b, "signed", []byte("0123456789"))
	address, ok, err := b.Presign(t.Context(), "signed", time.Minute)
	if err != nil || !ok {
		if err != nil || address != "" {
			t.Errorf("Presign: %q, %t, %v", address, ok, err)
		}
		return // a folder has no such thing
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Range", "bytes=2-5")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusPartialContent || string(got) != "2345" {
		t.Errorf("the signed address answers %s, %q, %v", resp.Status, got, err)
	}
}

func check(t *testing.T, b *objects.Bucket) {
	if err := b.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if got := names(t, b, ""); len(got) != 0 {
		t.Errorf("Check left %q", got)
	}
}
