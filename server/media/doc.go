// Package media serves what is played: the parts of an audio by range, clips of sentences,
// recordings, and words read by the synthetic voice.
package media
