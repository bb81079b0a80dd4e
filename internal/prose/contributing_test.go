package prose

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// named finds what stands in backquotes and is the path of a file or a folder.
var named = regexp.MustCompile("`([A-Za-z0-9_.*/-]+/[A-Za-z0-9_.*/-]*)`")

// TestContributingNamesFiles: what the table of CONTRIBUTING.md sends a reader to is there.
func TestContributingNamesFiles(t *testing.T) {
	t.Parallel()
	const root = "../.."
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			if strings.HasPrefix(m[1], "/") || strings.HasPrefix(m[1], "tmp/") {
				continue // a path of the API, or what a run leaves
			}
			seen++
			if found, err := filepath.Glob(filepath.Join(root, m[1])); err != nil || len(found) == 0 {
				t.Errorf("%s is not there: %s", m[1], strings.TrimSpace(line))
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d files were seen", seen)
	}
}
