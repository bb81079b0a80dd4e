package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"

	"gendu/server/gate"
	"gendu/server/httpio"
)

// observe logs and counts every request, and turns a panic into an answer. A line
// says the route, not the path, and nothing of who asked: no login, no address,
// no agent.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		start, client := time.Now(), c.Request().Context()
		var failure error
		s.metrics.inFlight.Inc()
		defer func() {
			cause := recover()
			s.metrics.inFlight.Dec()
			if cause != nil && cause != http.ErrAbortHandler { //nolint:errorlint // it is that very value
				failure = fmt.Errorf("%w: %v\n%s", errPanic, cause, debug.Stack())
				c.Error(failure)
			}
			s.note(client, c, time.Since(start), cause != nil, failure)
			if cause != nil && (cause == http.ErrAbortHandler || c.Response().Committed) { //nolint:errorlint // as above
				panic(http.ErrAbortHandler) // net/http cuts the connection
			}
		}()
		if failure = next(c); failure != nil {
			c.Error(failure)
		}
		return nil
	}
}

var errPanic = errors.New("server: a handler panicked")

// statusGone stands for the status of an answer that failed and that nobody waited
// for any more (nginx's number for it): a page that left is no fault of ours.
const statusGone = 499

// note writes the one line of a request, with the cause where it failed, and counts
// it. client is the context that ends when the client goes away.
func (s *Server) note(client context.Context, c echo.Context, took time.Duration, cut bool, failure error) {
	res, route := c.Response(), httpio.RouteOf(c)
	if failure == nil {
		failure = gate.RequestOf(c.Request().Context()).Failure
	}
	status, failed := res.Status, res.Status >= http.StatusInternalServerError
	if failure != nil && !failed { // the header may have been out already
		meant, _ := httpio.ProblemOf(failure)
		failed = meant >= http.StatusInternalServerError
	}
	gone := failed && client.Err() != nil && (failure == nil || errors.Is(failure, context.Canceled))
	if gone {
		status = statusGone
	}
	s.metrics.observe(c.Request().Method, route, status, took, res.Size)
	level := slog.LevelInfo
	switch {
	case gone:
	case failed:
		level = slog.LevelError
	case route == "/healthz" || route == "/readyz" || route == "/metrics" || route == "/*":
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{
		slog.String("method", c.Request().Method), slog.String("route", route), slog.Int("status", status),
		slog.Int64("bytes", res.Size), slog.Duration("took", took), slog.Bool("cut", cut),
		slog.String("id", res.Header().Get(echo.HeaderXRequestID)),
	}
	if failed && failure != nil {
		attrs = append(attrs, slog.String("error", failure.Error()))
	}
	s.services.Log.LogAttrs(client, level, "request", attrs...)
}
