// Package formats reads and writes transcript files: SRT, WebVTT, LRC, TTML, ASS,
// TextGrid, JSON of several kinds, tables and plain text. A file becomes a Document, a
// list of timed cues in order, and what had to be repaired for that.
//
//	doc, format, err := formats.Parse("lesson.srt", data) // the format by the content
//	err = formats.Write(w, doc, formats.VTT)
//
// Keep says what a format can hold, so that Parse(Write(x)) == Keep(x, format). Errors
// are *PositionError and name the line and the column. All sizes have limits, and
// parsing takes time linear in the input.
package formats
