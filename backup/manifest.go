package backup

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"iter"

	"gendu"
)

// entry is one object in a manifest.
type entry struct {
	Key    string `json:"key"`
	Size   int64  `json:"size"` // -1: not known
	SHA256 string `json:"sha256,omitempty"`
	State  state  `json:"state,omitempty"`
	// Optional is of the list that a snapshot makes: its absence is no fault.
	Optional bool `json:"optional,omitempty"`
}

// state is why the backup does not hold an object.
type state string

const (
	held state = ""     // it does
	gone state = "gone" // deleted while the backup ran
	lost state = "lost" // missing or altered in the installation itself
)

// entries reads a manifest.
func entries(r io.Reader) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		l, err := newLines(r)
		if err != nil {
			yield(entry{}, err)
			return
		}
		for {
			line, err := l.next()
			if err == io.EOF { //nolint:errorlint // next answers io.EOF itself
				return
			}
			var e entry
			if err == nil {
				err = l.decode(line, &e)
			}
			if err == nil {
				if err = e.check(); err != nil {
					err = l.fault(err)
				}
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// sum is the hash; ok is false where it is not known.
func (e entry) sum() (sum [32]byte, ok bool) {
	n, err := hex.Decode(sum[:], []byte(e.SHA256))
	return sum, err == nil && n == len(sum)
}

func (e entry) check() error {
	sum, err := hex.DecodeString(e.SHA256)
	switch {
	case e.Key == "":
		return fmt.Errorf("it has no key")
	case err != nil || len(sum) != 0 && len(sum) != 32 || hex.EncodeToString(sum) != e.SHA256:
		return fmt.Errorf("%.80q is no SHA-256", e.SHA256)
	case e.State != held && e.State != gone && e.State != lost:
		return fmt.Errorf("the state %.40q is not known", e.State)
	}
	return nil
}

// manifest goes through the objects of a snapshot and compares the hash of the whole
// list at its end.
func (t target) manifest(ctx context.Context, d *Description) iter.Seq2[entry, error] {
	key := snapshotKey(d.Number, manifestName)
	return func(yield func(entry, error) bool) {
		body, _, err := t.Get(ctx, key, 0, -1)
		if err != nil {
			yield(entry{}, fmt.Errorf("%s: %w", key, err))
			return
		}
		defer func() { _ = body.Close() }() // it was only read
		whole := verify(body, d.Objects.SHA256, key)
		for e, err := range entries(whole) {
			if err == nil && e.State == held && e.SHA256 == "" {
				err = gendu.Errorf(gendu.Invalid, "%s has no hash", e.Key)
			}
			if err != nil {
				if altered := whole.drain(); altered != nil { // says more than what does not fit
					err = altered
				}
				err = fmt.Errorf("%s: %w", key, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := whole.drain(); err != nil {
			yield(entry{}, err)
		}
	}
}
