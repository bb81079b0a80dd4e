package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
)

// theirScore is what score_align.py of the corpus says of a case; what it does not
// know is null.
type theirScore struct {
	Lines, Missing, Unspoken, Rejected int
	Mean                               float64 `json:"both_mean"`
	Median                             float64 `json:"both_median"`
	Within                             float64 `json:"within200"`
}

// scored is a line as score_align.py reads it.
type scored struct {
	Index int      `json:"i"`
	Start *float64 `json:"start"`
	End   *float64 `json:"end"`
}

// checkScore scores a case with score_align.py and says where it differs from s; ""
// where it does not.
func (c *corpus) checkScore(ctx context.Context, k *alignCase, r *result, s *score) (string, error) {
	rows := make([]scored, len(r.Lines))
	for i, l := range r.Lines {
		rows[i].Index = l.Index
		if l.Spoken {
			start, end := float64(l.StartMS)/1000, float64(l.EndMS)/1000
			rows[i].Start, rows[i].End = &start, &end
		}
	}
	b, err := json.Marshal(rows)
	if err != nil {
		return "", err
	}
	file := filepath.Join(c.temp, k.name+".json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return "", err
	}
	dir := filepath.Join(c.shared, "align")
	out, err := exec.CommandContext(ctx, "python3", filepath.Join(dir, "score_align.py"),
		filepath.Join(dir, k.name, "truth.json"), file, "--json").Output()
	if err != nil {
		return "", fmt.Errorf("score_align.py: %w", err)
	}
	var t theirScore
	if err := json.Unmarshal(out, &t); err != nil {
		return "", fmt.Errorf("score_align.py: %w", err)
	}
	same := t.Lines == s.lines && t.Missing == s.missing && t.Unspoken == s.unspoken && t.Rejected == s.rejected &&
		close(t.Mean, mean(s.errors)) && close(t.Median, median(s.errors)) && close(t.Within, s.within(0.2))
	if same {
		return "", nil
	}
	return fmt.Sprintf("%s: %+v, ours %s", k.name, t, s), nil
}

func close(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

// scorers counts what checkScore says over the cases.
type scorers struct {
	found    bool
	cases    int
	differ   []string
	disabled string
}

func newScorers() *scorers {
	if _, err := exec.LookPath("python3"); err != nil {
		return &scorers{disabled: "not run: python3 was not found"}
	}
	return &scorers{found: true}
}

func (s *scorers) check(ctx context.Context, c *corpus, k *alignCase, r *result, own *score) error {
	if !s.found {
		return nil
	}
	differs, err := c.checkScore(ctx, k, r, own)
	if err != nil {
		return err
	}
	s.cases++
	if differs != "" {
		s.differ = append(s.differ, differs)
	}
	return nil
}

func (s *scorers) tell(r *report) {
	f := figure{what: "our scores against score_align.py", got: s.disabled}
	if s.found {
		f.got, f.goal, f.ok = fmt.Sprintf("the same in %d of %d cases", s.cases-len(s.differ), s.cases), "all", len(s.differ) == 0
	}
	r.add(f)
	for _, d := range s.differ {
		fmt.Println("differs: " + d)
	}
}
