// Package alignment finds where each line of a known text is spoken in a recording.
//
//	result, err := alignment.Lines(ctx, pcm, lines, alignment.Options{Lang: "en", Voice: voice})
//	result.Lines[0].StartMS
//
// The recording and a synthetic reading of the text are laid over each other; without a
// voice for the language, pauses and the lengths of the lines decide. The text may leave
// out what is spoken and hold lines that are not. See [Lines] for the method and its
// sources, and docs/aligning.md for what was measured.
package alignment
