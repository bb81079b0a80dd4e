// Command natives measures how native speakers of English are judged against each other:
// every ordered pair of recordings of a sentence in ../shared/people/natives (or
// $GENDU_SHARED/people/natives), one as the reference and the other as the take, with the
// phone model and without. Nothing should be found wrong. It prints each goal and whether
// it was hit, and fails where one was missed.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/espeak"
	takefile "gendu/audio/take"
	"gendu/internal/bench/board"
	"gendu/judging"
	"gendu/practice"
	"gendu/pronunciation"
)

// recording is a line of the manifest.
type recording struct {
	File     string `json:"file"`
	Speaker  string `json:"speaker"`
	Lang     string `json:"lang"`
	Sentence string `json:"sentence"`
	Text     string `json:"text"`
}

// pair is two recordings of a sentence.
type pair struct{ reference, take *recording }

func main() {
	every := flag.Int("every", 1, "only each so many pairs")
	plain := flag.Bool("plain", false, "without the phone model")
	flag.Parse()
	if err := run(context.Background(), max(*every, 1), *plain); err != nil {
		fmt.Fprintln(os.Stderr, "bench-natives:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, every int, plain bool) error {
	shared := os.Getenv("GENDU_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	dir := filepath.Join(shared, "people", "natives")
	pairs, err := readPairs(dir)
	if err != nil {
		return fmt.Errorf("the recordings were not found: %w (set GENDU_SHARED)", err)
	}
	judge := &judging.Judge{}
	if !plain {
		voice, err := espeak.Find()
		if err != nil {
			return err
		}
		if judge, err = judging.Open(pronunciation.Folder, voice); err != nil {
			return err
		}
	}
	c := &counts{words: map[gendu.WordVerdict]int{}}
	for i := 0; i < len(pairs); i += every {
		if err := c.compare(ctx, judge, dir, pairs[i]); err != nil {
			return fmt.Errorf("%s as %s: %w", pairs[i].take.File, pairs[i].reference.File, err)
		}
	}
	return c.print()
}

// readPairs are the ordered pairs of recordings of a sentence of English, by one speaker or two,
// in the order of the manifest.
func readPairs(dir string) ([]pair, error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return nil, err
	}
	var all []*recording
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	all = slices.DeleteFunc(all, func(r *recording) bool { return !strings.HasPrefix(r.Lang, "en") })
	var out []pair
	for _, reference := range all {
		for _, take := range all {
			if take != reference && take.Sentence == reference.Sentence {
				out = append(out, pair{reference, take})
			}
		}
	}
	return out, nil
}

// counts are of verdicts.
type counts struct {
	pairs, ok, all, good int
	words                map[gendu.WordVerdict]int
}

func (c *counts) compare(ctx context.Context, judge *judging.Judge, dir string, p pair) error {
	reference, err := decode(filepath.Join(dir, p.reference.File))
	if err != nil {
		return err
	}
	take, err := decode(filepath.Join(dir, p.take.File))
	if err != nil {
		return err
	}
	got, err := judge.Compare(ctx, practice.Reference{Audio: reference, Text: p.reference.Text, Lang: p.reference.Lang}, take, practice.Options{}, pronunciation.Voice{})
	if err != nil {
		return err
	}
	c.pairs++
	var wrong []string
	for _, w := range got.Words {
		c.all++
		c.words[w.Verdict]++
		if w.Verdict == gendu.WordGood {
			c.good++
		} else {
			wrong = append(wrong, fmt.Sprintf("%s %s", w.Text, w.Verdict))
		}
	}
	if got.Verdict == gendu.VerdictOK {
		c.ok++
	}
	if got.Verdict != gendu.VerdictOK || len(wrong) > 0 {
		fmt.Printf("      %s as %s: %s, %s\n", p.take.File, p.reference.File, got.Verdict, strings.Join(wrong, ", "))
	}
	return nil
}

func (c *counts) print() error {
	b := &board.Board{}
	b.Goal(c.pairs > 0 && c.ok == c.pairs, "pairs that are ok: %d of %d (goal: all)", c.ok, c.pairs)
	share := 100 * float64(c.all-c.good) / float64(max(c.all, 1))
	b.Goal(c.all > 0 && share <= 3, "words that are not good: %.2f %% of %d (goal at most 3 %%): missing %d, unclear %d, rushed %d, drawn out %d", share, c.all,
		c.words[gendu.WordMissing], c.words[gendu.WordUnclear], c.words[gendu.WordRushed], c.words[gendu.WordDrawnOut])
	return b.End()
}

func decode(file string) (dsp.Signal, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return dsp.Signal{}, err
	}
	s, _, err := takefile.Decode(b)
	return s, err
}
