// Package plot draws sound: its waveform, spectrogram and pitch over one time axis.
//
//	err := plot.Draw(w, pcm, frames, plot.Options{Width: 1200}) // a PNG
package plot
