// Package audio turns what a podcaster uploads into what an episode needs, on one exact
// timeline: it finds out what a file is (OpenSource), makes the practice and listening
// files, peaks, pitch and cover in one pass (Derive), and cuts clips (CutClip).
//
//	derived, err := audio.Derive(ctx, file, size, dir, audio.DeriveOptions{Converter: ffmpeg})
//	derived.DurationMS
//
// The packages below it, each of which imports only those after it:
//
//	ffmpeg, espeak  run those programs
//	take            decodes what learners record
//	mp4             puts the frames of an MP3 file into MP4
//	mp3             indexes and decodes MP3
//	wav, plot       read and write WAV; draw sound
//	dsp             signal processing
//	blocks          reads a source in large blocks
//
// take, ffmpeg and espeak import audio too; audio imports none of them. What is neither
// MP3 nor WAV is left to a Converter.
//
// # Time
//
// The canonical PCM is the decoded source without the encoder delay and padding of its
// LAME tag; see [mp3.Index]. Every time of an episode is on its timeline.
package audio
