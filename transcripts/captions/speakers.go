package captions

import (
	"maps"
	"regexp"
	"strings"
	"unicode/utf8"

	"gendu/transcripts/bitext"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// NameSpeakers moves the speakers whose names stand in the text ("Mei: It is late.",
// "[SPEAKER_00]: …", "陳老師：…") into the field of their cue, and takes away the marks
// of a change of speaker (">>", and dashes where a cue has several). A cue in which two
// people speak becomes two; they get their times from its words, or else in proportion
// to what they say. What looks like a name and is used once among many cues ("Note: …")
// stays text. It returns a new document.
func NameSpeakers(d *timedtext.Document) *timedtext.Document {
	names := speakersIn(d)
	out := *d
	out.Cues = make([]timedtext.Cue, 0, len(d.Cues))
	for _, c := range d.Cues {
		turns := turnsOf(c, names)
		if len(turns) == 0 || len(out.Cues)+len(turns) > timedtext.MaxCues {
			out.Cues = append(out.Cues, c)
			continue
		}
		out.Cues = append(out.Cues, splitTurns(c, turns, names)...)
	}
	return &out
}

// utterance is what one person says inside a cue.
type utterance struct{ speaker, text string }

var (
	// A mark of a change of speaker, before a word.
	turnMark = regexp.MustCompile(`^(?:>>+\s*|[-–—]\s*)([\p{L}\p{N}"“”‘’'¿¡…\[(（「『].*)$`)
	// The same behind a sentence, in the middle of a line.
	turnInside = regexp.MustCompile(`([.!?…。\x{FF01}\x{FF1F}]["”’」』]?)\s+(?:>>+\s*|[-–—]\s+)(["“‘「『¿¡\p{L}])`)
	// A name and a colon. Behind a name in letters of an alphabet stands a space, so that
	// times and addresses are no names.
	latinLabel = regexp.MustCompile(`^[\[(]?(\p{Lu}[\p{L}\p{M}\d_.'’-]*(?: (?:[\p{Lu}\d&#][\p{L}\p{M}\d_.'’-]*|and|de|van|von|da)){0,3})(?: ?\([^()]{1,24}\))?[\])]?(?: ?:\s+| ?：\s*)(\S.*)$`)
	hanLabel   = regexp.MustCompile(`^[\[【（(]?([\p{Han}\p{Katakana}\p{Hiragana}ー·・]{1,8}(?: ?[A-Z\d]{1,2})?)[\]】）)]?\s?[:：]\s*(\S.*)$`)
)

// noNames are words before a colon that introduce something else than speech.
var noNames = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`note notes warning caution example examples question answer chapter part section tip tips remember
		ps update summary step steps rule rules fact hint translation translated subtitles subtitle captions caption music lyrics title time
		date re source sources link links important first second third finally conclusion definition synonym synonyms antonym meaning
		vocabulary keyword keywords next today tomorrow 注意 例如 比如 譬如 提示 翻譯 翻译 字幕 問題 问题 答案 標題 标题 時間 时间 地點 地点 日期
		來源 来源 結論 结论 總結 总结 重點 重点 定義 定义 單字 单词 例句 音樂 音乐 校對 校对 聽打 听打 即 就是 他說 她說 我說 他说 她说 我说 說 说`) {
		set[w] = true
	}
	return set
}()

// cutLabel reads "Name: text". The mark of a change of speaker may stand before it.
func cutLabel(line string) (name, text string, ok bool) {
	if m := turnMark.FindStringSubmatch(line); m != nil {
		line = m[1]
	}
	for _, r := range []*regexp.Regexp{latinLabel, hanLabel} {
		if m := r.FindStringSubmatch(line); m != nil && utf8.RuneCountInString(m[1]) <= 32 {
			return m[1], m[2], !noNames[strings.ToLower(m[1])]
		}
	}
	return "", "", false
}

// maxNames bounds the names that are counted; a text with more of them has no speakers.
const maxNames = 1000

// speakersIn finds the names that are speakers: those that the file names as such, and
// those that stand before several lines, before most of the cues, or before two lines of
// one.
func speakersIn(d *timedtext.Document) map[string]bool {
	count := map[string]int{}
	labelled := 0
	names := map[string]bool{}
	for i := range d.Cues {
		if names[d.Cues[i].Speaker] = true; d.Cues[i].Speaker != "" {
			continue
		}
		if len(count) > maxNames {
			break
		}
		inCue := map[string]bool{}
		for line := range strings.SplitSeq(d.Cues[i].Text, "\n") {
			if name, _, ok := cutLabel(line); ok {
				inCue[name] = true
				if count[name]++; line == d.Cues[i].Text || strings.HasPrefix(d.Cues[i].Text, line+"\n") {
					labelled++
				}
			}
		}
		if len(inCue) > 1 { // one answers the other
			maps.Copy(names, inCue)
		}
	}
	delete(names, "")
	several := false
	for _, n := range count {
		several = several || n > 1
	}
	for name, n := range count {
		if n > 1 || labelled*2 >= len(d.Cues) || several && labelled*4 >= len(d.Cues) {
			names[name] = true
		}
	}
	return names
}

// turnsOf cuts a cue where another person speaks; nil where nothing is to be changed.
func turnsOf(c timedtext.Cue, names map[string]bool) []utterance {
	lines := turnLines(c.Text)
	marked := 0
	for _, line := range lines {
		if turnMark.MatchString(line) {
			marked++
		}
	}
	var out []utterance
	changed := false
	for i, line := range lines {
		name, text, ok := cutLabel(line)
		ok = ok && names[name] && c.Speaker == ""
		mark := turnMark.FindStringSubmatch(line)
		several := marked > 1 || strings.HasPrefix(line, ">>")
		switch {
		case ok:
			out = append(out, utterance{name, text})
		case mark != nil && several:
			out = append(out, utterance{c.Speaker, mark[1]})
		case i == 0:
			out = append(out, utterance{c.Speaker, line})
			continue
		default:
			out[len(out)-1].text += "\n" + line
			continue
		}
		changed = true
	}
	if !changed {
		return nil
	}
	return out
}

// turnLines are the lines of a text, cut also where a mark stands behind a sentence of a
// line that begins with one.
func turnLines(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if turnMark.MatchString(line) {
			line = turnInside.ReplaceAllString(line, "$1\n- $2")
		}
		out = append(out, strings.Split(line, "\n")...)
	}
	return out
}

// splitTurns makes a cue of each turn.
func splitTurns(c timedtext.Cue, turns []utterance, names map[string]bool) []timedtext.Cue {
	texts := make([]string, len(turns))
	for i, t := range turns {
		texts[i] = t.text
	}
	parts := timedtext.SplitAt(c, texts)
	if parts == nil { // too short for several
		parts = []timedtext.Cue{c}
		parts[0].Text, turns = strings.Join(texts, "\n"), turns[:1]
	}
	translations := translationsOf(c, turns, names)
	for i := range parts {
		parts[i].Speaker, parts[i].Translation = turns[i].speaker, translations[i]
	}
	return parts
}

// translationsOf gives each turn its part of the translation.
func translationsOf(c timedtext.Cue, turns []utterance, names map[string]bool) []string {
	out := make([]string, len(turns))
	if c.Translation == "" {
		return out
	}
	names = maps.Clone(names)
	for line := range strings.SplitSeq(c.Translation, "\n") {
		if name, _, ok := cutLabel(line); ok {
			names[name] = true // it stands where the speaker of the text does
		}
	}
	theirs := turnsOf(timedtext.Cue{Text: c.Translation}, names)
	if len(theirs) == len(turns) {
		for i, t := range theirs {
			out[i] = t.text
		}
		return out
	}
	texts := make([]string, len(turns))
	for i, t := range turns {
		texts[i] = sentences.JoinLines(t.text)
	}
	pairs := bitext.TranslateParts(texts, sentences.JoinLines(c.Translation))
	if len(pairs) != len(turns) {
		out[0] = c.Translation
		return out
	}
	for i, p := range pairs {
		out[i] = p.Translation
	}
	return out
}
