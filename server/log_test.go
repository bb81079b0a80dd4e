package server

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// TestOneLineForAFailure: the cause stands beside the id of the request, once; and
// a page that has left is no failure.
func TestOneLineForAFailure(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]struct {
		answer func(c echo.Context, leave func()) error
		want   []string
	}{
		"a fault":           {func(echo.Context, func()) error { return errors.New("the disk is gone") }, []string{"level=ERROR", "status=500", `error="the disk is gone"`}},
		"a panic":           {func(echo.Context, func()) error { panic("oops") }, []string{"level=ERROR", "status=500", "oops", "log_test.go"}},
		"nothing there":     {func(echo.Context, func()) error { return httpio.ErrNothing() }, []string{"level=INFO", "status=404"}},
		"behind the header": {func(c echo.Context, _ func()) error { _ = c.NoContent(200); return errors.New("late") }, []string{"level=ERROR", "error=late"}},
		"the client left": {
			func(c echo.Context, leave func()) error { leave(); return c.Request().Context().Err() },
			[]string{"level=INFO", "status=499"},
		},
		"a fault that the client did not wait for": {
			func(_ echo.Context, leave func()) error { leave(); return errors.New("the disk is gone") },
			[]string{"level=ERROR", "status=500", `error="the disk is gone"`},
		},
		"a fault of tusd's": {
			func(c echo.Context, _ func()) error {
				req := &gate.Request{Failure: errors.New("the disk is full")}
				c.SetRequest(c.Request().WithContext(gate.WithRequest(c.Request().Context(), req)))
				return c.NoContent(500)
			},
			[]string{"level=ERROR", "status=500", `error="the disk is full"`},
		},
	} {
		h := newBackend(t)
		ctx, leave := context.WithCancel(t.Context())
		e := echo.New()
		e.HTTPErrorHandler = httpio.AnswerError
		e.Use(requestID, h.server.observe)
		e.GET("/", func(c echo.Context) error { return q.answer(c, leave) })
		func() {
			defer func() { _ = recover() }() // of an answer that is cut
			e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
		}()
		leave()
		lines := strings.Split(strings.TrimSpace(h.log.String()), "\n")
		if len(lines) != 1 {
			t.Errorf("%s: %d lines: %q", name, len(lines), lines)
		}
		for _, want := range append(q.want, " id=") {
			if !strings.Contains(lines[0], want) {
				t.Errorf("%s: %s is not in %s", name, want, lines[0])
			}
		}
	}
}

// TestRetryAfter: what is only busy is asked for again soon, what was tried too
// often not before its window ends.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	for name, q := range map[string]struct {
		err  error
		want string
	}{
		"busy":      {gendu.Errorf(gendu.Busy, "The database is busy."), "5"},
		"too often": {httpio.AskAgainAfter(gate.AttemptWindow, gendu.Errorf(gendu.Busy, "Too often.")), "900"},
	} {
		rec := httptest.NewRecorder()
		httpio.AnswerError(q.err, h.server.echo.NewContext(httptest.NewRequest("GET", "/", nil), rec))
		if got := rec.Header().Get("Retry-After"); rec.Code != 429 || got != q.want {
			t.Errorf("%s: %d, Retry-After %q, want %q", name, rec.Code, got, q.want)
		}
	}
}
