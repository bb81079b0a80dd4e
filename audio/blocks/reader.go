package blocks

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Size is how much the sequential readers ask for at once, so that a
// source behind ranged S3 reads costs few requests.
const Size = 2 << 20

// blockBehind is how far back a reader may go without reading again: the scanner
// looks a few frames ahead of the place that it is at.
const blockBehind = 16 << 10

// Reader gives windows of an io.ReaderAt that is read mostly forward.
type Reader struct {
	r    io.ReaderAt
	size int64
	buf  []byte
	off  int64 // offset of buf[0]
	n    int   // valid bytes in buf
	Err  error // the first read error
}

// NewReader reads a source of so many bytes in blocks of the size given.
func NewReader(r io.ReaderAt, size int64, block int) *Reader {
	block = int(min(int64(block)+2*blockBehind, max(size, 1)))
	return &Reader{r: r, size: size, buf: make([]byte, block)}
}

// At returns n bytes from off, or fewer where the source ends. The slice is
// valid until the next call. n may not exceed the block less blockBehind.
func (b *Reader) At(off int64, n int) []byte {
	if off >= b.off && off+int64(n) <= b.off+int64(b.n) {
		i := int(off - b.off)
		return b.buf[i : i+n : i+n]
	}
	return b.fill(off, n)
}

func (b *Reader) fill(off int64, n int) []byte {
	if off < 0 || off >= b.size || b.Err != nil {
		return nil
	}
	keep, start := 0, off
	if off >= b.off && off <= b.off+int64(b.n) {
		start = max(off-blockBehind, b.off)
		keep = copy(b.buf, b.buf[start-b.off:b.n])
	}
	want := int(min(int64(len(b.buf)), b.size-start))
	got := 0
	if want > keep {
		var err error
		got, err = b.r.ReadAt(b.buf[keep:want], start+int64(keep))
		if err != nil && (!errors.Is(err, io.EOF) || keep+got < want) {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			b.Err = fmt.Errorf("reading at byte %d: %w", start+int64(keep+got), err)
		}
	}
	b.off, b.n = start, keep+got
	i := int(off - start)
	if i >= b.n {
		return nil
	}
	return b.buf[i:min(i+n, b.n)]
}

// ReadFull reads exactly len(p) bytes at off.
func ReadFull(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("reading %d bytes at byte %d: %w", len(p), off, err)
}

// Copy copies a source from front to back; told hears how many bytes are done.
// Errors are the context's, w's and r's with the byte offset.
func Copy(ctx context.Context, w io.Writer, r io.ReaderAt, size int64, told func(done int64)) error {
	buf := make([]byte, min(size, Size))
	for at := int64(0); at < size; {
		part := buf[:min(int64(len(buf)), size-at)]
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := ReadFull(r, part, at); err != nil {
			return err
		}
		if _, err := w.Write(part); err != nil {
			return err
		}
		at += int64(len(part))
		told(at)
	}
	return nil
}
