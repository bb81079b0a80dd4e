package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio/take"
	"gendu/installation"
	"gendu/store"
)

const (
	maxTake  = take.MaxBytes // 16 MiB
	blockLen = 24 << 10      // how bodies are read
	// bodyPause is how long a sender may be silent, and bodyTime how long a body
	// may take at all.
	bodyPause = 30 * time.Second
	bodyTime  = 10 * time.Minute
)

// put takes a recording in. The id is the client's, so that a retry is the same
// take: 201 for a new one, 200 for the same again, 409 for other bytes, 404 for
// somebody else's id, 410 for a deleted one.
func (h *takes) put(c echo.Context) error {
	ctx := c.Request().Context()
	u := requestOf(ctx).user
	id, err := gendu.ParseID(c.Param("takeId"))
	if err != nil {
		return err
	}
	pin, err := pinnedOf(c, h.s.now())
	if err != nil {
		return err
	}
	old, err := h.s.store.Take(ctx, id)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	if err == nil && old.UserID != u.ID {
		return errNothing()
	}
	if err == nil && !old.DeletedAt.IsZero() {
		return errGone()
	}
	take := &gendu.Take{
		ID: id, UserID: u.ID, EpisodeID: pin.episode, Subject: pin.subject, CueID: pin.cue, Revision: pin.revision, Mode: pin.mode,
		Speed: pin.speed, ClipStartMS: pin.start, EchoCancelled: pin.echo, Cut: pin.cut, RecordedAt: pin.recorded.UTC(), CreatedAt: h.s.now(),
	}
	if err != nil { // not there yet
		if err := h.pin(ctx, take); err != nil {
			return err
		}
		old = nil
	}
	body, sum, err := h.receive(c)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // a temporary file that has no name any more
	take.SHA256, take.Size = sum.hash, sum.size
	if old != nil {
		return h.repeat(c, old, take, body)
	}
	return h.keep(c, take, body)
}

func errGone() error {
	return &statusError{http.StatusGone, gendu.Wrap(store.ErrGone, gendu.Conflict, "This take was deleted.")}
}

type digest struct {
	hash []byte
	size int64
}

// receive spools a body into a nameless temporary file in small blocks, so that
// slow senders hold no memory.
func (h *takes) receive(c echo.Context) (*os.File, digest, error) {
	r := c.Request()
	if r.ContentLength > maxTake {
		return nil, digest{}, errTakeSize()
	}
	f, err := os.CreateTemp("", "gendu-take-*")
	if err != nil {
		return nil, digest{}, tempError(err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, digest{}, errors.Join(err, f.Close())
	}
	sum := sha256.New()
	size, err := readBody(c, io.MultiWriter(f, sum), maxTake)
	if err != nil {
		_ = f.Close() // its bytes are of no use
		return nil, digest{}, tempError(err)
	}
	return f, digest{sum.Sum(nil), size}, nil
}

func errTakeSize() error {
	return gendu.Errorf(gendu.TooLarge, "A recording has at most 16 MiB.")
}

// readBody copies a request's body in small blocks under rolling deadlines. More
// than most bytes is TooLarge.
func readBody(c echo.Context, w io.Writer, most int64) (int64, error) {
	rc := http.NewResponseController(c.Response())
	end := time.Now().Add(bodyTime)
	body := http.MaxBytesReader(c.Response(), c.Request().Body, most)
	block := make([]byte, blockLen)
	var size int64
	var failed error // of writing; a browser that is still sending would not read why
	for {
		// A writer without deadlines (a test's recorder) answers ErrNotSupported.
		_ = rc.SetReadDeadline(earlier(time.Now().Add(bodyPause), end))
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
	return &statusError{
		status: http.StatusRequestTimeout,
		err:    gendu.Wrap(err, gendu.Unavailable, "The body did not arrive whole. Please send it again."),
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// repeat answers a take that is there already. Where its object was lost or altered, the
// same bytes are stored again: a success says that they are on stable storage.
func (h *takes) repeat(c echo.Context, old, sent *gendu.Take, body *os.File) error {
	ctx := c.Request().Context()
	if !bytes.Equal(old.SHA256, sent.SHA256) {
		return gendu.Errorf(gendu.Conflict, "There is another recording under the same id already.")
	}
	stored, _, err := installation.HashObject(ctx, h.s.bucket, old.ObjectKey())
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	if !bytes.Equal(stored, old.ObjectSHA256()) { // it is not there, or damaged
		if err := h.restore(ctx, old, body); err != nil {
			return err
		}
	}
	v, err := h.view(ctx, old)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}

// restore stores the bytes of a take again, and has it compared where that failed
// for want of them.
func (h *takes) restore(ctx context.Context, t *gendu.Take, body *os.File) error {
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	// The row first: a sweep takes away what no row names.
	if err := h.s.store.SetStoredAsSent(ctx, t); err != nil {
		return hide(err)
	}
	if err := h.s.bucket.Put(ctx, t.SentKey(), body, t.Size); err != nil {
		return err
	}
	if now, err := h.s.store.Take(ctx, t.ID); err == nil && !now.DeletedAt.IsZero() {
		h.drop(ctx, t) // it was deleted while its bytes were on their way
		return errGone()
	}
	h.s.log.WarnContext(ctx, "a lost recording came back", "key", t.SentKey())
	err := h.s.store.Enqueue(ctx, &gendu.Job{SubjectID: t.ID, Kind: gendu.CompareTake})
	if gendu.KindOf(err) == gendu.Conflict { // it is waiting to be compared already
		return nil
	}
	h.s.wake(gendu.CompareTake)
	return err
}

// drop removes bytes that belong to no row. It goes on when the sender goes away.
func (h *takes) drop(ctx context.Context, t *gendu.Take) {
	if err := h.s.bucket.Delete(context.WithoutCancel(ctx), t.SentKey()); err != nil {
		h.s.log.WarnContext(ctx, "removing the audio of a refused take; the sweep will do it", "error", err)
	}
}

// keep judges a new recording, stores its bytes, then its row: a success is
// answered when both are on stable storage.
func (h *takes) keep(c echo.Context, t *gendu.Take, body *os.File) error {
	ctx := c.Request().Context()
	if err := h.s.mayKeep(ctx, t.Size); err != nil {
		return err
	}
	if err := h.s.spaceFor(t.Size); err != nil {
		return err
	}
	if err := h.measure(ctx, t, body); err != nil {
		return err
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := h.s.bucket.Put(ctx, t.ObjectKey(), body, t.Size); err != nil {
		return err
	}
	created, err := h.s.store.PutTake(ctx, t, &gendu.Job{EpisodeID: "", SubjectID: t.ID, Kind: gendu.CompareTake})
	if refused(err) {
		h.drop(ctx, t)
	}
	if errors.Is(err, store.ErrGone) {
		return errGone()
	}
	if err != nil {
		return hide(err)
	}
	h.s.wake(gendu.CompareTake)
	v, err := h.fresh(ctx, t.ID)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	return c.JSON(status, v)
}

// mediaTypes are what takes are served as, by what they were found to be: never
// by what the sender called them.
var mediaTypes = map[string]string{"wav": "audio/wav", "webm": "audio/webm", "ogg": "audio/ogg", "flac": "audio/flac", "mp4": "audio/mp4", "aac": "audio/aac"}

// measure decodes a recording to learn its length, and leaves it to the comparing. Few at a time: ten
// minutes of sound are 115 MB in memory.
func (h *takes) measure(ctx context.Context, t *gendu.Take, body io.ReaderAt) error {
	select {
	case h.decode <- struct{}{}:
		defer func() { <-h.decode }()
	case <-ctx.Done():
		return ctx.Err()
	}
	data := make([]byte, t.Size)
	if _, err := io.ReadFull(io.NewSectionReader(body, 0, t.Size), data); err != nil {
		return err
	}
	signal, format, err := take.DecodeWith(ctx, h.s.converter, data)
	switch {
	case errors.Is(err, take.ErrTooLarge), errors.Is(err, take.ErrTooLong):
		return gendu.Wrap(err, gendu.TooLarge, "A recording has at most 16 MiB and 10 minutes.")
	case errors.Is(err, take.ErrUnknownFormat):
		return gendu.Wrap(err, gendu.Invalid, "This is no recording that gendu knows: WAV, WebM or Ogg with Opus, or FLAC.")
	case errors.Is(err, take.ErrNeedsFFmpeg):
		return gendu.Wrap(err, gendu.Invalid, "This server cannot read recordings in AAC, since ffmpeg is not installed. Please record as WAV, WebM or Ogg with Opus, or FLAC.")
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, take.ErrEmpty):
		return gendu.Wrap(err, gendu.Invalid, "This recording holds no sound at all. Please record again.")
	case take.Refused(err):
		return gendu.Wrap(err, gendu.Invalid, "This recording is damaged. Please record again.")
	case err != nil:
		return err // ours to fix: the page sends it again
	}
	t.DurationMS, t.Type = signal.Duration().Milliseconds(), mediaTypes[format.Container]
	if t.Type == "" {
		t.Type = "application/octet-stream"
	}
	h.s.decoded.Keep(t.ObjectKey(), signal)
	return nil
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
