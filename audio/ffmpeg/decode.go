package ffmpeg

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"

	"gendu/audio"
	"gendu/audio/dsp"
)

// Decode starts converting a source of the given container format to PCM at its own
// rate, mono or stereo (more channels are mixed down, so that nothing clips). Errors: ErrFailed with what
// ffmpeg said, the context's error.
func (t *Tool) Decode(ctx context.Context, r io.ReaderAt, size int64, format string) (audio.PCMStream, error) {
	if !demuxers[format] {
		return nil, fmt.Errorf("%w: the format %q is not allowed", ErrFailed, format)
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	file, temporary, err := asFile(ctx, r, size)
	if err != nil {
		cancel()
		return nil, err
	}
	s := &stream{ctx: ctx, cancel: cancel}
	if temporary {
		s.file = file
	}
	// The descriptor is opened again by its name, so the caller's position stays. AU
	// is the simplest container that says rate and channels.
	s.cmd = t.command(ctx, "-protocol_whitelist", "file,pipe", "-f", format, "-i", "file:/dev/fd/3",
		"-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-t", fmt.Sprint(maxHours*3600+1),
		"-af", "aformat=channel_layouts=mono|stereo", "-rematrix_maxval", "1.0", "-c:a", "pcm_f32be", "-f", "au", "pipe:1")
	s.cmd.ExtraFiles = []*os.File{file}
	s.cmd.Stderr = &s.said
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		s.release()
		return nil, err
	}
	s.out = bufio.NewReaderSize(out, 256<<10)
	if err := s.readHeader(); err != nil {
		err = s.fail(err)
		s.Close()
		return nil, err
	}
	return s, nil
}

// stream is a running decoder.
type stream struct {
	ctx    context.Context
	cancel context.CancelFunc
	cmd    *exec.Cmd
	file   *os.File
	said   lastLines
	out    *bufio.Reader
	format dsp.PCMFormat
	buf    []byte
	left   int64 // frames that may still come
	waited bool
	err    error
}

// readHeader reads the header of an AU stream: magic, offset of the data, size,
// encoding (6 is 32-bit float), rate, channels, all big-endian.
func (s *stream) readHeader() error {
	var h [24]byte
	if _, err := io.ReadFull(s.out, h[:]); err != nil {
		return err
	}
	word := func(i int) uint32 { return binary.BigEndian.Uint32(h[4*i:]) }
	s.format = dsp.PCMFormat{Rate: int(word(4)), Channels: int(word(5))}
	if string(h[:4]) != ".snd" || word(3) != 6 || word(1) < 24 || word(1) > 1<<16 ||
		s.format.Channels < 1 || s.format.Channels > 2 {
		return fmt.Errorf("%w: unexpected output (%d Hz, %d channels)", ErrFailed, s.format.Rate, s.format.Channels)
	}
	if err := dsp.CheckRate(s.format.Rate); err != nil {
		return err
	}
	s.left = int64(s.format.Rate)*maxHours*3600 + int64(s.format.Rate)
	_, err := s.out.Discard(int(word(1)) - 24)
	return err
}

// Format is the format of the source, with at most two channels.
func (s *stream) Format() dsp.PCMFormat { return s.format }

// ReadFrames reads whole frames; at the end io.EOF, or ErrFailed if ffmpeg did not
// end well.
func (s *stream) ReadFrames(dst []float32) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	ch := s.format.Channels
	want := int(min(int64(len(dst)/ch), s.left))
	if cap(s.buf) < want*ch*4 {
		s.buf = make([]byte, want*ch*4)
	}
	n, err := io.ReadFull(s.out, s.buf[:want*ch*4])
	frames := n / (4 * ch)
	for i := range dst[:frames*ch] {
		dst[i] = dsp.Finite(math.Float32frombits(binary.BigEndian.Uint32(s.buf[4*i:])))
	}
	s.left -= int64(frames)
	switch {
	case s.left == 0:
		s.err = dsp.ErrTooLong
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		s.err = s.fail(nil)
	case err != nil:
		s.err = s.fail(err)
	}
	return frames, s.err
}

// fail waits for ffmpeg and returns io.EOF when all went well.
func (s *stream) fail(readErr error) error {
	s.waited = true
	if readErr != nil && !errors.Is(readErr, io.EOF) {
		s.cancel()
		s.cmd.Wait()
		return readErr
	}
	if err := s.cmd.Wait(); err != nil {
		return failure(s.ctx, err, &s.said)
	}
	if readErr != nil {
		return fmt.Errorf("%w: no audio came out", ErrFailed)
	}
	return io.EOF
}

// Close ends ffmpeg if it still runs.
func (s *stream) Close() error {
	s.cancel()
	if !s.waited {
		s.waited = true
		s.cmd.Wait() // its error is that it was killed
	}
	s.release()
	return nil
}

func (s *stream) release() {
	s.cancel()
	if s.file != nil {
		s.file.Close()
		s.file = nil
	}
}
