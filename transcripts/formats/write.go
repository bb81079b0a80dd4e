package formats

import (
	"bufio"
	"io"

	"gendu/transcripts/formats/timedtext"
)

// Written lists the formats Write knows.
var Written = []Format{VTT, SRT, LRC, Podcast, TextGrid, JSON, TSV}

// Write writes a document. What the format cannot hold is left out; Keep says
// what stays. Errors: ErrUntimed for a document without times, ErrUnknownFormat
// for a format that is only read, the limits of Parse, and those of w.
func Write(w io.Writer, d *timedtext.Document, f Format) error {
	kept, err := Keep(d, f)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	switch f {
	case VTT:
		err = writeVTT(out, kept)
	case SRT:
		err = writeSRT(out, kept)
	case LRC:
		err = writeLRC(out, kept)
	case Podcast:
		err = writePodcast(out, kept)
	case TextGrid:
		err = writeTextGrid(out, kept)
	case JSON:
		err = writeJSON(out, kept)
	case TSV:
		err = writeTSV(out, kept)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}
