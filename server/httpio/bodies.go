package httpio

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
)

// Prefix is where the JSON API lives.
const Prefix = "/api/v1"

const (
	BlockLen = 24 << 10 // how bodies are read, in bytes
	// BodyPause is how long a sender may be silent, and bodyTime how long a body
	// may take at all.
	BodyPause = 30 * time.Second
	BodyTime  = 10 * time.Minute
	// PlainTimeout is how long a plain request may take to come in.
	PlainTimeout = 30 * time.Second
)

// ReadBody copies a request's body in small blocks under rolling deadlines. More
// than most bytes is TooLarge.
func ReadBody(c echo.Context, w io.Writer, most int64) (int64, error) {
	rc := http.NewResponseController(c.Response())
	end := time.Now().Add(BodyTime)
	body := http.MaxBytesReader(c.Response(), c.Request().Body, most)
	block := make([]byte, BlockLen)
	var size int64
	var failed error // of writing; a browser that is still sending would not read why
	for {
		// A writer without deadlines (a test's recorder) answers ErrNotSupported.
		_ = rc.SetReadDeadline(earlier(time.Now().Add(BodyPause), end))
		n, err := body.Read(block)
		if n > 0 {
			if failed == nil {
				_, failed = w.Write(block[:n])
			}
			size += int64(n)
		}
		switch tooLarge := (*http.MaxBytesError)(nil); {
		case err == io.EOF && failed != nil:
			return size, failed
		case err == io.EOF: //nolint:errorlint // Read answers io.EOF itself
			if size == 0 {
				return 0, gendu.Errorf(gendu.Invalid, "The body is empty.")
			}
			return size, nil
		case errors.As(err, &tooLarge):
			return size, gendu.Errorf(gendu.TooLarge, "The body has more than %d KiB.", most>>10)
		case err != nil:
			return size, errCutBody(err)
		}
	}
}

// errCutBody is about a body whose sender fell silent or went away: nothing is
// wrong with the request, and the same one again is welcome.
func errCutBody(err error) error {
	return WithStatus(http.StatusRequestTimeout,
		gendu.Wrap(err, gendu.Unavailable, "The body did not arrive whole. Please send it again."))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// unmarshalStrict decodes one JSON value that is all of b: no unknown field, and
// nothing behind it.
func unmarshalStrict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errTrailing
	}
	return nil
}

var errTrailing = errors.New("there is something behind the JSON value")
