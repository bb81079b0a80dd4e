package notes

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gendu/lang"
	"gendu/transcripts/bitext"
	"gendu/transcripts/notes/source"
	"gendu/transcripts/sentences"
)

// episodeNumber matches Ep.K935, EP 12, Episode 7, #772, 第12集 and S2E5.
var episodeNumber = regexp.MustCompile(
	`(?i)(?:\b(?:ep|episode|eps|vol|lesson|(s\d{1,2})\s?ep?)[.\x{FF0E}\s]*[#:\x{FF1A}]?\s?|(?:^|[\s\x{FF5C}|】\]\[【])[#\x{FF03}]\s?|(?:^|[\sA-Z])no\.\s?|第\s?)` +
		`([a-z]{0,3}-?\d{1,5}[a-z]?)\b(\s?[集期回話话課课])?`)

// hanNumber matches Ep glued to a Chinese name: 國際時事跟讀Ep.K935.
var hanNumber = regexp.MustCompile(`(?i)\p{Han}(?:ep|episode)()[.\x{FF0E}\s]*#?\s?([a-z]{0,3}-?\d{1,5}[a-z]?)\b`)

// endNumber matches the number behind a title: 夏天英文晨讀：博覽會開幕 E9415.
var endNumber = regexp.MustCompile(`(?i)[\s\x{FF09})】]()(?:e|ep)\.?(\d{2,5})$`)

// numberAt is an episode number in a line, and what is around it. A season, as
// in S2E5, belongs to what comes before.
type numberAt struct {
	number, before, after string
}

func findNumber(s string) (numberAt, bool) {
	if len(s) > longestJunk {
		return numberAt{}, false // no title
	}
	m := episodeNumber.FindStringSubmatchIndex(s)
	if m == nil {
		m = endNumber.FindStringSubmatchIndex(s)
	}
	if m == nil {
		if m = hanNumber.FindStringSubmatchIndex(s); m == nil {
			return numberAt{}, false
		}
		m[0] += len(string(lang.FirstRune(s[m[0]:])))
	}
	if m[0] < m[4] && strings.ContainsRune("\uFF09)】", lang.FirstRune(s[m[0]:])) {
		m[0] += len(string(lang.FirstRune(s[m[0]:]))) // endNumber took the bracket
	}
	if strings.ContainsAny(s[:1], "[") && strings.IndexByte(s, ']') > m[1] {
		// [#94. Allegretto] Trying out: the bracket is no part of the title.
		s = s[:m[1]] + source.Clean(strings.Replace(s[m[1]:], "]", " ", 1))
	}
	at := numberAt{
		number: strings.ToUpper(s[m[4]:m[5]]),
		before: trimSeparators(s[:m[0]]),
		after:  trimSeparators(strings.TrimLeft(s[m[1]:], ".。\uFF0E")),
	}
	if m[2] >= 0 && m[3] > m[2] {
		at.before = strings.TrimSpace(at.before + " " + strings.ToUpper(s[m[2]:m[3]]))
	}
	return at, true
}

// trimSeparators takes off what stands between the parts of a title.
func trimSeparators(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(":\uFF1A-–—|\uFF5C/\uFF0F,\uFF0C·•~〜_»>", r)
	})
	for _, pair := range []string{"【】", "[]", "《》", "「」", "()", "\uFF08\uFF09", "『』"} {
		r := []rune(pair)
		if strings.HasPrefix(s, string(r[0])) && strings.HasSuffix(s, string(r[1])) &&
			strings.Count(s, string(r[0])) == 1 {
			return strings.TrimSpace(strings.Trim(s, pair))
		}
	}
	switch {
	case strings.HasPrefix(s, "【") && strings.Count(s, "】") == 1 && strings.HasSuffix(s, "】"):
		return strings.Trim(s, "【】")
	case strings.HasSuffix(s, "【") || strings.HasSuffix(s, "[") || strings.HasSuffix(s, "("):
		return trimSeparators(s[:len(s)-len(string(lang.LastRune(s)))])
	case strings.HasPrefix(s, "】") || strings.HasPrefix(s, "]") || strings.HasPrefix(s, ")"):
		return trimSeparators(s[len(string(lang.FirstRune(s))):])
	}
	return s
}

// headerReach is how many lines from the top the title may stand, below
// sponsors and subscription links.
const headerReach = 15

// readHeader finds series, number and title in the lines above the text.
func (n *notes) readHeader() {
	lines := n.in(sectionHeader)
	numbered := n.numberedLine()
	for i, l := range lines[:min(len(lines), headerAtMost)] {
		if isNumbered(l) && (i < headerReach || numbered >= 0 && n.lines[numbered] == l) {
			at, _ := findNumber(l.text)
			n.readNumbered(lines, i, at)
			return
		}
	}
	n.readUnnumbered(lines[:min(len(lines), headerReach)])
	if len(n.titles) > 0 {
		return
	}
	// A page without a title begins with its text.
	for _, l := range n.in(sectionHeader) {
		l.section = sectionText
	}
}

func endsInURL(s string) bool { return strings.Contains(s, "://") }

// readNumbered takes the parts of the title line, and what it lacks from the
// lines around it.
func (n *notes) readNumbered(lines []*noteLine, i int, at numberAt) {
	n.page.Number = at.number
	n.page.Series = at.before
	if headingSection(at.after) != sectionNone {
		at.after = "" // "Talk EP7 transcript"
	}
	place(lines[i])
	if head, rest, ok := cutColon(at.before); ok && at.after == "" {
		n.page.Series, at.after = trimSeparators(head), trimSeparators(rest) // the number stands last
	}
	if at.before == "" && i > 0 && isTitleLike(lines[i-1]) {
		n.page.Series = trimSeparators(lines[i-1].text)
		place(lines[i-1])
	}
	rest := lines[i+1:]
	if at.after == "" && len(rest) > 0 && isTitleLike(rest[0]) {
		at.after = trimSeparators(rest[0].text)
		place(rest[0])
		rest = rest[1:]
	}
	n.takeTitle(at.after, rest)
}

// readUnnumbered takes the first line that looks like a title and stands apart
// from what follows.
func (n *notes) readUnnumbered(lines []*noteLine) {
	for i, l := range lines {
		if !isTitleLike(l) || l.bullet != "" || !n.standsApart(l) && !(onlyJunk(lines[:i]) && n.beginsSpeech(l)) {
			continue
		}
		place(l)
		if m := leadingNumber.FindStringSubmatch(l.text); m != nil && l == n.lines[0] {
			n.page.Number = m[1]
			n.takeTitle(trimSeparators(m[2]), lines[i+1:])
			return
		}
		// The show is named above its title.
		above := i - 1
		for above > 0 && lines[above].junk {
			above--
		}
		if above >= 0 && isTitleLike(lines[above]) && lines[above].script == l.script && !l.blankBefore && lines[above].bullet == "" {
			n.page.Series = trimSeparators(lines[above].text)
			place(lines[above])
		}
		n.takeTitle(trimSeparators(l.text), lines[i+1:])
		return
	}
}

func onlyJunk(lines []*noteLine) bool {
	return !slices.ContainsFunc(lines, func(l *noteLine) bool { return !l.junk })
}

// leadingNumber is the number of an episode in front of its title: 911. The River.
var leadingNumber = regexp.MustCompile(`^(\d{3,4})[.:\x{FF1A}]\s+(\p{Lu}.*|\p{Han}.*)$`)

// beginsSpeech reports whether the first line of the page is a title above text
// without an empty line: no sentence itself, and sentences or the first speaker
// follow.
func (n *notes) beginsSpeech(l *noteLine) bool {
	if sentences.EndsSentence(l.text) || strings.ContainsRune(",\uFF0C、:\uFF1A;", lang.LastRune(l.text)) || lang.Size(l.text) > 12 {
		return false
	}
	i := slices.Index(n.lines, l) + 1
	if i+1 >= len(n.lines) || n.lines[i].heading || unicode.IsLower(lang.FirstRune(n.lines[i].text)) {
		return false
	}
	return n.lines[i].speaker != "" || sentences.EndsSentence(n.lines[i].text) && (n.lines[i].script != l.script || sentences.EndsSentence(n.lines[i+1].text))
}

// standsApart reports whether an empty line or a heading follows l, or a line in
// another language does and then one of these.
func (n *notes) standsApart(l *noteLine) bool {
	i := slices.Index(n.lines, l) + 1
	if i < len(n.lines) && !n.lines[i].blankBefore && !n.lines[i].heading && n.lines[i].script != l.script && isTitleLike(n.lines[i]) {
		i++
	}
	for i < len(n.lines) && n.lines[i].junk && !n.lines[i].blankBefore {
		i++
	}
	return i < len(n.lines) && (n.lines[i].blankBefore || n.lines[i].heading)
}

// takeTitle reads the title in one or two languages; the second may be the
// next line.
func (n *notes) takeTitle(title string, rest []*noteLine) {
	if title == "" {
		return
	}
	n.titles = splitTitle(title)
	if len(n.titles) > 1 || len(rest) == 0 {
		return
	}
	next := rest[0]
	// The same header again in the other language.
	if at, ok := findNumber(next.text); ok && at.number == n.page.Number && at.after != "" && isTitleLike(next) &&
		lang.MainScript(at.after) != lang.MainScript(title) {
		n.titles = append(n.titles, at.after)
		place(next)
		return
	}
	if isTitleLike(next) && next.script != lang.MainScript(title) && next.script != lang.NoScript && next.bullet == "" {
		n.titles = append(n.titles, trimSeparators(next.text))
		place(next)
	}
}

// isTitleLike reports whether a line can be a title or the name of a show.
func isTitleLike(l *noteLine) bool {
	return !l.junk && !l.placed && l.script != lang.NoScript && !endsInURL(l.text) &&
		lang.Size(l.text) <= 28 && !looksLikeParagraph(l) && !endsStatement(l.text)
}

// splitTitle cuts a title written in two languages.
func splitTitle(s string) []string {
	for _, sep := range []string{"\uFF5C", " | ", "|", " / ", " - ", " – ", " — ", "\uFF0F", "/"} {
		a, b, ok := strings.Cut(s, sep)
		if ok && lang.MainScript(a) != lang.MainScript(b) && lang.Size(a) >= 2 && lang.Size(b) >= 2 &&
			lang.MainScript(a) != lang.NoScript && lang.MainScript(b) != lang.NoScript {
			return []string{trimSeparators(a), trimSeparators(b)}
		}
	}
	a, b, ok := bitext.SplitAtScript(s, 4)
	if ok {
		return []string{trimSeparators(a), trimSeparators(b)}
	}
	return []string{s}
}
