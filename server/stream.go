package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
)

// content is a representation that is served by range.
type content struct {
	size  int64
	kind  string // media type
	known validator
	cache string // Cache-Control
	// open gives n bytes from off on.
	open func(ctx context.Context, off, n int64) (io.ReadCloser, error)
}

const (
	// stepLen is the most that is written under one deadline. It is a whole
	// sendfile call where the bytes lie in a file.
	stepLen = 1 << 20
	// stepTime lets the slowest listener through: 1 MiB in 60 s is 140 kbit/s; the
	// audio itself needs less than half of it.
	stepTime = 60 * time.Second
	// immutable is for what never changes under its address; private, since it is
	// for one person only.
	immutable = "private, max-age=31536000, immutable"
)

// serve answers a GET or HEAD with a representation, or ranges of it.
func (s *Server) serve(c echo.Context, rep content) error {
	h := c.Response().Header()
	verdict := decideRange(c.Request(), rep.size, rep.known, s.now())
	h.Set("Accept-Ranges", "bytes")
	if rep.known.etag != "" {
		h.Set("ETag", rep.known.etag)
	}
	if !rep.known.modified.IsZero() {
		h.Set(echo.HeaderLastModified, rep.known.modified.UTC().Format(http.TimeFormat))
	}
	if rep.cache != "" {
		h.Set(echo.HeaderCacheControl, rep.cache)
	}
	switch verdict.status {
	case http.StatusNotModified:
		return c.NoContent(verdict.status)
	case http.StatusPreconditionFailed:
		return &statusError{verdict.status, gendu.Errorf(gendu.Conflict, "The file is not the one that was asked for.")}
	case http.StatusRequestedRangeNotSatisfiable:
		h.Set("Content-Range", fmt.Sprintf("bytes */%d", rep.size))
		return &statusError{verdict.status, gendu.Errorf(gendu.Invalid, "The file has %d bytes; the range lies outside.", rep.size)}
	case http.StatusPartialContent:
		h.Set("Content-Range", verdict.span.contentRange(rep.size))
	}
	return s.send(c, rep, verdict)
}

// send writes the header and the bytes. Before the header any error may be
// answered; behind it the connection is cut, since no text may get into audio.
func (s *Server) send(c echo.Context, rep content, v verdict) error {
	ctx, h := c.Request().Context(), c.Response().Header()
	var body io.ReadCloser
	if c.Request().Method != http.MethodHead && v.span.n > 0 {
		var err error
		if body, err = rep.open(ctx, v.span.off, v.span.n); err != nil {
			h.Del("Content-Range")
			return hide(err)
		}
		defer body.Close() //nolint:errcheck // it was only read
	}
	h.Set(echo.HeaderContentType, rep.kind)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(v.span.n, 10))
	w, rc := unwrapped(c), http.NewResponseController(c.Response())
	// A writer without deadlines (a test's recorder) answers ErrNotSupported.
	_ = rc.SetWriteDeadline(time.Now().Add(stepTime))
	w.WriteHeader(v.status)
	res := c.Response()
	res.Committed, res.Status = true, v.status
	if body == nil {
		return nil
	}
	sent, err := copySteps(w, rc, body, v.span.n)
	res.Size = sent
	if err != nil {
		s.cut(ctx, c, err, sent, v.span.n)
	}
	return nil
}

// unwrapped is the writer behind Echo's, whose ReadFrom hands files to the
// kernel. Echo's hides it, and so do the wrappers that say what they wrap.
func unwrapped(c echo.Context) http.ResponseWriter {
	w := c.Response().Writer
	for {
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = u.Unwrap()
	}
}

// stepper is a body that gives its next bytes in the form that sendfile takes.
type stepper interface{ Next(n int64) io.Reader }

// copySteps copies n bytes in steps, each under a deadline of its own.
func copySteps(w io.Writer, rc *http.ResponseController, body io.Reader, n int64) (int64, error) {
	var sent int64
	for sent < n {
		step := min(n-sent, stepLen)
		_ = rc.SetWriteDeadline(time.Now().Add(stepTime))
		var from io.Reader = &io.LimitedReader{R: body, N: step}
		if b, ok := body.(stepper); ok {
			from = b.Next(step)
		}
		k, err := io.Copy(w, from)
		sent += k
		if err != nil {
			return sent, err
		}
		if k < step {
			return sent, io.ErrUnexpectedEOF
		}
	}
	return sent, nil
}

// cut ends a connection in the middle of an answer, so that the client knows
// that bytes are missing. The listener's going away is no news.
func (s *Server) cut(ctx context.Context, c echo.Context, err error, sent, of int64) {
	if ctx.Err() == nil && !errors.Is(err, http.ErrAbortHandler) {
		s.log.LogAttrs(ctx, slog.LevelDebug, "an answer was cut",
			slog.String("route", routeOf(c)), slog.Int64("sent", sent), slog.Int64("of", of), slog.String("error", err.Error()))
	}
	panic(http.ErrAbortHandler)
}
