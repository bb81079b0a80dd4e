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
	verdict gendu.ComparisonVerdict // by the shipped discriminant
	found   practice.Evidence       // by directions that were found without this speaker
	odds    float64                 // by a discriminant that was fitted without this speaker
}

// speakerFolds is into how many parts speakers are parted.
const speakerFolds = 5

// rightFrom is the total from which on a take is an example of its sentence.
const rightFrom = 5

// strangers prints how often right takes are called another sentence, by what experts
// think of them, and how many other sentences are found: with the shipped discriminant, and
// with those that are fitted to other speakers and find 98 %, 95 % or 90 %.
func strangers(all []judged, b *board.Board, every int) {
	fmt.Printf("\nPeople without a model of their language (English by Mandarin speakers; reference flite slt; every %d. take)\n", every)
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
	report("as shipped (in-sample)", func(j *judged) bool { return j.verdict == gendu.VerdictOther })
	fold := foldsOf(all)
	for _, goal := range []float64{0.98, 0.95, 0.90} {
		var least [speakerFolds]float64
		for f := range least {
			least[f] = othersBelow(all, goal, func(j *judged) bool { return fold[j.take.Speaker] != f })
		}
		found, wrong := report(fmt.Sprintf("%.0f %% wanted, fitted to others", 100*goal), func(j *judged) bool { return j.odds < least[fold[j.take.Speaker]] })
		if goal == 0.98 {
			b.Goal(found >= 98 && wrong <= 5, "other sentences found %.1f %%, right ones rated 7 and more called so %.1f %% (goal 98 %% and at most 5 %%)", found, wrong)
		}
	}
}

// group is 0 for another sentence, else by the experts' total: 1 below 5, 2 below 7, 3.
func (j *judged) group() int {
	switch total := mean(j.take.Total); {
	case !j.right:
		return 0
	case total < rightFrom:
		return 1
	case total < 7:
		return 2
	}
	return 3
}

// foldsOf parts the speakers.
func foldsOf(all []judged) map[string]int {
	fold := map[string]int{}
	for i := range all {
		if _, ok := fold[all[i].take.Speaker]; !ok {
			fold[all[i].take.Speaker] = len(fold) % speakerFolds
		}
	}
	return fold
}

// othersBelow are the log odds below which a share of the other sentences of some lies.
func othersBelow(all []judged, share float64, some func(*judged) bool) float64 {
	var odds []float64
	for i := range all {
		if !all[i].right && some(&all[i]) {
			odds = append(odds, all[i].odds)
		}
	}
	slices.Sort(odds)
	return odds[min(int(share*float64(len(odds))), len(odds)-1)]
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

// people are takes beside readings of their own sentence and of another one.
type people struct {
	refs  *references
	dir   string
	pairs []judged
	text  []string // of each pair's reading
}

// readPeople takes each so many takes. The caller removes the folder of its references.
func readPeople(ctx context.Context, dir string, voice *espeak.Voice, name string, every int) (*people, error) {
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
	p := &people{refs: &references{ctx: ctx, dir: tmp, name: name, voice: voice, ready: map[string]*practice.Prepared{}}, dir: dir}
	for i := 0; i < len(all); i += every {
		for _, of := range []*reading{all[i], other(all, all[i])} {
			if of != nil {
				p.pairs, p.text = append(p.pairs, judged{take: all[i], right: of == all[i]}), append(p.text, of.Text)
			}
		}
	}
	return p, nil
}

// each compares every pair with the options that of gives for it, then tells done.
func (p *people) each(of func(j *judged) practice.Options, done func(*judged, *gendu.Comparison)) error {
	var last *reading
	var sound dsp.Signal
	for i := range p.pairs {
		j := &p.pairs[i]
		if j.take != last {
			var err error
			if sound, err = decode(filepath.Join(p.dir, j.take.File)); err != nil {
				return err
			}
			last = j.take
		}
		ref, err := p.refs.of(p.text[i])
		if err != nil {
			return err
		}
		c, err := ref.Compare(sound, of(j))
		if err != nil {
			return err
		}
		done(j, c)
	}
	return nil
}
