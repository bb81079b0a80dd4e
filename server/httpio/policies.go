package httpio

import (
	"net/http"
	"strings"
)

// Content security policies. There is no inline script or style anywhere, and
// what users upload cannot act as a document of this origin.
const (
	// APIPolicy is for everything that is not a document of the app.
	APIPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	// BytesPolicy is for bytes that users made: takes, covers, audio.
	BytesPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
	AppPolicy   = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
		"img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; " +
		"manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; " +
		// Text becomes markup through Svelte's own templates only (Chromium enforces it).
		"require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
)

// AppPolicyFor is the policy of the app's documents. mediaOrigin is the origin
// of presigned listening URLs, "" where media come from here alone.
func AppPolicyFor(mediaOrigin string) string {
	if mediaOrigin == "" {
		return AppPolicy
	}
	return strings.Replace(AppPolicy, "media-src 'self' blob:", "media-src 'self' blob: "+mediaOrigin, 1)
}

// UserBytesHeaders is for bytes that a user made: they are never sniffed, never
// a document with rights, and kept by the user's own cache only.
func UserBytesHeaders(h http.Header) {
	h.Set("Content-Security-Policy", BytesPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
}
