package server

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"path"
	"strings"
	"testing"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
)

// pngOf is a picture in one colour, which follows from its size.
func pngOf(w, h int) string {
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		p.SetNRGBA(i%w, i/w, color.NRGBA{R: uint8(w), B: uint8(h), A: 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		panic(err)
	}
	return b.String()
}

// stating is a PNG of 1 kB that states a size.
func stating(w, h uint32) string {
	b := []byte(pngOf(20, 20))
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29])) // of the first chunk
	return string(b) + strings.Repeat("x", 1000)
}

// objects counts the objects under a prefix.
func (h *backend) objects(prefix string) (n int) {
	h.t.Helper()
	for _, err := range h.bucket.List(h.t.Context(), prefix) {
		if err != nil {
			h.t.Fatal(err)
		}
		n++
	}
	return n
}

// TestCover: what is served are squares that were made here, by whatever type it was sent.
func TestCover(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c, alice := h.as(host), h.as(h.user("alice"))
	path := httpio.Prefix + "/shows/" + string(l.show.ID) + "/cover"
	var former api.Show
	for _, p := range []string{pngOf(600, 600), pngOf(300, 300), pngOf(300, 300)} {
		var show api.Show
		c.do("PUT", path, strings.NewReader(p), "Content-Type", "text/html").want(200, &show)
		var widths []int
		for _, s := range *show.Covers {
			a := alice.do("GET", s.Path, nil).want(200, nil)
			config, err := jpeg.DecodeConfig(bytes.NewReader(a.body))
			if err != nil || config.Width != s.Width || config.Height != s.Width || a.header.Get("Content-Type") != "image/jpeg" ||
				a.header.Get("Content-Security-Policy") != httpio.BytesPolicy || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
				t.Errorf("%d is %+v, %v, %v", s.Width, config, err, a.header)
			}
			widths = append(widths, s.Width)
		}
		if n := h.objects("covers/"); n != len(widths) || len(widths) < 3 || *show.Cover != (*show.Covers)[len(widths)-1].Path {
			t.Errorf("%d objects for the widths %v, %s", n, widths, *show.Cover)
		}
		if former.Cover != nil && *former.Cover != *show.Cover {
			alice.do("GET", *former.Cover, nil).want(404, nil)
		}
		former = show
	}
	for name, q := range map[string]struct {
		body string
		want int
		says string
	}{
		"SVG":             {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, 400, "JPEG, PNG, GIF or WebP"},
		"WAV":             {"RIFF\x10\x00\x00\x00WAVEfmt ", 400, "JPEG, PNG, GIF or WebP"},
		"cut":             {pngOf(300, 300)[:100], 400, "damaged"},
		"empty":           {"", 400, ""},
		"over 5 MiB":      {"\xff\xd8\xff" + strings.Repeat("x", 5<<20), 413, "5 MiB"},
		"30,000 × 30,000": {stating(30_000, 30_000), 413, "4000 × 4000"},
	} {
		if a := c.do("PUT", path, strings.NewReader(q.body)); a.status != q.want || !strings.Contains(a.text(), q.says) {
			t.Errorf("%s: %d %s, want %d %s", name, a.status, a.text(), q.want, q.says)
		}
	}
	alice.do("GET", *former.Cover, nil).want(200, nil)
	var show map[string]any
	c.do("DELETE", path, nil).want(200, &show)
	if show["cover"] != nil || show["covers"] != nil {
		t.Errorf("after its deletion the cover is %v, %v", show["cover"], show["covers"])
	}
	if n := h.objects("covers/"); n != 0 {
		t.Errorf("%d covers are left", n)
	}
}

// TestCoverAsSent: a cover of an earlier version is served until its squares are made.
func TestCoverAsSent(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	for _, widths := range []string{"", "-", "128 256"} { // the last of another cover: a server of the version before changed the key
		key := "covers/" + string(l.show.ID) + "/0123"
		if err := h.bucket.Put(t.Context(), key, strings.NewReader("as sent"), 7); err != nil {
			t.Fatal(err)
		}
		if _, err := h.store.SetCover(t.Context(), l.show.ID, gendu.Cover{Key: key, Type: "image/png", Widths: widths}); err != nil {
			t.Fatal(err)
		}
		var got struct{ Show api.Show }
		alice.do("GET", httpio.Prefix+"/shows/"+string(l.show.ID), nil).want(200, &got)
		a := alice.do("GET", *got.Show.Cover, nil).want(200, nil)
		if got.Show.Covers != nil || path.Base(*got.Show.Cover) != "0123" || a.text() != "as sent" || a.header.Get("Content-Type") != "image/png" {
			t.Errorf("%q: %+v is %q", widths, got.Show, a.text())
		}
	}
}
