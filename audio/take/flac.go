package take

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
)

// decodeFLAC decodes native FLAC. A file cut off in the middle keeps what came
// before the cut.
func decodeFLAC(sink *sink, data []byte) (Format, error) {
	f := Format{Container: "flac", Codec: "flac"}
	stream, err := flac.New(bytes.NewReader(data))
	if err != nil {
		return f, fmt.Errorf("%w: FLAC header: %w", ErrDamaged, err)
	}
	f.Rate, f.Channels = int(stream.Info.SampleRate), int(stream.Info.NChannels)
	if err := sink.open(f.Rate); err != nil {
		return f, err
	}
	var block []float32
	for {
		fr, err := stream.ParseNext()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			if errors.Is(err, io.ErrUnexpectedEOF) && len(sink.out) > 0 {
				f.Damaged++
				return f, nil
			}
			return f, fmt.Errorf("%w: FLAC frame after %d samples: %w", ErrDamaged, len(sink.out), err)
		}
		depth := int(fr.BitsPerSample)
		if depth == 0 { // the frame leaves it to the header
			depth = int(stream.Info.BitsPerSample)
		}
		block, err = flacSamples(block[:0], fr, depth)
		if err != nil {
			return f, err
		}
		if err := sink.write(block, len(fr.Subframes)); err != nil {
			return f, err
		}
	}
}

func flacSamples(dst []float32, fr *frame.Frame, depth int) ([]float32, error) {
	if depth < 4 || depth > 32 || len(fr.Subframes) == 0 {
		return dst, fmt.Errorf("%w: FLAC frame of %d bits and %d channels", ErrDamaged, depth, len(fr.Subframes))
	}
	scale := 1 / float32(int64(1)<<(depth-1))
	n := len(fr.Subframes[0].Samples)
	for _, sub := range fr.Subframes {
		n = min(n, len(sub.Samples))
	}
	for i := range n {
		for _, sub := range fr.Subframes {
			dst = append(dst, float32(sub.Samples[i])*scale)
		}
	}
	return dst, nil
}
