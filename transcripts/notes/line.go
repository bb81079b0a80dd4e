package notes

import (
	"unicode/utf8"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/notes/source"
)

// notes is a page on its way from lines to a Page.
type notes struct {
	lines []*noteLine
	page  gendu.Page

	loose        []*noteLine // names of speakers on lines of their own
	all          []*noteLine // also those that the host left out or made titles
	chosenTitles []string    // by the host

	candidates []Candidate // how the page may be read, if not in one way only

	titles []string // the title's languages in the order they were found
}

// noteLine is one non-blank line of the page.
type noteLine struct {
	no          int    // in the input, from 1
	text        string // cleaned, without its bullet
	bullet      string // the bullet or number it had, trimmed
	full        string // cleaned, with everything: what Unplaced shows
	blankBefore bool   // an empty line comes before it
	script      lang.Script
	junk        bool
	aside       bool    // no part of the page that is shown
	section     section // what it opens if it is a heading, or where it lies
	heading     bool
	headed      bool // the rest of a line that began with a heading
	tail        bool // the text of a line that began with the header
	placed      bool
	cells       []string  // of a row of a table
	speaker     string    // who says the line, cut off from text
	named       *noteLine // where the speaker stood, if on a line of its own
	startMS     int64     // the time that stood before it; -1 without one
	reading     bool      // pinyin or kana of the line beside it
	use         gendu.Use // chosen by the host; "" without a choice
	as          gendu.Use // what it was taken as, once it is placed
}

// place marks lines as accounted for.
func place(lines ...*noteLine) {
	for _, l := range lines {
		l.placed = true
	}
}

// in lists the lines of a section that are not headings and not yet placed.
func (n *notes) in(s section) []*noteLine {
	var out []*noteLine
	for _, l := range n.lines {
		if l.section == s && !l.heading && !l.placed {
			out = append(out, l)
		}
	}
	return out
}

// notNil makes an empty list of a nil one, so that its JSON is [].
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// runeLen is the length of s in characters.
func runeLen(s string) int { return utf8.RuneCountInString(s) }

// noteLines cleans a page into its non-blank lines.
func noteLines(text string) []*noteLine {
	var out []*noteLine
	blank := true
	for _, s := range source.Lines(text) {
		if s.Text == "" {
			blank = true
			continue
		}
		l := &noteLine{no: s.Number, full: s.Text, text: s.Text, blankBefore: blank, aside: s.Aside, cells: s.Cells, startMS: -1}
		l.bullet, l.text = source.CutBullet(s.Text)
		l.script = lang.MainScript(l.text)
		out = append(out, l)
		blank = false
	}
	return out
}
