package ffmpeg

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"math"
	"os"
	"os/exec"
	"strconv"

	"gendu/audio"
	"gendu/audio/dsp"
)

// EncodeAAC starts writing AAC in MP4, moov first, to the file path: 64 kbit/s for
// each channel, of which there are one or two, at most 48 kHz. The caller must Close it; what is not closed
// without an error is removed.
func (t *Tool) EncodeAAC(ctx context.Context, f dsp.PCMFormat, path string) (audio.PCMEncoder, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	args := []string{
		"-f", "f32le", "-ar", strconv.Itoa(f.Rate), "-ac", strconv.Itoa(f.Channels), "-i", "pipe:0",
		"-c:a", "aac", "-b:a", strconv.Itoa(64*f.Channels) + "k",
	}
	if f.Rate > 48000 {
		args = append(args, "-ar", "48000")
	}
	args = append(args, "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "ipod", "-y", "file:"+path)
	e := &encoder{ctx: ctx, cancel: cancel, path: path, cmd: t.command(ctx, args...)}
	e.cmd.Stderr = &e.said
	in, err := e.cmd.StdinPipe()
	if err == nil {
		err = e.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	e.in, e.out = in, bufio.NewWriterSize(in, 256<<10)
	return e, nil
}

type encoder struct {
	ctx    context.Context
	cancel context.CancelFunc
	cmd    *exec.Cmd
	path   string
	said   lastLines
	in     io.WriteCloser
	out    *bufio.Writer
	buf    []byte
	err    error
	closed bool
}

// Write hands samples to ffmpeg.
func (e *encoder) Write(interleaved []float32) error {
	if e.err != nil {
		return e.err
	}
	e.buf = e.buf[:0]
	for _, v := range interleaved {
		e.buf = binary.LittleEndian.AppendUint32(e.buf, math.Float32bits(v))
	}
	if _, err := e.out.Write(e.buf); err != nil {
		e.end(err)
	}
	return e.err
}

// Close ends the file. Only when it returns nil is the file whole.
func (e *encoder) Close() error {
	if !e.closed {
		e.end(e.out.Flush())
	}
	return e.err
}

func (e *encoder) end(writeErr error) {
	if e.closed {
		return
	}
	e.closed = true
	defer e.cancel()
	if err := e.in.Close(); writeErr == nil {
		writeErr = err
	}
	err := e.cmd.Wait()
	if err == nil {
		err = writeErr
	}
	if err != nil {
		e.err = failure(e.ctx, err, &e.said)
		os.Remove(e.path)
	}
}
