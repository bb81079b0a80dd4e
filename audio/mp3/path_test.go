package mp3

import (
	"context"
	"io"

	"gendu/audio/dsp"
)

// Path is what packages above this one do with an MP3 file. They import this package,
// so path_set_test.go, which is outside of it, sets it.
var Path struct {
	Open                             func(ctx context.Context, r io.ReaderAt, size int64) (OpenFile, error)
	Remux                            func(w io.Writer, r io.ReaderAt, x *Index) (int64, error)
	Remuxable                        func(x *Index) error
	Derive                           func(ctx context.Context, r io.ReaderAt, size int64, dir string) error
	NotRemuxed, Unknown, NeedsFFmpeg error
}

// OpenFile is a source that was opened.
type OpenFile interface {
	Index() *Index
	PCM() (dsp.PCMReader, error)
	Close() error
}
