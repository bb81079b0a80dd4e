package source

import (
	"html"
	"regexp"
	"strings"

	"gendu/lang"
)

// Line is one line of a page after cleaning.
type Line struct {
	Number int // from 1, in what was pasted
	Text   string
	nav    bool     // of the element <nav>
	Cells  []string // of a row of a table
	Aside  bool     // navigation, or the <title> of a page that has a heading of its own
}

// Lines gives the lines of a page as a reader would see them: HTML read,
// spaces of all kinds made plain and single, invisible characters dropped, and
// full-width letters and digits made ASCII.
func Lines(text string) []Line {
	text = strings.TrimPrefix(text, "\uFEFF")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	lines := plainLines(text)
	if looksLikeHTML(text) {
		lines = htmlLines(text)
	} else {
		for i := range lines {
			lines[i].Text = stripMarkdown(lines[i].Text)
		}
	}
	for i := range lines {
		lines[i].Cells = cutCells(lines[i].Text)
		lines[i].Text = Clean(lines[i].Text)
	}
	return lines
}

// plainLines cuts text at its line ends; U+2028 and U+2029 end lines too.
func plainLines(text string) []Line {
	var out []Line
	no := 0
	for line := range strings.SplitSeq(text, "\n") {
		no++
		line = stripTags(line)
		if strings.IndexByte(line, '&') >= 0 && entity.MatchString(line) {
			line = html.UnescapeString(line)
		}
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == '\u2028' || r == '\u2029' }) {
			out = append(out, Line{Number: no, Text: part})
		}
		if line == "" {
			out = append(out, Line{Number: no})
		}
	}
	return out
}

// entity is an HTML entity that was left in plain text.
var entity = regexp.MustCompile(`&(nbsp|amp|lt|gt|quot|apos|[lr]dquo|[lr]squo|hellip|[mn]dash|bull|middot|#\d{2,6}|#x[0-9a-fA-F]{2,6});`)

// Clean makes spaces single, drops characters that are not seen, and makes full-width
// letters and digits ASCII.
func Clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case r == ' ' || r == '\t' || r == '\u00A0' || r == '\u3000' || r == '\u202F' || r == '\n' ||
			r >= '\u2000' && r <= '\u200A' || r == '\u205F' || r == '\v' || r == '\f' || r == '\u0085':
			space = b.Len() > 0
			continue
		case r < ' ' || r == 0x7F || r == '\u00AD' || r >= '\u200B' && r <= '\u200F' || r == '\uFEFF' ||
			r >= '\u202A' && r <= '\u202E' || r == '\u2060' || r == '\uFFFD' ||
			r >= '\uFE00' && r <= '\uFE0F':
			continue
		case r >= '\uFF10' && r <= '\uFF19' || r >= '\uFF21' && r <= '\uFF3A' || r >= '\uFF41' && r <= '\uFF5A':
			r -= 0xFEE0
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// bulletMark matches what stands before an item of a list.
var bulletMark = regexp.MustCompile(
	`^([→➜•‣▪▫◦●○■□◆◇★☆➤►▶✓✔・·∙*\x{2043}\x{2219}\x{25B8}]|[-–—](?:\s)|\(?\d{1,2}[.)\x{FF0E}\x{FF09}、](?:\s|\D)|[①-⑳❶-❿➀-➉]|[(\x{FF08}]\d{1,2}[)\x{FF09}]|[一二三四五六七八九十]{1,2}、)\s*`)

// CutBullet takes the bullet off a line. "2.5 million" and "*" alone have none.
func CutBullet(s string) (bullet, rest string) {
	m := bulletMark.FindStringSubmatchIndex(s)
	if m == nil {
		return "", s
	}
	mark := s[m[2]:m[3]]
	// The mark may have taken one character behind it to see that it is no digit.
	trimmed := strings.TrimRight(mark, " ")
	end := m[3]
	if i := strings.IndexAny(trimmed, ".)\uFF0E\uFF09、"); i >= 0 && trimmed[0] != '(' && lang.StartsWithDigit(trimmed) {
		size := len(string([]rune(trimmed[i:])[0]))
		end = i + size
		trimmed = trimmed[:end]
	}
	rest = strings.TrimLeft(s[end:], " \t")
	if rest == "" {
		return "", s
	}
	return trimmed, rest
}
