// Package tags reads what an audio file says of itself: title, artist, album, chapters and
// a picture. They are suggestions to the host and nothing depends on them, so that a
// broken tag suggests less and is no error.
//
//	t := tags.Read("flac", file, size)  // of a FLAC, WAV or MP4 file
//	t.FitChapters(durationMS)           // ends of chapters that the file does not state
//
// The tags of MP3 files stand around and between their frames; package mp3 finds them and
// hands them to a [Reader].
package tags
