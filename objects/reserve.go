package objects

import (
	"fmt"
	"io"

	"gendu"
	"gendu/internal/durable"
)

// Option changes how a store is opened.
type Option func(*choices)

type choices struct {
	reserve int64
	full    string
}

// WithFull is the message for a person when the store is full; without it, the message says
// that the server's own store (--objects) is.
func WithFull(message string) Option { return func(c *choices) { c.full = message } }

// WithReserve keeps a folder from taking the last bytes of its file system: a write that
// would leave less is refused with [gendu.Full]. The database needs space even to delete
// something. S3 has no such thing.
func WithReserve(bytes int64) Option { return func(c *choices) { c.reserve = bytes } }

// looksEvery is after how many bytes of one body the space left is looked at again.
const looksEvery = 4 << 20

// fits says whether size bytes can be written without touching the reserve.
func (f *folder) fits(size int64) error {
	if f.reserve <= 0 {
		return nil
	}
	free, err := f.left()
	if err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "The folder of the files cannot be looked at.")
	}
	if free-size < f.reserve {
		return f.full(fmt.Errorf("%d bytes are free at %s, %d are to be written, and %d are kept in reserve", free, f.root.Name(), size, f.reserve))
	}
	return nil
}

// left is the space left on the folder's file system.
func (f *folder) left() (int64, error) {
	if f.free != nil {
		return f.free(f.root.Name())
	}
	return durable.Free(f.root.Name())
}

// writeError gives an error of writing its kind.
func (f *folder) writeError(err error) error {
	if durable.IsFull(err) {
		return f.full(fmt.Errorf("at %s: %w", f.root.Name(), err))
	}
	return gendu.Wrap(err, gendu.Unavailable, "The file could not be stored. The person who runs the server finds the reason in its log.")
}

func (f *folder) full(cause error) error {
	if f.fullText != "" {
		return gendu.Wrap(cause, gendu.Full, f.fullText)
	}
	return gendu.Wrap(cause, gendu.Full, "The disk on which the server keeps its files (--objects) is full. The person who runs the server has to free space there.")
}

// watchedWriter writes a file and looks at the space left on the way. It has no ReadFrom,
// whose errors would not tell reading from writing.
type watchedWriter struct {
	w       io.Writer
	f       *folder
	written int64
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	if before := w.written / looksEvery; (w.written+int64(len(p)))/looksEvery > before {
		if err := w.f.fits(int64(len(p))); err != nil {
			return 0, err
		}
	}
	n, err := w.w.Write(p)
	w.written += int64(n)
	return n, err
}

// fits knows nothing: S3 tells the space left to nobody.
func (b *s3Bucket) fits(int64) error { return nil }
