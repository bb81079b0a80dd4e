package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// row is a line of the table: what, its goal ("" where there is none), what came
// out.
type row struct{ what, goal, measured string }

// goalRatio is how much more CPU than nginx a range may cost.
const goalRatio = 1.5

// judged says whether a goal was hit.
func judged(measured string, hit bool) string {
	if hit {
		return measured + ": hit"
	}
	return measured + ": miss"
}

// load says how busy the machine is.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return fmt.Sprintf("%d cores", runtime.NumCPU())
	}
	fields := strings.Fields(string(b))
	return fmt.Sprintf("load average %s on %d cores", strings.Join(fields[:min(3, len(fields))], " "), runtime.NumCPU())
}

// table is the rows in Markdown, with the load from before the run.
func table(rows []row, load string) string {
	var b strings.Builder
	b.WriteString("| what | goal | measured |\n| --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.what, r.goal, r.measured)
	}
	fmt.Fprintf(&b, "\nTaken %s, from %s.\n", time.Now().Format(time.DateOnly), load)
	return b.String()
}

// The table stands between these lines in each of the documents.
const (
	begin = "<!-- bench-listeners -->\n"
	end   = "<!-- /bench-listeners -->"
)

var documents = []string{"docs/serving.md", "README.md"}

// publish writes the table into the documents.
func publish(table string) error {
	for _, name := range documents {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		before, rest, ok := strings.Cut(string(b), begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			return fmt.Errorf("%s has no place for the table: it stands between %q and %q", name, strings.TrimSpace(begin), end)
		}
		if err := os.WriteFile(name, []byte(before+begin+table+end+after), 0o644); err != nil {
			return err
		}
	}
	return nil
}
