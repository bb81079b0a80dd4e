// Command lists measures the first answer of every list of a large installation, over HTTP
// from the built server, on SQLite and on PostgreSQL. It fills the databases itself:
//
//	make bench-lists                                  # 10^6 takes, some 16 GB for both
//	go run ./internal/bench/lists -takes 100000       # while developing
//	go run ./internal/bench/lists -takes 10000000 -stubs
//
// The comparisons of the takes are as large as those that the product stores, unless
// -stubs is given. What is filled stays in -dir and is used again by the next run.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
)

// options are what the flags say.
type options struct {
	binary, dir, databases string
	takes, requests        int
	stubs, publish         bool
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.binary, "gendu", "bin/gendu", "the built server")
	flag.StringVar(&o.dir, "dir", os.TempDir()+"/gendu-bench-lists", "the folder of the databases, which stay")
	flag.StringVar(&o.databases, "databases", "sqlite,postgres", "which are measured")
	flag.IntVar(&o.takes, "takes", 1_000_000, "recordings")
	flag.IntVar(&o.requests, "requests", 200, "requests for each list")
	flag.BoolVar(&o.stubs, "stubs", false, "comparisons without words and contours")
	flag.BoolVar(&o.publish, "publish", false, "write the tables into docs/operating.md")
	flag.Parse()
	if o.takes < 20*learners || o.requests < 10 {
		log.Fatalf("lists: at least %d takes and 10 requests are needed", 20*learners)
	}
	if err := run(context.Background(), o); err != nil {
		log.Fatal("lists: ", err)
	}
}

func run(ctx context.Context, o options) error {
	if err := os.MkdirAll(o.dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user
		return err
	}
	var out strings.Builder
	slow := false
	for _, name := range strings.Split(o.databases, ",") {
		d, err := begin(name, o)
		if err != nil {
			return err
		}
		rows, err := measureDatabase(ctx, d, o)
		d.stop()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		text, over := table(d, rows, o)
		slow = slow || over
		fmt.Print("\n", text)
		out.WriteString(text + "\n")
	}
	if o.publish {
		if err := publish(out.String()); err != nil {
			return err
		}
	}
	if slow {
		return fmt.Errorf("a list is above the goal of %v at the 99th percentile", goal)
	}
	return nil
}
