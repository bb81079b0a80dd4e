package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/audio/take"
	"gendu/internal/bench/board"
	"gendu/practice"
)

// reading is a take of ../shared/people: English by a Mandarin speaker, with the
// scores of five experts.
type reading struct {
	ID      string    `json:"id"`
	File    string    `json:"file"`
	Speaker string    `json:"speaker"`
	Age     int       `json:"age"`
	Text    string    `json:"text"`
	Total   []float64 `json:"total"`
	Words   []struct {
		Text string `json:"text"`
	} `json:"words"`
}

func mean(v []float64) (m float64) {
	for _, x := range v {
		m += x / float64(len(v))
	}
	return m
}

// judged is a take beside a reading of its own sentence or of another one.
type judged struct {
	take    *reading
	right   bool
	verdict gendu.ComparisonVerdict
	found   practice.Evidence
}

// strangers prints how often right takes are called another sentence, by what experts
// think of them, and how many other sentences are found: with the shipped margin, and
// with one that is chosen on other speakers to find 98 % or 95 %.
func strangers(ctx context.Context, b *board.Board, dir string, voice *espeak.Voice, every int) error {
	fmt.Printf("\nPeople without a model of their language (English by Mandarin speakers; reference flite slt; every %d. take)\n", every)
	all, err := judgePeople(ctx, dir, voice, "slt", every)
	if err != nil {
		return err
	}
	at := func(margin float64) func(*judged) bool {
		return func(j *judged) bool { return j.found.Margin < margin }
	}
	report := func(name string, called func(*judged) bool) (found, false7 float64) {
		var n, hit [4]float64
		for i := range all {
			k := all[i].group()
			n[k]++
			if called(&all[i]) {
				hit[k]++
			}
		}
		share := func(k int) float64 { return 100 * hit[k] / max(n[k], 1) }
		fmt.Printf("      %-34s other sentences %5.1f %% of %.0f; rated 7 and more %5.1f %% of %.0f, 5 to 7 %5.1f %% of %.0f, below 5 %5.1f %% of %.0f\n",
			name, share(0), n[0], share(3), n[3], share(2), n[2], share(1), n[1])
		return share(0), share(3)
	}
	report("as shipped", func(j *judged) bool { return j.verdict == gendu.VerdictOther })
	for _, goal := range []float64{0.98, 0.95, 0.90} {
		margins := crossMargins(all, goal)
		found, wrong := report(fmt.Sprintf("%.0f %% wanted, chosen on others", 100*goal), func(j *judged) bool { return at(margins[j.take.Speaker])(j) })
		if goal == 0.98 {
			b.Goal(found >= 98 && wrong <= 5, "other sentences found %.1f %%, right ones rated 7 and more called so %.1f %% (goal 98 %% and at most 5 %%)", found, wrong)
		}
	}
	return nil
}

// group is 0 for another sentence, else by the experts' total: 1 below 5, 2 below 7, 3.
func (j *judged) group() int {
	switch total := mean(j.take.Total); {
	case !j.right:
		return 0
	case total < 5:
		return 1
	case total < 7:
		return 2
	}
	return 3
}

// crossMargins are, for each speaker, the margin below which a share of the other
// sentences of four fifths of the speakers lies, without that speaker's fifth.
func crossMargins(all []judged, share float64) map[string]float64 {
	const folds = 5
	fold := map[string]int{}
	for i := range all {
		if s := all[i].take.Speaker; !hasKey(fold, s) {
			fold[s] = len(fold) % folds
		}
	}
	var margins [folds]float64
	for f := range margins {
		var others []float64
		for i := range all {
			if !all[i].right && fold[all[i].take.Speaker] != f {
				others = append(others, all[i].found.Margin)
			}
		}
		slices.Sort(others)
		if len(others) > 0 {
			margins[f] = others[min(int(share*float64(len(others))), len(others)-1)]
		}
	}
	out := map[string]float64{}
	for s, f := range fold {
		out[s] = margins[f]
	}
	return out
}

func hasKey(m map[string]int, k string) bool {
	_, ok := m[k]
	return ok
}

// other is a take of another sentence by the same speaker.
func other(all []*reading, r *reading) *reading {
	for _, o := range all {
		if o.Speaker == r.Speaker && !strings.EqualFold(o.Text, r.Text) && len(o.Words) >= 3 {
			return o
		}
	}
	return nil
}

// references reads sentences with a voice of flite, each once.
type references struct {
	ctx   context.Context
	dir   string
	name  string // of the voice
	voice *espeak.Voice
	ready map[string]*practice.Prepared
}

func (r *references) of(text string) (*practice.Prepared, error) {
	if p := r.ready[text]; p != nil {
		return p, nil
	}
	file := filepath.Join(r.dir, "reference.wav")
	out, err := exec.CommandContext(r.ctx, "flite", "-voice", r.name, "-t", text, "-o", file).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("flite: %w: %s", err, out)
	}
	s, err := decode(file)
	if err != nil {
		return nil, err
	}
	words, err := timeWords(r.ctx, r.voice, s, text, "en")
	if err != nil {
		return nil, err
	}
	p, err := practice.Prepare(practice.Reference{Audio: s, Text: text, Lang: "en", Words: words})
	r.ready[text] = p
	return p, err
}

func decode(file string) (dsp.Signal, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return dsp.Signal{}, err
	}
	s, _, err := take.Decode(b)
	return s, err
}

// judgePeople compares each so many takes with its sentence and with another one.
func judgePeople(ctx context.Context, dir string, voice *espeak.Voice, name string, every int) (out []judged, err error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return nil, err
	}
	var all []*reading
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "gendu-bench-tones-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	refs := &references{ctx: ctx, dir: tmp, name: name, voice: voice, ready: map[string]*practice.Prepared{}}
	for i := 0; i < len(all); i += every {
		take, err := decode(filepath.Join(dir, all[i].File))
		if err != nil {
			return nil, err
		}
		for _, of := range []*reading{all[i], other(all, all[i])} {
			if of == nil {
				continue
			}
			ref, err := refs.of(of.Text)
			if err != nil {
				return nil, err
			}
			j := judged{take: all[i], right: of == all[i]}
			c, err := ref.Compare(take, practice.Options{Weigh: func(e practice.Evidence) { j.found = e }})
			if err != nil {
				return nil, err
			}
			j.verdict = c.Verdict
			out = append(out, j)
		}
	}
	return out, nil
}
