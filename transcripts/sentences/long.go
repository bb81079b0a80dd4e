package sentences

import (
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gendu/lang"
)

const (
	// LongestMS is what a learner repeats in one breath.
	LongestMS = 12_000
	// MaxBytes bounds one cue: its text, translation and speaker together.
	MaxBytes = 4 << 10
)

// The speed of a careful reader, measured on the K935 episode: letters and
// spaces of English, and characters of Chinese, in a second.
const (
	readLetters    = 16.5
	readCharacters = 4.5
)

// Duration is how long a careful reader takes for a text.
func Duration(text string) time.Duration {
	return time.Duration(SpeakingMS(text, readLetters, readCharacters)) * time.Millisecond
}

// SplitLong offers a split of a sentence that takes longer than limit to say (0:
// 12 s, what a learner repeats in one breath): the parts, cut at clause
// boundaries and as even as these allow. A sentence that is short enough, or has
// no boundary, comes back whole. Joined again, the parts are the sentence.
func SplitLong(sentence, lang string, limit time.Duration) []string {
	if limit <= 0 {
		limit = LongestMS * time.Millisecond
	}
	sentence = JoinLines(sentence)
	total := Duration(sentence)
	if total <= limit {
		return []string{sentence}
	}
	cuts := clauseCuts(sentence)
	parts := chooseCuts(sentence, cuts, limit)
	return parts
}

// hardCutBytes is how much of a text without any boundary makes a part: 15 s or so.
const hardCutBytes = 240

// Bound cuts sentences that are beyond MaxBytes, which no cue may be:
// text that was pasted without punctuation. They are split at clauses, and where
// there are none at a space, as the last resort between two characters.
func Bound(sentences []string, lang string) []string {
	out := sentences[:0:0]
	for _, s := range sentences {
		if len(s) <= MaxBytes {
			out = append(out, s)
			continue
		}
		for _, part := range SplitLong(s, lang, 0) {
			out = append(out, hardCut(part)...)
		}
	}
	return out
}

func hardCut(s string) []string {
	if Duration(s) <= 2*LongestMS*time.Millisecond && len(s) <= MaxBytes {
		return []string{s}
	}
	var out []string
	for len(s) > hardCutBytes {
		at := strings.LastIndexByte(s[:hardCutBytes], ' ')
		if at <= 0 {
			for at = hardCutBytes; at > 1 && !utf8.RuneStart(s[at]); at-- {
			}
		}
		out = AppendTrimmed(out, s[:at])
		s = s[at:]
	}
	return AppendTrimmed(out, s)
}

// clauseCut is a place to cut before, and what cutting there costs: little at a
// semicolon, more at a comma, most before a conjunction without one.
type clauseCut struct {
	at   int
	cost float64
}

// maxClauseCuts bounds the table of chooseCuts.
const maxClauseCuts = 2000

// conjunctions may begin a clause that no comma comes before.
var conjunctions = wordSet(`and but or so because although though while when where which who that since unless
	until whereas if before after despite as to with for`)

func clauseCuts(s string) []clauseCut {
	var out []clauseCut
	depth := 0
	for i := 0; i < len(s) && len(out) < maxClauseCuts; {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch r {
		case '(', '\uFF08', '「', '『', '“', '《':
			depth++
		case ')', '\uFF09', '」', '』', '”', '》':
			depth = max(0, depth-1)
		}
		cost := math.Inf(1)
		switch r {
		case ';', '\uFF1B', ':', '\uFF1A', '—', '…', '。', '.', '!', '?', '\uFF01', '\uFF1F':
			cost = 0
		case ',', '\uFF0C':
			cost = 0.1
		case '、':
			cost = 0.5
		case ' ':
			if conjunctions[strings.ToLower(strings.TrimFunc(firstWord(s[i:]), unicode.IsPunct))] {
				cost = 0.6
			}
		}
		if math.IsInf(cost, 1) {
			continue
		}
		end := i
		for end < len(s) {
			c, m := utf8.DecodeRuneInString(s[end:])
			if !lang.IsCloser(c) || c == '"' || c == '\'' {
				break
			}
			end += m
		}
		next, _ := utf8.DecodeRuneInString(s[end:])
		// A comma inside 3,000 or a colon inside 9:30 is no boundary.
		if end >= len(s) || r < utf8.RuneSelf && next != ' ' && r != ' ' && !lang.IsCJK(next) {
			continue
		}
		if depth > 0 {
			cost += 0.5
		}
		if k := len(out) - 1; k >= 0 && strings.TrimSpace(s[out[k].at:end]) == "" {
			out[k].cost = math.Min(out[k].cost, cost)
			continue
		}
		out = append(out, clauseCut{end, cost})
	}
	return out
}

// chooseCuts picks the cuts by dynamic programming: no part over the limit
// where that can be had, parts not too short, cheap cuts.
func chooseCuts(s string, cuts []clauseCut, limit time.Duration) []string {
	nodes := append(append([]clauseCut{{0, 0}}, cuts...), clauseCut{len(s), 0})
	at := make([]float64, len(nodes)) // seconds up to each node
	for i := 1; i < len(nodes); i++ {
		at[i] = at[i-1] + Duration(s[nodes[i-1].at:nodes[i].at]).Seconds()
	}
	const reach = 64 // clauses in one part
	most := limit.Seconds()
	best := make([]float64, len(nodes))
	from := make([]int, len(nodes))
	for j := 1; j < len(nodes); j++ {
		best[j] = math.Inf(1)
		for i := max(0, j-reach); i < j; i++ {
			length := at[j] - at[i]
			c := best[i] + nodes[j].cost + 1 // every part costs
			if length > most {
				c += 20 * (length - most)
			}
			if short := 0.3 * most; length < short {
				c += 2 * (short - length) / short
			}
			// Even parts: the square of what each takes of the limit.
			c += length * length / (most * most)
			if c < best[j] {
				best[j], from[j] = c, i
			}
		}
	}
	var back []string
	for j := len(nodes) - 1; j > 0; j = from[j] {
		back = append(back, strings.TrimSpace(s[nodes[from[j]].at:nodes[j].at]))
	}
	var parts []string
	for i := len(back) - 1; i >= 0; i-- {
		parts = AppendTrimmed(parts, back[i])
	}
	return parts
}

// SpeakingMS is how long a text takes at so many letters, or Chinese
// characters, a second.
func SpeakingMS(text string, letters, characters float64) int64 {
	var a, b int
	for _, r := range text {
		switch s := lang.ScriptOfRune(r); {
		case s == lang.Han || s == lang.Kana || s == lang.Hangul:
			b++
		default:
			a++
		}
	}
	return int64(1000 * (float64(a)/letters + float64(b)/characters))
}

// Longest is what a learner repeats in one breath.
const Longest = LongestMS * time.Millisecond
