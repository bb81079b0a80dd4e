// Package transcripts turns what hosts really have, a pasted page or a file in any of
// the usual transcript formats, into cues: one sentence each, timed where the file says
// so, with its translation.
//
//	draft, err := transcripts.NewDraft(source, "lesson.srt", transcripts.DraftOptions{})
//	draft.Cues[0].Text
//
// The work is done by the packages below it, each of which imports only those after it:
//
//	alignment  finds the times of an untimed text in the audio
//	notes      reads a pasted page
//	captions   names the speakers of a file; joins, splits and merges captions
//	formats    reads and writes transcript files
//	bitext     pairs sentences with their translations
//	readaloud  writes out what a speaker says
//	sentences  cuts text into sentences and clauses
//
// Everything here is a pure function of its arguments: no files, no network, no clock.
// Parsing takes time linear in the input, and every input has a limit.
package transcripts
