package server

import (
	"path"
	"strings"

	"gendu"
	"gendu/transcripts"
)

// timedEndings are file endings that promise times: what has one of these and
// can not be read is an error, not a page.
var timedEndings = map[string]bool{
	".srt": true, ".vtt": true, ".lrc": true, ".ttml": true, ".dfxp": true, ".xml": true, ".ass": true, ".ssa": true, ".json": true,
}

// readBytes reads a timed transcript file where the bytes are one, and a page
// otherwise.
func readBytes(name string, raw []byte, lang, translation string) (*reading, error) {
	text, _, err := transcripts.DecodeText(raw)
	if err != nil {
		return nil, wrong(err)
	}
	if strings.ContainsRune(text, 0) {
		return nil, &fieldError{"source", gendu.Errorf(gendu.Invalid, "This is no text: it holds zero bytes.")}
	}
	doc, format, err := transcripts.Parse(name, raw)
	promised := timedEndings[strings.ToLower(path.Ext(name))]
	switch {
	case err == nil && !doc.Untimed && len(doc.Cues) > 0:
		return &reading{source: text, format: string(format), timed: doc}, nil
	case err != nil && (promised || format != "" && format != transcripts.FormatText):
		return nil, wrong(err)
	case promised:
		return nil, &fieldError{"source", gendu.Errorf(gendu.Invalid,
			"No times were found in %s. If it is a page, paste its text instead.", path.Base(name))}
	}
	page, err := transcripts.ParseNotes(text, transcripts.NotesOptions{Language: lang, TranslationLanguage: translation})
	if err != nil {
		return nil, wrong(err)
	}
	return &reading{source: text, format: "page", page: page}, nil
}
