package hosting

import (
	"encoding/base64"
	"errors"
	"path"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
	"gendu/transcripts"
	"gendu/transcripts/notes"
)

// maxTranscriptFile is the size of a transcript file. A page has a limit of its
// own, notes.MaxBytes.
const maxTranscriptFile = 8 << 20

// read finds out what the host gave and reads it. With transcripts.ErrNoSentence
// the draft is given, too.
func read(in *api.TranscriptInput, lang, translation string) (*transcripts.Draft, error) {
	raw, err := sourceOf(in)
	if err != nil {
		return nil, err
	}
	o := transcripts.DraftOptions{
		Options:  notes.Options{Language: lang, TranslationLanguage: translation},
		Encoding: string(api.Given(in.Encoding)), SplitLong: api.Given(in.Split), JoinFragments: api.Given(in.Join),
		SecondName: api.Given(in.SecondName),
	}
	for _, u := range api.Given(in.Uses) {
		o.Uses = append(o.Uses, gendu.LineUse{Line: u.Line, Text: u.Text, As: gendu.Use(u.As)})
	}
	o.Order = gendu.Order(api.Given(in.Order))
	if l := api.Given(in.Language); l != "" {
		o.Language = l
	}
	if l := api.Given(in.Translation); l != "" {
		o.TranslationLanguage = l
	}
	if encoded := api.Given(in.SecondBase64); encoded != "" {
		if o.Second, err = decodeFile("secondBase64", encoded); err != nil {
			return nil, err
		}
	}
	d, err := transcripts.NewDraft(raw, api.Given(in.SourceName), o)
	if err != nil {
		return d, wrong(api.Given(in.SourceName), err)
	}
	return d, nil
}

// sourceOf is what was sent: a text, or the bytes of a file.
func sourceOf(in *api.TranscriptInput) ([]byte, error) {
	source, encoded := api.Given(in.Source), api.Given(in.SourceBase64)
	if (source == "") == (encoded == "") {
		return nil, httpio.InField("source", gendu.Errorf(gendu.Invalid, "Give either source or sourceBase64."))
	}
	if source != "" {
		if e := api.Given(in.Encoding); e != "" && e != api.Utf8 {
			return nil, httpio.InField("encoding", gendu.Errorf(gendu.Invalid, "Only bytes have an encoding: give sourceBase64."))
		}
		return []byte(source), nil
	}
	return decodeFile("sourceBase64", encoded)
}

func decodeFile(field, encoded string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, httpio.InField(field, gendu.Wrap(err, gendu.Invalid, "This is not base64 (RFC 4648, section 4)."))
	}
	if len(raw) > maxTranscriptFile {
		return nil, httpio.InField(field, gendu.Errorf(gendu.TooLarge, "A transcript file has at most %d MiB.", maxTranscriptFile>>20))
	}
	return raw, nil
}

// wrong gives the position that transcripts report to the host. Its errors hold
// nothing internal: they speak of the text.
func wrong(name string, err error) error {
	switch {
	case errors.Is(err, transcripts.ErrNoTimes) && name != "":
		return httpio.InField("source", gendu.Errorf(gendu.Invalid,
			"No times were found in %s. If it is a page, paste its text instead.", path.Base(name)))
	case errors.Is(err, transcripts.ErrNoSentence):
		return httpio.InField("source", gendu.Wrap(err, gendu.Invalid,
			"No sentence was found in this text. Paste the whole page of the episode, with its paragraphs."))
	}
	return httpio.InField("source", gendu.Wrap(err, gendu.Invalid, "The text could not be read: "+err.Error()+"."))
}
