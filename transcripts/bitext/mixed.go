package bitext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gendu/lang"
	"gendu/transcripts/sentences"
)

// SplitAtScript cuts a line that is written in two languages one after the
// other, at the place that separates their writing systems best. Both sides must
// be nearly pure and have at least least units, so that a name left in Latin
// letters inside a Chinese line is not cut off.
func SplitAtScript(s string, least int) (a, b string, ok bool) {
	total := lang.CountScripts(s)
	if total.Latin < least || total.Han+total.Kana+total.Hangul < least {
		return "", "", false
	}
	bestAt, bestScore := -1, -1
	var before lang.ScriptCounts
	last, letter := lang.NoScript, lang.NoScript
	for i, r := range s {
		now := lang.ScriptOfRune(r)
		if now != lang.NoScript && letter != lang.NoScript && (now == lang.Latin) != (letter == lang.Latin) {
			alien := func(c lang.ScriptCounts) int { return c.Han + c.Kana + c.Hangul }
			latinFirst := before.Latin + alien(total) - alien(before)
			latinLast := alien(before) + total.Latin - before.Latin
			if score := max(latinFirst, latinLast); score > bestScore {
				bestAt, bestScore = i, score
			}
		}
		before.Add(now, last)
		if now != lang.NoScript {
			letter = now
		}
		if now != lang.NoScript || unicode.IsSpace(r) || unicode.IsPunct(r) && r != '\'' && r != '’' && r != '-' {
			last = now
		}
	}
	if bestAt < 0 || bestScore*10 < total.Units()*9 {
		return "", "", false
	}
	for bestAt > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:bestAt])
		if !lang.IsOpener(r) || lang.IsCloser(r) {
			break
		}
		bestAt -= n
	}
	a, b = strings.TrimSpace(s[:bestAt]), strings.TrimSpace(s[bestAt:])
	ca, cb := lang.CountScripts(a), lang.CountScripts(b)
	if ca.Main() == cb.Main() || ca.Units() < least || cb.Units() < least {
		return "", "", false
	}
	return a, b, true
}

// SplitRuns cuts a paragraph in which an original and its translation run
// together, sentence by sentence or one after the other, into runs of one
// writing system each. A quotation in the other language inside a sentence does
// not count.
func SplitRuns(s string) []string {
	total := lang.CountScripts(s)
	alien := total.Han + total.Kana + total.Hangul
	if total.Latin < 4 || alien < 4 {
		return []string{s}
	}
	var runs []string
	var pieces []string // of the run that is being put together
	last := lang.NoScript
	flush := func() {
		if len(pieces) > 0 {
			runs = append(runs, sentences.Join(pieces))
			pieces = nil
		}
	}
	for _, piece := range splitMixed(s) {
		kind := lang.MainScript(piece)
		if kind != lang.NoScript && kind != last {
			flush()
			last = kind
		}
		pieces = append(pieces, piece)
	}
	flush()
	if !believable(runs) {
		return []string{s}
	}
	return runs
}

// believable reports whether runs look like text and translation: every one is
// a sentence of some length, and both languages have a good share.
func believable(runs []string) bool {
	if len(runs) < 2 {
		return false
	}
	sizes := map[lang.Script]int{}
	for _, run := range runs {
		n := lang.Size(run)
		if n < 2 {
			return false
		}
		sizes[lang.MainScript(run)] += n
	}
	small, big := len(runs)*1000, 0
	for _, n := range sizes {
		small, big = min(small, n), max(big, n)
	}
	return len(sizes) >= 2 && small*4 >= big
}

// splitMixed cuts after every stop outside of quotes and brackets where the
// writing system changes.
func splitMixed(s string) []string {
	var out []string
	start, depth := 0, 0
	straight := false
	var piece lang.ScriptCounts // of s[start:i]
	last := lang.NoScript
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		now := lang.ScriptOfRune(r)
		piece.Add(now, last)
		if now != lang.NoScript || unicode.IsSpace(r) || lang.IsStop(r) {
			last = now
		}
		switch {
		case r == '"':
			straight = !straight
		case strings.ContainsRune("“「『(\uFF08《【", r):
			depth++
		case strings.ContainsRune("”」』)\uFF09》】", r):
			depth = max(0, depth-1)
		}
		if !lang.IsStop(r) && !(lang.IsCloser(r) && i > n && stopBefore(s[start:i])) {
			continue
		}
		if depth > 0 || straight {
			continue
		}
		next := strings.TrimLeftFunc(s[i:], unicode.IsSpace)
		if next == "" {
			continue
		}
		r = lang.FirstRune(next)
		if lang.IsCloser(r) && !lang.IsOpener(r) || lang.IsStop(r) {
			continue
		}
		after := lang.ScriptOfRune(firstLetter(next))
		if after != lang.NoScript && (after == lang.Latin) != (piece.Main() == lang.Latin) {
			out = sentences.AppendTrimmed(out, s[start:i])
			start, piece, last = i, lang.ScriptCounts{}, lang.NoScript
		}
	}
	out = sentences.AppendTrimmed(out, s[start:])
	if len(out) == 1 {
		if a, b, ok := SplitAtScript(s, 6); ok {
			return []string{a, b}
		}
	}
	return out
}

// stopBefore reports whether s, which ends in a closing mark, has a stop before
// its closing marks.
func stopBefore(s string) bool {
	s = strings.TrimRightFunc(s[max(0, len(s)-32):], lang.IsCloser)
	return s != "" && lang.IsStop(lang.LastRune(s))
}

func firstLetter(s string) rune {
	for _, r := range s[:min(len(s), 64)] {
		if lang.ScriptOfRune(r) != lang.NoScript {
			return r
		}
	}
	return 0
}
