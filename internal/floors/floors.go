// Package floors holds the map of the house as a test: which room stands on
// which floor. A room imports only rooms of lower floors, never sideways and
// never up; the imports of tests count too.
package floors

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Module is the path that our own imports begin with.
const Module = "gendu"

// Map gives the floor of each room. A sub-folder counts as its room.
var Map = map[string]int{
	"cmd":           7,
	"server":        6,
	"jobs":          6,
	"backup":        6,
	"installation":  5, // the database and the object store as one
	"store":         4,
	"objects":       4,
	"identity":      4,
	"publishing":    3,
	"coursework":    3,
	"judging":       4,
	"practice":      3,
	"pronunciation": 3,
	"transcripts":   2,
	"audio":         1,
	"":              0, // the root package: the nouns
	"lang":          0, // predicates on languages and scripts
	"migrations":    0,
	"web":           0,
	durable:         0,  // folders on stable storage
	"internal":      -1, // checked apart: tests and tools may use it, it uses nothing above the roof
}

// Apart names rooms of lower floors that a room leaves alone all the same: what the two
// share stands below both.
var Apart = map[string][]string{
	"practice": {"transcripts"}, // a comparison knows sounds and words, no pages and files
}

// Sole names libraries that only one room may import.
var Sole = map[string]string{
	"github.com/labstack/echo":            "server",
	"github.com/aws/aws-sdk-go-v2":        "objects",
	"github.com/aws/smithy-go":            "objects",
	"github.com/golang-migrate/migrate":   "store",
	"github.com/hajimehoshi/go-mp3":       "audio",
	"modernc.org/sqlite":                  "store",
	"github.com/jackc/pgx":                "store",
	"github.com/alecthomas/kong":          "cmd",
	"github.com/tus/tusd":                 "server",
	"github.com/neurosnap/sentences":      "transcripts",
	"github.com/asticode/go-astisub":      "transcripts",
	"github.com/prometheus/client_golang": "server",
}

// Check reads the imports of every Go file under root and gives one error that
// names each import that breaks the map; nil where there is none.
func Check(root fs.FS) error {
	var faults []error
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(name, d.Name()):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		faults = append(faults, checkFile(name, src)...)
		return nil
	})
	return errors.Join(append(faults, err)...)
}

// skipped says which folders hold no code of ours: those of the tools anywhere, and
// what is built or kept beside the source at the root.
func skipped(name, base string) bool {
	return base == "node_modules" || base == "testdata" || name == "data" || name == "bin" || name == "tmp" || (name != "." && strings.HasPrefix(base, "."))
}

func checkFile(name string, src []byte) []error {
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
	if err != nil {
		return []error{err}
	}
	from := roomOfFile(name)
	var faults []error
	for _, spec := range file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return append(faults, err)
		}
		err = allowed(from, target)
		if err == nil && strings.HasPrefix(name, testkit+"/") && target != Module+"/"+testkit && !standard(target) {
			err = fmt.Errorf("the testkit imports %s: the standard library alone is for it, so that every room may use it", target)
		}
		if err == nil && (from == "" || from == "lang" || from == durable) && target != Module && !standard(target) && !strings.HasSuffix(name, "_test.go") {
			err = fmt.Errorf("room %q imports %s: the standard library alone is for it", from, target)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
	}
	return faults
}

// testkit is the folder that the tests of all rooms share; durable is a room by
// itself, of what more than one room needs of a disk.
const (
	testkit = "internal/testkit"
	durable = "internal/durable"
)

// standard says whether an import is of the standard library: the first part of
// any other's path is a host or our module.
func standard(target string) bool {
	first, _, _ := strings.Cut(target, "/")
	return first != Module && !strings.Contains(first, ".")
}

func allowed(from, target string) error {
	for lib, owner := range Sole {
		if (target == lib || strings.HasPrefix(target, lib+"/")) && from != owner && from != "internal" {
			return fmt.Errorf("%s is for the room %q alone", target, owner)
		}
	}
	to, ours := roomOfImport(target)
	if !ours || to == from {
		return nil
	}
	if to == "internal" || from == "internal" {
		return internalAllowed(from, target)
	}
	fromFloor, known := Map[from]
	if !known {
		return fmt.Errorf("the room %q is not on the map", from)
	}
	toFloor, known := Map[to]
	if !known {
		return fmt.Errorf("the room %q is not on the map", to)
	}
	if slices.Contains(Apart[from], to) {
		return fmt.Errorf("room %q imports %q: the two are kept apart", from, target)
	}
	if toFloor >= fromFloor {
		return fmt.Errorf("room %q (floor %d) imports %q (floor %d): only lower floors may be imported", from, fromFloor, target, toFloor)
	}
	return nil
}

// internalAllowed lets everybody use the testkit, and the tools under internal
// use every room but cmd.
func internalAllowed(from, target string) error {
	if from != "internal" && target != Module+"/"+testkit {
		return fmt.Errorf("%s is a tool; only internal/testkit may be imported", target)
	}
	if from == "internal" && strings.HasPrefix(target, Module+"/cmd") {
		return fmt.Errorf("tools do not import %s", target)
	}
	return nil
}

func roomOfFile(name string) string {
	dir := path.Dir(filepath.ToSlash(name))
	if dir == "." {
		return ""
	}
	return roomOf(dir)
}

// roomOf is the room of a folder below the root.
func roomOf(dir string) string {
	if dir == durable {
		return durable
	}
	room, _, _ := strings.Cut(dir, "/")
	return room
}

func roomOfImport(target string) (room string, ours bool) {
	if target == Module {
		return "", true
	}
	rest, ours := strings.CutPrefix(target, Module+"/")
	if !ours {
		return "", false
	}
	return roomOf(rest), true
}

// Root finds the folder of go.mod, upwards from the working directory.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = parent
	}
}
