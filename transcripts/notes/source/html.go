package source

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blockTag is a tag that only a pasted page source has.
var blockTag = regexp.MustCompile(`(?i)<(/?(p|div|li|ul|ol|h[1-6]|td|tr|table|section|article|body|html|span|strong|em|b|i|blockquote|figure)(\s[^<>]*)?|br\s*/?|a\s[^<>]*|img\s[^<>]*)>`)

// looksLikeHTML reports whether text is the source of a page: it begins with a
// tag, or a good part of its lines has one. A plain page with a tag or two left
// in it is none; its line ends count.
func looksLikeHTML(text string) bool {
	tags, lines := 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if lines++; lines > 2000 {
			break
		}
		if strings.IndexByte(line, '<') >= 0 && blockTag.MatchString(line[:min(len(line), 4000)]) {
			if lines == 1 {
				return true
			}
			tags++
		}
	}
	return tags >= 3 && tags*4 >= lines
}

// stripTags takes the tags out of a line of a plain page. A line of nothing but
// tags stays as it is: it is something a scraper left, and to be shown as such.
func stripTags(line string) string {
	if strings.IndexByte(line, '<') < 0 {
		return line
	}
	if s := blockTag.ReplaceAllString(line, ""); strings.TrimSpace(s) != "" {
		return s
	}
	return line
}

// htmlLines reads HTML into the lines that a browser would show, each with the
// line of the source on which it begins. Bullets are written before list items
// and headings keep a line of their own, with empty lines around paragraphs.
// Only the tokenizer is used: no tree, so broken and deeply nested pages cost no
// more than others.
func htmlLines(text string) []Line {
	var h htmlReader
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch {
		case kind == html.ErrorToken:
			h.text(h.pending)
			h.text(raw)
			h.breakLine(false)
			return h.lines()
		case kind == html.TextToken && h.hidden > 0:
			h.pending = raw
		case kind == html.TextToken && h.inRp:
		case kind == html.TextToken:
			h.text(string(z.Text()))
		case swallowsText(kind, raw):
			h.text(raw)
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			name, _ := z.TagName()
			h.open(atom.Lookup(name))
		case kind == html.EndTagToken:
			name, _ := z.TagName()
			h.close(atom.Lookup(name))
		}
		h.at += strings.Count(raw, "\n")
	}
}

// swallowsText reports whether a tag or comment is broken: it was not closed
// where it should and holds text of the page.
func swallowsText(kind html.TokenType, raw string) bool {
	if kind == html.CommentToken {
		return !strings.HasSuffix(raw, ">")
	}
	return strings.Count(raw, "\n") > 3 || len(raw) > 4000 || !strings.HasSuffix(raw, ">")
}

type htmlReader struct {
	out     []Line
	cur     strings.Builder
	from    int    // source line where cur begins, from 1
	at      int    // line ends before the token being read
	inside  bool   // in a paragraph or an item: line ends are spaces
	hidden  int    // open script and style elements
	pending string // text of a hidden element, shown if it is never closed
	inRp    bool   // in <rp>, the brackets for readers without ruby
	navFrom []int  // the first lines of the open elements <nav>

	inTitle, inHeading bool // in <title>, in <h1>
	headed             bool // an <h1> with text was read
}

// lines gives the lines that were read. The <title> counts only where the page
// has no heading: else it names the site beside the episode.
func (h *htmlReader) lines() []Line {
	for i := range h.out {
		h.out[i].Aside = h.out[i].nav || h.out[i].Aside && h.headed
	}
	return h.out
}

// text adds character data. Outside of paragraphs the line ends of the source
// are kept: pages are often half plain text.
func (h *htmlReader) text(s string) {
	line := h.at + 1
	parts := strings.Split(s, "\n")
	for i, part := range parts {
		if i > 0 {
			line++
			blank := strings.TrimSpace(part) == ""
			if h.inside && (!blank || i == len(parts)-1) { // a tag may follow on the last line
				h.cur.WriteByte(' ')
			} else {
				h.breakLine(blank)
				h.inside = h.inside && !blank
			}
		}
		if strings.TrimSpace(part) != "" && strings.TrimSpace(h.cur.String()) == "" {
			h.from = line
		}
		h.cur.WriteString(part)
	}
}

// breakLine ends the line; blank adds an empty one.
func (h *htmlReader) breakLine(blank bool) {
	if s := h.cur.String(); strings.TrimSpace(s) != "" {
		h.out = append(h.out, Line{Number: h.from, Text: s, Aside: h.inTitle})
		h.headed = h.headed || h.inHeading
	}
	h.cur.Reset()
	if blank {
		h.out = append(h.out, Line{Number: h.at + 1})
	}
}

func (h *htmlReader) open(tag atom.Atom) {
	switch tag {
	case atom.Br:
		h.breakLine(false)
	case atom.Script, atom.Style, atom.Noscript, atom.Template:
		h.hidden++
		h.breakLine(true)
	case atom.Li:
		h.breakLine(false)
		h.cur.WriteString("• ")
		h.from = h.at + 1
		h.inside = true
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Figcaption:
		h.breakLine(strings.TrimSpace(h.cur.String()) != "•")
		h.inside = true
	case atom.Title:
		h.breakLine(false)
		h.inTitle = true
	case atom.Dt:
		h.breakLine(false)
		h.inside = true
	case atom.Td, atom.Th, atom.Dd:
		h.cur.WriteByte('\t')
	case atom.Nav:
		h.breakLine(false)
		h.navFrom = append(h.navFrom, len(h.out))
	case atom.A:
		if len(h.navFrom) > 0 {
			h.cur.WriteByte(' ')
		}
	case atom.Rp:
		h.inRp = true
	case atom.Rt:
		h.inRp = false
		h.cur.WriteString("\uFF08")
	default:
		if isBlock(tag) {
			h.breakLine(false)
		}
	}
	h.inHeading = h.inHeading || tag == atom.H1
}

func (h *htmlReader) close(tag atom.Atom) {
	switch tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Template:
		h.hidden = max(0, h.hidden-1)
		h.pending = ""
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Figcaption:
		h.breakLine(true)
		h.inside = false
		h.inHeading = h.inHeading && tag != atom.H1
	case atom.Dt:
	case atom.Dd:
		h.breakLine(false)
		h.inside = false
	case atom.Title:
		h.breakLine(true)
		h.inTitle = false
	case atom.Nav:
		h.breakLine(true)
		h.closeNav()
	case atom.Rp, atom.Ruby:
		h.inRp = false
	case atom.Rt:
		h.cur.WriteString("\uFF09")
	case atom.Li:
		h.breakLine(false)
		h.inside = false
	default:
		if isBlock(tag) {
			h.breakLine(tag == atom.Ul || tag == atom.Ol)
		}
	}
}

// closeNav marks what stood in the element <nav> that ends here. One that is never
// closed marks nothing: the rest of the page is no navigation.
func (h *htmlReader) closeNav() {
	last := len(h.navFrom) - 1
	if last < 0 {
		return
	}
	for i := h.navFrom[last]; i < len(h.out); i++ {
		h.out[i].nav = true
	}
	h.navFrom = h.navFrom[:last]
}

func isBlock(tag atom.Atom) bool {
	switch tag {
	case atom.Div, atom.Ul, atom.Ol, atom.Table, atom.Tr, atom.Section, atom.Article, atom.Header,
		atom.Footer, atom.Main, atom.Aside, atom.Figure, atom.Body, atom.Html, atom.Form, atom.Hr,
		atom.Dl, atom.Pre, atom.Button:
		return true
	}
	return false
}
