// Package gendu holds the nouns of gendu (跟讀, "read along after"), a podcast
// shadowing server, and the kinds of errors that its packages return.
//
// It imports the standard library only, does no I/O and declares no
// interfaces: a port belongs to the package that consumes it. The plan of the
// whole project stands in docs/architecture.md; internal/layers holds the map of
// which package may import which.
//
// Every time span is whole milliseconds on the timeline of the canonical PCM of
// an episode's audio (fields named …MS); every moment is a [time.Time] in UTC.
package gendu
