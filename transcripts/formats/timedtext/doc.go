// Package timedtext holds what the formats of transcript files have in common: cues and
// documents, findings, a collector that takes cues from a reader and repairs their times,
// and the clocks, lines and words that readers and writers are made of. Times are in ms
// from the start of the audio.
//
//	c := &timedtext.Collector{}
//	err := c.Add(timedtext.Cue{StartMS: 1000, EndMS: 2500, Text: "Mind the gap."}, 1, 1)
//	document, err := c.Document()
package timedtext
