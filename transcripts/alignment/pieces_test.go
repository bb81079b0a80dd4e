package alignment

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"gendu/audio/dsp"
	"gendu/transcripts/readaloud"
)

func TestPackedFramesAreTheSameToAStep(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	f := dsp.Frames{Dim: 3, Data: make([]float32, 3*(2*packedRows+100))}
	for i := range f.Data {
		f.Data[i] = float32(20 * random.NormFloat64())
	}
	p := &packedFrames{}
	for from := 0; from < f.Len(); from += 777 {
		p.append(dsp.Frames{Dim: 3, Data: f.Data[3*from : 3*min(from+777, f.Len())]})
	}
	if p.n != f.Len() {
		t.Fatalf("%d rows, want %d", p.n, f.Len())
	}
	for _, s := range []span{{0, 10}, {packedRows - 5, packedRows + 5}, {0, f.Len()}, {5, 5}} {
		got := p.frames(s)
		for i, v := range got.Data {
			if want := f.Data[3*s.from+i]; math.Abs(float64(v-want)) > packedStep/2+1e-6 {
				t.Fatalf("%v: value %d is %v, want %v", s, i, v, want)
			}
		}
	}
	s := span{packedRows - 30, packedRows + 31}
	got, want := p.averaged(s, 7.5, 2), average(p.frames(s), 7.5, 2)
	if got.Len() != want.Len() || got.Dim != want.Dim {
		t.Fatalf("%d rows of %d, want %d of %d", got.Len(), got.Dim, want.Len(), want.Dim)
	}
	for i, v := range got.Data {
		if math.Abs(float64(v-want.Data[i])) > 1e-4 {
			t.Errorf("mean %d is %v, want %v", i, v, want.Data[i])
		}
	}
}

// pathOver is a path at which each line takes ten frames and is followed by a pause.
// -1 stands for frames that no line claims, as many as said.
func pathOver(lines []int, pause int) (at, lineOf []int32) {
	most := 0
	for _, k := range lines {
		for i := range 10 {
			at = append(at, int32(10*k+i))
		}
		for range pause {
			at = append(at, -1)
		}
		most = max(most, k)
	}
	for k := range most + 1 {
		for range 10 {
			lineOf = append(lineOf, int32(k))
		}
	}
	return at, lineOf
}

func TestPiecesEndWhereItIsSure(t *testing.T) {
	t.Parallel()
	jumping := append(upTo(9), 30, 11, 32, 13, 34, 15, 36, 17, 38, 19)
	tests := []struct {
		name  string
		lines []int
		pause int
		want  []pieceEnd
	}{
		{"in the middle of a pause", upTo(30), 2, []pieceEnd{{at: 95, line: 8, sure: true}, {at: 191, line: 16, sure: true}, {at: 287, line: 24, sure: true}}},
		{"not where lines are out of order", jumping, 2, nil},
		{"not in a long gap", upTo(12), shortPause + 4, []pieceEnd{{at: 80, line: 3}, {at: 170, line: 6}, {at: 260, line: 9}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at, lineOf := pathOver(tt.lines, tt.pause)
			got := choosePieceEnds(at, lineOf, 100)
			last := pieceEnd{}
			for _, e := range append(got, pieceEnd{at: len(at), line: len(lineOf)}) {
				if e.at <= last.at || e.at-last.at > 100 || e.line < last.line {
					t.Errorf("a piece goes from %+v to %+v", last, e)
				}
				last = e
			}
			if tt.want != nil && !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// A recording that is aligned in pieces has the times that it has as a whole.
func TestAlignInPieces(t *testing.T) {
	t.Parallel()
	lines := append(append(append([]string{}, story...), foreign...), story[:4]...)
	r := record(t, lines...)
	spoken := make([]readaloud.Line, len(lines))
	for i, l := range lines {
		spoken[i] = readaloud.Read(l, "en")
	}
	o := Options{Lang: "en", Words: true, Voice: voice(t)}
	rec, err := readRecording(t.Context(), r.reader(), newProgress(nil))
	if err != nil {
		t.Fatal(err)
	}
	ref, err := readReference(t.Context(), spoken, o, newProgress(nil))
	if err != nil {
		t.Fatal(err)
	}
	const longest = 20 * 1000 / frameMS
	pieces, err := cutPieces(t.Context(), rec, ref, longest, newProgress(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(pieces) < 2 {
		t.Fatalf("%d frames are %d pieces", rec.feats.n, len(pieces))
	}
	at := piece{}
	for _, p := range pieces {
		if p.frames.from != at.frames.to || p.lines.from != at.lines.to || p.frames.len() > longest+surveyFrames {
			t.Errorf("piece %+v behind %+v", p, at)
		}
		at = p
	}
	a, err := alignToVoice(t.Context(), rec, ref, spoken, o, longest, newProgress(nil))
	if err != nil {
		t.Fatal(err)
	}
	wantTimes(t, a, r, upTo(len(lines)), 0.15)
	wantInOrder(t, a)
	for i, l := range a.Lines {
		for _, w := range l.Words {
			if w.StartMS < l.StartMS {
				t.Errorf("line %d: %+v begins before %+v", i, w, l)
			}
		}
	}
}
