package main

import (
	"context"
	"io"
)

// run runs a command inside another process, whose environment stays as it is.
func run(ctx context.Context, args []string, out io.Writer) error {
	p := program{args: args, out: out, working: func() (func(), error) { return func() {}, nil }}
	return p.run(ctx)
}
