package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// Content security policies. There is no inline script or style anywhere, and
// what users upload cannot act as a document of this origin.
const (
	// apiPolicy is for everything that is not a document of the app.
	apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	// bytesPolicy is for bytes that users made: takes, covers, audio.
	bytesPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
	appPolicy   = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
		"img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; " +
		"manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; " +
		// Text becomes markup through Svelte's own templates only (Chromium enforces it).
		"require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
)

// appPolicyFor is the policy of the app's documents. mediaOrigin is the origin
// of presigned listening URLs, "" where media come from here alone.
func appPolicyFor(mediaOrigin string) string {
	if mediaOrigin == "" {
		return appPolicy
	}
	return strings.Replace(appPolicy, "media-src 'self' blob:", "media-src 'self' blob: "+mediaOrigin, 1)
}

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
		h.Set("Content-Security-Policy", apiPolicy)
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

// userBytesHeaders is for bytes that a user made: they are never sniffed, never
// a document with rights, and kept by the user's own cache only.
func userBytesHeaders(h http.Header) {
	h.Set("Content-Security-Policy", bytesPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
}
