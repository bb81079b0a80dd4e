package server

import (
	"io/fs"
	"strings"
	"testing"

	"gendu/server/api"
	"gendu/web"
)

// TestApp: files of the app, its document for its pages, and nothing for what
// only looks like a page.
func TestApp(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	c := h.stranger()
	for path, want := range map[string]struct {
		status int
		kind   string
	}{
		"/":                      {200, "text/html; charset=utf-8"},
		"/signin":                {200, "text/html; charset=utf-8"},
		"/join/ABCD.EFGH":        {200, "text/html; charset=utf-8"},
		"/index.html":            {200, "text/html; charset=utf-8"},
		"/assets/app-1234.js":    {200, "text/javascript; charset=utf-8"},
		"/favicon.svg":           {200, "image/svg+xml"},
		"/assets/app-5678.js":    {404, "application/json; charset=utf-8"},
		"/assets/":               {404, "application/json; charset=utf-8"},
		"/none.js":               {404, "application/json; charset=utf-8"},
		"/robots.txt":            {404, "application/json; charset=utf-8"},
		"/api/v2/x":              {404, "application/json; charset=utf-8"},
		"/api":                   {404, "application/json; charset=utf-8"},
		"/api/v1/sessions":       {404, "application/json; charset=utf-8"},
		"/openapi.yaml":          {404, "application/json; charset=utf-8"},
		"/wp-login.php":          {404, "application/json; charset=utf-8"},
		"/episodes/x.mp3":        {404, "application/json; charset=utf-8"},
		"/.env":                  {404, "application/json; charset=utf-8"},
		"/.well-known/x":         {404, "application/json; charset=utf-8"},
		"/api/v1/openapi.yaml":   {200, "application/yaml"},
		"/media/x":               {404, "application/json; charset=utf-8"},
		"/../../etc/passwd":      {200, "text/html; charset=utf-8"},
		"/assets/../favicon.svg": {200, "image/svg+xml"},
		"/%2e%2e/%2e%2e/etc":     {200, "text/html; charset=utf-8"},
	} {
		a := c.do("GET", path, nil)
		if a.status != want.status || a.header.Get("Content-Type") != want.kind {
			t.Errorf("%s: %d %s, want %d %s", path, a.status, a.header.Get("Content-Type"), want.status, want.kind)
		}
		if strings.Contains(a.text(), "root:") {
			t.Errorf("%s leads outside", path)
		}
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		for _, path := range []string{"/api/v1/nothing", "/api/v2", "/nothing.php"} {
			c.do(method, path, nil).want(404, nil)
		}
	}
	c.do("PUT", "/api/v1/session", nil).want(405, nil)
	if a := c.do("GET", "/api/v1/openapi.yaml", nil); string(a.body) != string(api.Spec) {
		t.Error("the OpenAPI file is another one")
	}
	if a := c.do("HEAD", "/", nil).want(200, nil); len(a.body) != 0 {
		t.Error("HEAD has a body")
	}
}

// TestPolicyFitsTheApp: the built app asks for nothing that the policy forbids:
// no inline script or style, nothing from elsewhere.
func TestPolicyFitsTheApp(t *testing.T) {
	t.Parallel()
	b, err := fs.ReadFile(web.Dist(), "index.html")
	if err != nil {
		t.Fatalf("the app is not built: %v", err)
	}
	page := strings.ToLower(string(b))
	for _, bad := range []string{"<style", " style=", "onload=", "onclick=", "javascript:", "http://", "//cdn"} {
		if strings.Contains(page, bad) {
			t.Errorf("index.html holds %s", bad)
		}
	}
	for rest := page; ; {
		_, after, ok := strings.Cut(rest, "<script")
		if !ok {
			break
		}
		tag, body, _ := strings.Cut(after, ">")
		inner, tail, _ := strings.Cut(body, "</script>")
		if !strings.Contains(tag, "src=") || strings.TrimSpace(inner) != "" {
			t.Errorf("an inline script: <script%s>", tag)
		}
		rest = tail
	}
}
