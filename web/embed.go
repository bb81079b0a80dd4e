// Package web holds the browser app: TypeScript sources, and its built files.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var built embed.FS

// Dist returns the built app: index.html at the root, and below assets/ files
// whose names carry a hash of their content and so never change.
func Dist() fs.FS {
	dist, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // only for an invalid path, and this one is a constant
	}
	return dist
}
