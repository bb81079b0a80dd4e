// Command testsum adds up what several test runners reported and ends on one
// line, "N passed, N failed, N skipped". It exits with 1 when anything failed,
// when a test was skipped that is not named Corpus…, or when a report holds no
// test at all.
//
//	testsum go=FILE vitest=FILE playwright=FILE
//
// The files are the JSON reports of `go test -json`, `vitest --reporter=json`
// and `playwright test --reporter=json`.
package main

import (
	"fmt"
	"os"
	"strings"
)

// tally is what one runner reported.
type tally struct {
	passed, failed, skipped int
	trouble                 []string // names of failed tests and of skips that are not allowed
	notes                   []string // what to look into, though it passed
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: testsum go=FILE [vitest=FILE] [playwright=FILE]")
		os.Exit(2)
	}
	readers := map[string]func(string) (tally, error){"go": readGo, "vitest": readVitest, "playwright": readPlaywright}
	var sum tally
	for _, arg := range os.Args[1:] {
		runner, file, _ := strings.Cut(arg, "=")
		read, known := readers[runner]
		if !known {
			fmt.Fprintf(os.Stderr, "testsum: %q is none of go, vitest, playwright\n", runner)
			os.Exit(2)
		}
		t, err := read(file)
		if err != nil {
			t.failed++
			t.trouble = append(t.trouble, fmt.Sprintf("the report %s cannot be read: %v", file, err))
		} else if t.passed+t.failed == 0 {
			t.failed++
			t.trouble = append(t.trouble, "the report "+file+" holds no test")
		}
		fmt.Printf("%-11s %5d passed %5d failed %5d skipped\n", runner, t.passed, t.failed, t.skipped)
		sum.passed += t.passed
		sum.failed += t.failed
		sum.skipped += t.skipped
		for _, line := range t.notes {
			fmt.Println("  " + line)
		}
		for _, line := range t.trouble {
			sum.trouble = append(sum.trouble, runner+": "+line)
		}
	}
	for _, line := range sum.trouble {
		fmt.Println("  " + line)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", sum.passed, sum.failed, sum.skipped)
	if sum.failed > 0 || len(sum.trouble) > 0 {
		os.Exit(1)
	}
}

// maySkip says whether a test may be skipped: only those that read the corpora
// beside the repository, which a fresh machine does not have.
func maySkip(name string) bool {
	last := name[strings.LastIndexAny(name, "/ .")+1:]
	return strings.Contains(name, "Corpus") || strings.HasPrefix(last, "Corpus")
}
