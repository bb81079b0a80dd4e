package objects_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"gendu"
	"gendu/internal/testkit"
)

// TestS3InPlainWords has stores answer with the errors that operators meet, and
// looks for what to do in the text, and for nothing of the SDK's.
func TestS3InPlainWords(t *testing.T) {
	t.Parallel()
	answer := func(status int, code string) string {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(status)
			if code != "" && r.Method != http.MethodHead {
				fmt.Fprintf(w, "<Error><Code>%s</Code><Message>…</Message></Error>", code)
			}
		}))
		t.Cleanup(srv.Close)
		return "s3://bucket?path_style=true&access_key=a&secret_key=verysecret&endpoint=" + url.QueryEscape(srv.URL)
	}
	real, err := url.Parse(testkit.S3(t))
	if err != nil {
		t.Fatal(err)
	}
	with := func(key, value string) string {
		u := *real
		q := u.Query()
		q.Set(key, value)
		u.RawQuery = q.Encode()
		return u.String()
	}
	nowhere := *real
	nowhere.Host = "there-is-no-such-bucket"
	nobody, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free
	if err != nil {
		t.Fatal(err)
	}
	port := nobody.Addr().String()
	if err := nobody.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, address, want string }{
		{"no such bucket", nowhere.String(), `there is no bucket "there-is-no-such-bucket"`},
		{"wrong access key", with("access_key", "nobody"), "does not know the access key"},
		{"wrong secret", with("secret_key", "wrong"), "secret key does not fit"},
		{"wrong region", answer(400, "AuthorizationHeaderMalformed"), "another region"},
		{"moved", answer(301, "PermanentRedirect"), "another region"},
		{"clock", answer(403, "RequestTimeTooSkewed"), "clock"},
		{"no right", answer(403, "AccessDenied"), "no right"},
		{"full", answer(507, ""), "full"},
		{"a new code", answer(418, "ShortAndStout"), "answered ShortAndStout"},
		{"nobody there", "s3://bucket?path_style=true&access_key=a&secret_key=verysecret&endpoint=http://" + port, "nobody answers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := open(t, c.address)
			// At once: each tries again for a while where nobody answers.
			var check, get, put error
			var wg sync.WaitGroup
			wg.Go(func() { check = b.Check(t.Context()) })
			wg.Go(func() { _, _, get = b.Get(t.Context(), "x", 0, -1) })
			wg.Go(func() { put = b.Put(t.Context(), "x", strings.NewReader("x"), 1) })
			wg.Wait()
			for what, err := range map[string]error{"Check": check, "Get": get, "Put": put} {
				want := gendu.Unavailable
				if c.name == "full" {
					want = gendu.Full
				}
				if gendu.KindOf(err) != want || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %v, want %q", what, err, c.want)
					continue
				}
				for _, inner := range []string{"operation error", "https response", "RequestID", "verysecret", ".:"} {
					if strings.Contains(err.Error(), inner) {
						t.Errorf("%s: %v holds %q", what, err, inner)
					}
				}
				if strings.Contains(gendu.MessageOf(err), "bucket") && what != "Check" {
					t.Errorf("%s tells a learner: %s", what, gendu.MessageOf(err))
				}
			}
		})
	}
}
