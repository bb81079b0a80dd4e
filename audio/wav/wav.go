package wav

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"gendu/audio/blocks"
	"gendu/audio/dsp"
)

// Errors of Open; they come wrapped with the byte offset of the fault.
var (
	ErrNotWAV      = errors.New("not a WAV file")
	ErrDamaged     = errors.New("damaged WAV file")
	ErrUnsupported = errors.New("WAV encoding not supported")
	ErrTooLong     = errors.New("WAV file too long")
)

// Limits of a WAV file.
const (
	maxChunks   = 1000
	maxChannels = 64
	maxMemory   = 1 << 28 // samples that ReadMono will hold: 1 GiB
)

const (
	formatInt        = 1
	formatFloat      = 3
	formatExtensible = 0xFFFE
)

// guidTail is what follows the format tag in the GUID of an extensible header.
const guidTail = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"

// File reads RIFF WAVE (and RF64 or BW64, whose sizes stand in a ds64 chunk: EBU Tech
// 3306): integer PCM of 8, 16, 24 and 32 bit, float of 32 and 64 bit, plain or
// extensible. It satisfies dsp.PCMReader.
type File struct {
	r       io.ReaderAt
	format  dsp.PCMFormat
	bits    int
	float   bool
	data    int64 // offset of the samples
	frames  int64
	next    int64
	scratch []byte
}

// Open reads the header. The size of the data chunk may lie: what goes beyond
// the file, is 0 or 0xFFFFFFFF (a stream that was never finished) means up to the
// end of the file. An incomplete last frame is dropped.
//
// Errors: ErrNotWAV, ErrDamaged, ErrUnsupported and dsp.ErrRate, with the byte
// offset; the reader's own.
func Open(r io.ReaderAt, size int64) (*File, error) {
	r = io.NewSectionReader(r, 0, size)
	var head [12]byte
	if err := blocks.ReadFull(r, head[:], 0); err != nil {
		return nil, damaged(err, ErrNotWAV, 0)
	}
	switch tag := string(head[:4]); {
	case string(head[8:]) == "WAVE" && tag == "RIFX":
		return nil, fmt.Errorf("%w: big-endian (RIFX)", ErrUnsupported)
	case string(head[8:]) != "WAVE" || tag != "RIFF" && tag != "RF64" && tag != "BW64":
		return nil, fmt.Errorf("%w: no RIFF WAVE header at byte 0", ErrNotWAV)
	}
	w := &File{r: r}
	offset, haveFormat, long := int64(12), false, int64(0)
	for range maxChunks {
		var chunk [8]byte
		if err := blocks.ReadFull(r, chunk[:], offset); err != nil {
			return nil, damaged(err, fmt.Errorf("%w: no data chunk", ErrDamaged), offset)
		}
		length := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch string(chunk[:4]) {
		case "ds64":
			var sizes [16]byte // of the file, of the data
			if err := blocks.ReadFull(r, sizes[:], offset+8); err != nil || length < 16 {
				return nil, damaged(err, ErrDamaged, offset)
			}
			long = int64(min(binary.LittleEndian.Uint64(sizes[8:]), math.MaxInt64))
		case "fmt ":
			if err := w.readFormat(offset+8, length); err != nil {
				return nil, err
			}
			haveFormat = true
		case "data":
			if !haveFormat {
				return nil, fmt.Errorf("%w: data before its format at byte %d", ErrDamaged, offset)
			}
			if length == math.MaxUint32 && long > 0 {
				length = long
			}
			w.setData(offset+8, length, size)
			return w, nil
		}
		offset += 8 + length
		if length&1 != 0 && !w.chunkAt(offset) { // some programs leave the padding out
			offset++
		}
	}
	return nil, fmt.Errorf("%w: more than %d chunks at byte %d", ErrDamaged, maxChunks, offset)
}

// chunkAt reports whether the name of a chunk stands here.
func (w *File) chunkAt(offset int64) bool {
	var name [4]byte
	if blocks.ReadFull(w.r, name[:], offset) != nil {
		return false
	}
	for _, c := range name {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// damaged says that the file ends too early; another error of the reader stays what
// it is.
func damaged(err, verdict error, offset int64) error {
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w at byte %d", verdict, offset)
	}
	return err
}

func (w *File) readFormat(offset, length int64) error {
	var f [40]byte
	if length < 16 {
		return fmt.Errorf("%w: format of %d bytes at byte %d", ErrDamaged, length, offset)
	}
	n := min(length, int64(len(f)))
	if err := blocks.ReadFull(w.r, f[:n], offset); err != nil {
		return damaged(err, fmt.Errorf("%w: format cut off", ErrDamaged), offset)
	}
	le := binary.LittleEndian
	tag := le.Uint16(f[0:])
	w.format = dsp.PCMFormat{Channels: int(le.Uint16(f[2:])), Rate: int(le.Uint32(f[4:]))}
	align := int(le.Uint16(f[12:]))
	w.bits = int(le.Uint16(f[14:]))
	extensible := tag == formatExtensible
	if extensible && n >= 40 {
		if string(f[26:40]) != guidTail {
			return fmt.Errorf("%w: unknown sub-format at byte %d", ErrUnsupported, offset+24)
		}
		tag = le.Uint16(f[24:])
	}
	if w.format.Channels < 1 || w.format.Channels > maxChannels {
		return fmt.Errorf("%w: %d channels at byte %d", ErrDamaged, w.format.Channels, offset)
	}
	if err := dsp.CheckRate(w.format.Rate); err != nil {
		return fmt.Errorf("%w (at byte %d)", err, offset)
	}
	// A container wider than its bits (20 in 24, 24 in 32) is left-justified by the
	// standard, so that the container's width alone counts. Bits that fill bytes of their
	// own are not stored wider: there, recorders that state another width are wrong.
	own := (w.bits + 7) / 8
	if width := align / w.format.Channels; align > 0 && align%w.format.Channels == 0 && width >= own {
		if w.bits != 8 && w.bits != 16 || width == own || tag != formatInt || extensible {
			w.bits = width * 8
		}
	}
	w.float = tag == formatFloat
	whole := tag == formatInt && (w.bits == 8 || w.bits == 16 || w.bits == 24 || w.bits == 32)
	if !whole && !(w.float && (w.bits == 32 || w.bits == 64)) {
		return fmt.Errorf("%w: format %d with %d bits at byte %d", ErrUnsupported, tag, w.bits, offset)
	}
	return nil
}

func (w *File) setData(offset, length, size int64) {
	if length == 0 || length == math.MaxUint32 || length > size-offset {
		length = size - offset
	}
	w.data = offset
	w.frames = length / int64(w.frameBytes())
}

func (w *File) frameBytes() int { return w.format.Channels * w.bits / 8 }

// Format is the rate and number of channels.
func (w *File) Format() dsp.PCMFormat { return w.format }

// Frames is the length in frames (samples per channel).
func (w *File) Frames() int64 { return w.frames }

// ReadFrames fills dst with the next frames, interleaved; it returns io.EOF once
// there are none. Samples of float files that are not finite read as 0.
func (w *File) ReadFrames(dst []float32) (frames int, err error) {
	bytes := w.frameBytes()
	n := int(min(int64(len(dst)/w.format.Channels), w.frames-w.next, int64(1<<20/bytes)))
	if n <= 0 {
		if w.next >= w.frames {
			return 0, io.EOF
		}
		return 0, nil
	}
	if cap(w.scratch) < n*bytes {
		w.scratch = make([]byte, n*bytes)
	}
	raw := w.scratch[:n*bytes]
	at := w.data + w.next*int64(bytes)
	got, err := w.r.ReadAt(raw, at)
	n = got / bytes
	w.next += int64(n)
	w.convert(dst[:n*w.format.Channels], raw)
	if got == len(raw) {
		return n, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, fmt.Errorf("samples at byte %d: %w", at+int64(got), err)
}

func (w *File) convert(dst []float32, raw []byte) {
	le := binary.LittleEndian
	switch {
	case w.float && w.bits == 32:
		for i := range dst {
			dst[i] = dsp.Finite(math.Float32frombits(le.Uint32(raw[4*i:])))
		}
	case w.float:
		for i := range dst {
			dst[i] = dsp.Finite(float32(math.Float64frombits(le.Uint64(raw[8*i:]))))
		}
	case w.bits == 8:
		for i := range dst {
			dst[i] = float32(int(raw[i])-128) / 128
		}
	case w.bits == 16:
		for i := range dst {
			dst[i] = float32(int16(le.Uint16(raw[2*i:]))) / (1 << 15)
		}
	case w.bits == 24:
		for i := range dst {
			b := raw[3*i : 3*i+3]
			v := int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24) >> 8
			dst[i] = float32(v) / (1 << 23)
		}
	default:
		for i := range dst {
			dst[i] = float32(float64(int32(le.Uint32(raw[4*i:]))) / (1 << 31))
		}
	}
}

// ReadMono reads a whole WAV file, mixed down to one channel. It is for takes
// and clips: a file of more than a GiB of samples answers ErrTooLong.
func ReadMono(r io.ReaderAt, size int64) (dsp.Signal, error) {
	w, err := Open(r, size)
	if err != nil {
		return dsp.Signal{}, err
	}
	if w.frames > maxMemory {
		return dsp.Signal{}, fmt.Errorf("%w: %d samples to hold in memory", ErrTooLong, w.frames)
	}
	return w.mono()
}

// ReadSpan reads the stretch from fromMS to toMS of a WAV file, mixed down to
// one channel. What lies outside the file is left out.
func ReadSpan(r io.ReaderAt, size, fromMS, toMS int64) (dsp.Signal, error) {
	w, err := Open(r, size)
	if err != nil {
		return dsp.Signal{}, err
	}
	if n := w.Span(fromMS, toMS); n > maxMemory {
		return dsp.Signal{}, fmt.Errorf("%w: %d samples to hold in memory", ErrTooLong, n)
	}
	return w.mono()
}

// Span narrows what is read to the stretch from fromMS to toMS and tells how many
// frames of it there are.
func (w *File) Span(fromMS, toMS int64) int64 {
	at := func(ms int64) int64 {
		if ms > w.frames*1000/int64(w.format.Rate) {
			return w.frames
		}
		return min(max(ms, 0)*int64(w.format.Rate)/1000, w.frames)
	}
	w.next, w.frames = at(fromMS), at(toMS)
	return max(w.frames-w.next, 0)
}

// mono reads the frames that are left.
func (w *File) mono() (dsp.Signal, error) {
	s := dsp.Signal{Rate: w.format.Rate, Samples: make([]float32, 0, max(w.frames-w.next, 0))}
	err := dsp.EachBlock(w, func(block []float32) error {
		s.Samples = dsp.MixDown(s.Samples, block, w.format.Channels)
		return nil
	})
	if err != nil {
		return dsp.Signal{}, err
	}
	return s, nil
}
