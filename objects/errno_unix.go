//go:build unix

package objects

import "syscall"

// errNotDir is what a path gives whose upper part is a file.
var errNotDir error = syscall.ENOTDIR
