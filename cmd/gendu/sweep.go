package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"gendu"
	"gendu/installation"
)

type sweepCmd struct {
	Stores stores `embed:""`

	DryRun     bool `help:"Change nothing; print what would be done with each object."`
	MoveAtMost int  `help:"How many objects without a row may be moved to the trash. By default 100 or 1 % of all objects, whichever is more." placeholder:"N"`
}

// Run sweeps once, whatever the servers do at the moment.
func (c *sweepCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	if c.MoveAtMost < 0 {
		return usage(gendu.Errorf(gendu.Invalid, "--move-at-most: a number above 0 is expected"))
	}
	open := s.openExisting
	if c.DryRun {
		open = s.openReadOnly
	}
	h, err := open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	sweeper := installation.Sweeper{
		Store: h.store, Bucket: h.bucket, Now: time.Now, Log: warnings(), DryRun: c.DryRun, MoveAtMost: c.MoveAtMost,
		Each: func(action installation.Action, key string) { fmt.Fprintf(out, "%-7s %s\n", action, key) },
	}
	report, err := sweeper.Sweep(ctx)
	if err != nil {
		return err
	}
	if report.Stopped {
		return gendu.Errorf(gendu.Conflict, "%d of %d objects have no row in the database, and a sweep moves at most %d: none was moved. Does the database belong to these objects, and is it the newest one? If it is, and if these objects may go, run `gendu sweep --move-at-most %d`",
			report.Unknown, report.Objects, report.MoveLimit, report.Unknown)
	}
	if report.Postponed {
		fmt.Fprintln(out, "nothing was moved or removed because of its age, since the clock may be wrong; see the line above")
		return nil
	}
	if c.DryRun {
		fmt.Fprintf(out, "nothing was changed: of %d objects, %d would be removed and %d moved to the trash; %d would leave the trash\n",
			report.Objects, report.Removed, report.Unknown, report.Emptied)
		return nil
	}
	fmt.Fprintf(out, "of %d objects, %d were removed and %d moved to the trash; %d left the trash\n",
		report.Objects, report.Removed, report.Trashed, report.Emptied)
	return nil
}

type trashCmd struct {
	Stores stores `embed:""`

	List    trashListCmd    `cmd:"" help:"List what is in the trash, with the day on which it was moved."`
	Restore trashRestoreCmd `cmd:"" help:"Put objects back where they were."`
}

type trashListCmd struct{}

func (trashListCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	h, err := s.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if err := installation.SamePair(ctx, h.store, h.bucket); err != nil {
		return err
	}
	n, bytes := 0, int64(0)
	for v, err := range installation.Trashes(ctx, h.bucket) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s %12d %s\n", v.Day.Format(time.DateOnly), v.Size, v.Key)
		n++
		bytes += v.Size
	}
	fmt.Fprintf(out, "%d objects, %d bytes; each is removed %d days after its day\n", n, bytes, int(installation.TrashAge.Hours()/24))
	return nil
}

type trashRestoreCmd struct {
	Keys []string `arg:"" optional:"" help:"Keys as the list shows them."`
	All  bool     `help:"Restore everything that is in the trash."`
}

// Run restores what was named, goes on where one fails, and fails at the end.
func (c *trashRestoreCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	if c.All == (len(c.Keys) > 0) {
		return usage(gendu.Errorf(gendu.Invalid, "name the keys to restore, as `gendu trash list` shows them, or give --all"))
	}
	h, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	wanted := map[string]bool{}
	for _, key := range c.Keys {
		wanted[key] = true
	}
	found, err := trashed(ctx, h, func(v installation.Trashed) bool { return c.All || wanted[v.Key] })
	if err != nil {
		return err
	}
	var faults []error
	for _, v := range found {
		delete(wanted, v.Key)
		if err := installation.RestoreTrashed(ctx, h.bucket, v); err != nil {
			fmt.Fprintln(os.Stderr, err)
			faults = append(faults, err)
			continue
		}
		fmt.Fprintln(out, "restored", v.Key)
	}
	for key := range wanted {
		faults = append(faults, gendu.Errorf(gendu.NotFound, "%s is not in the trash", key))
	}
	return errors.Join(faults...)
}

// trashed collects what to restore before anything moves, so that the list does
// not change while it is read.
func trashed(ctx context.Context, h *backend, wanted func(installation.Trashed) bool) ([]installation.Trashed, error) {
	var found []installation.Trashed
	for v, err := range installation.Trashes(ctx, h.bucket) {
		if err != nil {
			return nil, err
		}
		if wanted(v) {
			found = append(found, v)
		}
	}
	return found, nil
}

type pairCmd struct {
	Stores stores `embed:""`

	Show pairShowCmd `cmd:"" help:"Print the ids of the database and of the object store."`
	Join pairJoinCmd `cmd:"" help:"Declare that the two belong together: the object store takes the database's id."`
}

type pairShowCmd struct{}

func (pairShowCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	h, err := s.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	ids, err := installation.ReadIDs(ctx, h.store, h.bucket)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "database  %s\nobjects   %s\n", orNone(ids.Database), orNone(ids.Objects))
	return nil
}

func orNone(id string) string {
	if id == "" {
		return "has no id yet"
	}
	return id
}

type pairJoinCmd struct{}

func (pairJoinCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	if err := s.checkThere(ctx); err != nil {
		return err
	}
	h, err := s.openUnbound(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if err := installation.Join(ctx, h.store, h.bucket); err != nil {
		return err
	}
	ids, err := installation.ReadIDs(ctx, h.store, h.bucket)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "the database and the object store are installation %s\n", ids.Database)
	return nil
}
