package alignment

import (
	"context"
	"slices"

	"gendu/audio/dsp"
	"gendu/transcripts/readaloud"
)

// A long recording is aligned in pieces, so that memory does not grow with it beyond
// what is packed: a path at 120 ms through all of it says where lines end between
// which it may be cut.
const (
	longestPiece = 40 * 60 * 1000 / frameMS // frames
	surveyFrames = 12                       // 10 ms frames in a frame of the survey
	// sureLines is how many lines must have been found one behind the other on both
	// sides of a cut.
	sureLines = 4
	// shortPause is the longest stretch, in frames of the survey, between two lines
	// where a cut is made: what is longer may hold something else.
	shortPause = 16
)

// piece is a stretch of the recording and the lines that are read in it.
type piece struct{ frames, lines span }

// alignToVoice aligns piece by piece, each at most longest frames where the survey
// finds places to cut.
func alignToVoice(ctx context.Context, rec *recording, ref *reference, spoken []readaloud.Line, o Options, longest int, p *progress) (*Result, error) {
	pieces := []piece{{span{0, rec.feats.n}, span{0, len(ref.lines)}}}
	if rec.feats.n > longest && ref.feats.n > 0 {
		var err error
		if pieces, err = cutPieces(ctx, rec, ref, longest, p.part(0, 0.2)); err != nil {
			return nil, err
		}
		p = p.part(0.2, 1)
	}
	out := unspoken(0)
	for _, pc := range pieces {
		share := p.part(float64(pc.frames.from)/float64(rec.feats.n), float64(pc.frames.to)/float64(rec.feats.n))
		part, err := alignPiece(ctx, rec, ref, pc, spoken[pc.lines.from:pc.lines.to], o, share)
		if err != nil {
			return nil, err
		}
		for _, l := range part.Lines {
			out.Lines = append(out.Lines, l.moved(pc.lines.from, int64(pc.frames.from)*frameMS))
		}
	}
	return out, nil
}

// moved is a line of a piece in the whole.
func (l LineTime) moved(lines int, ms int64) LineTime {
	l.Index += lines
	if !l.Spoken {
		return l
	}
	l.StartMS, l.EndMS = l.StartMS+ms, l.EndMS+ms
	for i := range l.Words {
		l.Words[i].StartMS += ms
		l.Words[i].EndMS += ms
	}
	return l
}

// cutPieces surveys the whole recording and cuts it.
func cutPieces(ctx context.Context, rec *recording, ref *reference, longest int, p *progress) ([]piece, error) {
	quiet := newLoudness(rec.level).quiet(rec.feats.n)
	if !slices.Contains(quiet, false) {
		return []piece{{span{0, rec.feats.n}, span{0, len(ref.lines)}}}, nil
	}
	c := survey(rec, ref, quiet)
	path, err := c.path(ctx, tuned.firstMargin, p.part(0, 0.5))
	if err != nil {
		return nil, err
	}
	if m := learnMap(c.x, c.y, path.at, func(t int) bool { return !c.quiet[t] }); m != nil {
		m.apply(c.x, c.y)
		if path, err = c.path(ctx, tuned.coarseMargin, p.part(0.5, 1)); err != nil {
			return nil, err
		}
	}
	frames := func(t int) int { return min(int(float64(t)*c.size), rec.feats.n) }
	var out []piece
	at := piece{}
	for _, end := range choosePieceEnds(path.at, linesOf(c.lines, c.y.Len()), int(float64(longest)/c.size)) {
		at.frames.to, at.lines.to = frames(end.at), end.line
		out = append(out, at)
		at.frames.from, at.lines.from = at.frames.to, at.lines.to
	}
	at.frames.to, at.lines.to = rec.feats.n, len(ref.lines)
	return append(out, at), nil
}

// survey is the coarse view of a whole recording, straight from what is packed.
func survey(rec *recording, ref *reference, quiet []bool) coarseView {
	const size = surveyFrames
	c := coarseView{size: size, refSize: size / tempo(quiet, ref.feats.n)}
	c.x = rec.feats.averaged(span{0, rec.feats.n}, size, tuned.coarseDim)
	c.y, c.lines = averageLines(ref.lines, c.refSize, tuned.coarseDim, func(s span) dsp.Frames {
		return ref.feats.averaged(s, c.refSize, tuned.coarseDim)
	})
	c.quiet = mostlyQuiet(quiet, size, c.x.Len())
	weight := slices.Repeat([]float32{1}, tuned.coarseDim)
	normalise(c.x, func(t int) bool { return !c.quiet[t] }, weight)
	normalise(c.y, nil, weight)
	return c
}

// pieceEnd is a place to cut: a frame of the survey, and the line behind it.
type pieceEnd struct {
	at, line int
	sure     bool // in a pause amid lines that were found one behind the other
}

// choosePieceEnds cuts a path into pieces of at most longest frames: at the latest
// sure place, or else behind the latest line, or else in the midst of what no line was
// found in. Pieces are no shorter than a quarter of that where there is a choice.
func choosePieceEnds(at, lineOf []int32, longest int) []pieceEnd {
	places := pieceEnds(at, lineOf)
	var out []pieceEnd
	from := pieceEnd{}
	for len(at)-from.at > longest {
		behind, sure := pieceEnd{at: from.at + longest, line: from.line}, pieceEnd{}
		for _, p := range places {
			if p.at < from.at+longest/4 || p.at > from.at+longest || p.line < from.line {
				continue
			}
			behind = p
			if p.sure {
				sure = p
			}
		}
		if sure.sure {
			behind = sure
		}
		out = append(out, behind)
		from = behind
	}
	return out
}

// pieceEnds are the places behind the lines of a path, in order.
func pieceEnds(at, lineOf []int32) []pieceEnd {
	var seen []lineSpan
	for t, j := range at {
		if j < 0 {
			continue
		}
		if k := int(lineOf[j]); len(seen) == 0 || seen[len(seen)-1].line != k {
			seen = append(seen, lineSpan{k, span{t, t}})
		}
		seen[len(seen)-1].to = t + 1
	}
	out := make([]pieceEnd, 0, len(seen))
	for i, s := range seen {
		p := pieceEnd{at: s.to, line: s.line + 1}
		if i+1 < len(seen) {
			pause := seen[i+1].from - s.to
			p.at = s.to + pause/2
			p.sure = pause > 0 && pause <= shortPause && inOrder(seen, i)
		}
		out = append(out, p)
	}
	return out
}

// lineSpan is a line and where a path visits it.
type lineSpan struct {
	line int
	span
}

// inOrder says whether sureLines lines before and behind the place behind seen[i] are
// each the next.
func inOrder(seen []lineSpan, i int) bool {
	if i+1 < sureLines || i+sureLines >= len(seen) {
		return false
	}
	for n := i + 2 - sureLines; n <= i+sureLines; n++ {
		if seen[n].line != seen[n-1].line+1 {
			return false
		}
	}
	return true
}
