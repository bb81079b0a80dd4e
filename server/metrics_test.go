package server

import (
	"strings"
	"testing"

	"gendu"
	"gendu/store"
)

// TestMetricsAreClosed: a proxy on the same machine brings requests of strangers from
// 127.0.0.1, as every request of this test is; without the token nobody reads the metrics,
// and without a token on the server nobody at all.
func TestMetricsAreClosed(t *testing.T) {
	t.Parallel()
	h, without := newBackend(t), newBackend(t, func(c *Config) { c.MetricsToken = "" })
	admin := h.as(h.user("root", gendu.Admin))
	for _, authorization := range []string{"", "Bearer ", "Bearer wrong", metricsToken, "Basic " + metricsToken} {
		headers := []string{"X-Forwarded-For", "127.0.0.1"}
		if authorization != "" {
			headers = append(headers, "Authorization", authorization)
		}
		for _, c := range []*caller{h.stranger(), admin, without.stranger()} {
			if a := c.do("GET", "/metrics", nil, headers...); a.status != 404 || strings.Contains(a.text(), "gendu_") {
				t.Errorf("with %q: %d %.80s", authorization, a.status, a.text())
			}
		}
	}
}

// TestMetricsOfWork: jobs by kind and state, and what the store holds.
func TestMetricsOfWork(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	if err := h.store.Enqueue(t.Context(), &gendu.Job{Kind: gendu.EncodeCovers}); err != nil {
		t.Fatal(err)
	}
	if err := h.store.SaveSweep(t.Context(), &store.Sweep{Objects: 12}); err != nil {
		t.Fatal(err)
	}
	text := h.stranger().do("GET", "/metrics", nil, "Authorization", "Bearer "+metricsToken).want(200, nil).text()
	for _, line := range []string{`gendu_jobs{kind="encode-covers",state="queued"} 1`, "gendu_sweep_objects 12"} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("the metrics lack %q", line)
		}
	}
}
