package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"

	"gendu"
)

// BenchmarkRange is one range of a listener: session, permission, bytes.
func BenchmarkRange(b *testing.B) {
	for _, size := range []int{1, 256 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) { benchRange(b, size) })
	}
}

func benchRange(b *testing.B, size int) {
	h := newBackend(b)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	url := h.web.URL + "/media/audios/" + string(l.audio.ID) + "/practice.wav"
	cookie := h.as(h.user("alice")).cookie
	b.ResetTimer()
	for range b.N {
		r, err := http.NewRequestWithContext(context.Background(), "GET", url, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Range", fmt.Sprintf("bytes=10-%d", 9+size))
		r.AddCookie(&http.Cookie{Name: h.server.cookieName, Value: cookie})
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, res.Body); err != nil || n != int64(size) {
			b.Fatal(n, err)
		}
		_ = res.Body.Close()
	}
}
