package transcripts

import (
	"encoding/json"
	"fmt"
	"strings"

	"gendu"
)

// Draft is a pasted page or a transcript file, ready to be stored as a revision.
type Draft struct {
	Transcript *gendu.Transcript // Source, SourceName, PageJSON, Timed, State and Method are set
	Cues       []*gendu.Cue      // with times where Timed, else untimed and not spoken yet
	Page       *Page             // never nil; of a timed file, one paragraph per cue
	Format     Format            // of a timed file; "" for a page
}

// NewDraft reads source: a timed transcript file where its content says so, else
// a pasted page. Errors are those of Parse and ParseNotes.
func NewDraft(source, sourceName string, o NotesOptions) (*Draft, error) {
	d := &Draft{Transcript: &gendu.Transcript{Source: source, SourceName: sourceName, State: gendu.Pending}}
	var err error
	if format := Detect(sourceName, []byte(source)); format != FormatText {
		err = d.readTimed(format, o)
	} else {
		err = d.readPage(o)
	}
	if err != nil {
		return nil, err
	}
	if len(d.Cues) == 0 {
		return nil, gendu.Errorf(gendu.Invalid, "no sentence was found in the text: paste the paragraphs that are spoken, or a transcript file (SRT, WebVTT, LRC, …)")
	}
	d.Transcript.PageJSON, err = d.Page.Encode()
	return d, err
}

func (d *Draft) readPage(o NotesOptions) error {
	page, err := ParseNotes(d.Transcript.Source, o)
	if err != nil {
		return err
	}
	d.Page = page
	for p, paragraph := range page.Paragraphs {
		for _, s := range paragraph.Sentences {
			d.addCue(&gendu.Cue{Paragraph: p, Text: s.Text, Translation: s.Translation})
		}
	}
	return nil
}

func (d *Draft) readTimed(format Format, o NotesOptions) error {
	doc, _, err := Parse(d.Transcript.SourceName, []byte(d.Transcript.Source))
	if err != nil {
		return err
	}
	d.Format = format
	d.Transcript.Timed, d.Transcript.State, d.Transcript.Method = true, gendu.Ready, "file"
	d.Page = &Page{Title: doc.Title, Language: first(doc.Language, o.Language), TranslationLanguage: o.TranslationLanguage}
	for p, c := range doc.Cues {
		text := strings.Join(strings.Fields(c.Text), " ")
		words := make([]gendu.Word, 0, len(c.Words))
		for _, w := range c.Words {
			words = append(words, gendu.Word(w))
		}
		d.addCue(&gendu.Cue{
			Paragraph: p, Text: text, Translation: c.Translation, StartMS: c.StartMS, EndMS: c.EndMS,
			Confidence: 1, Spoken: true, Words: words,
		})
		d.Page.Paragraphs = append(d.Page.Paragraphs, Paragraph{
			Text: text, Translation: c.Translation, Sentences: []SentencePair{{Text: text, Translation: c.Translation}},
		})
	}
	return nil
}

func (d *Draft) addCue(c *gendu.Cue) {
	c.Position = len(d.Cues)
	d.Cues = append(d.Cues, c)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Encode gives the page as the JSON that is stored with its transcript. Empty
// lists are [], never null.
func (p *Page) Encode() (string, error) {
	q := *p
	q.Highlights = notNil(q.Highlights)
	q.Paragraphs = notNil(q.Paragraphs)
	q.Keywords = notNil(q.Keywords)
	q.References = notNil(q.References)
	q.Unplaced = notNil(q.Unplaced)
	b, err := json.Marshal(&q)
	return string(b), err
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// DecodePage reads what Encode wrote; "" is an empty page.
func DecodePage(s string) (*Page, error) {
	p := &Page{}
	if s == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(s), p); err != nil {
		return nil, fmt.Errorf("stored page: %w", err)
	}
	return p, nil
}
