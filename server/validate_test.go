package server

import (
	"bytes"
	"strings"
	"testing"

	"gendu"
	"gendu/server/httpio"
)

// TestStrictJSON is what the generated code alone lets through, and more.
func TestStrictJSON(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	u := h.user("host", gendu.Host, gendu.Teacher)
	c := h.as(u)
	const kind = "application/json"
	long := strings.Repeat("x", 201)
	for name, q := range map[string]struct {
		method, path, kind, body string
		want                     int
		field                    string
	}{
		"good":                  {"POST", "/shows", kind, `{"title":"A","language":"en"}`, 201, ""},
		"good, with charset":    {"POST", "/shows", kind + "; charset=utf-8", `{"title":"A","language":"en"}`, 201, ""},
		"good, with space":      {"POST", "/shows", kind, " {\n\"title\":\"A\",\"language\":\"en\"} \n", 201, ""},
		"unknown field":         {"POST", "/shows", kind, `{"title":"A","language":"en","owner":"me"}`, 400, ""},
		"field in other case":   {"POST", "/shows", kind, `{"Title":"A","language":"en"}`, 400, ""},
		"missing field":         {"POST", "/shows", kind, `{"title":"A"}`, 400, "language"},
		"too long":              {"POST", "/shows", kind, `{"title":"` + long + `","language":"en"}`, 400, "title"},
		"too short":             {"POST", "/shows", kind, `{"title":"","language":"en"}`, 400, "title"},
		"blank":                 {"POST", "/shows", kind, `{"title":"  ","language":"en"}`, 400, "title"},
		"null":                  {"POST", "/shows", kind, `{"title":null,"language":"en"}`, 400, "title"},
		"wrong type":            {"POST", "/shows", kind, `{"title":5,"language":"en"}`, 400, "title"},
		"no language":           {"POST", "/shows", kind, `{"title":"A","language":"not a language"}`, 400, "language"},
		"trailing value":        {"POST", "/shows", kind, `{"title":"A","language":"en"}{}`, 400, ""},
		"trailing word":         {"POST", "/shows", kind, `{"title":"A","language":"en"} x`, 400, ""},
		"the same field twice":  {"POST", "/shows", kind, `{"title":"A","title":"B","language":"en"}`, 400, ""},
		"empty body":            {"POST", "/shows", kind, ``, 400, ""},
		"space only":            {"POST", "/shows", kind, "  \n", 400, ""},
		"an array":              {"POST", "/shows", kind, `[]`, 400, ""},
		"not JSON":              {"POST", "/shows", kind, `title=A`, 400, ""},
		"cut off":               {"POST", "/shows", kind, `{"title":"A","lang`, 400, ""},
		"a form":                {"POST", "/shows", "application/x-www-form-urlencoded", `title=A&language=en`, 415, ""},
		"no type":               {"POST", "/shows", "", `{"title":"A","language":"en"}`, 415, ""},
		"text/json":             {"POST", "/shows", "text/plain", `{"title":"A","language":"en"}`, 415, ""},
		"over 1 MiB":            {"POST", "/shows", kind, `{"title":"A","language":"en","description":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
		"deep":                  {"PUT", "/me/settings/a", kind, `{"value":` + strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40) + "}", 400, ""},
		"body where none is":    {"POST", "/episodes/0192f0c1-2345-7abc-8def-0123456789ab/retry", kind, `{}`, 404, ""},
		"body with DELETE":      {"DELETE", "/session", kind, `{}`, 400, ""},
		"faulty enum":           {"PATCH", "/me", kind, `{"locale":"fr"}`, 400, "locale"},
		"nested unknown field":  {"POST", "/classes", kind, `{"name":"A","code":{"days":5,"x":1}}`, 400, ""},
		"nested out of range":   {"POST", "/classes", kind, `{"name":"A","code":{"days":500}}`, 400, "code.days"},
		"query out of range":    {"GET", "/me/takes?limit=0", "", ``, 400, "limit"},
		"query not a number":    {"GET", "/me/takes?limit=x", "", ``, 400, "limit"},
		"path out of pattern":   {"GET", "/me/settings/A%20B", "", ``, 400, "key"},
		"setting over 16 KiB":   {"PUT", "/me/settings/a", kind, `{"value":{"a":"` + strings.Repeat("x", 17<<10) + `"}}`, 413, ""},
		"setting not an object": {"PUT", "/me/settings/a", kind, `{"value":[1]}`, 400, "value"},
	} {
		var header []string
		if q.kind != "" {
			header = []string{"Content-Type", q.kind}
		}
		a := c.do(q.method, httpio.Prefix+q.path, strings.NewReader(q.body), header...)
		if a.status != q.want {
			t.Errorf("%s: status %d, want %d: %.300s", name, a.status, q.want, a.body)
			continue
		}
		if q.want >= 400 {
			_, message, field := problem(t, a)
			if message == "" || q.field != "" && field != q.field {
				t.Errorf("%s: field %q, want %q: %s", name, field, q.field, message)
			}
			if strings.Contains(message, long) || strings.Contains(message, "openapi") || strings.Contains(message, "json:") {
				t.Errorf("%s: internal text: %s", name, message)
			}
		}
	}
}

// TestTextThatCannotBeKept: U+0000 and bytes that are not UTF-8 are refused alike
// on every database, before they come to it.
func TestTextThatCannotBeKept(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		c := h.as(h.user("host", gendu.Host))
		for name, q := range map[string]struct{ method, path, body string }{
			"code":          {"POST", "/codes", `{"code":"\u0000\u0000\u0000\u0000"}`},
			"not UTF-8":     {"GET", "/me/takes?limit=5&cursor=%FF", ""},
			"query":         {"GET", "/me/takes?limit=5&cursor=%00", ""},
			"login":         {"POST", "/session", `{"login":"a\u0000b","password":"a password"}`},
			"name":          {"PATCH", "/me", `{"name":"a\u0000b"}`},
			"name in bytes": {"PATCH", "/me", "{\"name\":\"a\xffb\"}"},
			"deep":          {"PUT", "/me/settings/a", `{"value":{"a":[{"b\u0000":1}]}}`},
			"page":          {"POST", "/notes/preview", `{"source":"a\u0000b"}`},
		} {
			var header []string
			if q.body != "" {
				header = []string{"Content-Type", "application/json"}
			}
			if a := c.do(q.method, httpio.Prefix+q.path, strings.NewReader(q.body), header...); a.status != 400 {
				t.Errorf("%s: %d, want 400: %s", name, a.status, a.body)
			}
		}
		_, err := h.store.ClassByCode(t.Context(), "a\x00b")
		if kind := gendu.KindOf(err); kind != gendu.Invalid && kind != gendu.NotFound {
			t.Errorf("the store answers %v", err)
		}
		h.web.Close()
		if log := h.log.String(); strings.Contains(log, "level=ERROR") {
			t.Errorf("the log holds an error:\n%s", log)
		}
	})
}

// TestChunkedJSONIsBounded: a body without a length is bounded too.
func TestChunkedJSONIsBounded(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	c := h.as(h.user("host", gendu.Host))
	body := struct{ *bytes.Reader }{bytes.NewReader([]byte(`{"title":"` + strings.Repeat("x", 2<<20)))}
	a := c.do("POST", httpio.Prefix+"/shows", struct{ readerOnly }{readerOnly{body}}, "Content-Type", "application/json")
	if a.status != 413 {
		t.Errorf("status %d, want 413", a.status)
	}
}

// readerOnly hides what a reader is, so that no length is known.
type readerOnly struct {
	r interface{ Read([]byte) (int, error) }
}

func (r readerOnly) Read(p []byte) (int, error) { return r.r.Read(p) }
