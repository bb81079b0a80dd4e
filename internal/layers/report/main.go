// Command report measures the packages of the module. For each it prints the lines and
// the files without tests, how many times a file uses another file of the package
// (uses), and how many of these uses run against the best order of the files (back).
//
//	go run ./internal/layers/report                      # every package
//	go run ./internal/layers/report -v ./transcripts/... # with the uses against the order
//
// A file uses another where it names a constant, variable, function, type or method
// that the other declares; each pair of files counts once. Where the files of a package
// use each other one way only, back is 0.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

func main() {
	verbose := flag.Bool("v", false, "name each use against the order, and what it uses")
	flag.Parse()
	patterns := flag.Args()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	if err := run(os.Stdout, patterns, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, patterns []string, verbose bool) error {
	packages, err := load(patterns)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "package\tlines\tfiles\tuses\tback")
	var total row
	var back []string
	for _, p := range packages {
		r, against := measure(p)
		total.add(r)
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\n", p.path, r.lines, r.files, r.uses, r.back)
		for _, u := range against {
			back = append(back, p.path+": "+u.String())
		}
	}
	fmt.Fprintf(table, "all\t%d\t%d\t%d\t%d\n", total.lines, total.files, total.uses, total.back)
	if err := table.Flush(); err != nil || !verbose {
		return err
	}
	for _, line := range back {
		fmt.Fprintln(w, line)
	}
	return nil
}

// row is what is counted of one package.
type row struct{ lines, files, uses, back int }

func (r *row) add(o row) {
	r.lines += o.lines
	r.files += o.files
	r.uses += o.uses
	r.back += o.back
}

func measure(p *loaded) (row, []use) {
	uses := usesOf(p)
	order := orderFiles(p.names, uses)
	against := backward(order, uses)
	return row{lines: p.lines, files: len(p.names), uses: len(uses), back: len(against)}, against
}
