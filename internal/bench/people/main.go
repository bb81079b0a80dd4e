package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "bench-people:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	e, err := newExtractor("../shared/people", "tmp/bench-people")
	if err != nil {
		return err
	}
	takes, err := readCorpus("../shared/people")
	if err != nil {
		return err
	}
	v := variant{Given: os.Getenv("GIVEN") != "", Alone: os.Getenv("ALONE") != ""}
	all, err := e.all(ctx, takes, v)
	if err != nil {
		return err
	}
	if out := os.Getenv("DUMP"); out != "" {
		b, _ := json.Marshal(all)
		return os.WriteFile(out, b, 0o644)
	}
	return nil
}
