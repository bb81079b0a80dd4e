package formats

import (
	"strings"

	"gendu"
)

// Keep is what is left of a document after it was written in a format and read
// again: Parse(Write(d, f)) equals Keep(d, f). Every format keeps the order,
// the times to the millisecond, and the text; beyond that
//
//	format        line breaks  translation  speaker  words       language, title
//	json          yes          yes          yes      yes         yes
//	vtt           yes          no           yes      by stamps   yes
//	srt           yes          no           no       no          no
//	lrc           no           no           no       by stamps   yes
//	podcast-json  yes          no           yes      no          no
//	textgrid      yes          yes          no       with length no
//	tsv           no           yes          yes      no          no
//
// Words by stamps keep their starts; each lasts until the next begins, and words
// that do not follow each other in the text are dropped altogether. A reading is kept by
// json alone. SRT writes
// ‹ for a bracket that could begin a tag and → for an arrow; LRC writes
// round brackets around what would be read as a stamp. A cue without text of its
// own has its translation as text where there is no translation.
//
// The document itself is brought into order first, as Parse does.
func Keep(d *Document, f Format) (*Document, error) {
	if d.Untimed {
		return nil, NoTimes(d.TimesLine)
	}
	adapt := adaptersOf[f]
	if adapt == nil {
		return nil, &PositionError{Reason: "cannot be written as " + string(f), Err: ErrUnknownFormat}
	}
	k, err := tidy(d)
	if err != nil {
		return nil, err
	}
	for range 3 { // what one field loses may make a translation of another
		adapt(k)
		if k, err = tidy(k); err != nil {
			return nil, err
		}
	}
	return k, nil
}

var adaptersOf = map[Format]func(*Document){
	JSON: func(*Document) {},
	VTT: func(d *Document) {
		d.Title = strings.ReplaceAll(d.Title, "-->", "->")
		d.Title = strings.TrimSpace(strings.TrimLeft(d.Title, "- "))
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			cue.Translation = ""
			cue.Words, cue.Reading = stampedWords(cue), ""
		}
		d.Cues = unrolled(d.Cues)
	},
	SRT: func(d *Document) {
		d.Language, d.Title = "", ""
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			*cue = Cue{StartMS: cue.StartMS, EndMS: cue.EndMS, Text: srtText(cue.Text)}
		}
		d.Cues = unrolled(d.Cues)
	},
	LRC: func(d *Document) {
		d.Title, d.Language = lrcTagValue(d.Title), lrcTagValue(d.Language)
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			cue.Translation, cue.Speaker, cue.Reading = "", "", ""
			text := lrcText(cue.Text)
			if text != cue.Text {
				cue.Text = text
			}
			cue.Words = stampedWords(cue)
		}
	},
	Podcast: func(d *Document) {
		d.Language, d.Title = "", ""
		defer func() { d.Cues = joinWordCues(d.Cues) }()
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			cue.Translation, cue.Reading, cue.Words = "", "", nil
		}
	},
	TextGrid: keepTextGrid,
	TSV: func(d *Document) {
		d.Language, d.Title = "", ""
		for i := range d.Cues {
			cue := &d.Cues[i]
			cue.Text, cue.Translation, cue.Reading, cue.Words = oneLine(cue.Text), oneLine(cue.Translation), "", nil
		}
	},
}

// needText gives a cue that has only a translation that as its text.
func needText(cue *Cue) {
	if cue.Text == "" {
		cue.Text, cue.Words = cue.Translation, nil
	}
}

// tidy brings a document into the form Parse gives.
func tidy(d *Document) (*Document, error) {
	c := &collector{language: oneLine(tidyText(d.Language)), title: oneLine(tidyText(d.Title))}
	for i := range d.Cues {
		cue := d.Cues[i]
		cue.Text, cue.Translation, cue.Speaker = tidyText(cue.Text), tidyText(cue.Translation), oneLine(tidyText(cue.Speaker))
		cue.Reading = oneLine(tidyText(cue.Reading))
		words := make([]gendu.Word, 0, len(cue.Words))
		for _, w := range cue.Words {
			w.Text = oneLine(tidyText(w.Text))
			words = append(words, w)
		}
		cue.Words = words
		if err := c.add(cue, i+1, 1); err != nil {
			return nil, err
		}
	}
	out, err := c.document()
	if err != nil {
		return nil, err
	}
	out.Mended = nil
	return out, nil
}
