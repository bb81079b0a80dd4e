package recordings

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio/take"
	"gendu/installation"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
	"gendu/store"
)

const maxTake = take.MaxBytes // 16 MiB

// Put takes a recording in. The id is the client's, so that a retry is the same
// take: 201 for a new one, 200 for the same again, 409 for other bytes, 404 for
// somebody else's id, 410 for a deleted one.
func (h *Takes) Put(c echo.Context) error {
	ctx := c.Request().Context()
	u := gate.RequestOf(ctx).User
	id, err := gendu.ParseID(c.Param("takeId"))
	if err != nil {
		return err
	}
	pin, err := pinnedOf(c, h.s.Now())
	if err != nil {
		return err
	}
	old, err := h.s.Store.Take(ctx, id)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	if err == nil && old.UserID != u.ID {
		return httpio.ErrNothing()
	}
	if err == nil && !old.DeletedAt.IsZero() {
		return errGone()
	}
	take := &gendu.Take{
		ID: id, UserID: u.ID, EpisodeID: pin.episode, Subject: pin.subject, CueID: pin.cue, Revision: pin.revision, Mode: pin.mode,
		Speed: pin.speed, ClipStartMS: pin.start, EchoCancelled: pin.echo, Cut: pin.cut, RecordedAt: pin.recorded.UTC(), CreatedAt: h.s.Now(),
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
	return httpio.WithStatus(http.StatusGone, gendu.Wrap(store.ErrGone, gendu.Conflict, "This take was deleted."))
}

type digest struct {
	hash []byte
	size int64
}

// receive spools a body into a nameless temporary file in small blocks, so that
// slow senders hold no memory.
func (h *Takes) receive(c echo.Context) (*os.File, digest, error) {
	r := c.Request()
	if r.ContentLength > maxTake {
		return nil, digest{}, errTakeSize()
	}
	f, err := os.CreateTemp("", "gendu-take-*")
	if err != nil {
		return nil, digest{}, services.TempError(err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, digest{}, errors.Join(err, f.Close())
	}
	sum := sha256.New()
	size, err := httpio.ReadBody(c, io.MultiWriter(f, sum), maxTake)
	if err != nil {
		_ = f.Close() // its bytes are of no use
		return nil, digest{}, services.TempError(err)
	}
	return f, digest{sum.Sum(nil), size}, nil
}

func errTakeSize() error {
	return gendu.Errorf(gendu.TooLarge, "A recording has at most 16 MiB.")
}

// repeat answers a take that is there already. Where its object was lost or altered, the
// same bytes are stored again: a success says that they are on stable storage.
func (h *Takes) repeat(c echo.Context, old, sent *gendu.Take, body *os.File) error {
	ctx := c.Request().Context()
	if !bytes.Equal(old.SHA256, sent.SHA256) {
		return gendu.Errorf(gendu.Conflict, "There is another recording under the same id already.")
	}
	stored, _, err := installation.HashObject(ctx, h.s.Bucket, old.ObjectKey())
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
func (h *Takes) restore(ctx context.Context, t *gendu.Take, body *os.File) error {
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	// The row first: a sweep takes away what no row names.
	if err := h.s.Store.SetStoredAsSent(ctx, t); err != nil {
		return httpio.Hide(err)
	}
	if err := h.s.Bucket.Put(ctx, t.SentKey(), body, t.Size); err != nil {
		return err
	}
	if now, err := h.s.Store.Take(ctx, t.ID); err == nil && !now.DeletedAt.IsZero() {
		h.drop(ctx, t) // it was deleted while its bytes were on their way
		return errGone()
	}
	h.s.Log.WarnContext(ctx, "a lost recording came back", "key", t.SentKey())
	err := h.s.Store.Enqueue(ctx, &gendu.Job{SubjectID: t.ID, Kind: gendu.CompareTake})
	if gendu.KindOf(err) == gendu.Conflict { // it is waiting to be compared already
		return nil
	}
	h.s.Wake(gendu.CompareTake)
	return err
}

// drop removes bytes that belong to no row. It goes on when the sender goes away.
func (h *Takes) drop(ctx context.Context, t *gendu.Take) {
	if err := h.s.Bucket.Delete(context.WithoutCancel(ctx), t.SentKey()); err != nil {
		h.s.Log.WarnContext(ctx, "removing the audio of a refused take; the sweep will do it", "error", err)
	}
}

// keep judges a new recording, stores its bytes, then its row: a success is
// answered when both are on stable storage.
func (h *Takes) keep(c echo.Context, t *gendu.Take, body *os.File) error {
	ctx := c.Request().Context()
	if err := h.s.MayKeep(ctx, t.Size); err != nil {
		return err
	}
	if err := h.s.SpaceFor(t.Size); err != nil {
		return err
	}
	if err := h.measure(ctx, t, body); err != nil {
		return err
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := h.s.Bucket.Put(ctx, t.ObjectKey(), body, t.Size); err != nil {
		return err
	}
	created, err := h.s.Store.PutTake(ctx, t, &gendu.Job{EpisodeID: "", SubjectID: t.ID, Kind: gendu.CompareTake})
	if refused(err) {
		h.drop(ctx, t)
	}
	if errors.Is(err, store.ErrGone) {
		return errGone()
	}
	if err != nil {
		return httpio.Hide(err)
	}
	h.s.Wake(gendu.CompareTake)
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
func (h *Takes) measure(ctx context.Context, t *gendu.Take, body io.ReaderAt) error {
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
	signal, format, err := take.DecodeWith(ctx, h.s.Converter, data)
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
	h.s.Decoded.Keep(t.ObjectKey(), signal)
	return nil
}

// refused says whether the store refused a take for good, so that the bytes that came
// with it belong to no row: it was deleted, its account was, or its id is taken.
func refused(err error) bool {
	return slices.Contains([]gendu.Kind{gendu.NotFound, gendu.Conflict}, gendu.KindOf(err))
}
