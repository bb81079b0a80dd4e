package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/audio/wav"
	"gendu/pronunciation"
	"gendu/transcripts/alignment"
	"gendu/transcripts/readaloud"
)

// cases are the analyses of one take: as it is, as if another sentence had been asked
// for, and with two words cut out.
type cases struct {
	ID      string
	Right   *pronunciation.Analysis
	Other   *pronunciation.Analysis // nil: the speaker has no other sentence
	Cut     *pronunciation.Analysis // nil: too few words
	CutFrom int                     // first of the two words that are missing
	Alone   float64                 // the warp estimated from this take alone
}

// variant says how analyses are made.
type variant struct {
	Given bool // the corpus's own phones in place of the dictionary's
	Alone bool // the warp is estimated from each take alone, not kept per speaker
}

func (v variant) String() string {
	name := map[bool]string{false: "dictionary", true: "given"}[v.Given]
	return name + map[bool]string{false: "", true: "-alone"}[v.Alone]
}

// extractor makes and caches analyses.
type extractor struct {
	dir, cache string
	model      *pronunciation.Model
	lexicon    *pronunciation.Lexicon
	voice      *espeak.Voice
}

const modelFolder = "/usr/share/pocketsphinx/model/en-us"

func newExtractor(dir, cache string) (*extractor, error) {
	files := os.DirFS(modelFolder)
	m, err := pronunciation.ReadModel(os.DirFS(modelFolder + "/en-us"))
	if err != nil {
		return nil, fmt.Errorf("%w (Debian: apt-get install pocketsphinx-en-us)", err)
	}
	d, err := pronunciation.ReadDictionary(files, "cmudict-en-us.dict", m)
	if err != nil {
		return nil, err
	}
	voice, err := espeak.Find()
	if err != nil {
		return nil, err
	}
	stamp, err := sourceStamp()
	if err != nil {
		return nil, err
	}
	return &extractor{dir: dir, cache: filepath.Join(cache, stamp), model: m, voice: voice, lexicon: &pronunciation.Lexicon{
		Dictionary: d,
		ReadAloud:  func(words []string) []string { return readaloud.Words(words, "en") },
		Phonemes:   func(ctx context.Context, texts []string) ([]string, error) { return voice.Phonemes(ctx, "en", texts) },
	}}, nil
}

// analysisSources are the files on which an analysis depends: a change of them makes the
// cache useless.
var analysisSources = []string{
	"align.go", "analyse.go", "arpabet.go", "codebook.go", "competitors.go", "densities.go", "dictionary.go", "dither.go", "figures.go", "frontend.go",
	"graph.go", "lexicon.go", "loop.go", "mdef.go", "model.go", "noise.go", "orders.go", "scorer.go", "warp.go",
}

func sourceStamp() (string, error) {
	h := sha256.New()
	for _, name := range analysisSources {
		b, err := os.ReadFile(filepath.Join("pronunciation", name))
		if err != nil {
			return "", fmt.Errorf("run this in the project's root: %w", err)
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}

// all analyses every take, speaker by speaker on both cores.
func (e *extractor) all(ctx context.Context, takes []*take, v variant) ([]*cases, error) {
	var order []string
	by := map[string][]*take{}
	for _, t := range takes {
		if by[t.Speaker] == nil {
			order = append(order, t.Speaker)
		}
		by[t.Speaker] = append(by[t.Speaker], t)
	}
	// In an order that mixes ages and skills, so that what is cached of a run that was
	// stopped is a fair sample.
	slices.SortFunc(order, func(a, b string) int {
		x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
		return bytes.Compare(x[:], y[:])
	})
	const workers = 3
	var wg sync.WaitGroup
	var mu sync.Mutex
	found, failed := map[string]*cases{}, error(nil)
	queue := make(chan string)
	for range workers {
		wg.Go(func() {
			for speaker := range queue {
				got, err := e.speaker(ctx, speaker, by[speaker], v)
				mu.Lock()
				failed = errors.Join(failed, err)
				for _, c := range got {
					found[c.ID] = c
				}
				mu.Unlock()
			}
		})
	}
	for i, speaker := range order {
		if i%25 == 0 {
			fmt.Fprintf(os.Stderr, "bench-people: %v, speaker %d of %d\n", v, i+1, len(order))
		}
		queue <- speaker
	}
	close(queue)
	wg.Wait()
	out := make([]*cases, len(takes))
	for i, t := range takes {
		out[i] = found[t.ID]
	}
	return out, failed
}

func (e *extractor) file(speaker string, v variant) string {
	return filepath.Join(e.cache, v.String(), speaker+".gob")
}

// cached are the takes of the speakers that were analysed before.
func (e *extractor) cached(takes []*take, v variant) []*take {
	return slices.DeleteFunc(slices.Clone(takes), func(t *take) bool {
		_, err := os.Stat(e.file(t.Speaker, v))
		return err != nil
	})
}

// speaker analyses the takes of one speaker, or reads them from the cache.
func (e *extractor) speaker(ctx context.Context, name string, takes []*take, v variant) ([]*cases, error) {
	file := e.file(name, v)
	if b, err := os.ReadFile(file); err == nil {
		var got []*cases
		if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&got); err == nil && len(got) == len(takes) {
			return got, nil
		}
	}
	sounds := make([][]float32, len(takes))
	out := make([]*cases, len(takes))
	var voice pronunciation.Voice
	for i, t := range takes {
		var err error
		if sounds[i], err = samples(filepath.Join(e.dir, t.File)); err != nil {
			return nil, err
		}
		out[i] = &cases{ID: t.ID}
		// What the product does take by take: estimate, and keep the mean.
		a, err := e.analyse(ctx, sounds[i], t, v, pronunciation.Options{WordsOnly: !v.Alone})
		if err != nil {
			return nil, err
		}
		out[i].Right, out[i].Alone = a, a.Warp
		voice = voice.Updated(a.Voice())
	}
	for i, t := range takes {
		o := pronunciation.Options{Voice: voice}
		if v.Alone {
			o.Voice = pronunciation.Voice{}
		}
		if err := e.take(ctx, out[i], sounds[i], t, otherOf(takes, i), v, o); err != nil {
			return nil, fmt.Errorf("%s: %w", t.ID, err)
		}
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(out); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	return out, os.WriteFile(file, b.Bytes(), 0o644)
}

// otherOf is another sentence by the same speaker; nil where there is none.
func otherOf(takes []*take, i int) *take {
	for k := 1; k < len(takes); k++ {
		o := takes[(i+k)%len(takes)]
		if !strings.EqualFold(o.Text, takes[i].Text) && len(o.Words) >= 3 {
			return o
		}
	}
	return nil
}

func (e *extractor) take(ctx context.Context, c *cases, sound []float32, t, other *take, v variant, o pronunciation.Options) error {
	r, err := e.model.Listen(sound)
	if err != nil {
		return err
	}
	if !v.Alone {
		words, err := e.words(ctx, t, v)
		if err != nil {
			return err
		}
		if c.Right, err = r.Analyse(words, o); err != nil {
			return err
		}
	}
	o.WordsOnly = true
	if other != nil {
		words, err := e.words(ctx, other, v)
		if err != nil {
			return err
		}
		if c.Other, err = r.Analyse(words, o); err != nil {
			return err
		}
	}
	cut, from, err := e.cut(ctx, sound, t)
	if err != nil || cut == nil {
		return err
	}
	c.CutFrom = from
	c.Cut, err = e.analyse(ctx, cut, t, v, o)
	return err
}

func (e *extractor) words(ctx context.Context, t *take, v variant) ([][]pronunciation.Pronunciation, error) {
	if !v.Given {
		return e.lexicon.Pronounce(ctx, t.texts())
	}
	out := make([][]pronunciation.Pronunciation, len(t.Words))
	for i, w := range t.Words {
		out[i] = w.given()
	}
	return out, nil
}

func (e *extractor) analyse(ctx context.Context, sound []float32, t *take, v variant, o pronunciation.Options) (*pronunciation.Analysis, error) {
	words, err := e.words(ctx, t, v)
	if err != nil {
		return nil, err
	}
	r, err := e.model.Listen(sound)
	if err != nil {
		return nil, err
	}
	return r.Analyse(words, o)
}

// leastCut is the number of words from which on two are cut out.
const leastCut = 4

// cut takes two words out of a take, at the edges that the aligner of transcripts finds,
// which knows nothing of the phone model. The place depends on the take's id alone, as
// does which half of the takes is cut: the aligner takes as long as all the rest.
func (e *extractor) cut(ctx context.Context, sound []float32, t *take) (out []float32, from int, err error) {
	sum := sha256.Sum256([]byte(t.ID))
	if len(t.Words) < leastCut || sum[1]%2 == 0 {
		return nil, 0, nil
	}
	file := wav.Encode(dsp.Signal{Rate: pronunciation.Rate, Samples: sound})
	pcm, err := wav.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, 0, err
	}
	found, err := alignment.Lines(ctx, pcm, []string{t.Text}, alignment.Options{Lang: "en", Words: true, Voice: e.voice})
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	line := found.Lines[0]
	if !line.Spoken || len(line.Words) != len(t.Words) {
		return nil, 0, nil
	}
	from = int(sum[0]) % (len(t.Words) - 1)
	begin := int(line.Words[from].StartMS) * pronunciation.Rate / 1000
	end := min(int(line.Words[from+1].EndMS)*pronunciation.Rate/1000, len(sound))
	if begin >= end {
		return nil, 0, nil
	}
	return append(append([]float32{}, sound[:begin]...), sound[end:]...), from, nil
}
