package formats

import (
	"bytes"
	"encoding/json"
	"errors"
	"sort"
	"strings"
	"unicode/utf8"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// readWords reads the words that stand beside the segments, not in them.
func (r *jsonReader) readWords() error {
	if !r.opens('[') {
		var skipped json.RawMessage
		if err := r.dec.Decode(&skipped); err != nil {
			return r.fail(err)
		}
		return nil
	}
	if _, err := r.dec.Token(); err != nil {
		return r.fail(err)
	}
	r.wordsLine, _ = r.position(r.dec.InputOffset())
	for r.dec.More() {
		var one jsonWord
		at := r.dec.InputOffset()
		if err := r.dec.Decode(&one); err != nil {
			var wrong *json.UnmarshalTypeError
			if !errors.As(err, &wrong) {
				return r.fail(err)
			}
			line, column := r.position(at)
			r.c.Bad(line, column, "this is no word with its times")
			continue
		}
		if len(r.words) >= timedtext.MaxWords {
			line, column := r.position(at)
			return &timedtext.PositionError{Line: line, Column: column, Err: timedtext.ErrTooManyWords}
		}
		if word := one.word(); word.Text != "" {
			r.words = append(r.words, word)
		}
	}
	if _, err := r.dec.Token(); err != nil {
		return r.fail(err)
	}
	return nil
}

// useWords gives the words beside the segments to the segments in which they are
// spoken, or makes cues of them where there are no segments.
func (r *jsonReader) useWords() error {
	if len(r.words) == 0 {
		return nil
	}
	fillTimes(r.words, 0, timedtext.NoEnd)
	sort.SliceStable(r.words, func(i, j int) bool { return r.words[i].StartMS < r.words[j].StartMS })
	if r.c.Count == 0 {
		for _, cue := range timedtext.CuesOfWords(r.words, r.fullText, r.c.Language) {
			if err := r.c.Add(cue, r.wordsLine, 1); err != nil {
				return err
			}
		}
		return nil
	}
	for _, chunk := range r.c.Chunks {
		for i := range chunk {
			cue := &chunk[i]
			if len(cue.Words) > 0 || cue.EndMS <= cue.StartMS {
				continue
			}
			from := sort.Search(len(r.words), func(k int) bool { return middle(r.words[k]) >= cue.StartMS })
			to := from
			for to < len(r.words) && middle(r.words[to]) < cue.EndMS {
				to++
			}
			if r.c.Words += to - from; r.c.Words > timedtext.MaxWords {
				return &timedtext.PositionError{Line: r.wordsLine, Column: 1, Err: timedtext.ErrTooManyWords}
			}
			cue.Words = append([]gendu.Word(nil), r.words[from:to]...)
		}
	}
	return nil
}

func middle(w gendu.Word) int64 { return (w.StartMS + w.EndMS) / 2 }

// jsonTokens reads the tokens of whisper.cpp, which have offsets. A token that
// begins with a space begins a word. Other tools list numbers here.
type jsonTokens []gendu.Word

// UnmarshalJSON passes over tokens that are numbers, and over marks like [_BEG_].
func (t *jsonTokens) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) == 0 || b[0] != '[' || !bytes.Contains(b, []byte(`"offsets"`)) {
		return nil
	}
	var list []struct {
		Text    string `json:"text"`
		Offsets struct {
			From jsonMS `json:"from"`
			To   jsonMS `json:"to"`
		} `json:"offsets"`
	}
	if json.Unmarshal(b, &list) != nil {
		return nil
	}
	if len(list) >= 4*sentences.MaxBytes {
		return &timedtext.PositionError{Err: timedtext.ErrTooManyWords}
	}
	for _, one := range list {
		start, end := one.Offsets.From.ms, one.Offsets.To.ms
		if one.Text == "" || strings.HasPrefix(one.Text, "[_") || !one.Offsets.From.ok || !one.Offsets.To.ok {
			continue
		}
		if !utf8.ValidString(one.Text) || strings.ContainsRune(one.Text, utf8.RuneError) {
			*t = nil // characters cut in two: such tokens are no words
			return nil
		}
		k := len(*t) - 1
		first := lang.FirstRune(one.Text)
		if k >= 0 && first != ' ' && !lang.IsCJK(first) && !lang.IsCJK(lang.LastRune((*t)[k].Text)) || k >= 0 && lang.Letters(one.Text) == "" && !lang.StartsWithDigit(strings.TrimSpace(one.Text)) {
			(*t)[k].Text += strings.TrimSpace(one.Text)
			(*t)[k].EndMS = max((*t)[k].EndMS, end)
			continue
		}
		if text := timedtext.OneLine(one.Text); text != "" {
			*t = append(*t, gendu.Word{Text: text, StartMS: start, EndMS: end})
		}
	}
	return nil
}

// languageTag turns the English name of a language, as Whisper writes it, into
// its BCP 47 tag. What is not known stays as it is.
func languageTag(name string) string {
	if tag, ok := whisperLanguages[strings.ToLower(name)]; ok {
		return tag
	}
	return name
}

// whisperLanguages are the languages of Whisper by name.
var whisperLanguages = func() map[string]string {
	out := map[string]string{}
	for pair := range strings.FieldsSeq(`en:english zh:chinese zh:mandarin de:german es:spanish es:castilian ru:russian ko:korean fr:french
		ja:japanese pt:portuguese tr:turkish pl:polish ca:catalan ca:valencian nl:dutch nl:flemish ar:arabic sv:swedish it:italian
		id:indonesian hi:hindi fi:finnish vi:vietnamese he:hebrew uk:ukrainian el:greek ms:malay cs:czech ro:romanian ro:moldavian
		da:danish hu:hungarian ta:tamil no:norwegian th:thai ur:urdu hr:croatian bg:bulgarian lt:lithuanian la:latin mi:maori
		ml:malayalam cy:welsh sk:slovak te:telugu fa:persian lv:latvian bn:bengali sr:serbian az:azerbaijani sl:slovenian
		kn:kannada et:estonian mk:macedonian br:breton eu:basque is:icelandic hy:armenian ne:nepali mn:mongolian bs:bosnian
		kk:kazakh sq:albanian sw:swahili gl:galician mr:marathi pa:punjabi si:sinhala km:khmer sn:shona yo:yoruba so:somali
		af:afrikaans oc:occitan ka:georgian be:belarusian tg:tajik sd:sindhi gu:gujarati am:amharic yi:yiddish lo:lao uz:uzbek
		fo:faroese ht:haitian ps:pashto tk:turkmen nn:nynorsk mt:maltese sa:sanskrit lb:luxembourgish my:burmese bo:tibetan
		tl:tagalog mg:malagasy as:assamese tt:tatar haw:hawaiian ln:lingala ha:hausa ba:bashkir jv:javanese su:sundanese yue:cantonese`) {
		tag, name, _ := strings.Cut(pair, ":")
		out[name] = tag
	}
	return out
}()
