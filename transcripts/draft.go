package transcripts

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"gendu"
	"gendu/lang/charset"
	"gendu/transcripts/bitext"
	"gendu/transcripts/captions"
	"gendu/transcripts/formats"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/notes"
	"gendu/transcripts/sentences"
)

// Draft is a pasted page or a transcript file, ready to be stored as a revision.
type Draft struct {
	Transcript *gendu.Transcript   // Source, SourceName, Page, Timed, State and Method are set
	Cues       []*gendu.Cue        // with times where Timed, else untimed and not spoken yet
	Page       *gendu.Page         // that of Transcript, never nil; of a timed file, its title and languages only
	Format     formats.Format      // of a timed file; "" for a page
	Text       string              // what was given, decoded; Source where nothing in it was changed
	Encoding   string              // what the bytes were read as, one of charset.Names
	Mended     []timedtext.Finding // what was changed in a timed file while reading it
	Lines      []notes.ReadLine    // of a page: what each of its lines was taken as
	Candidates []notes.Candidate   // of a page: how it may be read, if not in one way only
	Long       int                 // sentences, or cues, that take longer than 12 s
}

// DraftOptions say how to read a Draft. All may be empty.
type DraftOptions struct {
	notes.Options
	Encoding  string // one of charset.Names; empty to guess
	SplitLong bool   // split what takes longer than 12 s at its clauses

	// Of timed files only. What is asked for here changes the cues, so that the
	// Source of the draft is then the changed file, as our JSON.
	JoinFragments bool   // make sentence cues of captions that break sentences
	Second        []byte // a file in the other language: translations by time
	SecondName    string
}

// timedEndings are file endings that promise times: what has one of these and
// cannot be read is an error, not a page.
var timedEndings = map[string]bool{
	".srt": true, ".vtt": true, ".lrc": true, ".ttml": true, ".dfxp": true, ".ass": true, ".ssa": true, ".json": true,
	".xml": true, ".textgrid": true, ".sbv": true,
}

// ErrNoTimes is given for a file whose name promises times that it has not.
var ErrNoTimes = errors.New("has no times; if it is a page, paste its text instead")

// ErrNoSentence is given for a page without any text that could be spoken.
var ErrNoSentence = errors.New("holds no sentence; paste the whole page of the episode, with its paragraphs, or a transcript file (SRT, WebVTT, LRC, …)")

// NewDraft reads the bytes of a page or a file: a timed transcript file where the
// content says so, else a pasted page. Errors are *formats.PositionError: those of Parse
// and notes.Parse, ErrNoTimes and ErrNoSentence; with the last, the draft shows how
// the page was read all the same.
func NewDraft(source []byte, name string, o DraftOptions) (*Draft, error) {
	text, encoding, err := decodeAs(source, o.Encoding)
	if err != nil {
		return nil, err
	}
	d := &Draft{Transcript: &gendu.Transcript{Source: text, SourceName: name, State: gendu.Pending}, Text: text, Encoding: encoding}
	promised := timedEndings[strings.ToLower(path.Ext(name))]
	format := formats.Detect(name, []byte(text))
	switch {
	case format == formats.Text && promised:
		if line := timedtext.TimesLine(text); line > 0 {
			return nil, timedtext.NoTimes(line)
		}
		return nil, &timedtext.PositionError{Err: ErrNoTimes}
	case format == formats.Text:
		err = d.readPage(o)
	default:
		err = d.readTimed(format, o)
		// A page may look like these two from above.
		if !promised && (format == formats.LRC || format == formats.Audacity) && (errors.Is(err, timedtext.ErrSyntax) || d.unreadable()) {
			*d = Draft{Transcript: &gendu.Transcript{Source: text, SourceName: name, State: gendu.Pending}, Text: text, Encoding: encoding}
			err = d.readPage(o)
		}
	}
	if err != nil {
		return nil, err
	}
	d.Page.Fill()
	d.Transcript.Page = d.Page
	if len(d.Cues) == 0 {
		return d, &timedtext.PositionError{Err: ErrNoSentence}
	}
	return d, nil
}

// unreadable reports whether something of a timed file was left out since it is not well
// formed.
func (d *Draft) unreadable() bool {
	return slices.ContainsFunc(d.Mended, func(f timedtext.Finding) bool { return f.Kind == timedtext.Unreadable })
}

// decodeAs decodes bytes in a known encoding, or in the one that they look like.
func decodeAs(b []byte, encoding string) (string, string, error) {
	if len(b) > timedtext.MaxFileBytes {
		return "", "", &timedtext.PositionError{Err: timedtext.ErrTooLarge}
	}
	var text []byte
	var err error
	if encoding == "" {
		text, encoding, err = charset.Decode(b)
	} else {
		text, err = charset.DecodeAs(b, encoding)
	}
	if err != nil {
		return "", "", &timedtext.PositionError{Err: err}
	}
	return string(text), encoding, nil
}

func (d *Draft) readPage(o DraftOptions) error {
	read, err := notes.Read(d.Transcript.Source, o.Options)
	if err != nil {
		return err
	}
	page := read.Page
	d.Lines, d.Candidates = read.Lines, read.Candidates
	if page.SplitLong = o.SplitLong; o.SplitLong {
		for i := range page.Paragraphs {
			splitSentences(&page.Paragraphs[i], page.Language)
		}
	}
	for i, cue := range notes.ExampleLinks(page) {
		if cue >= 0 {
			page.Keywords[i].ExampleCue = &cue
		}
	}
	d.Page = page
	for p, paragraph := range page.Paragraphs {
		for _, s := range paragraph.Sentences {
			if sentences.Duration(s.Text) > sentences.Longest {
				d.Long++
			}
			d.addCue(&gendu.Cue{Paragraph: p, Text: s.Text, Translation: s.Translation, Speaker: s.Speaker, Reading: s.Reading})
		}
	}
	return nil
}

func (d *Draft) readTimed(format formats.Format, o DraftOptions) error {
	doc, _, err := captions.Read(d.Transcript.SourceName, []byte(d.Transcript.Source))
	if err != nil {
		return err
	}
	if doc, err = d.change(doc, o); err != nil {
		return err
	}
	d.Format, d.Mended = format, doc.Mended
	d.Transcript.Timed, d.Transcript.State, d.Transcript.Method = true, gendu.Ready, "file"
	d.Page = &gendu.Page{Title: doc.Title, Language: first(doc.Language, o.Language), TranslationLanguage: o.TranslationLanguage}
	for p, c := range doc.Cues {
		if c.EndMS-c.StartMS > sentences.LongestMS {
			d.Long++
		}
		words := make([]gendu.Word, 0, len(c.Words))
		for _, w := range c.Words {
			words = append(words, gendu.Word(w))
		}
		d.addCue(&gendu.Cue{
			Paragraph: p, Text: sentences.JoinLines(c.Text), Translation: sentences.JoinLines(c.Translation), Speaker: c.Speaker,
			StartMS: c.StartMS, EndMS: c.EndMS,
			Confidence: 1, Spoken: true, Words: words,
		})
	}
	return nil
}

// change joins, splits and merges as asked, and makes the result the source of
// the draft, so that it is read the same way again.
func (d *Draft) change(doc *timedtext.Document, o DraftOptions) (*timedtext.Document, error) {
	if !o.JoinFragments && !o.SplitLong && len(o.Second) == 0 {
		return doc, nil
	}
	mended := doc.Mended
	lang := first(doc.Language, o.Language)
	if o.JoinFragments {
		doc = captions.JoinFragments(doc, lang)
	}
	if o.SplitLong {
		doc = captions.SplitLong(doc, lang)
	}
	if len(o.Second) > 0 {
		second, _, err := captions.Read(o.SecondName, o.Second)
		if err != nil {
			return nil, fmt.Errorf("the second file: %w", err)
		}
		if second.Untimed {
			return nil, fmt.Errorf("the second file: %w", &timedtext.PositionError{Err: ErrNoTimes})
		}
		var left []timedtext.Cue
		doc, left = captions.MergeTranslation(doc, second)
		for i := range left {
			mended = append(mended, timedtext.Finding{Kind: timedtext.Unmerged, Message: fmt.Sprintf(
				"at %s in the second file: %q shares time with no cue; it was left out", timedtext.FormatClock(left[i].StartMS, '.'), left[i].Text)})
		}
	}
	var b strings.Builder
	if err := formats.Write(&b, doc, formats.JSON); err != nil {
		return nil, err
	}
	d.Transcript.Source = b.String()
	if name := d.Transcript.SourceName; name != "" {
		d.Transcript.SourceName = strings.TrimSuffix(name, path.Ext(name)) + ".json"
	}
	out := *doc
	out.Mended = mended[:min(len(mended), timedtext.MaxFindings)]
	return &out, nil
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

// splitSentences splits the sentences of a paragraph that take too long to say.
func splitSentences(p *gendu.Paragraph, lang string) {
	out := []gendu.SentencePair{}
	for _, s := range p.Sentences {
		parts := sentences.SplitLong(s.Text, lang, sentences.Longest)
		if len(parts) < 2 {
			out = append(out, s)
			continue
		}
		list := bitext.TranslateParts(parts, s.Translation)
		for i := range list {
			list[i].Speaker = s.Speaker
		}
		if len(list) > 0 {
			list[0].Reading = s.Reading // of the whole sentence; nothing says where to cut it
		}
		out = append(out, list...)
	}
	p.Sentences = out
}
