package objects

import "io"

// Body is an open range of an object.
type Body struct {
	r    io.Reader
	c    io.Closer
	left int64
}

// Read implements [io.Reader].
func (b *Body) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if err == io.EOF && b.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Next gives a reader of the next n bytes at most, in the form that [io.Copy]
// into an unwrapped [net/http.ResponseWriter] hands to the kernel (sendfile):
// where the object is a file, its *os.File behind an [io.LimitedReader]. Those
// bytes count as read; the reader must be read to its end before anything else.
func (b *Body) Next(n int64) io.Reader {
	n = max(0, min(n, b.left))
	b.left -= n
	return &io.LimitedReader{R: b.r, N: n}
}

// WriteTo implements [io.WriterTo], in the way of [Body.Next].
func (b *Body) WriteTo(w io.Writer) (int64, error) {
	want := b.left
	n, err := io.Copy(w, b.Next(want))
	if err == nil && n < want {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Close gives the body back.
func (b *Body) Close() error { return b.c.Close() }

// Blob is an object open for reading at any place. It is safe for concurrent
// use.
type Blob struct {
	io.ReaderAt
	c    io.Closer
	info Info
}

// Size is the length of the object in bytes.
func (b *Blob) Size() int64 { return b.info.Size }

// Info describes the object as it was when it was opened.
func (b *Blob) Info() Info { return b.info }

// Close gives the blob back.
func (b *Blob) Close() error { return b.c.Close() }
