// Package layers holds the map of the packages as a test: which package is in
// which layer. A package imports only packages of lower layers, never sideways and
// never up; the imports of tests count too. Inside says the same of sub-packages.
package layers

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

// Map gives the layer of each package. A sub-folder counts as its package.
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
	"pictures":      1, // what is shown of pictures that people send
	"":              0, // the root package: the nouns
	"lang":          0, // predicates on languages and scripts
	"migrations":    0,
	"web":           0,
	durable:         0,  // folders on stable storage
	"internal":      -1, // checked apart: tests and tools may use it
}

// Inside says which packages of the same folder a sub-package may import: those that are
// named and no others. A folder with an entry here has one for each of its packages; the
// sub-packages of other folders import each other freely. Tests may import any of them.
var Inside = map[string][]string{
	"audio":                         {"audio/blocks", "audio/dsp", "audio/mp3", "audio/mp4", "audio/tags", "audio/wav"},
	"audio/take":                    {"audio", "audio/dsp", "audio/wav"},
	"audio/ffmpeg":                  {"audio", "audio/blocks", "audio/dsp"},
	"audio/espeak":                  {"audio", "audio/dsp", "audio/wav"},
	"audio/mp4":                     {"audio/blocks", "audio/mp3"},
	"audio/mp3":                     {"audio/blocks", "audio/dsp", "audio/tags"},
	"audio/tags":                    {"audio/blocks"},
	"audio/mp3/mp3test":             {"audio/dsp", "audio/mp3"}, // for tests
	"audio/wav":                     {"audio/blocks", "audio/dsp"},
	"audio/plot":                    {"audio/dsp"},
	"audio/dsp":                     {},
	"audio/blocks":                  {},
	"audio/audiotest":               {}, // for tests
	"transcripts":                   {"transcripts/bitext", "transcripts/captions", "transcripts/formats", "transcripts/formats/timedtext", "transcripts/notes", "transcripts/sentences"},
	"transcripts/alignment":         {"transcripts/readaloud", "transcripts/sentences"},
	"transcripts/notes":             {"transcripts/bitext", "transcripts/formats", "transcripts/formats/timedtext", "transcripts/notes/source", "transcripts/sentences"},
	"transcripts/notes/source":      {},
	"transcripts/captions":          {"transcripts/bitext", "transcripts/formats", "transcripts/formats/timedtext", "transcripts/sentences"},
	"transcripts/formats":           {"transcripts/formats/timedtext", "transcripts/sentences"},
	"transcripts/formats/timedtext": {"transcripts/sentences"},
	"transcripts/bitext":            {"transcripts/sentences"},
	"transcripts/readaloud":         {},
	"transcripts/sentences":         {},
	"server":                        {"server/api", "server/gate", "server/hosting", "server/httpio", "server/learning", "server/media", "server/recordings", "server/school", "server/services", "server/uploading", "server/views"},
	"server/hosting":                {"server/api", "server/gate", "server/httpio", "server/media", "server/services", "server/views"},
	"server/recordings":             {"server/api", "server/gate", "server/httpio", "server/learning", "server/services", "server/views"},
	"server/learning":               {"server/api", "server/gate", "server/httpio", "server/services", "server/views"},
	"server/school":                 {"server/api", "server/gate", "server/httpio", "server/services", "server/views"},
	"server/media":                  {"server/api", "server/gate", "server/httpio", "server/services"},
	"server/uploading":              {"server/gate", "server/httpio", "server/services"},
	"server/services":               {"server/gate", "server/httpio"},
	"server/views":                  {"server/api", "server/httpio"},
	"server/gate":                   {"server/httpio"},
	"server/httpio":                 {"server/api"},
	"server/api":                    {},
	"store":                         {"store/classroom", "store/flags", "store/jobqueue", "store/numbers", "store/people", "store/rows", "store/sqldb", "store/study"},
	"store/classroom":               {"store/people", "store/rows", "store/sqldb", "store/study"},
	"store/flags":                   {"store/rows", "store/sqldb"},
	"store/numbers":                 {"store/rows", "store/sqldb"},
	"store/study":                   {"store/jobqueue", "store/people", "store/rows", "store/sqldb"},
	"store/jobqueue":                {"store/rows", "store/sqldb"},
	"store/people":                  {"store/rows", "store/sqldb"},
	"store/rows":                    {"store/sqldb"},
	"store/sqldb":                   {},
	"store/storetest":               {"store", "store/classroom", "store/flags", "store/jobqueue", "store/numbers", "store/people", "store/rows", "store/sqldb", "store/study"}, // for tests
}

// Apart names packages of lower layers that a package leaves alone all the same: what the two
// share stands below both.
var Apart = map[string][]string{
	"practice": {"transcripts"}, // a comparison knows sounds and words, no pages and files
}

// Sole names libraries that only one package may import.
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
	"github.com/open-spaced-repetition":   "practice",
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
	from := packageOfFile(name)
	var faults []error
	for _, spec := range file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return append(faults, err)
		}
		err = allowed(from, target)
		if err == nil && !strings.HasSuffix(name, "_test.go") {
			err = inside(path.Dir(filepath.ToSlash(name)), target)
		}
		if err == nil && strings.HasPrefix(name, testkit+"/") && target != Module+"/"+testkit && !standard(target) {
			err = fmt.Errorf("the testkit imports %s: the standard library alone is for it, so that every package may use it", target)
		}
		if err == nil && (from == "" || from == "lang" && path.Dir(filepath.ToSlash(name)) == "lang" || from == durable) && target != Module && !standard(target) && !strings.HasSuffix(name, "_test.go") {
			err = fmt.Errorf("package %q imports %s: the standard library alone is for it", from, target)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
	}
	return faults
}

// testkit is the folder that the tests of all packages share; durable is a package by
// itself, of what more than one package needs of a disk.
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
			return fmt.Errorf("%s is for the package %q alone", target, owner)
		}
	}
	to, ours := packageOfImport(target)
	if !ours || to == from {
		return nil
	}
	if to == "internal" || from == "internal" {
		return internalAllowed(from, target)
	}
	fromLayer, known := Map[from]
	if !known {
		return fmt.Errorf("the package %q is not in Map", from)
	}
	toLayer, known := Map[to]
	if !known {
		return fmt.Errorf("the package %q is not in Map", to)
	}
	if slices.Contains(Apart[from], to) {
		return fmt.Errorf("package %q imports %q: the two are kept apart", from, target)
	}
	if toLayer >= fromLayer {
		return fmt.Errorf("package %q (layer %d) imports %q (layer %d): only lower layers may be imported", from, fromLayer, target, toLayer)
	}
	return nil
}

// inside checks an import between the packages of one folder.
func inside(from, target string) error {
	to, ours := strings.CutPrefix(target, Module+"/")
	if !ours || to == from || packageOf(to) != packageOf(from) {
		return nil
	}
	if _, ordered := Inside[packageOf(from)]; !ordered {
		return nil
	}
	may, known := Inside[from]
	if !known {
		return fmt.Errorf("the package %q is not in Inside", from)
	}
	if !slices.Contains(may, to) {
		return fmt.Errorf("package %q imports %q: it may import only %q of its folder", from, to, may)
	}
	return nil
}

// internalAllowed lets everybody use the testkit, and the tools under internal
// use every package but cmd.
func internalAllowed(from, target string) error {
	if from != "internal" && target != Module+"/"+testkit {
		return fmt.Errorf("%s is a tool; only internal/testkit may be imported", target)
	}
	if from == "internal" && strings.HasPrefix(target, Module+"/cmd") {
		return fmt.Errorf("tools do not import %s", target)
	}
	return nil
}

func packageOfFile(name string) string {
	dir := path.Dir(filepath.ToSlash(name))
	if dir == "." {
		return ""
	}
	return packageOf(dir)
}

// packageOf is the package of a folder below the root.
func packageOf(dir string) string {
	if dir == durable {
		return durable
	}
	first, _, _ := strings.Cut(dir, "/")
	return first
}

func packageOfImport(target string) (name string, ours bool) {
	if target == Module {
		return "", true
	}
	rest, ours := strings.CutPrefix(target, Module+"/")
	if !ours {
		return "", false
	}
	return packageOf(rest), true
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
