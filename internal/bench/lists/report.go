package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Where the tables stand.
const (
	document = "docs/operating.md"
	opening  = "<!-- bench-lists -->\n"
	closing  = "<!-- /bench-lists -->"
)

// table is what was measured on a database, as Markdown. over says whether the goal was
// missed.
func table(d *database, rows []row, o options) (text string, over bool) {
	kind := "real comparisons"
	if o.stubs {
		kind = "stubs of comparisons"
	}
	busy := ""
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		busy = ", load average " + strings.Join(strings.Fields(string(b))[:3], " ")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d takes with %s, %d requests each, %d cores%s:\n\n", d.name, o.takes, kind, o.requests, runtime.NumCPU(), busy)
	b.WriteString("| first answer | kB | p50 ms | p95 ms | p99 ms |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %.0f | %.1f | %.1f | %.1f |\n", r.name, float64(r.bytes)/1000, ms(r.p50), ms(r.p95), ms(r.p99))
		over = over || r.p99 > goal
	}
	return b.String(), over
}

// publish puts the tables into the document.
func publish(text string) error {
	b, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(b), opening)
	_, after, ok2 := strings.Cut(rest, closing)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the tables: it stands between %q and %q", document, strings.TrimSpace(opening), closing)
	}
	return os.WriteFile(document, []byte(before+opening+"\n"+text+closing+after), 0o644) //nolint:gosec // a page of the repository
}
