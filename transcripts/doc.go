// Package transcripts turns what hosts really have, a pasted page or a file in
// any of the usual transcript formats, into cues: one timed sentence each, with
// its translation.
//
// Untimed text goes through three steps. ParseNotes reads a pasted page into a
// Page: every line of it finds a place or is listed as unplaced, none is lost.
// SplitSentences cuts a paragraph into sentences, and PairSentences finds for
// each sentence its translation. Align then finds the times in the audio.
//
// Timed files are read by Parse, which knows the format from the content, and
// written by Write; Keep says what a format can hold, so that
// Parse(Write(x)) == Keep(x, format).
//
// Everything here is a pure function of its arguments: no files, no network, no
// clock. Parsing takes time linear in the input, and every input has a limit.
package transcripts
