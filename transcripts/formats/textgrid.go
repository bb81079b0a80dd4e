package formats

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"gendu"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// readTextGrid reads Praat's TextGrid, long or short. One tier of intervals
// makes the cues: that with a name like "sentences", else every tier that is not
// words, phones or a translation, each as a speaker of its own where there are
// several. Tiers named "words" and "translation" go with the cues they lie in.
func readTextGrid(text []byte, c *timedtext.Collector) error {
	r := gridReader{s: gridScanner{text: text, line: 1}, c: c}
	if err := r.preamble(); err != nil {
		return err
	}
	for range maxTiers {
		name, ok, err := r.tier()
		if err != nil {
			return err
		}
		if !ok {
			return r.assemble()
		}
		r.names = append(r.names, name)
	}
	return timedtext.SyntaxError(r.s.line, 1, "the TextGrid has more than %d tiers", maxTiers)
}

const maxTiers = 100

// gridInterval is one interval of a tier.
type gridInterval struct {
	start, end int64
	text       string
	line       int
	tier       int
}

type gridReader struct {
	s     gridScanner
	c     *timedtext.Collector
	names []string

	cues, words, translations []gridInterval
}

func (r *gridReader) preamble() error {
	kind, err := r.s.text1("ooTextFile")
	if err != nil {
		return err
	}
	if kind == "ooTextFile" || strings.HasPrefix(kind, "ooTextFile") {
		if kind, err = r.s.text1("TextGrid"); err != nil {
			return err
		}
	}
	if kind != "TextGrid" {
		return timedtext.SyntaxError(r.s.line, 1, "the file holds a %q, not a TextGrid", timedtext.Shorten(kind))
	}
	for range 2 {
		if _, err := r.s.time(); err != nil {
			return err
		}
	}
	if _, err := r.s.number(); err != nil { // how many tiers; <exists> is passed over
		return err
	}
	return nil
}

// tier reads one tier; ok is false at the end of the file.
func (r *gridReader) tier() (name string, ok bool, err error) {
	class, found := r.s.string()
	if !found {
		if r.s.broken {
			return "", false, timedtext.SyntaxError(r.s.line, 1, "a text that begins with a quote does not end")
		}
		return "", false, nil
	}
	if class != "IntervalTier" && class != "TextTier" {
		return "", false, timedtext.SyntaxError(r.s.line, 1, "a tier is an IntervalTier or a TextTier, not %q", timedtext.Shorten(class))
	}
	if name, err = r.s.text1("the name of a tier"); err != nil {
		return "", false, err
	}
	for range 2 {
		if _, err := r.s.time(); err != nil {
			return "", false, err
		}
	}
	count, err := r.s.number()
	if err != nil {
		return "", false, err
	}
	for range int(min(max(count, 0), 1<<24)) {
		if err := r.interval(class, name); err != nil {
			return "", false, err
		}
	}
	return name, true, nil
}

func (r *gridReader) interval(class, tier string) error {
	start, err := r.s.time()
	if err != nil {
		return err
	}
	line := r.s.line
	end := start
	if class == "IntervalTier" {
		if end, err = r.s.time(); err != nil {
			return err
		}
	}
	text, err := r.s.text1("the text of an interval")
	if err != nil {
		return err
	}
	if len(text) > 8*sentences.MaxBytes {
		return &timedtext.PositionError{Line: line, Column: 1, Err: timedtext.ErrCueTooLong}
	}
	if text = timedtext.TidyText(text); text == "" || class != "IntervalTier" {
		return nil
	}
	iv := gridInterval{start, end, text, line, len(r.names)}
	switch tierRole(tier) {
	case "words":
		if len(r.words) >= timedtext.MaxWords {
			return &timedtext.PositionError{Line: line, Column: 1, Err: timedtext.ErrTooManyWords}
		}
		r.words = append(r.words, iv)
	case "translation":
		r.translations = append(r.translations, iv)
	case "cues":
		r.cues = append(r.cues, iv)
	}
	if len(r.cues) > timedtext.MaxCues || len(r.translations) > timedtext.MaxCues {
		return &timedtext.PositionError{Line: line, Column: 1, Err: timedtext.ErrTooManyCues}
	}
	return nil
}

// tierRole says what a tier is for, by its name.
func tierRole(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	switch {
	case strings.HasSuffix(name, "words") || strings.HasSuffix(name, "word"):
		return "words"
	case strings.HasSuffix(name, "phones") || strings.HasSuffix(name, "phone") || strings.HasSuffix(name, "phonemes") ||
		strings.HasSuffix(name, "syllables") || strings.HasSuffix(name, "phon"):
		return "phones"
	case strings.Contains(name, "translation") || strings.Contains(name, "翻譯") || strings.Contains(name, "翻译"):
		return "translation"
	}
	return "cues"
}

// sentenceTier reports whether a tier is named as one of whole sentences.
func sentenceTier(name string) bool {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "sentences", "sentence", "cues", "utterances", "utterance", "transcript", "transcription", "text", "lines", "segments":
		return true
	}
	return false
}

// assembleWords makes sentence cues of words, where there is no other tier.
func (r *gridReader) assembleWords() error {
	if len(r.words) == 0 {
		return nil
	}
	slices.SortStableFunc(r.words, func(a, b gridInterval) int { return int(a.start - b.start) })
	words := make([]gendu.Word, len(r.words))
	for i, iv := range r.words {
		words[i] = gendu.Word{Text: timedtext.OneLine(iv.text), StartMS: iv.start, EndMS: iv.end}
	}
	for _, cue := range timedtext.CuesOfWords(words, "", "") {
		if err := r.c.Add(cue, r.words[0].line, 1); err != nil {
			return err
		}
	}
	return nil
}

// assemble puts the tiers together.
func (r *gridReader) assemble() error {
	if len(r.cues) == 0 {
		return r.assembleWords()
	}
	only := slices.IndexFunc(r.names, sentenceTier)
	speakers := false
	if only < 0 {
		for _, iv := range r.cues {
			speakers = speakers || iv.tier != r.cues[0].tier
		}
	}
	kept := r.cues[:0]
	for _, iv := range r.cues {
		if only < 0 || iv.tier == only {
			kept = append(kept, iv)
		}
	}
	byStart := func(a, b gridInterval) int { return int(a.start - b.start) }
	for _, list := range [][]gridInterval{kept, r.words, r.translations} {
		slices.SortStableFunc(list, byStart)
	}
	w, t := 0, 0
	for _, iv := range kept {
		cue := timedtext.Cue{StartMS: iv.start, EndMS: iv.end, Text: iv.text}
		if speakers {
			cue.Speaker = r.names[iv.tier]
		}
		for ; t < len(r.translations) && r.translations[t].middle() < iv.end; t++ {
			if r.translations[t].middle() >= iv.start {
				timedtext.AddLine(&cue.Translation, r.translations[t].text)
			}
		}
		for ; w < len(r.words) && r.words[w].middle() < iv.end; w++ {
			if v := r.words[w]; v.middle() >= iv.start {
				cue.Words = append(cue.Words, gendu.Word{Text: timedtext.OneLine(v.text), StartMS: v.start, EndMS: v.end})
			}
		}
		if err := r.c.Add(cue, iv.line, 1); err != nil {
			return err
		}
	}
	return nil
}

// middle is a time that lies in one cue only.
func (iv gridInterval) middle() int64 { return iv.start + (iv.end-iv.start)/2 }

// gridScanner gives the free-standing texts and numbers of a Praat text file:
// all else, like "xmin =" or "[1]:", is for people.
type gridScanner struct {
	text   []byte
	at     int
	line   int
	broken bool // a text does not end
}

// skip moves to the next value and says whether it is a text.
func (s *gridScanner) skip() (isText, ok bool) {
	free := true // only after white space does a number stand free
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '\n':
			s.line++
			free = true
		case c == ' ' || c == '\t':
			free = true
		case c == '!' && free:
			i := bytes.IndexByte(s.text[s.at:], '\n')
			if i < 0 {
				s.at = len(s.text)
				return false, false
			}
			s.at += i
			continue
		case c == '"':
			return true, true
		case free && (timedtext.IsDigit(c) || c == '-' || c == '+') && s.freeNumber() > 0:
			return false, true
		default:
			free = false
		}
		s.at++
	}
	return false, false
}

// freeNumber is the length of the number here, 0 if it does not stand free.
func (s *gridScanner) freeNumber() int {
	n := 0
	for s.at+n < len(s.text) && n < 40 && strings.IndexByte("+-.0123456789eE", s.text[s.at+n]) >= 0 {
		n++
	}
	if s.at+n < len(s.text) && strings.IndexByte(" \t\n", s.text[s.at+n]) < 0 {
		return 0
	}
	return n
}

// string reads the next text, in which "" stands for a quote.
func (s *gridScanner) string() (string, bool) {
	for {
		isText, ok := s.skip()
		if !ok {
			return "", false
		}
		if isText {
			break
		}
		s.at += s.freeNumber()
	}
	var b strings.Builder
	s.at++
	for {
		i := bytes.IndexByte(s.text[s.at:], '"')
		if i < 0 {
			s.broken = true
			s.at = len(s.text)
			return "", false
		}
		part := s.text[s.at : s.at+i]
		b.Write(part)
		s.line += bytes.Count(part, []byte("\n"))
		s.at += i + 1
		if s.at < len(s.text) && s.text[s.at] == '"' {
			b.WriteByte('"')
			s.at++
			continue
		}
		return b.String(), true
	}
}

func (s *gridScanner) text1(what string) (string, error) {
	v, ok := s.string()
	if !ok {
		return "", timedtext.SyntaxError(s.line, 1, "the TextGrid ends before %s", what)
	}
	return v, nil
}

// number reads the next number as a count.
func (s *gridScanner) number() (int64, error) {
	isText, ok := s.skip()
	if !ok || isText {
		return 0, timedtext.SyntaxError(s.line, 1, "a number should stand here")
	}
	n := s.freeNumber()
	v, digits := timedtext.LeadingDigits(s.text[s.at : s.at+n])
	if digits != n {
		return 0, timedtext.SyntaxError(s.line, 1, "%q is no count", s.text[s.at:s.at+n])
	}
	s.at += n
	return v, nil
}

// time reads the next number as seconds.
func (s *gridScanner) time() (int64, error) {
	isText, ok := s.skip()
	if !ok || isText {
		return 0, timedtext.SyntaxError(s.line, 1, "a number should stand here")
	}
	n := s.freeNumber()
	word := string(s.text[s.at : s.at+n])
	s.at += n
	ms, ok := timedtext.ParseSeconds(word)
	if !ok {
		return 0, timedtext.SyntaxError(s.line, 1, "%q is no time between 0 and 100 hours", word)
	}
	return ms, nil
}

// keepTextGrid is what a TextGrid holds of a document.
func keepTextGrid(d *timedtext.Document) {
	d.Language, d.Title = "", ""
	for i := range d.Cues {
		cue := &d.Cues[i]
		if cue.Text == "" {
			needText(cue)
			cue.Translation = ""
		}
		cue.Speaker, cue.Reading = "", ""
		words := cue.Words[:0:0]
		for _, w := range cue.Words {
			if w.EndMS > w.StartMS {
				words = append(words, w)
			}
		}
		cue.Words = words
	}
}

// writeTextGrid writes the long form, with tiers for sentences, translations and
// words.
func writeTextGrid(w io.Writer, d *timedtext.Document) error {
	var sentences, translations, words []gridInterval
	for i := range d.Cues {
		cue := &d.Cues[i]
		sentences = append(sentences, gridInterval{start: cue.StartMS, end: cue.EndMS, text: cue.Text})
		if cue.Translation != "" {
			translations = append(translations, gridInterval{start: cue.StartMS, end: cue.EndMS, text: cue.Translation})
		}
		for _, word := range cue.Words {
			words = append(words, gridInterval{start: word.StartMS, end: word.EndMS, text: word.Text})
		}
	}
	tiers := []gridTier{{"sentences", sentences}, {"translation", translations}, {"words", words}}
	tiers = slices.DeleteFunc(tiers, func(t gridTier) bool { return len(t.intervals) == 0 })
	return writeTiers(w, tiers, d.Cues[len(d.Cues)-1].EndMS)
}
