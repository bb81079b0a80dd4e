package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gendu/audio/dsp"
	"gendu/audio/take"
	"gendu/practice"
)

// spoken is a recording of one syllable.
type spoken struct {
	File    string `json:"file"`
	Speaker string `json:"speaker"`
	Text    string `json:"text"` // the character; empty where the data name none
	Pinyin  string `json:"pinyin"`

	signal dsp.Signal
	shape  [3]float64
	voiced bool
}

// base is the syllable without its tone.
func (s *spoken) base() string { return s.Pinyin[:len(s.Pinyin)-1] }

// tone is 0 to 3.
func (s *spoken) tone() int { return int(s.Pinyin[len(s.Pinyin)-1] - '1') }

// The two speakers of the data.
const (
	every = "chen_wang" // has every tone of each syllable
	some  = "yue_tan"   // has one tone of each
)

// recordings are by speaker and Pinyin.
type recordings map[string]map[string]*spoken

func loadSyllables(dir string) (recordings, error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return nil, err
	}
	var list []*spoken
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, err
	}
	all := recordings{every: {}, some: {}}
	for _, s := range list {
		if !strings.HasPrefix(s.File, "zh_syllables/") || all[s.Speaker] == nil {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, s.File))
		if err != nil {
			return nil, err
		}
		if s.signal, _, err = take.Decode(b); err != nil {
			return nil, fmt.Errorf("%s: %w", s.File, err)
		}
		s.shape, err = practice.SyllableShape(s.signal)
		s.voiced = err == nil
		all[s.Speaker][s.Pinyin] = s
	}
	if len(all[every]) == 0 || len(all[some]) == 0 {
		return nil, fmt.Errorf("%s has no Mandarin syllables by %s and %s", dir, every, some)
	}
	return all, nil
}

// of is the model of one speaker, without the recordings of one syllable.
func (r recordings) of(speaker, without string) practice.ToneModel {
	var shapes [4][][3]float64
	for _, name := range sortedKeys(r[speaker]) {
		if s := r[speaker][name]; s.voiced && s.base() != without {
			shapes[s.tone()] = append(shapes[s.tone()], s.shape)
		}
	}
	return practice.FitTones(shapes)
}

// model is that of both speakers, without the recordings of one syllable.
func (r recordings) model(without string) practice.ToneModel {
	return practice.MergeTones(r.of(every, without), r.of(some, without))
}

// printModel prints it as Go has it.
func printModel(m practice.ToneModel) {
	fmt.Println("Mean: [4][3]float64{")
	for _, v := range m.Mean {
		fmt.Printf("\t{%.2f, %.2f, %.2f},\n", v[0], v[1], v[2])
	}
	fmt.Println("},\nCover: [4][3][3]float64{")
	for _, c := range m.Cover {
		fmt.Print("\t{")
		for i, v := range c {
			if i > 0 {
				fmt.Print(", ")
			}
			fmt.Printf("{%.2f, %.2f, %.2f}", v[0], v[1], v[2])
		}
		fmt.Println("},")
	}
	fmt.Println("},")
}
