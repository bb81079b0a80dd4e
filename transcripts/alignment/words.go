package alignment

import (
	"gendu"
	"gendu/transcripts/readaloud"
)

// timeWords gives every word of the spoken lines its times: the frames of the
// reference at which the voice begins it, through the path.
func (a *aligner) timeWords(out *Result, at []int32, lines []readaloud.Line) {
	for k := range out.Lines {
		l := &out.Lines[k]
		marks := a.refLines[k].words
		if !l.Spoken || len(marks) != len(lines[k].Words) || len(marks) == 0 {
			continue
		}
		cuts := a.cutWords(k, at, l)
		l.Words = make([]gendu.Word, len(marks))
		for w := range l.Words {
			l.Words[w] = gendu.Word{
				Text: lines[k].Words[w].Text, StartMS: cuts[w].starts, EndMS: max(cuts[w+1].ends, cuts[w].starts),
			}
		}
	}
}

// wordCut is a place between two words: where the one ends and the next starts.
type wordCut struct{ ends, starts int64 }

// cutWords are the places before, between and behind the words of line k. They never
// fall and stay within the line.
func (a *aligner) cutWords(k int, at []int32, l *LineTime) []wordCut {
	marks := a.refLines[k].words
	cuts := make([]wordCut, 0, len(marks)+1)
	from, end := int(l.StartMS/frameMS), int((l.EndMS+frameMS-1)/frameMS)
	end = min(end, len(at))
	cuts = append(cuts, wordCut{l.StartMS, l.StartMS})
	for _, mark := range marks[1:] {
		for from < end && (at[from] < 0 || int(at[from]) < mark || a.lineOf[at[from]] != int32(k)) {
			from++
		}
		cut := a.cutAt(mark, from, at, span{int(l.StartMS / frameMS), end})
		last := cuts[len(cuts)-1].starts
		cut.ends = min(max(cut.ends, last), l.EndMS)
		cut.starts = min(max(cut.starts, cut.ends), l.EndMS)
		cuts = append(cuts, cut)
	}
	return append(cuts, wordCut{l.EndMS, l.EndMS})
}

// cutAt is the cut at reference frame mark, which the path reaches at frame t: the
// longest pause that the path makes near the mark, or else that moment.
func (a *aligner) cutAt(mark, t int, at []int32, in span) wordCut {
	const near, shortest = 8, 6 // frames of the reference, of silence
	close := func(i int) bool { return int(at[i]) > mark-near && int(at[i]) < mark+near }
	from, to := t, t
	for from > in.from && close(from-1) {
		from--
	}
	for to < in.to && close(to) {
		to++
	}
	var pause span
	for i := from; i < to; {
		run := span{i, i}
		for run.to < to && a.quiet[run.to] {
			run.to++
		}
		if run.len() > pause.len() {
			pause = run
		}
		i = run.to + 1
	}
	if pause.len() < shortest {
		return wordCut{int64(t) * frameMS, int64(t) * frameMS}
	}
	return wordCut{int64(pause.from) * frameMS, int64(pause.to) * frameMS}
}
