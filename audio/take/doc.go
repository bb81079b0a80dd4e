// Package take decodes what learners record: WAV, FLAC, and Opus in WebM or Ogg; AAC with
// an [audio.Converter].
//
//	signal, format, err := take.Decode(data)
//	signal, format, err = take.DecodeWith(ctx, converter, data) // AAC too
//
// A take has at most MaxBytes and MaxSeconds. Refused tells errors of the recording from
// those of the machine.
package take
