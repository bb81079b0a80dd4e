package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio"
	"gendu/audio/wav"
	"gendu/internal/testkit"
	"gendu/server/httpio"
	"gendu/store"
)

// TestClip: a clip is the exact samples behind a header, with silence behind
// them.
func TestClip(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	clip := func(from, to int) *answer {
		return alice.do("GET", fmt.Sprintf("/media/audios/%s/clips/%d-%d.wav", l.audio.ID, from, to), nil)
	}
	a := clip(1000, 2000).want(200, nil)
	s, err := wav.ReadMono(bytes.NewReader(a.body), int64(len(a.body)))
	if err != nil || s.Rate != gendu.PracticeRate || len(s.Samples) != 24*(1000+audio.ClipTailMS) {
		t.Fatalf("the clip: %v, %d Hz, %d samples", err, s.Rate, len(s.Samples))
	}
	pcm, source := a.body[44:], l.wav[44:]
	fade := 2 * 24 * audio.ClipFadeMS
	if !bytes.Equal(pcm[fade:48000-fade], source[48000+fade:96000-fade]) {
		t.Error("the samples are not those of practice.wav")
	}
	tail, period := pcm[48000:], gendu.PracticeRate/100
	for i := range len(tail) / 2 {
		if v := sample(tail, i); v < -4 || v > 4 || i >= period && v != sample(tail, i-period) {
			t.Fatalf("sample %d of the tail is %d: louder than nothing, or no tone", i, v)
		}
	}
	if sample(tail, 0) != 0 || sample(tail, period/4) != 4 || sample(tail, 3*period/4) != -4 {
		t.Error("there is no tone behind it")
	}
	if sample(pcm, 0) != 0 || sample(pcm, 23999) != 0 || sample(source, 24000+1) == 0 {
		t.Error("cuts inside sound do not fade")
	}
	if a.header.Get("Last-Modified") != "" || !strings.Contains(a.header.Get("ETag"), "."+audio.ClipVersion+`"`) {
		t.Errorf("clips that were cut in another way pass for the same: %v", a.header)
	}
	// Past the end it is cut, behind it there is nothing.
	if a := clip(5500, 7000).want(200, nil); len(a.body) != 44+48*(500+audio.ClipTailMS) {
		t.Errorf("a clip past the end has %d bytes", len(a.body))
	}
	for path, want := range map[string]int{
		"6000-7000.wav": 404, "10-10.wav": 400, "20-10.wav": 400, "0-120001.wav": 400, "0-x.wav": 404, "01-10.wav": 404, "0-10.mp3": 404,
		"-1-10.wav": 404, "0-99999999999999999999.wav": 404, "0-10": 404, "%2e%2e": 404,
	} {
		if got := alice.do("GET", "/media/audios/"+string(l.audio.ID)+"/clips/"+path, nil); got.status != want {
			t.Errorf("%s: %d, want %d", path, got.status, want)
		}
	}
}

// TestClipRanges: every range of a clip is a piece of the same bytes, whichever of
// its parts it begins and ends in.
func TestClipRanges(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
		alice := h.as(h.user("alice"))
		for _, ms := range []int{1, 5, 6, 20} {
			url := fmt.Sprintf("/media/audios/%s/clips/1000-%d.wav", l.audio.ID, 1000+ms)
			whole := alice.do("GET", url, nil).want(200, nil).body
			pcm, fade := 48*ms, 48*audio.ClipFadeMS
			var places []int
			for _, edge := range []int{0, 44, 44 + fade, 44 + pcm - fade, 44 + pcm, len(whole)} {
				places = append(places, edge-1, edge, edge+1)
			}
			for _, from := range places {
				for _, to := range places {
					if from < 0 || to < from || to >= len(whole) {
						continue
					}
					part := alice.do("GET", url, nil, "Range", fmt.Sprintf("bytes=%d-%d", from, to)).want(206, nil)
					if !bytes.Equal(part.body, whole[from:to+1]) {
						t.Fatalf("bytes %d to %d of a clip of %d ms are not a piece of it", from, to, ms)
					}
				}
			}
		}
	})
}

func sample(pcm []byte, i int) int16 { return int16(binary.LittleEndian.Uint16(pcm[2*i:])) }

// TestFilesReachTheKernel: what the copy is handed is a file behind a
// LimitedReader, and the writer is net/http's own, so that net can use sendfile.
func TestFilesReachTheKernel(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	body, _, err := h.bucket.Get(t.Context(), l.audio.ObjectKey("practice.wav"), 100, 5000)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	spy := &spyWriter{}
	if n, err := httpio.CopySteps(spy, http.NewResponseController(httptest.NewRecorder()), body, 5000); n != 5000 || err != nil {
		t.Fatal(n, err)
	}
	limited, ok := spy.from.(*io.LimitedReader)
	if !ok {
		t.Fatalf("the writer was handed a %T", spy.from)
	}
	if _, ok := limited.R.(*os.File); !ok {
		t.Fatalf("behind the limit is a %T", limited.R)
	}
	e := echo.New()
	var got http.ResponseWriter
	e.Use(h.server.secureHeaders, h.server.deadlines)
	e.GET("/", func(c echo.Context) error { got = httpio.Unwrapped(c); return nil })
	srv := httptest.NewServer(e)
	defer srv.Close()
	res, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if _, ok := got.(io.ReaderFrom); !ok {
		t.Fatalf("the unwrapped writer is a %T", got)
	}
}

// spyWriter is a ReaderFrom that notes what it is handed.
type spyWriter struct{ from io.Reader }

func (s *spyWriter) Write(p []byte) (int, error) { return len(p), nil }
func (s *spyWriter) ReadFrom(r io.Reader) (int64, error) {
	s.from = r
	return io.Copy(io.Discard, r)
}

// TestBrokenSourceCutsTheConnection: behind the header no text gets into audio; the
// client sees that bytes are missing.
func TestBrokenSourceCutsTheConnection(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	good := strings.Repeat("good", 16<<10) // more than net/http holds back
	for name, open := range map[string]func() (io.ReadCloser, error){
		"an error": func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader(good), broken{})), nil
		},
		"too short": func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(good)), nil },
	} {
		e := echo.New()
		e.HTTPErrorHandler = httpio.AnswerError
		e.Use(h.server.observe)
		e.GET("/", func(c echo.Context) error {
			return h.server.services.Serve(c, httpio.Content{Size: 100_000, Kind: "audio/wav", Open: func(context.Context, int64, int64) (io.ReadCloser, error) { return open() }})
		})
		srv := httptest.NewServer(e)
		res, err := http.Get(srv.URL)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		if err == nil || !strings.HasPrefix(good, string(b)) || res.StatusCode != 200 {
			t.Errorf("%s: %d, %d bytes, %v", name, res.StatusCode, len(b), err)
		}
		res.Body.Close()
		srv.Close()
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the disk is gone, at /secret/path") }

// TestMissingObject: a file that the store has lost is an error of its own, before any header.
func TestMissingObject(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	if err := h.bucket.Delete(t.Context(), l.audio.ObjectKey("peaks.dat")); err != nil {
		t.Fatal(err)
	}
	a := h.as(h.user("alice")).do("GET", "/media/audios/"+string(l.audio.ID)+"/peaks.dat", nil)
	if kind, _, _ := problem(t, a); a.status != 500 || kind != "lost" || a.header.Get("ETag") != "" {
		t.Errorf("%d %s %v", a.status, a.body, a.header)
	}
}

// TestListenerGoesAway: a client that stops in the middle ends the copying, and
// the server serves on.
func TestListenerGoesAway(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	big := bytes.Repeat([]byte("x"), 32<<20)
	if err := h.bucket.Put(t.Context(), l.audio.ObjectKey("source"), bytes.NewReader(big), int64(len(big))); err != nil {
		t.Fatal(err)
	}
	c := h.as(l.host)
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.web.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /media/audios/%s/source HTTP/1.1\r\nHost: x\r\nCookie: gendu_session=%s\r\n\r\n", l.audio.ID, c.cookie)
	if _, err := io.ReadFull(conn, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	testkit.Eventually(t, 10*time.Second, "the copying has ended", func() bool {
		return strings.Contains(c.do("GET", "/metrics", nil, "Authorization", "Bearer "+metricsToken).want(200, nil).text(), "gendu_http_requests_in_flight 1\n") // the asking itself
	})
}

func (a *answer) text() string { return string(a.body) }

// TestRedirect: where it is configured, players go to the object store itself.
func TestRedirect(t *testing.T) {
	t.Parallel()
	h := backendAt(t, "sqlite:"+filepath.Join(t.TempDir(), "gendu.db"), testkit.S3(t), func(c *Config) {
		c.RedirectListening, c.MediaOrigin = true, "https://media.example"
	})
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	a := alice.do("GET", "/media/audios/"+string(l.audio.ID)+"/listening.m4a", nil, "Range", "bytes=5-9").want(307, nil)
	r, err := http.NewRequestWithContext(t.Context(), "GET", a.header.Get("Location"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Range", "bytes=5-9")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err != nil || string(b) != "56789" || res.StatusCode != 206 {
		t.Errorf("the object store answers %d %q, %v", res.StatusCode, b, err)
	}
	if a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the redirect is kept: %s", a.header.Get("Cache-Control"))
	}
	alice.do("GET", "/media/audios/"+string(l.audio.ID)+"/practice.wav", nil).want(200, nil)
	if csp := alice.do("GET", "/", nil).header.Get("Content-Security-Policy"); !strings.Contains(csp, "media-src 'self' blob: https://media.example;") {
		t.Errorf("the policy is %s", csp)
	}
}

// TestMetricsOfTheSweep shows a sweep that stopped, whichever server ran it.
func TestMetricsOfTheSweep(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	shown := func() string {
		return h.stranger().do("GET", "/metrics", nil, "Authorization", "Bearer "+metricsToken).text()
	}
	if strings.Contains(shown(), "gendu_sweep_stopped ") {
		t.Error("a sweep is shown before the first one")
	}
	if err := h.store.SaveSweep(t.Context(), &store.Sweep{EndedAt: time.Unix(1_700_000_000, 0), Unknown: 400, Stopped: true}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"gendu_sweep_stopped 1\n", "gendu_sweep_unknown_objects 400\n", "gendu_sweep_end_timestamp_seconds 1.7e+09\n"} {
		if !strings.Contains(shown(), line) {
			t.Errorf("the metrics lack %q", line)
		}
	}
}
