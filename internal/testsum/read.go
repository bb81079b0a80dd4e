package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// readGo adds up `go test -json`: tests and sub-tests by their closing action,
// packages only where they fail without a failing test (a build that broke).
func readGo(file string) (tally, error) {
	f, err := os.Open(file)
	if err != nil {
		return tally{}, err
	}
	defer f.Close()
	var t tally
	failedIn := map[string]bool{}
	dec := json.NewDecoder(bufio.NewReader(f))
	for {
		var e struct{ Action, Package, Test string }
		if err := dec.Decode(&e); errors.Is(err, io.EOF) {
			return t, nil
		} else if err != nil {
			return t, err
		}
		name := e.Package + "." + e.Test
		switch {
		case e.Action == "fail" && (e.Test != "" || !failedIn[e.Package]):
			failedIn[e.Package] = true
			t.fail(name)
		case e.Test == "":
		case e.Action == "pass":
			t.passed++
		case e.Action == "skip":
			t.skip(name)
		}
	}
}

func readVitest(file string) (tally, error) {
	var report struct {
		TestResults []struct {
			Name             string
			Status           string
			AssertionResults []struct{ FullName, Status string }
		}
	}
	if err := readJSON(file, &report); err != nil {
		return tally{}, err
	}
	var t tally
	for _, suite := range report.TestResults {
		if suite.Status == "failed" && len(suite.AssertionResults) == 0 {
			t.fail(suite.Name)
		}
		for _, test := range suite.AssertionResults {
			t.count(test.Status, test.FullName)
		}
	}
	return t, nil
}

// pwSuite is a file or a describe block of a Playwright report.
type pwSuite struct {
	Title  string
	Suites []pwSuite
	Specs  []struct {
		Title string
		Tests []struct{ Status string }
	}
}

func readPlaywright(file string) (tally, error) {
	var report struct {
		Suites []pwSuite
		Errors []struct{ Message string }
	}
	if err := readJSON(file, &report); err != nil {
		return tally{}, err
	}
	var t tally
	for _, e := range report.Errors {
		t.fail(e.Message)
	}
	for _, s := range report.Suites {
		t.addSuite(s, "")
	}
	return t, nil
}

func (t *tally) addSuite(s pwSuite, above string) {
	name := above + s.Title + " "
	for _, spec := range s.Specs {
		for _, test := range spec.Tests {
			if test.Status == "flaky" { // it passed at a later try: a browser on a loaded machine
				t.notes = append(t.notes, "passed at a later try: "+name+spec.Title)
				test.Status = "expected"
			}
			t.count(map[string]string{"expected": "passed", "skipped": "skipped"}[test.Status], name+spec.Title)
		}
	}
	for _, inner := range s.Suites {
		t.addSuite(inner, name)
	}
}

func (t *tally) count(status, name string) {
	switch status {
	case "passed":
		t.passed++
	case "skipped", "pending", "todo":
		t.skip(name)
	default: // failed, timed out
		t.fail(name)
	}
}

func (t *tally) fail(name string) {
	t.failed++
	t.trouble = append(t.trouble, "failed: "+name)
}

func (t *tally) skip(name string) {
	t.skipped++
	if !maySkip(name) {
		t.trouble = append(t.trouble, "skipped, and not named Corpus…: "+name)
	}
}

func readJSON(file string, into any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}
