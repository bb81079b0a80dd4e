// Package prose keeps the text of the project plain: its test refuses phrases that a
// technical editor would replace, in code, documents and dictionaries alike.
package prose

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// instead holds each refused phrase and what to write in its place.
var instead = map[string]string{
	"can not": "cannot",
	"anew":    "again",
	"whoever": "who, or the person who",
	"mend":    "fix, or repair",
	"mends":   "fixes, or repairs",
	"is told": "sees, reads or receives",
}

var phrase = regexp.MustCompile(`(?i)\b(can not|anew|whoever|mends?|is told)\b`)

// read says whether a file holds text of ours: neither built, generated nor downloaded.
func read(name string) bool {
	switch path.Ext(name) {
	case ".go", ".ts", ".svelte", ".mjs", ".css", ".md", ".sql", ".sh", ".yaml", ".html":
	default:
		return path.Base(name) == "Makefile" || path.Base(name) == "Dockerfile"
	}
	return !strings.Contains(name, ".gen.") && !strings.HasPrefix(name, "internal/prose/")
}

// find lists the refused phrases below root, each as file:line: phrase.
func find(root fs.FS) (found []string, err error) {
	err = fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch base := path.Base(name); {
			case base == "node_modules", base == "testdata", base == "test-results", name == "web/dist", name == "web/dist.new", name == "bin", name == "tmp", len(base) > 1 && base[0] == '.':
				return fs.SkipDir
			}
			return nil
		}
		if !read(name) {
			return nil
		}
		file, err := root.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for no := 1; lines.Scan(); no++ {
			for _, p := range phrase.FindAllString(lines.Text(), -1) {
				found = append(found, fmt.Sprintf("%s:%d: write %s in place of %q", name, no, instead[strings.ToLower(p)], p))
			}
		}
		return lines.Err()
	})
	return found, err
}

func TestPlainPhrases(t *testing.T) {
	t.Parallel()
	found, err := find(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

func TestFindsPhrases(t *testing.T) {
	t.Parallel()
	found, err := find(fstest.MapFS{
		"a/b.go":            {Data: []byte("package a\n// It can not\n")},
		"docs/c.md":         {Data: []byte("Whoever comes\nto mend it anew is told.")},
		"web/dist/d.md":     {Data: []byte("anew")},
		"web/src/e.gen.ts":  {Data: []byte("anew")},
		"audio/f.mp3":       {Data: []byte("anew")},
		"docs/amended.md":   {Data: []byte("recommended, commander, cannot")},
		"x/testdata/f.md":   {Data: []byte("anew")},
		"web/node_modules/": {Mode: fs.ModeDir},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`a/b.go:2: write cannot in place of "can not"`,
		`docs/c.md:1: write who, or the person who in place of "Whoever"`,
		`docs/c.md:2: write fix, or repair in place of "mend"`,
		`docs/c.md:2: write again in place of "anew"`,
		`docs/c.md:2: write sees, reads or receives in place of "is told"`,
	}
	if strings.Join(found, "\n") != strings.Join(want, "\n") {
		t.Errorf("found %s", strings.Join(found, "\n"))
	}
}
