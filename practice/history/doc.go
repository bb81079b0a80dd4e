// Package history says what the comparisons of many takes have in common: how somebody
// read in a stretch of time, and which sounds to listen to once more.
//
//	trend, enough := history.TrendOf(reads)
//	sounds, enough := history.SoundsToHear(takes)
package history
