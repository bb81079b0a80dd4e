// Package practice knows what a practice session knows: how a learner's take
// differs from the cue that it repeats. It is pure: no files, no goroutines, no
// clock. The method, its limits and its figures are written down in
// docs/comparing.md.
//
// Times are whole milliseconds within the clip (refStart, refEnd) or within the
// take (takeStart, takeEnd).
package practice
