package httpio

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

// Content is a representation that is served by range.
type Content struct {
	Size  int64
	Kind  string // media type
	Known Validator
	Cache string // Cache-Control
	// open gives n bytes from off on.
	Open func(ctx context.Context, off, n int64) (io.ReadCloser, error)
}

const (
	// stepLen is the most that is written under one deadline. It is a whole
	// sendfile call where the bytes lie in a file.
	stepLen = 1 << 20
	// stepTime lets the slowest listener through: 1 MiB in 60 s is 140 kbit/s; the
	// audio itself needs less than half of it.
	stepTime = 60 * time.Second
	// Immutable is for what never changes under its address; private, since it is
	// for one person only.
	Immutable = "private, max-age=31536000, immutable"
)

// Serve answers a GET or HEAD at the moment now with a representation, or ranges of it.
func Serve(c echo.Context, rep Content, now time.Time, log *slog.Logger) error {
	h := c.Response().Header()
	verdict := decideRange(c.Request(), rep.Size, rep.Known, now)
	h.Set("Accept-Ranges", "bytes")
	if rep.Known.ETag != "" {
		h.Set("ETag", rep.Known.ETag)
	}
	if !rep.Known.Modified.IsZero() {
		h.Set(echo.HeaderLastModified, rep.Known.Modified.UTC().Format(http.TimeFormat))
	}
	if rep.Cache != "" {
		h.Set(echo.HeaderCacheControl, rep.Cache)
	}
	switch verdict.status {
	case http.StatusNotModified:
		return c.NoContent(verdict.status)
	case http.StatusPreconditionFailed:
		return WithStatus(verdict.status, gendu.Errorf(gendu.Conflict, "The file is not the one that was asked for."))
	case http.StatusRequestedRangeNotSatisfiable:
		h.Set("Content-Range", fmt.Sprintf("bytes */%d", rep.Size))
		return WithStatus(verdict.status, gendu.Errorf(gendu.Invalid, "The file has %d bytes; the range lies outside.", rep.Size))
	case http.StatusPartialContent:
		h.Set("Content-Range", verdict.span.contentRange(rep.Size))
	}
	return send(c, rep, verdict, log)
}

// send writes the header and the bytes. Before the header any error may be
// answered; behind it the connection is cut, since no text may get into audio.
func send(c echo.Context, rep Content, v verdict, log *slog.Logger) error {
	ctx, h := c.Request().Context(), c.Response().Header()
	var body io.ReadCloser
	if c.Request().Method != http.MethodHead && v.span.n > 0 {
		var err error
		if body, err = rep.Open(ctx, v.span.off, v.span.n); err != nil {
			h.Del("Content-Range")
			return Hide(err)
		}
		defer body.Close() //nolint:errcheck // it was only read
	}
	h.Set(echo.HeaderContentType, rep.Kind)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(v.span.n, 10))
	w, rc := Unwrapped(c), http.NewResponseController(c.Response())
	// A writer without deadlines (a test's recorder) answers ErrNotSupported.
	_ = rc.SetWriteDeadline(time.Now().Add(stepTime))
	w.WriteHeader(v.status)
	res := c.Response()
	res.Committed, res.Status = true, v.status
	if body == nil {
		return nil
	}
	sent, err := CopySteps(w, rc, body, v.span.n)
	res.Size = sent
	if err != nil {
		cutShort(c, log, err, sent, v.span.n)
	}
	return nil
}

// Unwrapped is the writer behind Echo's, whose ReadFrom hands files to the
// kernel. Echo's hides it, and so do the wrappers that say what they wrap.
func Unwrapped(c echo.Context) http.ResponseWriter {
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

// CopySteps copies n bytes in steps, each under a deadline of its own.
func CopySteps(w io.Writer, rc *http.ResponseController, body io.Reader, n int64) (int64, error) {
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

// cutShort ends a connection in the middle of an answer, so that the client knows
// that bytes are missing. The listener's going away is no news.
func cutShort(c echo.Context, log *slog.Logger, err error, sent, of int64) {
	ctx := c.Request().Context()
	if ctx.Err() == nil && !errors.Is(err, http.ErrAbortHandler) {
		log.LogAttrs(ctx, slog.LevelDebug, "an answer was cut",
			slog.String("route", RouteOf(c)), slog.Int64("sent", sent), slog.Int64("of", of), slog.String("error", err.Error()))
	}
	panic(http.ErrAbortHandler)
}
