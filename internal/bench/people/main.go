// Command people measures how well recordings of people are judged, beside the human
// experts who scored them (../shared/people, or $GENDU_SHARED/people): speakers are kept
// apart by cross-validation. It prints each goal and whether it was hit, and fails where
// one was missed. With -fit it writes the coefficients that the program ships with.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"gendu/pronunciation"
)

type settings struct {
	fit   string
	date  string
	given bool
	alone bool
	quick bool
}

func main() {
	var s settings
	flag.StringVar(&s.fit, "fit", "", "fit to all takes and write the coefficients to this file")
	flag.StringVar(&s.date, "date", "", "the date to write beside them (YYYY-MM-DD)")
	flag.BoolVar(&s.given, "given", false, "use the corpus's own phones in place of the dictionary")
	flag.BoolVar(&s.alone, "alone", false, "estimate the warp from each take alone, as of a new speaker")
	flag.BoolVar(&s.quick, "cached", false, "only the speakers that were analysed before, and nothing that needs other analyses")
	flag.Parse()
	if err := run(context.Background(), s); err != nil {
		fmt.Fprintln(os.Stderr, "bench-people:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	shared := os.Getenv("GENDU_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	e, err := newExtractor(filepath.Join(shared, "people"), filepath.Join("tmp", "bench-people"))
	if err != nil {
		return err
	}
	takes, err := readCorpus(e.dir)
	if err != nil {
		return err
	}
	v := variant{Given: s.given, Alone: s.alone}
	if s.quick {
		takes = e.cached(takes, v)
	}
	all, err := e.all(ctx, takes, v)
	if err != nil {
		return err
	}
	var items []*item
	for i, c := range all {
		items = append(items, labelled(e.model, takes[i], c))
	}
	crossed, without := crossValidate(e.model, items)
	b := &board{}
	fmt.Printf("cross-validated over speakers, %d folds, %d takes\n\n", folds, len(items))
	report(e.model, b, crossed)
	if !s.quick { // that needs further analyses
		if err := e.rushing(ctx, b, takes, without); err != nil {
			return err
		}
	}
	if s.fit != "" {
		return write(e.model, s, items, crossed)
	}
	if s.quick {
		return b.end()
	}
	fmt.Println("\nthe shipped coefficients on the same takes (in-sample)")
	var shipped []*judged
	for _, it := range items {
		shipped = append(shipped, judgeItem(e.model, pronunciation.Standard(), it))
	}
	report(e.model, &board{}, shipped)
	return b.end()
}

// write fits to all takes. The error is that of the cross-validated predictions.
func write(m *pronunciation.Model, s settings, items []*item, crossed []*judged) error {
	c := fit(m, items)
	c.Error = round4(rootMeanSquare(crossed))
	c.Date = s.date
	c.Corpus = fmt.Sprintf("speechocean762 (Zhang et al. 2021), %d takes of %d speakers, five experts", len(items), speakers(items))
	c.Method = "ridge regression on standardised figures; readings with fixed signs; extremely randomised trees for words; logistic regression for what was said"
	c.Command = "go run ./internal/bench/people -fit pronunciation/coefficients.json -date " + s.date
	for _, l := range []*pronunciation.Linear{&c.Phone, &c.Total, &c.Fluency, &c.Accuracy, &c.Said, &c.Same, &c.Complete} {
		rounded(l)
	}
	b, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(s.fit, append(b, '\n'), 0o644)
}

func rounded(l *pronunciation.Linear) {
	for _, column := range [][]float64{l.Mean, l.Scale, l.Weight} {
		for i, v := range column {
			column[i] = round4(v)
		}
	}
	for i := range l.Scale {
		l.Scale[i] = max(l.Scale[i], 1e-4)
	}
	l.Bias = round4(l.Bias)
}

func speakers(items []*item) int {
	seen := map[string]bool{}
	for _, it := range items {
		seen[it.Speaker] = true
	}
	return len(seen)
}
