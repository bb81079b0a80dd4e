package captions

import (
	"gendu/transcripts/formats"
	"gendu/transcripts/formats/timedtext"
)

// Read is formats.Parse with the speakers found, see NameSpeakers. A file in our own
// format says its speakers in a field, and its texts stay as they are.
func Read(name string, b []byte) (*timedtext.Document, formats.Format, error) {
	d, format, err := formats.Parse(name, b)
	if err != nil || format == formats.JSON || d.Untimed {
		return d, format, err
	}
	return NameSpeakers(d), format, nil
}
