package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReaders(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		read    func(string) (tally, error)
		report  string
		want    tally
		trouble int
	}{
		{"go", readGo, `{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"skip","Package":"p","Test":"TestCorpusC"}
{"Action":"fail","Package":"p","Test":"TestD"}
{"Action":"fail","Package":"p"}`, tally{passed: 1, failed: 1, skipped: 2}, 2},
		{"go, a package that does not build", readGo, `{"Action":"fail","Package":"p"}`, tally{failed: 1}, 1},
		{"vitest", readVitest, `{"testResults":[{"name":"a.test.ts","status":"passed","assertionResults":[{"fullName":"x","status":"passed"},{"fullName":"y","status":"pending"}]}]}`, tally{passed: 1, skipped: 1}, 1},
		{"vitest, a file that does not load", readVitest, `{"testResults":[{"name":"a.test.ts","status":"failed","assertionResults":[]}]}`, tally{failed: 1}, 1},
		{"playwright", readPlaywright, `{"suites":[{"title":"f","suites":[{"title":"d","specs":[{"title":"s","tests":[{"status":"expected"},{"status":"flaky"},{"status":"unexpected"}]}]}]}]}`, tally{passed: 2, failed: 1}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "report.json")
			if err := os.WriteFile(file, []byte(c.report), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := c.read(file)
			if err != nil {
				t.Fatal(err)
			}
			if got.passed != c.want.passed || got.failed != c.want.failed || got.skipped != c.want.skipped {
				t.Errorf("got %d/%d/%d, want %d/%d/%d", got.passed, got.failed, got.skipped, c.want.passed, c.want.failed, c.want.skipped)
			}
			if len(got.trouble) != c.trouble {
				t.Errorf("got trouble %q, want %d lines", got.trouble, c.trouble)
			}
		})
	}
}
