package take

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"

	"gendu/audio/dsp"
	"gendu/audio/wav"
)

// ErrNotCompressible says of a recording that it is not a WAV file in the form that
// [Compress] makes again, or that it would not get smaller.
var ErrNotCompressible = errors.New("this recording is stored best as it is")

// flacBlock is the number of samples in a FLAC frame: a quarter of a second at 16 kHz,
// the size that other encoders use too.
const flacBlock = 4096

// Compress makes FLAC of a recording: a WAV file of 16-bit PCM with one or two
// channels behind the 44-byte header that [wav.Header] writes, as the page makes it. It is
// decoded again before it is handed over: [Expand] gives back the very bytes of wav.
func Compress(sound []byte) ([]byte, error) {
	rate, channels, err := plainWAV(sound)
	if err != nil {
		return nil, err
	}
	packed, err := encodeFLAC(sound[wav.HeaderBytes:], rate, channels)
	if err != nil {
		return nil, fmt.Errorf("FLAC: %w", err)
	}
	if len(packed) >= len(sound) {
		return nil, fmt.Errorf("%w: FLAC has %d bytes, WAV %d", ErrNotCompressible, len(packed), len(sound))
	}
	back, err := Expand(packed)
	if err != nil {
		return nil, fmt.Errorf("decoding the FLAC that was just made: %w", err)
	}
	if !bytes.Equal(back, sound) {
		return nil, fmt.Errorf("%w: it does not come out of FLAC byte for byte", ErrNotCompressible)
	}
	return packed, nil
}

// plainWAV says in which rate and channels a WAV file is, where its header is the plain
// one of exactly what follows.
func plainWAV(sound []byte) (rate, channels int, err error) {
	if len(sound) < wav.HeaderBytes || len(sound) > MaxBytes {
		return 0, 0, fmt.Errorf("%w: %d bytes", ErrNotCompressible, len(sound))
	}
	channels = int(binary.LittleEndian.Uint16(sound[22:]))
	rate = int(binary.LittleEndian.Uint32(sound[24:]))
	samples := len(sound) - wav.HeaderBytes
	if channels < 1 || channels > 2 || samples == 0 || samples%(2*channels) != 0 || dsp.CheckRate(rate) != nil || rate > 655350 ||
		!bytes.Equal(sound[:wav.HeaderBytes], wav.Header(rate, channels, int64(samples/(2*channels)))) {
		return 0, 0, fmt.Errorf("%w: its header is not the plain one of 16-bit PCM", ErrNotCompressible)
	}
	return rate, channels, nil
}

func encodeFLAC(pcm []byte, rate, channels int) ([]byte, error) {
	frames := len(pcm) / (2 * channels)
	var out bytes.Buffer
	enc, err := flac.NewEncoder(&out, &meta.StreamInfo{
		BlockSizeMin: flacBlock, BlockSizeMax: flacBlock, SampleRate: uint32(rate), NChannels: uint8(channels),
		BitsPerSample: 16, NSamples: uint64(frames),
	})
	if err != nil {
		return nil, err
	}
	enc.EnablePredictionAnalysis(true)
	layout := []frame.Channels{frame.ChannelsMono, frame.ChannelsLR}[channels-1]
	for at := 0; at < frames; at += flacBlock {
		n := min(flacBlock, frames-at)
		f := &frame.Frame{Header: frame.Header{
			HasFixedBlockSize: true, BlockSize: uint16(n), SampleRate: uint32(rate), Channels: layout,
			BitsPerSample: 16, Num: uint64(at / flacBlock),
		}}
		for c := range channels {
			sub := &frame.Subframe{SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, NSamples: n, Samples: make([]int32, n)}
			for i := range n {
				sub.Samples[i] = int32(int16(binary.LittleEndian.Uint16(pcm[2*((at+i)*channels+c):])))
			}
			f.Subframes = append(f.Subframes, sub)
		}
		if err := enc.WriteFrame(f); err != nil {
			return nil, err
		}
	}
	if err := enc.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Expand makes the WAV file again that [Compress] made FLAC of. Anything else is
// [ErrDamaged], or [ErrTooLarge] where it would be longer than a recording is.
func Expand(packed []byte) (sound []byte, err error) {
	defer func() { // the library's own panics on hostile bytes
		if r := recover(); r != nil {
			sound, err = nil, fmt.Errorf("%w: decoder gave up: %v", ErrDamaged, r)
		}
	}()
	stream, err := flac.New(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: FLAC header: %w", ErrDamaged, err)
	}
	info := stream.Info
	channels := int(info.NChannels)
	size := wav.HeaderBytes + info.NSamples*uint64(2*channels)
	if info.BitsPerSample != 16 || channels < 1 || channels > 2 || info.NSamples == 0 {
		return nil, fmt.Errorf("%w: FLAC of %d bits and %d channels", ErrDamaged, info.BitsPerSample, channels)
	}
	if info.NSamples > MaxBytes || size > MaxBytes {
		return nil, fmt.Errorf("%w: %d samples", ErrTooLarge, info.NSamples)
	}
	sound = append(make([]byte, 0, size), wav.Header(int(info.SampleRate), channels, int64(info.NSamples))...)
	for {
		f, err := stream.ParseNext()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: FLAC frame before byte %d of the WAV: %w", ErrDamaged, len(sound), err)
		}
		if len(f.Subframes) != channels || len(sound)+f.Subframes[0].NSamples*2*channels > int(size) {
			return nil, fmt.Errorf("%w: a FLAC frame of %d channels at byte %d of the WAV", ErrDamaged, len(f.Subframes), len(sound))
		}
		for i := range f.Subframes[0].Samples {
			for _, sub := range f.Subframes {
				sound = binary.LittleEndian.AppendUint16(sound, uint16(sub.Samples[i]))
			}
		}
	}
	if uint64(len(sound)) != size {
		return nil, fmt.Errorf("%w: %d bytes of %d", ErrDamaged, len(sound), size)
	}
	return sound, nil
}
