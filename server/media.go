package server

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio/take"
	"gendu/objects"
)

// media is the concern of playing.
type media struct {
	s        *Server
	sizes    sizes
	redirect bool          // listening.m4a goes to a presigned address
	expand   chan struct{} // places for decoding recordings in memory
}

// parts of an audio, with their media types.
var mediaKinds = map[string]string{
	"listening.m4a": "audio/mp4",
	"practice.wav":  "audio/wav",
	"peaks.dat":     "application/octet-stream",
	"pitch.bin":     "application/octet-stream",
	"source":        "application/octet-stream",
	"cover":         "", // what the audio's row says
}

// part serves one of an audio's objects by range. Its bytes never change under
// its address, so that the audio's id is the best entity tag there is, the same
// on every server and every store.
func (m *media) part(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		row := requestOf(ctx).object.audio
		key := row.ObjectKey(name)
		kind := mediaKinds[name]
		if name == "cover" {
			if kind = row.Tags.CoverType; kind == "" {
				return gone(name)
			}
		}
		h := c.Response().Header()
		userBytesHeaders(h)
		if m.redirect && name == "listening.m4a" && c.Request().Method == http.MethodGet {
			if done, err := m.elsewhere(c, key); done || err != nil {
				return err
			}
		}
		info, err := m.sizes.stat(ctx, m.s.bucket, key)
		if err != nil && expects(row, name) {
			return m.s.lost(ctx, key, err)
		}
		if err != nil {
			return hide(err)
		}
		if name == "source" {
			h.Set(echo.HeaderContentDisposition, attachment(row.FileName))
		}
		return m.s.serve(c, content{
			size: info.Size, kind: kind, cache: immutable,
			known: validator{etag: `"` + string(row.ID) + "." + name + `"`, modified: row.CreatedAt},
			open:  m.opener(key, info.Size),
		})
	}
}

// expects says whether an audio must have an object: what was derived is there once
// it is ready.
func expects(a *gendu.Audio, name string) bool {
	switch name {
	case "source", "cover":
		return true
	case "listening.m4a":
		return a.State == gendu.Ready && a.Listening == "m4a"
	}
	return a.State == gendu.Ready
}

// opener opens ranges of an object of size bytes. One of another size is as lost as one
// that is not there.
func (m *media) opener(key string, size int64) func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
	return func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
		body, info, err := m.s.bucket.Get(ctx, key, off, n)
		switch {
		case gendu.KindOf(err) == gendu.Invalid: // it ends before the range
			err = notWhole(err)
		case err == nil && info.Size != size:
			_ = body.Close() // nothing of it is used
			err = notWhole(fmt.Errorf("it has %d bytes instead of %d", info.Size, size))
		}
		if err != nil {
			return nil, m.s.lost(ctx, key, err)
		}
		return body, nil
	}
}

// notWhole is an error about an object that is there and is not what was stored.
func notWhole(cause error) error {
	return gendu.Wrap(cause, gendu.NotFound, "The file is damaged.")
}

// lost gives an error about an object that a row names its kind: where the object
// is not there, something outside gendu took it away, which the operator must know.
func (s *Server) lost(ctx context.Context, key string, err error) error {
	if gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	s.metrics.lost.Inc()
	s.log.ErrorContext(ctx, "an object that a row names is not in the object store, or is damaged there; look at `gendu check` and `gendu trash list`", "key", key, "error", err)
	return gendu.Wrap(err, gendu.Lost, "The server has lost this file. An administrator finds the cause in its log.")
}

// presignLife is short: the player comes back to the stable address when it is
// over.
const presignLife = 10 * time.Minute

// elsewhere sends the player to the object store itself where that can give an
// address for a while.
func (m *media) elsewhere(c echo.Context, key string) (done bool, err error) {
	url, ok, err := m.s.bucket.Presign(c.Request().Context(), key, presignLife)
	if err != nil || !ok {
		return false, err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return true, c.Redirect(http.StatusTemporaryRedirect, url)
}

// attachment is a Content-Disposition (RFC 6266) for a name that a user chose.
func attachment(name string) string {
	const hex = "0123456789ABCDEF"
	out := []byte("attachment; filename*=UTF-8''")
	for i := range len(name) {
		c := name[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-' {
			out = append(out, c)
		} else {
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(out)
}

// takeAudio serves a recording to its learner, or to a teacher who may hear it.
func (m *media) takeAudio(c echo.Context) error {
	ctx := c.Request().Context()
	t := requestOf(ctx).object.take
	if err := m.s.auditHearing(c, t); err != nil {
		return err
	}
	h := c.Response().Header()
	userBytesHeaders(h)
	open := m.opener(t.ObjectKey(), t.ObjectSize())
	if !t.AsSent() {
		open = m.expanded(t)
	}
	return m.s.serve(c, content{
		size: t.Size, kind: t.Type, cache: "private, no-cache", // permission may end: ask again each time
		known: validator{etag: `"` + string(t.ID) + `"`, modified: t.CreatedAt}, open: open,
	})
}

// expanded opens a recording that is stored as FLAC: what is served are the bytes that
// were sent, so that nobody who holds a part of them notices.
func (m *media) expanded(t *gendu.Take) func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
	return func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
		select {
		case m.expand <- struct{}{}:
			defer func() { <-m.expand }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		body, _, err := m.s.bucket.Get(ctx, t.ObjectKey(), 0, -1)
		if err != nil {
			return nil, m.s.lost(ctx, t.ObjectKey(), err)
		}
		packed, err := io.ReadAll(io.LimitReader(body, maxTake))
		if err = errors.Join(err, body.Close()); err != nil {
			return nil, err
		}
		wav, err := take.Expand(packed)
		if err != nil || int64(len(wav)) != t.Size {
			return nil, m.s.lost(ctx, t.ObjectKey(), notWhole(fmt.Errorf("FLAC of %d bytes gives %d bytes: %w", len(packed), len(wav), cmp.Or(err, io.ErrUnexpectedEOF))))
		}
		return io.NopCloser(bytes.NewReader(wav[off : off+n])), nil
	}
}

// sizes remembers how long objects are. They never change under their keys, and a
// listener asks for the same one every few seconds.
type sizes struct {
	mu    sync.Mutex
	known map[string]objects.Info
}

const maxSizes = 4096

func (s *sizes) stat(ctx context.Context, b *objects.Bucket, key string) (objects.Info, error) {
	s.mu.Lock()
	info, ok := s.known[key]
	s.mu.Unlock()
	if ok {
		return info, nil
	}
	info, err := b.Stat(ctx, key)
	if err != nil {
		return info, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[string]objects.Info{}
	}
	if len(s.known) >= maxSizes {
		for k := range s.known { // any one will do
			delete(s.known, k)
			break
		}
	}
	s.known[key] = info
	return info, nil
}

// gone is what an audio without that part answers.
func gone(part string) error {
	return gendu.Errorf(gendu.NotFound, "This audio has no %s.", part)
}
