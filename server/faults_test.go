package server

import (
	"strings"
	"testing"

	"gendu/server/api"
	"gendu/server/gate"
)

// TestFaults: a fault of the app is one line of the log that names nobody and quotes
// nothing, and nobody fills the log with them.
func TestFaults(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	mei := h.user("mei")
	c := h.as(mei)
	good := api.Fault{Page: "StudioEpisode", Name: "each_key_duplicate", At: []string{"StudioEpisode-Ab_1.js:2:345", "app-x.js:1:2"}}
	c.json("POST", "/faults", good).want(204, nil)
	for name, bad := range map[string]map[string]any{
		"a sentence as a name": {"page": "Studio", "name": "I wrote this", "at": []string{}},
		"an address as a page": {"page": "/episodes/1", "name": "Error", "at": []string{}},
		"a text as a place":    {"page": "Studio", "name": "Error", "at": []string{"my diary:1:2"}},
		"six places":           {"page": "Studio", "name": "Error", "at": []string{"a:1:1", "a:1:1", "a:1:1", "a:1:1", "a:1:1", "a:1:1"}},
		"a message":            {"page": "Studio", "name": "Error", "at": []string{}, "message": "x"},
	} {
		if a := c.json("POST", "/faults", bad); a.status != 400 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	for range gate.MaxFaults {
		c.json("POST", "/faults", good)
	}
	c.json("POST", "/faults", good).want(429, nil)
	h.as(h.user("eve")).json("POST", "/faults", good).want(204, nil)
	h.web.Close() // so that every line is written
	log := h.log.String()
	for _, want := range []string{"page=StudioEpisode", "name=each_key_duplicate", "StudioEpisode-Ab_1.js:2:345"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %q: %s", want, log)
		}
	}
	if strings.Contains(log, string(mei.ID)) || strings.Contains(log, "mei") {
		t.Errorf("the log says who met it: %s", log)
	}
}
