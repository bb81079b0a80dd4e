package formats

import (
	"strings"

	"gendu/transcripts/formats/timedtext"
)

// voice is a stretch of a cue that one person speaks.
type voice struct {
	speaker  string
	segments []timedtext.Segment // by the time stamps inside
	text     strings.Builder
	reading  strings.Builder // the text with ruby in place of what it stands above
	pending  strings.Builder // the segment at hand
	ruby     bool
}

// markup is a cue's text with its tags read.
type markup struct {
	voices []*voice
	now    *voice
	inRuby bool
	base   strings.Builder // what the next ruby stands above
	inRT   bool
	skip   bool // inside rp

	unescape func(string) string
}

// readMarkup reads the tags of a text: voices, time stamps, ruby, line breaks. Those
// that known refuses are text; "" asks it for time stamps. start is where the cue begins.
func readMarkup(s string, start int64, known func(name string) bool, unescape func(string) string) []*voice {
	m := &markup{unescape: unescape}
	m.begin("", start)
	for s != "" {
		before, tag, ok := cutTag(s)
		m.write(unescape(before))
		if !ok {
			break
		}
		s = s[len(before)+len(tag)+2:]
		if ms, n := timedtext.ParseClock([]byte(tag)); n > 0 && n == len(tag) && known("") {
			m.flush()
			m.now.segments = append(m.now.segments, timedtext.Segment{StartMS: ms, Stamped: true})
			continue
		}
		name := tagName(tag)
		if !known(name) {
			m.write("<" + unescape(tag) + ">")
			continue
		}
		m.tag(name, tag, start)
	}
	m.endRuby()
	m.flush()
	return m.voices
}

// tagName is the name of a tag in small letters, with the slash of an end tag, and
// without classes and attributes.
func tagName(tag string) string {
	i := strings.IndexAny(strings.TrimPrefix(tag, "/"), ". \t\n/")
	if i >= 0 && strings.HasPrefix(tag, "/") {
		i++
	}
	if i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

func (m *markup) begin(speaker string, start int64) {
	m.now = &voice{speaker: speaker, segments: []timedtext.Segment{{StartMS: start}}}
	m.voices = append(m.voices, m.now)
}

func (m *markup) tag(name, tag string, start int64) {
	switch name {
	case "v":
		_, speaker, _ := strings.Cut(strings.ReplaceAll(tag, "\t", " "), " ")
		speaker = timedtext.OneLine(m.unescape(speaker))
		switch {
		case speaker == "":
		case m.now.speaker == "" && strings.TrimSpace(m.now.text.String()+m.now.pending.String()) == "":
			m.now.speaker = speaker
		case m.now.speaker != speaker:
			at := m.now.segments[len(m.now.segments)-1]
			m.flush()
			m.begin(speaker, max(start, at.StartMS))
		}
	case "br":
		m.write("\n")
	case "ruby":
		m.endRuby()
		m.inRuby = true
	case "/ruby":
		m.inRT = false
		m.endRuby()
	case "rt":
		m.inRT = m.inRuby
		m.now.ruby = m.now.ruby || m.inRuby
	case "/rt", "rb":
		m.inRT = false
		m.base.Reset()
	case "rp":
		m.skip = true
	case "/rp":
		m.skip = false
	}
}

// write takes text to where it belongs.
func (m *markup) write(s string) {
	switch {
	case s == "" || m.skip:
	case m.inRT:
		m.now.reading.WriteString(s)
		m.base.Reset()
	default:
		m.now.pending.WriteString(s)
		if m.inRuby {
			m.base.WriteString(s)
		} else {
			m.now.reading.WriteString(s)
		}
	}
}

// endRuby gives the reading what stood in a ruby without a reading of its own.
func (m *markup) endRuby() {
	m.now.reading.WriteString(m.base.String())
	m.base.Reset()
	m.inRuby, m.inRT = false, false
}

func (m *markup) flush() {
	t := m.now.pending.String()
	m.now.segments[len(m.now.segments)-1].Text = t
	m.now.text.WriteString(t)
	m.now.pending.Reset()
}

// addVoices makes a cue of each voice; the time is shared as SplitAt does it.
func addVoices(c *timedtext.Collector, cue timedtext.Cue, voices []*voice, line int) error {
	texts := []string{}
	kept := []*voice{}
	for _, v := range voices {
		if text := timedtext.CleanCueText(v.text.String()); text != "" {
			texts, kept = append(texts, text), append(kept, v)
		}
	}
	if len(kept) == 0 {
		return c.Add(cue, line, 1)
	}
	if len(kept) == 1 || cue.EndMS-cue.StartMS < int64(len(kept)) {
		cue.Text, cue.Speaker = strings.Join(texts, "\n"), kept[0].speaker
		if len(kept) == 1 {
			cue.Text = kept[0].text.String()
			cue.Words, cue.Reading = timedtext.WordsOf(kept[0].segments, cue.EndMS), kept[0].readingOf()
		}
		return c.Add(cue, line, 1)
	}
	for i, v := range kept {
		segments := v.segments
		if i > 0 && len(segments) > 1 { // from the stamp before its first word
			segments[0].StartMS = segments[1].StartMS
		}
		cue.Words = append(cue.Words, timedtext.WordsOf(segments, cue.EndMS)...)
	}
	for i, part := range timedtext.SplitAt(cue, texts) {
		part.Speaker, part.Reading = kept[i].speaker, kept[i].readingOf()
		if err := c.Add(part, line, 1); err != nil {
			return err
		}
	}
	return nil
}

func (v *voice) readingOf() string {
	if !v.ruby {
		return ""
	}
	return timedtext.OneLine(v.reading.String())
}
