package formats

import (
	"strings"

	"gendu"
	"gendu/transcripts/formats/timedtext"
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
func Keep(d *timedtext.Document, f Format) (*timedtext.Document, error) {
	if d.Untimed {
		return nil, timedtext.NoTimes(d.TimesLine)
	}
	adapt := adaptersOf[f]
	if adapt == nil {
		return nil, &timedtext.PositionError{Reason: "cannot be written as " + string(f), Err: timedtext.ErrUnknownFormat}
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

var adaptersOf = map[Format]func(*timedtext.Document){
	JSON: func(*timedtext.Document) {},
	VTT: func(d *timedtext.Document) {
		d.Title = strings.ReplaceAll(d.Title, "-->", "->")
		d.Title = strings.TrimSpace(strings.TrimLeft(d.Title, "- "))
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			cue.Translation = ""
			cue.Words, cue.Reading = timedtext.StampedWords(cue), ""
		}
		d.Cues = timedtext.Unrolled(d.Cues)
	},
	SRT: func(d *timedtext.Document) {
		d.Language, d.Title = "", ""
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			*cue = timedtext.Cue{StartMS: cue.StartMS, EndMS: cue.EndMS, Text: srtText(cue.Text)}
		}
		d.Cues = timedtext.Unrolled(d.Cues)
	},
	LRC: func(d *timedtext.Document) {
		d.Title, d.Language = lrcTagValue(d.Title), lrcTagValue(d.Language)
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			cue.Translation, cue.Speaker, cue.Reading = "", "", ""
			text := lrcText(cue.Text)
			if text != cue.Text {
				cue.Text = text
			}
			cue.Words = timedtext.StampedWords(cue)
		}
	},
	Podcast: func(d *timedtext.Document) {
		d.Language, d.Title = "", ""
		defer func() { d.Cues = timedtext.JoinWordCues(d.Cues) }()
		for i := range d.Cues {
			cue := &d.Cues[i]
			needText(cue)
			cue.Translation, cue.Reading, cue.Words = "", "", nil
		}
	},
	TextGrid: keepTextGrid,
	TSV: func(d *timedtext.Document) {
		d.Language, d.Title = "", ""
		for i := range d.Cues {
			cue := &d.Cues[i]
			cue.Text, cue.Translation, cue.Reading, cue.Words = timedtext.OneLine(cue.Text), timedtext.OneLine(cue.Translation), "", nil
		}
	},
}

// needText gives a cue that has only a translation that as its text.
func needText(cue *timedtext.Cue) {
	if cue.Text == "" {
		cue.Text, cue.Words = cue.Translation, nil
	}
}

// tidy brings a document into the form Parse gives.
func tidy(d *timedtext.Document) (*timedtext.Document, error) {
	c := &timedtext.Collector{Language: timedtext.OneLine(timedtext.TidyText(d.Language)), Title: timedtext.OneLine(timedtext.TidyText(d.Title))}
	for i := range d.Cues {
		cue := d.Cues[i]
		cue.Text, cue.Translation, cue.Speaker = timedtext.TidyText(cue.Text), timedtext.TidyText(cue.Translation), timedtext.OneLine(timedtext.TidyText(cue.Speaker))
		cue.Reading = timedtext.OneLine(timedtext.TidyText(cue.Reading))
		words := make([]gendu.Word, 0, len(cue.Words))
		for _, w := range cue.Words {
			w.Text = timedtext.OneLine(timedtext.TidyText(w.Text))
			words = append(words, w)
		}
		cue.Words = words
		if err := c.Add(cue, i+1, 1); err != nil {
			return nil, err
		}
	}
	out, err := c.Document()
	if err != nil {
		return nil, err
	}
	out.Mended = nil
	return out, nil
}
