package mp3_test

import (
	"context"
	"io"

	"gendu/audio"
	"gendu/audio/mp3"
	"gendu/audio/mp4"
)

func init() {
	mp3.Path.Open = func(ctx context.Context, r io.ReaderAt, size int64) (mp3.OpenFile, error) {
		return audio.OpenSource(ctx, r, size, nil)
	}
	mp3.Path.Derive = func(ctx context.Context, r io.ReaderAt, size int64, dir string) error {
		_, err := audio.Derive(ctx, r, size, dir, audio.DeriveOptions{})
		return err
	}
	mp3.Path.Remux, mp3.Path.Remuxable = mp4.Remux, mp4.Remuxable
	mp3.Path.NotRemuxed, mp3.Path.Unknown, mp3.Path.NeedsFFmpeg = mp4.ErrNoListening, audio.ErrUnknownSource, audio.ErrNeedsFFmpeg
}
