package server

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
)

// observe logs and counts every request, and turns a panic into an answer. A line
// says the route, not the path, and nothing of who asked: no login, no address,
// no agent.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		start := time.Now()
		s.metrics.inFlight.Inc()
		defer func() {
			cause := recover()
			s.metrics.inFlight.Dec()
			if cause != nil && cause != http.ErrAbortHandler { //nolint:errorlint // it is that very value
				s.log.ErrorContext(c.Request().Context(), "panic", "route", routeOf(c), "cause", cause, "stack", string(debug.Stack()))
				c.Error(errPanic)
			}
			s.note(c, time.Since(start), cause != nil)
			if cause != nil && (cause == http.ErrAbortHandler || c.Response().Committed) { //nolint:errorlint // as above
				panic(http.ErrAbortHandler) // net/http cuts the connection
			}
		}()
		if err := next(c); err != nil {
			c.Error(err)
		}
		return nil
	}
}

var errPanic = errors.New("server: a handler panicked")

func (s *Server) note(c echo.Context, took time.Duration, cut bool) {
	res, route := c.Response(), routeOf(c)
	s.metrics.observe(c.Request().Method, route, res.Status, took, res.Size)
	level := slog.LevelInfo
	switch {
	case res.Status >= http.StatusInternalServerError:
		level = slog.LevelError
	case route == "/healthz" || route == "/readyz" || route == "/metrics" || route == "/*":
		level = slog.LevelDebug
	}
	s.log.LogAttrs(c.Request().Context(), level, "request",
		slog.String("method", c.Request().Method), slog.String("route", route), slog.Int("status", res.Status),
		slog.Int64("bytes", res.Size), slog.Duration("took", took), slog.Bool("cut", cut),
		slog.String("id", res.Header().Get(echo.HeaderXRequestID)))
}
