package notes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gendu"
	"gendu/transcripts/formats/timedtext"
)

// MaxBytes limits a pasted page. The longest real one seen has 60 KiB.
const MaxBytes = 512 << 10

// Parse reads a pasted episode page. It never refuses a page for what it
// says: a line that finds no place is listed in Unplaced. The only errors are a
// page beyond MaxBytes and text that is not UTF-8 (see charset.Decode), both as
// *formats.PositionError.
//
// The page is read in passes, each in a file of its own: clean the text into
// lines (text.go, html.go), recognise what a line is by itself
// (lines.go, junk.go, headings.go), cut the page into sections
// (sections.go), read each section (header.go, highlights.go,
// keywords.go), and pair the paragraphs of the text with their
// translations (body.go).
func Parse(text string, o Options) (*gendu.Page, error) {
	r, err := Read(text, o)
	if err != nil {
		return nil, err
	}
	return r.Page, nil
}

// Reading is a page with what each line of it was taken as.
type Reading struct {
	Page  *gendu.Page
	Lines []ReadLine
	// Candidates are the ways in which the page may be read, the likelier one first,
	// where two are nearly equally likely and give other paragraphs; else empty.
	Candidates []Candidate
}

// Read is Parse with what each line was taken as, and how else it may be read.
func Read(text string, o Options) (*Reading, error) {
	if len(text) > MaxBytes {
		return nil, &timedtext.PositionError{Reason: fmt.Sprintf("is larger than %d KiB", MaxBytes>>10), Err: timedtext.ErrTooLarge}
	}
	if !utf8.ValidString(text) {
		line, column := invalidUTF8At(text)
		return nil, &timedtext.PositionError{Line: line, Column: column, Reason: "is not UTF-8", Err: timedtext.ErrEncoding}
	}
	n := &notes{lines: noteLines(text)}
	n.splitHeader()
	n.choose(o.Uses)
	n.cutStamps()
	n.cutSpeakers()
	n.recognise()
	n.cutSections()
	n.dropSpeakers()
	n.readHeader()
	n.chooseTitles()
	n.label(gendu.UseTitle)
	n.readHighlights()
	n.label(gendu.UseHighlight)
	n.readKeywords()
	n.label(gendu.UseKeyword)
	n.readReferences()
	n.label(gendu.UseReference)
	n.readBody(o)
	return &Reading{Page: n.finish(), Lines: n.readLines(), Candidates: n.candidates}, nil
}

// headingNumber is what a heading says beside its words, such as a year: the host is shown
// it. Numbers of one or two digits only count headings.
var headingNumber = regexp.MustCompile(`\pN{3}`)

// finish lists what found no place and gives the page away.
func (n *notes) finish() *gendu.Page {
	p := &n.page
	p.Unplaced = []gendu.UnplacedLine{}
	for _, l := range slices.Concat(n.lines, n.loose) {
		if !l.placed && (!l.heading || l.section == sectionOther || headingNumber.MatchString(l.full)) {
			p.Unplaced = append(p.Unplaced, gendu.UnplacedLine{Line: l.no, Text: l.full})
		}
	}
	slices.SortStableFunc(p.Unplaced, func(a, b gendu.UnplacedLine) int { return a.Line - b.Line })
	p.Highlights = notNil(p.Highlights)
	p.References = notNil(p.References)
	p.Paragraphs = notNil(p.Paragraphs)
	p.Keywords = notNil(p.Keywords)
	return p
}

func invalidUTF8At(text string) (line, column int) {
	line, column = 1, 1
	for i, r := range text {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
				return line, column
			}
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return line, column
}

// readReferences keeps the readable lines of the reference section.
func (n *notes) readReferences() {
	for _, l := range n.in(sectionReferences) {
		if l.junk && !strings.Contains(l.full, "://") || isScraperLeftover(l.full) {
			continue
		}
		n.page.References = append(n.page.References, l.text)
		place(l)
	}
}

// Options are hints for Parse; empty means guess.
type Options struct {
	Language, TranslationLanguage string // BCP 47

	Uses  []gendu.LineUse // what the host chose for single lines
	Order gendu.Order     // what the host chose where two are nearly equally likely
}
