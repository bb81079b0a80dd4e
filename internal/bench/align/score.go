package main

import (
	"fmt"
	"math"
	"slices"

	"gendu/transcripts/alignment"
)

// score is what score_align.py of the corpus reads strictly: the distance of each end
// to the true edge of the voice. A spoken line without times counts as missing: wrong
// at both ends in the shares, left out of the mean.
type score struct {
	errors             []float64 // seconds
	lines, missing     int
	off                int // placed lines with an end more than 2 s off
	unspoken, rejected int
	cpu, audio         float64
	megabytes          int
}

func scoreOf(truth []truthLine, got []alignment.LineTime) *score {
	s := &score{}
	for _, t := range truth {
		if t.Index >= len(got) {
			continue
		}
		l := got[t.Index]
		if t.Start == nil || t.End == nil {
			s.unspoken++
			if !l.Spoken || l.EndMS-l.StartMS < 300 {
				s.rejected++
			}
			continue
		}
		s.lines++
		if !l.Spoken {
			s.missing++
			continue
		}
		start, end := math.Abs(float64(l.StartMS)/1000-*t.Start), math.Abs(float64(l.EndMS)/1000-*t.End)
		s.errors = append(s.errors, start, end)
		if max(start, end) > 2 {
			s.off++
		}
	}
	return s
}

func (s *score) add(o *score) {
	s.errors = append(s.errors, o.errors...)
	s.lines += o.lines
	s.missing += o.missing
	s.off += o.off
	s.unspoken += o.unspoken
	s.rejected += o.rejected
	s.cpu += o.cpu
	s.audio += o.audio
	s.megabytes = max(s.megabytes, o.megabytes)
}

// within is the share of ends at most limit seconds off.
func (s *score) within(limit float64) float64 {
	n := 0
	for _, e := range s.errors {
		if e <= limit {
			n++
		}
	}
	return 100 * float64(n) / float64(max(2*s.lines, 1))
}

func (s *score) String() string {
	out := fmt.Sprintf("%3d lines  mean %.3f median %.3f  200 ms %5.1f %%", s.lines, mean(s.errors), median(s.errors), s.within(0.2))
	out += fmt.Sprintf("  >2 s %d  lost %d", s.off, s.missing)
	if s.unspoken > 0 {
		out += fmt.Sprintf("  rejected %d/%d", s.rejected, s.unspoken)
	}
	return out
}

func mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(len(x), 1))
}

func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// auc is how often a good figure is above a bad one.
func auc(good, bad []float64) float64 {
	var n float64
	for _, g := range good {
		for _, b := range bad {
			switch {
			case g > b:
				n++
			case g == b:
				n += 0.5
			}
		}
	}
	return n / float64(max(len(good)*len(bad), 1))
}
