package alignment

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"gendu/audio/dsp"
)

// walk is a recording of random sounds: lines of 40 frames, said in the order of
// said, with 12 frames of others before, between and behind them.
func walk(lines int, said []int) (p *pathProblem, want []int32) {
	const dim, length, between = 6, 40, 12
	random := rand.New(rand.NewPCG(3, 4))
	sound := func(f *dsp.Frames, around []float32, spread float64) {
		for c := range dim {
			v := float32(spread * random.NormFloat64())
			if around != nil {
				v += around[c]
			}
			f.Data = append(f.Data, v)
		}
	}
	p = &pathProblem{x: dsp.Frames{Dim: dim}, y: dsp.Frames{Dim: dim}, beam: tuned.beam, costs: tuned.coarse}
	for k := range lines {
		p.lines = append(p.lines, span{k * length, (k + 1) * length})
		for range length {
			sound(&p.y, nil, 0.3)
		}
	}
	other := func() {
		for range between {
			sound(&p.x, nil, 0.3)
			want = append(want, -1)
		}
	}
	other()
	for _, k := range said {
		for j := range length {
			sound(&p.x, p.y.Row(k*length+j), 0.02)
			want = append(want, int32(k*length+j))
		}
		other()
	}
	p.offer, p.quiet = slices.Repeat([]float32{0.5}, p.x.Len()), make([]bool, p.x.Len())
	return p, want
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestThePathIsFoundInLittleMemory(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lines int
		said  []int
	}{
		{"every line", 60, upTo(60)},
		{"the first lines alone", 150, upTo(30)},
		{"the last lines alone", 80, upTo(80)[40:]},
		{"every third line", 60, []int{0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 54, 57}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, want := walk(tt.lines, tt.said)
			for _, history := range []int{0, 400_000} { // all at once, and settled many times on the way
				p.history = history
				got, err := p.find(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				wrong := 0
				for i := range want {
					if got.at[i] != want[i] {
						wrong++
					}
				}
				if share := float64(wrong) / float64(len(want)); share > 0.03 {
					t.Errorf("history of %d bytes: %.1f %% of the frames are elsewhere", history, 100*share)
				}
			}
		})
	}
}

func TestThePathKeepsWithinItsMemory(t *testing.T) {
	t.Parallel()
	p, _ := walk(100, upTo(100))
	p.history = 200_000
	r := newPathRun(p)
	for i := range p.x.Len() {
		r.step(i)
		if r.held > p.history {
			t.Fatalf("frame %d: %d bytes are kept, %d allowed", i, r.held, p.history)
		}
	}
	if r.settled < p.x.Len()/2 {
		t.Errorf("only %d of %d frames were settled on the way", r.settled, p.x.Len())
	}
}

// A text that is not what is spoken leaves every line possible everywhere: the cells
// of a frame are bounded all the same.
func TestThePathVisitsABoundedNumberOfCells(t *testing.T) {
	t.Parallel()
	p, _ := walk(3*maxCells/40, upTo(5))
	p.costs.skip = 0
	r := newPathRun(p)
	for i := range p.x.Len() {
		r.step(i)
		cells := 0
		for _, run := range r.cells[i] {
			cells += int(run.to - run.from)
		}
		if cells > 2*maxCells+40 {
			t.Fatalf("frame %d: %d cells", i, cells)
		}
	}
}

func TestThePathStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	p, _ := walk(20, upTo(20))
	ctx, cancel := context.WithCancel(t.Context())
	told := 0
	_, err := p.find(ctx, func(float64) {
		if told++; told == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || told != 2 {
		t.Errorf("got %v after %d shares", err, told)
	}
	j := &judge{x: p.x, y: p.y, size: 1, refSize: 1, lines: p.lines, offer: p.offer, quiet: p.quiet, costs: p.costs, clarity: 1}
	if _, err := j.search(ctx, upTo(20), span{0, p.x.Len()}, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("the search for lines left out: got %v", err)
	}
}
