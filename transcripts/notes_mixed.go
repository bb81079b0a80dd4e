package transcripts

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitAtScript cuts a line that is written in two languages one after the
// other, at the place that separates their writing systems best. Both sides must
// be nearly pure and have at least least units, so that a name left in Latin
// letters inside a Chinese line is not cut off.
func splitAtScript(s string, least int) (a, b string, ok bool) {
	total := countScripts(s)
	if total.latin < least || total.han+total.kana+total.hangul < least {
		return "", "", false
	}
	bestAt, bestScore := -1, -1
	var before scriptCount
	last, letter := noScript, noScript
	for i, r := range s {
		now := scriptOf(r)
		if now != noScript && letter != noScript && (now == latin) != (letter == latin) {
			alien := func(c scriptCount) int { return c.han + c.kana + c.hangul }
			latinFirst := before.latin + alien(total) - alien(before)
			latinLast := alien(before) + total.latin - before.latin
			if score := max(latinFirst, latinLast); score > bestScore {
				bestAt, bestScore = i, score
			}
		}
		before.add(now, last)
		if now != noScript {
			letter = now
		}
		if now != noScript || unicode.IsSpace(r) || unicode.IsPunct(r) && r != '\'' && r != '’' && r != '-' {
			last = now
		}
	}
	if bestAt < 0 || bestScore*10 < total.units()*9 {
		return "", "", false
	}
	for bestAt > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:bestAt])
		if !isOpener(r) || isCloser(r) {
			break
		}
		bestAt -= n
	}
	a, b = strings.TrimSpace(s[:bestAt]), strings.TrimSpace(s[bestAt:])
	ca, cb := countScripts(a), countScripts(b)
	if ca.main() == cb.main() || ca.units() < least || cb.units() < least {
		return "", "", false
	}
	return a, b, true
}

// splitRuns cuts a paragraph in which an original and its translation run
// together, sentence by sentence or one after the other, into runs of one
// writing system each. A quotation in the other language inside a sentence does
// not count.
func splitRuns(s string) []string {
	total := countScripts(s)
	alien := total.han + total.kana + total.hangul
	if total.latin < 4 || alien < 4 {
		return []string{s}
	}
	var runs []string
	var pieces []string // of the run that is being put together
	last := noScript
	flush := func() {
		if len(pieces) > 0 {
			runs = append(runs, joinSentences(pieces))
			pieces = nil
		}
	}
	for _, piece := range splitMixed(s) {
		kind := mainScript(piece)
		if kind != noScript && kind != last {
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
	sizes := map[script]int{}
	for _, run := range runs {
		n := size(run)
		if n < 2 {
			return false
		}
		sizes[mainScript(run)] += n
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
	var piece scriptCount // of s[start:i]
	last := noScript
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		now := scriptOf(r)
		piece.add(now, last)
		if now != noScript || unicode.IsSpace(r) || isStop(r) {
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
		if !isStop(r) && !(isCloser(r) && i > n && stopBefore(s[start:i])) {
			continue
		}
		if depth > 0 || straight {
			continue
		}
		next := strings.TrimLeftFunc(s[i:], unicode.IsSpace)
		if next == "" {
			continue
		}
		r = firstRune(next)
		if isCloser(r) && !isOpener(r) || isStop(r) {
			continue
		}
		after := scriptOf(firstLetter(next))
		if after != noScript && (after == latin) != (piece.main() == latin) {
			out = appendTrimmed(out, s[start:i])
			start, piece, last = i, scriptCount{}, noScript
		}
	}
	out = appendTrimmed(out, s[start:])
	if len(out) == 1 {
		if a, b, ok := splitAtScript(s, 6); ok {
			return []string{a, b}
		}
	}
	return out
}

// stopBefore reports whether s, which ends in a closing mark, has a stop before
// its closing marks.
func stopBefore(s string) bool {
	s = strings.TrimRightFunc(s[max(0, len(s)-32):], isCloser)
	return s != "" && isStop(lastRune(s))
}

func firstLetter(s string) rune {
	for _, r := range s[:min(len(s), 64)] {
		if scriptOf(r) != noScript {
			return r
		}
	}
	return 0
}
