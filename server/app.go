package server

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// appKinds are the media types of the app's files; the machine's own table is not
// asked, so that every machine serves the same.
var appKinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml", ".png": "image/png",
	".ico": "image/x-icon", ".webp": "image/webp", ".jpg": "image/jpeg", ".woff2": "font/woff2", ".wasm": "application/wasm",
	".txt": "text/plain; charset=utf-8", ".map": "application/json",
}

// app serves the built web app: its files, and its document for every path that
// may be a page, since the pages are routed in the browser.
func (s *Server) app(c echo.Context) error {
	name := pathName(c)
	switch {
	case name == "" || name == "index.html":
		return s.document(c)
	case isFile(s.web, name):
		return s.appFile(c, name)
	case !mayBePage(name):
		return echo.ErrNotFound
	}
	return s.document(c)
}

// pathName is the path of a request without its slash in front and without dots
// that lead up.
func pathName(c echo.Context) string {
	return strings.TrimPrefix(path.Clean("/"+c.Request().URL.Path), "/")
}

// mayBePage says whether the app may have a page at a path: not where other things
// live, and not under the name of a file. A code that is typed into /join/ may hold
// a dot.
func mayBePage(name string) bool {
	for _, reserved := range []string{"api/", "media/", "assets/", ".well-known/"} {
		if strings.HasPrefix(name+"/", reserved) {
			return false
		}
	}
	return path.Ext(name) == "" || strings.HasPrefix(name, "join/")
}

func isFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// document serves index.html, which is asked for again each time: it names the
// files of its build.
func (s *Server) document(c echo.Context) error {
	b, err := fs.ReadFile(s.web, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	s.documentHeaders(c.Response().Header())
	return c.Blob(http.StatusOK, appKinds[".html"], b)
}

// appFile serves one of the app's files. Those in assets/ carry a hash of their
// bytes in their names.
func (s *Server) appFile(c echo.Context, name string) error {
	f, err := s.web.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	body, ok := f.(io.ReadSeeker)
	if !ok {
		b, err := io.ReadAll(f)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	h := c.Response().Header()
	kind := appKinds[path.Ext(name)]
	if kind == "" {
		kind = mime.TypeByExtension(path.Ext(name))
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	h.Set(echo.HeaderContentType, kind)
	cache := "no-cache"
	if strings.HasPrefix(name, "assets/") {
		cache = "public, max-age=31536000, immutable"
	}
	h.Set(echo.HeaderCacheControl, cache)
	if path.Ext(name) == ".html" {
		s.documentHeaders(h)
	}
	// Workers and worklets take their policy from their own file.
	if strings.HasPrefix(kind, "text/javascript") {
		h.Set("Content-Security-Policy", s.appPolicy)
	}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, body)
	return nil
}
