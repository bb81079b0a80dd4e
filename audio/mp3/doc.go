// Package mp3 indexes and decodes MPEG Layer III files (MPEG-1, MPEG-2 and MPEG-2.5) and
// reads their ID3 and APE tags.
//
//	x, err := mp3.Scan(ctx, file, size)                        // where each frame is
//	d, err := mp3.NewDecoder(ctx, file, x, mp3.DecodeOptions{}) // the canonical PCM, a dsp.PCMReader
//
// The canonical PCM is the decoded file without the encoder delay and padding of its LAME
// tag; see [Index]. The decoder follows ISO 11172-3 and 13818-3 and is exact to mpg123 and
// ffmpeg within a twentieth of a 16-bit step (docs/audio.md).
package mp3
