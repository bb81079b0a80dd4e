// Package mp4 writes the frames of an MP3 file, unchanged, as an MP4 file with a sample
// table, in which browsers seek exactly.
//
//	if err := mp4.Remuxable(index); err == nil {
//		n, err := mp4.Remux(out, file, index)
//	}
//
// The boxes are those of ISO 14496-12 and 14496-14.
package mp4
