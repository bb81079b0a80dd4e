package server

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
)

// rangeCase is one request for 10,000 bytes. What is expected comes from RFC 9110;
// the section stands in where. {etag}, {date}, {before} and {after} stand for the
// validators of the server under test.
type rangeCase struct {
	name   string
	where  string
	method string // "" is GET
	header []string
	status int
	cr     string // Content-Range; "" for none
	from   int    // of the body, for 200 and 206
	n      int
	// nginx is the status with which nginx 1.22 answers instead, with why; ""
	// where it does the same.
	nginx string
}

const rangeSize = 10_000

func rangeCases() []rangeCase {
	whole := func(name, where string, header ...string) rangeCase {
		return rangeCase{name: name, where: where, header: header, status: 200, n: rangeSize}
	}
	part := func(name, where string, from, to int, header ...string) rangeCase {
		return rangeCase{
			name: name, where: where, header: header, status: 206, from: from, n: to - from + 1,
			cr: fmt.Sprintf("bytes %d-%d/%d", from, to, rangeSize),
		}
	}
	outside := func(name, where string, header ...string) rangeCase {
		return rangeCase{name: name, where: where, header: header, status: 416, cr: "bytes */10000"}
	}
	bare := func(name, where string, status int, header ...string) rangeCase {
		return rangeCase{name: name, where: where, header: header, status: status}
	}
	nginx := func(c rangeCase, is string) rangeCase { c.nginx = is; return c }
	head := func(c rangeCase) rangeCase { c.method = "HEAD"; return c }
	const r = "Range"
	return []rangeCase{
		whole("no range", "9.3.1"),
		part("the first byte", "14.1.2", 0, 0, r, "bytes=0-0"),
		part("the first 500", "14.1.2", 0, 499, r, "bytes=0-499"),
		part("the second 500", "14.1.2", 500, 999, r, "bytes=500-999"),
		part("open end", "14.1.2", 9500, 9999, r, "bytes=9500-"),
		part("all of it, open", "14.1.2", 0, 9999, r, "bytes=0-"),
		part("all of it", "14.1.2", 0, 9999, r, "bytes=0-9999"),
		part("the last byte", "14.1.2", 9999, 9999, r, "bytes=9999-9999"),
		part("end behind the end", "14.1.2: the remainder", 9000, 9999, r, "bytes=9000-20000"),
		part("the last 500", "14.1.2", 9500, 9999, r, "bytes=-500"),
		part("a suffix of one", "14.1.2", 9999, 9999, r, "bytes=-1"),
		part("a suffix longer than all", "14.1.2: the entire representation", 0, 9999, r, "bytes=-20000"),
		nginx(part("a huge end", "14.1.2", 1, 9999, r, "bytes=1-99999999999999999999999999"), "416: it cannot read the number"),
		outside("a huge start", "14.1.2", r, "bytes=99999999999999999999999999-"),
		nginx(part("a huge suffix", "14.1.2", 0, 9999, r, "bytes=-99999999999999999999999999"), "416: it cannot read the number"),
		part("leading zeros", "14.1.1: 1*DIGIT", 1, 5, r, "bytes=0001-0005"),
		outside("from the end on", "15.5.17", r, "bytes=10000-"),
		outside("behind the end", "15.5.17", r, "bytes=10000-10001"),
		outside("a suffix of none", "14.1.2: a non-zero suffix-length is satisfiable", r, "bytes=-0"),
		outside("several, all outside", "14.1.2", r, "bytes=10000-,-0"),
		part("the unit in capitals", "14.1: range units are case-insensitive", 0, 4, r, "BYTES=0-4"),
		part("the unit mixed", "14.1", 0, 4, r, "Bytes=0-4"),
		whole("an unknown unit", "14.2: MUST ignore", r, "seconds=0-4"),
		whole("no unit", "14.2: invalid, may be ignored", r, "0-4"),
		whole("no equals sign", "14.1.1", r, "bytes 0-4"),
		whole("space before =", "14.1.1: no OWS there", r, "bytes =0-4"),
		part("space behind =", "5.6.1: OWS in lists", 0, 4, r, "bytes= 0-4"),
		nginx(part("spaces around", "5.6.1", 0, 4, r, "bytes= \t0-4 "), "416: it takes spaces, no tabs"),
		nginx(part("empty list elements", "5.6.1.2: MUST accept", 0, 4, r, "bytes=,0-4,,"), "416: it refuses"),
		whole("an empty set", "14.1.1: at least one", r, "bytes="),
		nginx(whole("commas only", "14.1.1", r, "bytes=,,"), "416: it refuses"),
		nginx(whole("last before first", "14.1.1: invalid, ignored", r, "bytes=5-2"), "416: it refuses"),
		nginx(whole("a word", "14.1.1", r, "bytes=a-b"), "416: it refuses"),
		nginx(whole("a sign", "14.1.1: DIGIT", r, "bytes=+1-5"), "416: it refuses"),
		nginx(whole("a hyphen alone", "14.1.1", r, "bytes=-"), "416: it refuses"),
		nginx(whole("a number alone", "14.1.1", r, "bytes=5"), "416: it refuses"),
		nginx(whole("three numbers", "14.1.1", r, "bytes=1-2-3"), "416: it refuses"),
		nginx(whole("hexadecimal", "14.1.1", r, "bytes=0x1-0x5"), "416: it refuses"),
		nginx(whole("one good, one faulty", "14.2: invalid set, may be ignored", r, "bytes=0-4,x"), "416: it refuses"),
		nginx(whole("two apart", "14.2: MAY ignore; the whole, no multipart", r, "bytes=0-4,100-104"), "206: multipart/byteranges"),
		nginx(part("two that touch", "15.3.7.2: MAY coalesce", 0, 9, r, "bytes=0-4,5-9"), "206: multipart/byteranges"),
		nginx(part("two that overlap", "15.3.7.2", 0, 99, r, "bytes=0-50,40-99"), "206: multipart/byteranges"),
		part("two, one outside", "15.3.7.2: one remains", 0, 4, r, "bytes=0-4,20000-"),
		nginx(part("unordered, touching", "15.3.7.2", 0, 9, r, "bytes=5-9,0-4"), "206: multipart/byteranges"),
		nginx(whole("two Range lines", "5.3: not a list, invalid", r, "bytes=0-4", r, "bytes=5-9"), "206: it takes the first"),
		nginx(whole("40 ranges", "14.2: many small ranges", r, "bytes="+strings.TrimSuffix(strings.Repeat("0-0,", 40), ",")), "206: multipart/byteranges"),

		nginx(head(whole("HEAD with a range", "14.2: GET only, MUST ignore", r, "bytes=0-4")), "206: it treats HEAD as GET"),
		nginx(head(whole("HEAD with a range outside", "14.2", r, "bytes=10000-")), "416: it treats HEAD as GET"),
		head(whole("HEAD", "9.3.2")),

		part("If-Range: the tag", "13.1.5", 0, 4, r, "bytes=0-4", "If-Range", "{etag}"),
		whole("If-Range: another tag", "13.1.5", r, "bytes=0-4", "If-Range", `"other"`),
		whole("If-Range: the tag, weak", "13.1.5: strong comparison", r, "bytes=0-4", "If-Range", "W/{etag}"),
		part("If-Range: the date", "13.1.5", 0, 4, r, "bytes=0-4", "If-Range", "{date}"),
		whole("If-Range: an older date", "13.1.5: exact match", r, "bytes=0-4", "If-Range", "{before}"),
		whole("If-Range: a newer date", "13.1.5: exact match", r, "bytes=0-4", "If-Range", "{after}"),
		whole("If-Range: nonsense", "13.1.5", r, "bytes=0-4", "If-Range", "nonsense"),
		whole("If-Range without a range", "13.1.5: ignored", "If-Range", `"other"`),
		whole("If-Range fails, range outside", "13.1.5: the range is ignored", r, "bytes=10000-", "If-Range", `"other"`),

		bare("If-None-Match: the tag", "13.1.2", 304, "If-None-Match", "{etag}"),
		bare("If-None-Match: the tag, weak", "13.1.2: weak comparison", 304, "If-None-Match", "W/{etag}"),
		bare("If-None-Match: in a list", "13.1.2", 304, "If-None-Match", `"a", W/"b,c" ,{etag}`),
		bare("If-None-Match: *", "13.1.2", 304, "If-None-Match", "*"),
		whole("If-None-Match: another", "13.1.2", "If-None-Match", `"other"`),
		bare("If-None-Match before Range", "13.2.2", 304, r, "bytes=0-4", "If-None-Match", "{etag}"),
		whole("If-None-Match rules If-Modified-Since", "13.1.3", "If-None-Match", `"other"`, "If-Modified-Since", "{after}"),
		bare("If-Modified-Since: the date", "13.1.3", 304, "If-Modified-Since", "{date}"),
		nginx(bare("If-Modified-Since: later", "13.1.3", 304, "If-Modified-Since", "{after}"), "200: it wants the exact date"),
		whole("If-Modified-Since: earlier", "13.1.3", "If-Modified-Since", "{before}"),
		whole("If-Modified-Since: nonsense", "13.1.3: MUST ignore", "If-Modified-Since", "nonsense"),
		part("If-Match: the tag", "13.1.1", 0, 4, r, "bytes=0-4", "If-Match", "{etag}"),
		bare("If-Match: another", "13.1.1", 412, r, "bytes=0-4", "If-Match", `"other"`),
		bare("If-Match: the tag, weak", "13.1.1: strong comparison", 412, "If-Match", "W/{etag}"),
		part("If-Match: *", "13.1.1", 0, 4, r, "bytes=0-4", "If-Match", "*"),
		bare("If-Unmodified-Since: earlier", "13.1.4", 412, "If-Unmodified-Since", "{before}"),
		whole("If-Unmodified-Since: the date", "13.1.4", "If-Unmodified-Since", "{date}"),
		nginx(whole("If-Match rules If-Unmodified-Since", "13.2.2", "If-Match", "{etag}", "If-Unmodified-Since", "{before}"), "412: it asks both"),
	}
}

// ask makes the request of a case at a server whose validators are known.
func (c *rangeCase) ask(t *testing.T, url, cookie, etag string, modified time.Time) *http.Response {
	t.Helper()
	method := c.method
	if method == "" {
		method = "GET"
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{etag}", etag, "{date}", modified.Format(http.TimeFormat),
		"{before}", modified.Add(-time.Hour).Format(http.TimeFormat), "{after}", modified.Add(time.Hour).Format(http.TimeFormat))
	for i := 0; i+1 < len(c.header); i += 2 {
		r.Header.Add(c.header[i], fill.Replace(c.header[i+1]))
	}
	r.Header.Set("Accept-Encoding", "identity")
	r.AddCookie(&http.Cookie{Name: "gendu_session", Value: cookie})
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func rangeBytes() []byte { return bytes.Repeat([]byte("0123456789"), rangeSize/10) }

func TestRanges(t *testing.T) {
	t.Parallel()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		rangesOn(t, newBackend(t))
	})
	t.Run("s3", func(t *testing.T) {
		t.Parallel()
		rangesOn(t, backendAt(t, "sqlite:"+t.TempDir()+"/gendu.db", testkit.S3(t)))
	})
}

func rangesOn(t *testing.T, h *backend) {
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	cookie := h.as(host).cookie
	url := h.web.URL + "/media/audios/" + string(l.audio.ID) + "/listening.m4a"
	etag := `"` + string(l.audio.ID) + `.listening.m4a"`
	// The validator must be a strong one: older than a second.
	h.server.services.Now = func() time.Time { return l.audio.CreatedAt.Add(time.Minute) }
	all, cases := rangeBytes(), rangeCases()
	if len(cases) < 40 {
		t.Fatalf("%d cases; at least 40 are wanted", len(cases))
	}
	for _, c := range cases {
		res := c.ask(t, url, cookie, etag, l.audio.CreatedAt.Truncate(time.Second))
		body := new(bytes.Buffer)
		if _, err := body.ReadFrom(res.Body); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if res.StatusCode != c.status || res.Header.Get("Content-Range") != c.cr {
			t.Errorf("%s (RFC 9110, %s): %d %q, want %d %q", c.name, c.where, res.StatusCode, res.Header.Get("Content-Range"), c.status, c.cr)
			continue
		}
		if c.status == 200 || c.status == 206 {
			want := all[c.from : c.from+c.n]
			if res.ContentLength != int64(c.n) || res.Header.Get("Accept-Ranges") != "bytes" || res.Header.Get("ETag") != etag {
				t.Errorf("%s: Content-Length %d, Accept-Ranges %q, ETag %s", c.name, res.ContentLength, res.Header.Get("Accept-Ranges"), res.Header.Get("ETag"))
			}
			if c.method == "HEAD" {
				want = nil
			}
			if !bytes.Equal(body.Bytes(), want) {
				t.Errorf("%s: the body has %d bytes that are not those asked for", c.name, body.Len())
			}
		}
		if c.status == 304 && (body.Len() > 0 || res.Header.Get("ETag") != etag) {
			t.Errorf("%s: a 304 with %d bytes and ETag %s", c.name, body.Len(), res.Header.Get("ETag"))
		}
	}
}

// TestRangesBesideNginx asks nginx the same and finds exactly the deviations that
// the table lists: each of them is one where RFC 9110 allows or demands what we do.
func TestRangesBesideNginx(t *testing.T) {
	t.Parallel()
	url, etag, modified := startNginx(t, rangeBytes())
	for _, c := range rangeCases() {
		res := c.ask(t, url, "", etag, modified)
		got := fmt.Sprint(res.StatusCode)
		same := res.StatusCode == c.status && (c.status != 206 || res.Header.Get("Content-Range") == c.cr)
		switch {
		case c.nginx == "" && !same:
			t.Errorf("%s: nginx answers %s %q, we %d %q; the table does not say so", c.name, got, res.Header.Get("Content-Range"), c.status, c.cr)
		case c.nginx != "" && (same || !strings.HasPrefix(c.nginx, got)):
			t.Errorf("%s: nginx answers %s, the table says %s", c.name, got, c.nginx)
		}
	}
}

// startNginx serves bytes as one file.
func startNginx(t *testing.T, b []byte) (url, etag string, modified time.Time) {
	t.Helper()
	program := testkit.Need(t, "nginx", "apt-get install nginx-light")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), b, 0o644); err != nil {
		t.Fatal(err)
	}
	modified = time.Now().Add(-time.Hour).Truncate(time.Second).UTC()
	if err := os.Chtimes(filepath.Join(dir, "f"), modified, modified); err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf(`pid %[1]s/pid; error_log %[1]s/error.log; daemon off; worker_processes 1;
events {}
http { access_log off; client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d;
scgi_temp_path %[1]s/e; server { listen unix:%[1]s/s; root %[1]s; } }`, dir)
	if os.Getuid() == 0 {
		conf = "user root; " + conf
	}
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-p", dir, "-e", dir+"/error.log", "-c", filepath.Join(dir, "nginx.conf"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	testkit.Eventually(t, 10*time.Second, "nginx listens", func() bool {
		_, err := os.Stat(dir + "/s")
		return err == nil
	})
	// A unix socket needs no free port; a proxy of ours gives it an address.
	front := httptest.NewServer(unixProxy(dir + "/s"))
	t.Cleanup(front.Close)
	res, err := http.Get(front.URL + "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return front.URL + "/f", res.Header.Get("ETag"), modified
}
