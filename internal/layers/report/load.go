package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// loaded is one package, parsed and type-checked without its tests.
type loaded struct {
	path  string
	names []string // of the files, without their folder
	lines int
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepOnly                 bool
}

// load reads the packages that the patterns of go list name, in the order of their
// paths. What they import comes from the build cache.
func load(patterns []string) ([]*loaded, error) {
	list, err := goList(patterns)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, l := range list {
		exports[l.ImportPath] = l.Export
	}
	fset := token.NewFileSet()
	from := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		file, ok := exports[path]
		if !ok || file == "" {
			return nil, fmt.Errorf("go list gave no export data for %s", path)
		}
		return os.Open(file)
	})
	var out []*loaded
	for _, l := range list {
		if l.DepOnly || len(l.GoFiles) == 0 {
			continue
		}
		p, err := check(fset, from, l)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	sortPackages(out)
	return out, nil
}

func goList(patterns []string) ([]listed, error) {
	args := append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,DepOnly"}, patterns...)
	cmd := exec.Command("go", args...)
	cmd.Stderr = os.Stderr
	data, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var out []listed
	for dec := json.NewDecoder(bytes.NewReader(data)); ; {
		var l listed
		err := dec.Decode(&l)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		out = append(out, l)
	}
}

func check(fset *token.FileSet, from types.Importer, l listed) (*loaded, error) {
	p := &loaded{path: l.ImportPath, names: l.GoFiles, fset: fset, info: &types.Info{Uses: map[*ast.Ident]types.Object{}}}
	for _, name := range l.GoFiles {
		src, err := os.ReadFile(filepath.Join(l.Dir, name))
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.lines += bytes.Count(src, []byte("\n"))
		p.files = append(p.files, file)
	}
	_, err := (&types.Config{Importer: from}).Check(l.ImportPath, fset, p.files, p.info)
	return p, err
}
