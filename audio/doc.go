// Package audio turns what a podcaster uploads and what a learner records into
// numbers that the rest of gendu can trust: one exact timeline, PCM, and what is
// derived from it.
//
// The signal side is pure: no files, no goroutines, no clock. Everything that may
// be as long as an episode is a streaming type with Write and Finish (or Flush)
// whose result does not depend on how the samples were cut into blocks: MFCC,
// Resampler, Peaks, Pitch. A Signal is for short things: a clip, a take.
//
// The other side reads sources. OpenSource finds out what a file is; ScanMP3 indexes
// an MP3 file, NewDecoder decodes what the index names and RemuxM4A puts the same
// frames into MP4; Derive makes everything that an episode needs in one pass. All
// take an io.ReaderAt and read it in large blocks. What is neither MP3 nor WAV is
// left to a Converter: package audio/ffmpeg.
//
// # Time
//
// The canonical PCM is the decoded source without the encoder delay and padding of
// its LAME tag; see Index. Every time of an episode is on its timeline.
//
// Analysis frames (MFCC, LogMel, Pitch) share one grid: frame i stands for the
// span [i*hop, (i+1)*hop) and its window is centred on the middle of that span,
// reaching over both ends; what lies outside the signal counts as zero. So frame
// numbers of two analyses with the same hop, at whatever sample rates, mean the
// same time, and a signal of t milliseconds has ceil(t/hop) frames.
//
// # Scale
//
// Samples are float32 with full scale at ±1. Levels in dB are relative to full
// scale: the level of a square wave from -1 to +1 is 0 dB and that of a full-scale
// sine -3.01 dB. SilenceDB is the floor.
package audio
