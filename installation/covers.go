package installation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gendu"
	"gendu/objects"
	"gendu/pictures"
)

// refusals are what is wrong with a picture, for the person who sent it.
var refusals = []struct {
	err     error
	kind    gendu.Kind
	message string
}{
	{pictures.ErrUnknown, gendu.Invalid, "This is no picture that gendu knows: JPEG, PNG, GIF or WebP."},
	{pictures.ErrTooLarge, gendu.TooLarge, "The picture is too large: a cover has at most 16 million pixels (4000 × 4000). Make it smaller; 1400 × 1400 is enough."},
	{pictures.ErrDamaged, gendu.Invalid, "The picture is damaged, or of a kind that cannot be read. Open it in a picture program and save it as a JPEG or PNG."},
	{pictures.ErrTooSlow, gendu.Invalid, "The picture takes too long to decode. Open it in a picture program and save it as an ordinary JPEG or PNG."},
	{pictures.ErrBusy, gendu.Busy, "Many covers are being worked on. Please try again in a moment."},
}

// PutCover makes squares of a picture and stores them as a show's cover, which no row names
// yet. Their key is made of their bytes, so that another picture has another address, and
// the same one the same. What is wrong with the picture is of kind invalid or too_large.
func PutCover(ctx context.Context, bucket *objects.Bucket, worker *pictures.Worker, showID gendu.ID, picture []byte) (gendu.Cover, error) {
	squares, err := worker.Squares(ctx, picture)
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return gendu.Cover{}, gendu.Wrap(err, r.kind, r.message)
		}
	}
	if err != nil {
		return gendu.Cover{}, err
	}
	sum := sha256.Sum256(squares[len(squares)-1].JPEG)
	stem := gendu.CoverStem(showID, hex.EncodeToString(sum[:12]))
	c := gendu.Cover{Type: "image/jpeg"}
	var widths []string
	for _, s := range squares {
		c.Key = stem + strconv.Itoa(s.Width)
		widths = append(widths, strconv.Itoa(s.Width))
		if err := bucket.Put(ctx, c.Key, bytes.NewReader(s.JPEG), int64(len(s.JPEG))); err != nil {
			return gendu.Cover{}, err
		}
	}
	c.Widths = strings.Join(widths, " ")
	return c, nil
}

// DropCover removes the objects of a cover that no row names any more, but for those that
// are also of the cover that the show has now.
func DropCover(ctx context.Context, bucket *objects.Bucket, former, now gendu.Cover) error {
	kept := now.Keys()
	var errs []error
	for _, key := range former.Keys() {
		if !slices.Contains(kept, key) {
			errs = append(errs, bucket.Delete(ctx, key))
		}
	}
	return errors.Join(errs...)
}
