package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"gendu/server/httpio"
)

// secureHeaders sets the headers that hold for every answer. The app's own
// documents widen two of them: the policy and the microphone.
func (s *Server) secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "microphone=(), camera=(), geolocation=(), payment=(), usb=()")
		h.Set("Content-Security-Policy", httpio.APIPolicy)
		h.Set("X-Frame-Options", "DENY")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(c.Request().URL.Path, "/api/") {
			h.Set(echo.HeaderCacheControl, "no-store")
		}
		return next(c)
	}
}

// documentHeaders turns the answer into a document of the app.
func (s *Server) documentHeaders(h http.Header) {
	h.Set("Content-Security-Policy", s.appPolicy)
	h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=(), payment=(), usb=()")
	h.Set(echo.HeaderCacheControl, "no-store")
}
