package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gendu/audio/dsp"
	takefile "gendu/audio/take"
	"gendu/pronunciation"
)

// take is a line of the corpus's manifest: a recording and the scores of five experts.
type take struct {
	ID       string    `json:"id"`
	File     string    `json:"file"`
	Speaker  string    `json:"speaker"`
	Age      int       `json:"age"`
	Text     string    `json:"text"`
	Total    []float64 `json:"total"`
	Accuracy []float64 `json:"accuracy"`
	Fluency  []float64 `json:"fluency"`
	Prosodic []float64 `json:"prosodic"`
	Words    []word    `json:"words"`
}

type word struct {
	Text     string    `json:"text"`
	Accuracy []float64 `json:"accuracy"`
	Phones   []string  `json:"phones"`
	Scores   []float64 `json:"phoneScores"`
}

// adult is the age from which on a speaker counts as grown up.
const adult = 16

func (t *take) child() bool { return t.Age < adult }

func (t *take) texts() []string {
	out := make([]string, len(t.Words))
	for i, w := range t.Words {
		out[i] = w.Text
	}
	return out
}

// readCorpus reads the manifest of a folder.
func readCorpus(dir string) ([]*take, error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("the corpus was not found: %w (set GENDU_SHARED to the folder that holds people/)", err)
	}
	var all []*take
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return all, nil
}

// samples are a recording at the rate of the model.
func samples(file string) ([]float32, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	s, _, err := takefile.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if s.Rate != pronunciation.Rate {
		s = dsp.Resample(s, pronunciation.Rate)
	}
	return s.Samples, nil
}

// corpusPhones are the phones of the model for those of the corpus that it does not
// have; several are alternatives.
var corpusPhones = map[string][]string{
	"AX": {"AH", "IH"}, "OO": {"AA", "AO"}, "EE": {"ER", "AH"}, "AXR": {"ER", "AH"}, "AR": {"EH R"}, "IR": {"IH R"}, "UR": {"UH R"},
	"TS": {"T S"}, "TR": {"T R"}, "DR": {"D R"}, "DZ": {"D Z"},
}

// given are the pronunciations that the corpus itself gives a word.
func (w word) given() []pronunciation.Pronunciation {
	out := []pronunciation.Pronunciation{nil}
	for _, phone := range w.Phones {
		variants := corpusPhones[phone]
		if variants == nil {
			variants = []string{phone}
		}
		if len(out) >= 8 {
			variants = variants[:1]
		}
		var next []pronunciation.Pronunciation
		for _, p := range out {
			for _, v := range variants {
				next = append(next, append(append(pronunciation.Pronunciation{}, p...), strings.Fields(v)...))
			}
		}
		out = next
	}
	return out
}
