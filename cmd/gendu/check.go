package main

import (
	"context"
	"fmt"
	"time"

	"gendu"
)

type checkCmd struct{}

// Run prints a line for each missing object and each broken row, and fails where
// there is one.
func (checkCmd) Run(ctx context.Context, s *stores) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	faults, err := h.store.Broken(ctx)
	if err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Printf("row     %s %s: %s\n", f.Table, f.ID, f.Problem)
	}
	objects, missing, err := h.checkObjects(ctx)
	if err != nil {
		return err
	}
	stopped, err := h.checkSweep(ctx)
	if err != nil {
		return err
	}
	if bad := len(faults) + missing; bad > 0 {
		return gendu.Errorf(gendu.Invalid, "%d broken rows, %d of %d objects missing or of the wrong size", len(faults), missing, objects)
	}
	if stopped {
		return gendu.Errorf(gendu.Invalid, "the last sweep stopped: look at `gendu sweep --dry-run`")
	}
	fmt.Printf("all is well: %d objects are there, and no row contradicts another\n", objects)
	return nil
}

// checkObjects looks for every object that a row expects.
func (h *house) checkObjects(ctx context.Context) (seen, missing int, err error) {
	for ref, err := range h.store.Expected(ctx) {
		if err != nil {
			return seen, missing, err
		}
		seen++
		info, err := h.bucket.Stat(ctx, ref.Key)
		switch {
		case gendu.KindOf(err) == gendu.NotFound:
			fmt.Printf("object  %s is missing (%s %s)\n", ref.Key, ref.Table, ref.ID)
			missing++
		case err != nil:
			return seen, missing, err
		case ref.Size >= 0 && info.Size != ref.Size:
			fmt.Printf("object  %s has %d bytes, not %d (%s %s)\n", ref.Key, info.Size, ref.Size, ref.Table, ref.ID)
			missing++
		}
	}
	return seen, missing, nil
}

// checkSweep says whether the last sweep stopped since too many objects had no row.
func (h *house) checkSweep(ctx context.Context) (stopped bool, err error) {
	last, err := h.store.LastSweep(ctx)
	if gendu.KindOf(err) == gendu.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if last.Stopped {
		fmt.Printf("sweep   the sweep of %s stopped: %d of %d objects have no row, and it may move %d\n",
			last.BeganAt.Format(time.RFC3339), last.Unknown, last.Objects, last.MoveLimit)
	}
	return last.Stopped, nil
}
