package pronunciation

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ErrModel says that a file of the acoustic model or its dictionary is damaged or of
// another kind than this package reads. The message names the file and the byte.
var ErrModel = errors.New("not a usable acoustic model")

// fields reads little-endian fields of one file. The first error sticks; every read
// after it gives zero.
type fields struct {
	name string
	data []byte
	at   int
	err  error
}

func (f *fields) fail(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf("%w: %s, byte %d: %s", ErrModel, f.name, f.at, fmt.Sprintf(format, args...))
	}
}

// bytes is the next n bytes, or nil where fewer are left.
func (f *fields) bytes(n int) []byte {
	if f.err != nil {
		return nil
	}
	if n < 0 || n > len(f.data)-f.at {
		f.fail("%d more bytes are expected, %d are left", n, len(f.data)-f.at)
		return nil
	}
	f.at += n
	return f.data[f.at-n : f.at]
}

func (f *fields) int32() int {
	b := f.bytes(4)
	if b == nil {
		return 0
	}
	return int(int32(binary.LittleEndian.Uint32(b)))
}

// count is a number between least and most.
func (f *fields) count(what string, least, most int) int {
	n := f.int32()
	if f.err == nil && (n < least || n > most) {
		f.at -= 4
		f.fail("%s is %d; %d to %d is expected", what, n, least, most)
		return 0
	}
	return n
}

func (f *fields) uint16() uint16 {
	b := f.bytes(2)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint16(b)
}

// float32s reads len(dst) finite numbers.
func (f *fields) float32s(dst []float32) {
	b := f.bytes(4 * len(dst))
	if b == nil {
		return
	}
	for i := range dst {
		v := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			f.at -= 4 * (len(dst) - i)
			f.fail("a number is not finite")
			return
		}
		dst[i] = v
	}
}

// end complains about bytes that are left over, beyond what padding allows.
func (f *fields) end(padding int) {
	if left := len(f.data) - f.at; f.err == nil && left > padding {
		f.fail("%d bytes are left over", left)
	}
}
