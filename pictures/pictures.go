// Package pictures turns a picture that somebody sent into what pages show: squares of
// a few widths, as JPEG, upright and without metadata. It reads JPEG, PNG, GIF (its first
// picture) and WebP.
//
// A picture is hostile until the opposite is shown: one of 1 kB may state 30,000 × 30,000
// pixels, and one of 5 MiB may keep a decoder busy for an hour. What it states is checked
// before anything is decoded, and a [Worker] decodes few at once, for a limited time.
package pictures

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"time"

	"golang.org/x/image/webp"
)

// The limits of a picture.
const (
	// MaxBytes bounds its file.
	MaxBytes = 5 << 20
	// MaxPixels bounds width × height: 4000 × 4000.
	MaxPixels = 16_000_000
	// MaxMemory bounds the bytes that decoding it takes.
	MaxMemory = 256 << 20
	// workTime bounds decoding. An honest picture takes a second, and several where the
	// machine is busy.
	workTime = 30 * time.Second
	// maxWaiting is how many wait for their turn; further ones are refused.
	maxWaiting = 8
	// quality of the JPEG files that are made: 1 to 100.
	quality = 85
)

// Widths are the sizes that pages show, in pixels: a row of a list, a tile, the top of a
// page, each on a sharp screen; the last is what podcast directories ask for.
var Widths = []int{128, 256, 512, 1400}

// What is wrong with a picture.
var (
	ErrUnknown  = errors.New("not a JPEG, PNG, GIF or WebP picture")
	ErrDamaged  = errors.New("the picture is damaged, or of a kind that cannot be decoded")
	ErrTooLarge = errors.New("the picture has too many pixels")
	ErrTooSlow  = errors.New("decoding the picture takes too long")
	ErrBusy     = errors.New("too many pictures are being decoded")
)

// Square is a picture of equal width and height.
type Square struct {
	Width int
	JPEG  []byte
}

// Worker decodes one picture at a time; others wait.
type Worker struct {
	place   chan struct{}
	waiting chan struct{}
	limit   time.Duration
}

// NewWorker makes a worker; a process needs one for its requests and one for its jobs.
func NewWorker() *Worker {
	return &Worker{place: make(chan struct{}, 1), waiting: make(chan struct{}, maxWaiting), limit: workTime}
}

// Squares is the middle of a picture in each of [Widths] that it is wide enough for, the
// smallest first; one that is narrower than the last also in its own width. Transparent
// parts are white. An error is one of those above, or that of ctx.
func (w *Worker) Squares(ctx context.Context, b []byte) ([]Square, error) {
	// What can be refused at once does not wait.
	about, err := inspect(b)
	if err != nil {
		return nil, err
	}
	select {
	case w.waiting <- struct{}{}:
		defer func() { <-w.waiting }()
	default:
		return nil, ErrBusy
	}
	select {
	case w.place <- struct{}{}:
		defer func() { <-w.place }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	working, done := context.WithTimeoutCause(ctx, w.limit, ErrTooSlow)
	defer done()
	return squares(working, b, about)
}

func squares(ctx context.Context, b []byte, about header) ([]Square, error) {
	picture, err := decode(ctx, b, about)
	if err != nil {
		return nil, err
	}
	side := min(about.width, about.height)
	var out []Square
	widest := upright(middle(picture, about.width, about.height, min(side, Widths[len(Widths)-1])), about.orientation)
	for _, width := range widthsOf(side) {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		var file bytes.Buffer
		if err := jpeg.Encode(&file, middle(widest, widest.Rect.Dx(), widest.Rect.Dy(), width), &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		out = append(out, Square{Width: width, JPEG: file.Bytes()})
	}
	return out, nil
}

// widthsOf are the widths in which a square of this side is kept.
func widthsOf(side int) []int {
	var out []int
	for _, width := range Widths {
		if width >= side {
			return append(out, side)
		}
		out = append(out, width)
	}
	return out
}

// inspect reads what a picture states of itself and refuses what is too large.
func inspect(b []byte) (header, error) {
	about, err := headerOf(b)
	if err != nil {
		return header{}, err
	}
	pixels := int64(about.width) * int64(about.height)
	switch {
	case len(b) > MaxBytes, pixels > MaxPixels:
		return header{}, fmt.Errorf("%w: %d × %d", ErrTooLarge, about.width, about.height)
	case about.memory > MaxMemory:
		return header{}, fmt.Errorf("%w: %d × %d would take %d MiB of memory", ErrTooLarge, about.width, about.height, about.memory>>20)
	}
	return about, nil
}

// decode decodes a picture until ctx ends. A decoder that fails by a panic has met a
// damaged file.
func decode(ctx context.Context, b []byte, about header) (picture image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			picture, err = nil, fmt.Errorf("%w: panic: %v", ErrDamaged, p)
		}
	}()
	r := &timed{ctx: ctx, r: bytes.NewReader(b)}
	switch about.kind {
	case "jpeg":
		picture, err = jpeg.Decode(r)
	case "png":
		picture, err = png.Decode(r)
	case "gif":
		picture, err = gif.Decode(r)
	case "webp":
		picture, err = webp.Decode(r)
	}
	switch cause := context.Cause(ctx); {
	case cause != nil:
		return nil, cause
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case about.kind != "gif" && picture.Bounds() != image.Rect(0, 0, about.width, about.height): // one of a GIF may be a part
		return nil, fmt.Errorf("%w: it states %d × %d and has %v", ErrDamaged, about.width, about.height, picture.Bounds())
	}
	return picture, nil
}

// timed gives a decoder its file in small pieces, and none once ctx has ended: that is
// where a decoder can be stopped.
type timed struct {
	ctx context.Context //nolint:containedctx // it lives as long as one call
	r   *bytes.Reader
}

// piece is short: 4 KiB can hold a hundred passes over the whole picture.
const piece = 512

func (t *timed) Read(p []byte) (int, error) {
	if err := context.Cause(t.ctx); err != nil {
		return 0, err
	}
	return t.r.Read(p[:min(len(p), piece)])
}
