package gendu

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Page is the page of an episode as it was read: what is spoken, with translations,
// and what stands around it. Its JSON is what `gendu notes --json` prints.
type Page struct {
	Series              string         `json:"series"`
	Number              string         `json:"number"`
	Title               string         `json:"title"`
	TitleTranslation    string         `json:"titleTranslation"`
	Language            string         `json:"language"`            // BCP 47: en, zh-Hant, zh-Hans, ja, ko …
	TranslationLanguage string         `json:"translationLanguage"` // empty if nothing is translated
	Highlights          []string       `json:"highlights"`
	Paragraphs          []Paragraph    `json:"paragraphs"`
	Keywords            []Keyword      `json:"keywords"`
	References          []string       `json:"references"` // titles, links and cleaned paragraphs
	Unplaced            []UnplacedLine `json:"unplaced"`   // every line that found no place

	Uses      []LineUse `json:"uses,omitempty"`      // what the host chose for single lines
	Order     Order     `json:"order,omitempty"`     // what the host chose of two
	SplitLong bool      `json:"splitLong,omitempty"` // long sentences were split when it was read
}

// Paragraph is one paragraph of the spoken text.
type Paragraph struct {
	Text        string         `json:"text"`
	Translation string         `json:"translation"` // empty if it has none
	Sentences   []SentencePair `json:"sentences"`

	SpeakerTranslation string `json:"speakerTranslation,omitempty"` // the speaker's name beside the translation
	StartMS            *int64 `json:"startMs,omitempty"`            // the time that stands before it on the page, in whole ms
}

// Order is which of original and translation stands first on a page.
type Order string

// The orders. "" leaves it to what pairs better.
const (
	OriginalFirst    Order = "original-first"
	TranslationFirst Order = "translation-first"
)

// SentencePair is one sentence and its translation; either may be several
// sentences of the other language, and Translation may be empty. Speaker and Reading
// are shown beside the text and are no part of it.
type SentencePair struct {
	Text        string `json:"text"`
	Translation string `json:"translation"`
	Speaker     string `json:"speaker,omitempty"` // who says it, in a dialogue
	Reading     string `json:"reading,omitempty"` // pinyin, zhuyin or kana, where the page gives it
}

// Keyword is one drill of an episode page.
type Keyword struct {
	// ID lasts from one revision to the next, as a cue's does; "" where the page is
	// no revision of an episode.
	ID ID `json:"id,omitempty"`

	Term         string   `json:"term"`
	Syllables    []string `json:"syllables"`
	PartOfSpeech string   `json:"partOfSpeech"` // as written: noun, n. & v., 動詞
	Definition   string   `json:"definition"`
	Example      string   `json:"example"` // further example lines follow after a newline

	// The position of the cue that the example quotes, nil where there is none or
	// the page is not in use yet.
	ExampleCue *int `json:"exampleCue,omitempty"`

	// Where the drill is spoken after the text: times of the term and of the
	// example, nil where it is not heard or not timed yet.
	TermTime    *Span `json:"termTime,omitempty"`
	ExampleTime *Span `json:"exampleTime,omitempty"`
}

// Span is a stretch of the episode's timeline in whole milliseconds.
type Span struct {
	StartMS int64 `json:"startMs"`
	EndMS   int64 `json:"endMs"`
}

// UnplacedLine is a line of the input that found no place, counted from 1.
type UnplacedLine struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// LineUse is what a host chose for a line. The line is the one that begins with
// Text and stands nearest to Line, so that a choice stays with its line when others
// are added or removed.
type LineUse struct {
	Line int    `json:"line"` // from 1
	Text string `json:"text"` // the line as it was read, cut at LineUseRunes
	As   Use    `json:"as"`   // one that a host can choose
}

// LineUseRunes is how much of a line a LineUse holds, in characters.
const LineUseRunes = 200

// Use is what a line of a page is taken as.
type Use string

// The uses of a line. A host may choose one of the first six for any line; the
// others only say how a line was read.
const (
	UseTitle       Use = "title"
	UseHighlight   Use = "highlight"
	UseText        Use = "text"
	UseTranslation Use = "translation"
	UseKeyword     Use = "keyword"
	UseNothing     Use = "nothing"

	UseReference Use = "reference"
	UseHeading   Use = "heading"
	UseUnplaced  Use = "unplaced" // it found no place
)

// Choosable says whether a host can choose the use for a line.
func (u Use) Choosable() bool {
	switch u {
	case UseTitle, UseHighlight, UseText, UseTranslation, UseKeyword, UseNothing:
		return true
	}
	return false
}

// Fill makes the lists that are missing empty ones. Uses stays as it is: most pages
// have none.
func (p *Page) Fill() {
	fill(&p.Highlights)
	fill(&p.Paragraphs)
	fill(&p.Keywords)
	fill(&p.References)
	fill(&p.Unplaced)
	for i := range p.Paragraphs {
		fill(&p.Paragraphs[i].Sentences)
	}
	for i := range p.Keywords {
		fill(&p.Keywords[i].Syllables)
	}
}

// Clone is a copy that shares nothing with the page. That of nil is nil.
func (p *Page) Clone() *Page {
	if p == nil {
		return nil
	}
	out := *p
	out.Highlights, out.References = slices.Clone(p.Highlights), slices.Clone(p.References)
	out.Unplaced, out.Uses = slices.Clone(p.Unplaced), slices.Clone(p.Uses)
	out.Paragraphs, out.Keywords = slices.Clone(p.Paragraphs), slices.Clone(p.Keywords)
	for i := range out.Paragraphs {
		out.Paragraphs[i].Sentences = slices.Clone(out.Paragraphs[i].Sentences)
		out.Paragraphs[i].StartMS = copied(out.Paragraphs[i].StartMS)
	}
	for i := range out.Keywords {
		k := &out.Keywords[i]
		k.Syllables = slices.Clone(k.Syllables)
		k.ExampleCue, k.TermTime, k.ExampleTime = copied(k.ExampleCue), copied(k.TermTime), copied(k.ExampleTime)
	}
	return &out
}

func copied[T any](v *T) *T {
	if v == nil {
		return nil
	}
	out := *v
	return &out
}

// Validate names the first field of a page that contradicts itself: a paragraph or a
// drill without text, a span that ends before it begins, an example of a cue that is
// not there, an ID that is used twice. The error is [Invalid]. A nil page, that of a
// timed file, is valid.
func (p *Page) Validate() error {
	if p == nil {
		return nil
	}
	sentences := 0
	for i, para := range p.Paragraphs {
		if para.empty() {
			return Errorf(Invalid, "paragraphs[%d] of a page has no text.", i)
		}
		sentences += len(para.Sentences)
	}
	used := make(map[ID]int, len(p.Keywords))
	for i, k := range p.Keywords {
		if field, fault := k.fault(sentences); fault != "" {
			return Errorf(Invalid, "keywords[%d]%s of a page, %q, %s.", i, field, clip(k.Term, 48), fault)
		}
		if before, ok := used[k.ID]; ok && k.ID != "" {
			return Errorf(Invalid, "keywords[%d].id of a page is also that of keywords[%d].", i, before)
		}
		used[k.ID] = i
	}
	for i, l := range p.Unplaced {
		if l.Line < 1 || l.Text == "" {
			return Errorf(Invalid, "unplaced[%d] of a page is line %d, %q: lines count from 1 and have a text.", i, l.Line, clip(l.Text, 48))
		}
	}
	for i, u := range p.Uses {
		if field, fault := u.fault(); fault != "" {
			return Errorf(Invalid, "uses[%d]%s of a page %s.", i, field, fault)
		}
	}
	return nil
}

// Repair leaves out what [Page.Validate] refuses, so that one odd part of a page does
// not hide the rest, and makes missing lists empty ones. Positions of sentences stay.
func (p *Page) Repair() {
	p.Fill()
	sentences := 0
	p.Paragraphs = slices.DeleteFunc(p.Paragraphs, func(para Paragraph) bool { return para.empty() })
	for _, para := range p.Paragraphs {
		sentences += len(para.Sentences)
	}
	p.Keywords = slices.DeleteFunc(p.Keywords, func(k Keyword) bool { return k.Term == "" })
	used := make(map[ID]bool, len(p.Keywords))
	for i := range p.Keywords {
		k := &p.Keywords[i]
		k.repair(sentences)
		if used[k.ID] {
			k.ID = ""
		}
		used[k.ID] = true
	}
	p.Unplaced = slices.DeleteFunc(p.Unplaced, func(l UnplacedLine) bool { return l.Line < 1 || l.Text == "" })
	p.Uses = slices.DeleteFunc(p.Uses, func(u LineUse) bool { _, fault := u.fault(); return fault != "" })
	if len(p.Uses) == 0 {
		p.Uses = nil // as where there were none
	}
}

func (p *Paragraph) empty() bool { return p.Text == "" && len(p.Sentences) == 0 }

// fault is the first field that is wrong, and what is wrong with it; "" for none. The
// page has so many sentences.
func (k *Keyword) fault(sentences int) (field, fault string) {
	switch {
	case k.Term == "":
		return ".term", "is empty"
	case k.ExampleCue != nil && !k.quotes(sentences):
		return ".exampleCue", fmt.Sprintf("is %d of %d sentences", *k.ExampleCue, sentences)
	case !k.TermTime.runs():
		return ".termTime", fmt.Sprintf("is from %d to %d ms", k.TermTime.StartMS, k.TermTime.EndMS)
	case !k.ExampleTime.runs():
		return ".exampleTime", fmt.Sprintf("is from %d to %d ms", k.ExampleTime.StartMS, k.ExampleTime.EndMS)
	}
	return "", ""
}

// quotes says whether the example can be of a cue. A page beside a timed file has no
// sentences of its own.
func (k *Keyword) quotes(sentences int) bool {
	return *k.ExampleCue >= 0 && (sentences == 0 || *k.ExampleCue < sentences)
}

func (k *Keyword) repair(sentences int) {
	if k.ExampleCue != nil && !k.quotes(sentences) {
		k.ExampleCue = nil
	}
	for _, s := range []**Span{&k.TermTime, &k.ExampleTime} {
		if !(*s).runs() || *s != nil && **s == (Span{}) {
			*s = nil
		}
	}
}

// runs says whether a span runs forwards; one that is not known does.
func (s *Span) runs() bool { return s == nil || s.StartMS >= 0 && s.EndMS >= s.StartMS }

func (u *LineUse) fault() (field, fault string) {
	switch {
	case u.Line < 1:
		return ".line", fmt.Sprintf("is %d: lines count from 1", u.Line)
	case u.Text == "" || utf8.RuneCountInString(u.Text) > LineUseRunes:
		return ".text", fmt.Sprintf("has %d characters, not 1 to %d", utf8.RuneCountInString(u.Text), LineUseRunes)
	case !u.As.Choosable():
		return ".as", fmt.Sprintf("is %q, which is no use that a host can choose", clip(string(u.As), 48))
	}
	return "", ""
}
