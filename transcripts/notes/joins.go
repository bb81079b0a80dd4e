package notes

import (
	"regexp"
	"strings"
	"unicode"

	"gendu/lang"
	"gendu/transcripts/sentences"
)

// block is one paragraph of one or more lines.
type block struct {
	text  string
	lines []*noteLine
}

// joinWrapped puts together the lines of paragraphs that were broken at a fixed
// width: lines of about the same length, without an empty line between, in one
// writing system, of which one ends inside a sentence.
func joinWrapped(lines []*noteLine) []block {
	var out []block
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && follows(lines[j-1], lines[j], lines[i]) {
			j++
		}
		run := lines[i:j]
		if isTurn(run) {
			texts := []string{run[0].text}
			for _, l := range run[1:] {
				texts = append(texts, l.full)
			}
			out = append(out, block{sentences.Join(texts), run})
		} else if isWrapped(run) {
			texts := make([]string, len(run))
			for k, l := range run {
				texts[k] = l.text
			}
			out = append(out, block{sentences.Join(texts), run})
		} else {
			out = append(out, joinClauses(run)...)
		}
		i = j
	}
	return out
}

// follows reports whether a line may be of one paragraph with the line before it,
// in a run that begins with first.
func follows(before, l, first *noteLine) bool {
	if l.speaker != "" || l.startMS >= 0 || l.use != "" || first.use != "" || l.reading != first.reading {
		return false
	}
	if isOption(l) && (endsInColon(before) || isOption(before) && before != first) {
		return true // also apart
	}
	return !l.blankBefore && (l.bullet == "" || first.speaker != "" && isOption(l)) && (l.script == first.script || l.script == lang.NoScript)
}

// isTurn reports whether lines belong together whatever their length: what one
// speaker says, or a question with its answers to choose from.
func isTurn(run []*noteLine) bool {
	return len(run) > 1 && (run[0].speaker != "" || isOption(run[1]) && endsInColon(run[0]))
}

func endsInColon(l *noteLine) bool { return strings.ContainsRune(":\uFF1A", lang.LastRune(l.text)) }

// option matches an answer to choose: a) 20 meals, (B) never.
var option = regexp.MustCompile(`^\(?[a-eA-E1-5][.)\x{FF09}]\s*\S`)

func isOption(l *noteLine) bool {
	return l.speaker == "" && lang.Size(l.text) <= 12 && option.MatchString(l.full)
}

// joinClauses puts a line that ends inside a sentence together with those that
// go on with it: it ends with a comma, or the next begins with a small letter.
func joinClauses(run []*noteLine) []block {
	var out []block
	for k := 0; k < len(run); {
		texts := []string{run[k].text}
		j := k + 1
		for j < len(run) && goesOn(run[j-1].text, run[j].text) {
			texts = append(texts, run[j].text)
			j++
		}
		out = append(out, block{sentences.Join(texts), run[k:j]})
		k = j
	}
	return out
}

func goesOn(line, next string) bool {
	return !sentences.EndsSentence(line) && (strings.ContainsRune(",\uFF0C、", lang.LastRune(line)) || unicode.IsLower(lang.FirstRune(next)))
}

func isWrapped(run []*noteLine) bool {
	if len(run) < 2 {
		return false
	}
	shortest, longest, inside := 1<<30, 0, false
	for _, l := range run[:len(run)-1] {
		n := lang.Size(l.text)
		shortest, longest = min(shortest, n), max(longest, n)
		inside = inside || !sentences.EndsSentence(l.text)
	}
	return inside && shortest >= 5 && longest <= 30 && shortest*2 >= longest && lang.Size(run[len(run)-1].text) <= longest+4
}
