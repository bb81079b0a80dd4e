// Package dsp holds the signal processing: PCM in memory and as a stream, resampling,
// spectra, MFCC, peaks, levels and pitch.
//
//	mono := dsp.Resample(signal, 16000)
//	mel := dsp.LogMel(mono, dsp.MFCCOptions{})
//	track := dsp.PitchOf(mono)
//
// It is pure: no goroutines, no clock. Everything that may be as long as an episode is
// a streaming type with Write and Finish (or Flush) whose result does not depend on how
// the samples were cut into blocks: MFCC, Resampler, Peaks, Pitch. A Signal is for short
// things: a clip, a take.
//
// # Time
//
// Analysis frames (MFCC, LogMel, Pitch) share one grid: frame i stands for the span
// [i*hop, (i+1)*hop) and its window is centred on the middle of that span, reaching over
// both ends; what lies outside the signal counts as zero. So frame numbers of two
// analyses with the same hop, at whatever sample rates, mean the same time, and a signal
// of t milliseconds has ceil(t/hop) frames.
//
// # Scale
//
// Samples are float32 with full scale at ±1. Levels in dB are relative to full scale: the
// level of a square wave from -1 to +1 is 0 dB and that of a full-scale sine -3.01 dB.
// SilenceDB is the lowest level.
package dsp
