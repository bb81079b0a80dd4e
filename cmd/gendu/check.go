package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"gendu/installation"
)

type checkCmd struct {
	Stores stores `embed:""`

	Deep bool `help:"Also read every object and compare it with its hash."`
	JSON bool `name:"json" help:"Print one JSON object a line: the findings, and the summary last."`
}

// errFaults is in the chain when a check was done and found faults.
var errFaults = errors.New("faults were found")

// Run looks at both stores without changing anything, prints a line for each
// finding, and fails where one is a fault.
func (c checkCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	h, err := s.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	lines := json.NewEncoder(out)
	checker := installation.Checker{Store: h.store, Bucket: h.bucket, Now: time.Now, Deep: c.Deep, Each: func(f installation.Finding) {
		if c.JSON {
			_ = lines.Encode(f)
			return
		}
		fmt.Fprintln(out, lineOf(f))
	}}
	sum, err := checker.Check(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := lines.Encode(map[string]any{"summary": sum}); err != nil {
			return err
		}
	}
	if sum.Faults > 0 {
		return fmt.Errorf("%w: %d, in %d objects and their rows", errFaults, sum.Faults, sum.Objects)
	}
	if !c.JSON {
		fmt.Fprintf(out, "all is well: %d objects are there, and no row contradicts another; %d hashes compared, %d objects without one, %d notes\n", sum.Objects, sum.Hashed, sum.Unhashed, sum.Notes)
	}
	return nil
}

// lineOf is a finding for a person: its sort, what it is about, what is wrong.
func lineOf(f installation.Finding) string {
	line := fmt.Sprintf("%-10s", f.What)
	if f.Key != "" {
		line += " " + f.Key
	}
	if f.Table != "" {
		line += " " + f.Table + " " + f.ID
	}
	return line + ": " + f.Text
}
