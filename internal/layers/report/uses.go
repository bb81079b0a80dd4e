package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// use says that the file from names something that the file to declares.
type use struct {
	from, to string
	names    []string // what it names, sorted
}

func (u use) String() string {
	return fmt.Sprintf("%s uses %s: %s", u.from, u.to, strings.Join(u.names, ", "))
}

// usesOf gives the uses between the files of a package, sorted by their files.
func usesOf(p *loaded) []use {
	names := map[[2]string]map[string]bool{}
	for i, file := range p.files {
		from := p.names[i]
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			object := p.info.Uses[id]
			if object == nil || !declaredAtTop(p, object) {
				return true
			}
			to := filepath.Base(p.fset.Position(object.Pos()).Filename)
			if to == from {
				return true
			}
			key := [2]string{from, to}
			if names[key] == nil {
				names[key] = map[string]bool{}
			}
			names[key][object.Name()] = true
			return true
		})
	}
	out := make([]use, 0, len(names))
	for key, set := range names {
		u := use{from: key[0], to: key[1]}
		for name := range set {
			u.names = append(u.names, name)
		}
		slices.Sort(u.names)
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b use) int {
		return strings.Compare(a.from+"\x00"+a.to, b.from+"\x00"+b.to)
	})
	return out
}

// declaredAtTop says whether an object is a declaration of this package that other
// files can name: one of the package's scope, or a method. A field belongs to its type.
func declaredAtTop(p *loaded, object types.Object) bool {
	if object.Pkg() == nil || object.Pkg().Path() != p.path {
		return false
	}
	if f, ok := object.(*types.Func); ok && f.Signature().Recv() != nil {
		return true
	}
	return object.Parent() == object.Pkg().Scope()
}

func sortPackages(list []*loaded) {
	slices.SortFunc(list, func(a, b *loaded) int { return strings.Compare(a.path, b.path) })
}
