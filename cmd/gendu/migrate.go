package main

import (
	"context"
	"fmt"
	"io"

	"gendu/store"
)

type migrateCmd struct {
	Stores stores `embed:""`

	Up     migrateUpCmd     `cmd:"" help:"Bring the schema up to date."`
	Status migrateStatusCmd `cmd:"" help:"Show the schema's version."`
	Force  migrateForceCmd  `cmd:"" help:"After repairing a failed migration by hand: say which version the schema is at."`
}

type migrateUpCmd struct{}

func (migrateUpCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	if err := s.validate(); err != nil {
		return err
	}
	if err := store.Migrate(ctx, s.Database); err != nil {
		return err
	}
	return migrateStatusCmd{}.Run(ctx, s, out)
}

type migrateStatusCmd struct{}

func (migrateStatusCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	if err := s.validate(); err != nil {
		return err
	}
	state, err := store.MigrationStatus(ctx, s.Database)
	if err != nil {
		return err
	}
	note := "up to date"
	switch {
	case state.Dirty:
		note = "a migration failed half-way: repair the schema by hand, then run gendu migrate force VERSION"
	case state.Version < state.Latest:
		note = "run gendu migrate up"
	}
	fmt.Fprintf(out, "version %d of %d: %s\n", state.Version, state.Latest, note)
	return nil
}

type migrateForceCmd struct {
	Version int `arg:"" help:"The version that the schema is at now."`
}

func (c *migrateForceCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	if err := s.validate(); err != nil {
		return err
	}
	if err := store.ForceMigration(ctx, s.Database, c.Version); err != nil {
		return err
	}
	return migrateStatusCmd{}.Run(ctx, s, out)
}
