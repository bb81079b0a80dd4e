package media

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio/take"
	"gendu/objects"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
)

// Player is the concern of playing.
type Player struct {
	s        *services.Services
	hearing  func(c echo.Context, t *gendu.Take) error // notes in the audit log who hears a take
	sizes    sizes
	redirect bool          // listening.m4a goes to a presigned address
	expand   chan struct{} // places for decoding recordings in memory
}

// NewPlayer makes the handlers of what is played. redirect sends players of listening.m4a to the
// object store itself; hearing notes in the audit log who hears a take.
func NewPlayer(s *services.Services, redirect bool, hearing func(c echo.Context, t *gendu.Take) error) *Player {
	return &Player{s: s, redirect: redirect, hearing: hearing, expand: make(chan struct{}, max(1, min(4, runtime.GOMAXPROCS(0))))}
}

// parts of an audio, with their media types.
var Kinds = map[string]string{
	"listening.m4a": "audio/mp4",
	"practice.wav":  "audio/wav",
	"peaks.dat":     "application/octet-stream",
	"pitch.bin":     "application/octet-stream",
	"source":        "application/octet-stream",
	"cover":         "", // what the audio's row says
}

// Part serves one of an audio's objects by range. Its bytes never change under
// its address, so that the audio's id is the best entity tag there is, the same
// on every server and every store.
func (m *Player) Part(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		row := gate.RequestOf(ctx).Object.Audio
		key := row.ObjectKey(name)
		kind := Kinds[name]
		if name == "cover" {
			if kind = row.Tags.CoverType; kind == "" {
				return gone(name)
			}
		}
		h := c.Response().Header()
		httpio.UserBytesHeaders(h)
		if m.redirect && name == "listening.m4a" && c.Request().Method == http.MethodGet {
			if done, err := m.elsewhere(c, key); done || err != nil {
				return err
			}
		}
		info, err := m.Stat(ctx, key)
		if err != nil && expects(row, name) {
			return m.s.Lost(ctx, key, err)
		}
		if err != nil {
			return httpio.Hide(err)
		}
		if name == "source" {
			h.Set(echo.HeaderContentDisposition, attachment(row.FileName))
		}
		return m.s.Serve(c, httpio.Content{
			Size: info.Size, Kind: kind, Cache: httpio.Immutable,
			Known: httpio.Validator{ETag: `"` + string(row.ID) + "." + name + `"`, Modified: row.CreatedAt},
			Open:  m.Opener(key, info.Size),
		})
	}
}

// Stat says how long an object is.
func (m *Player) Stat(ctx context.Context, key string) (objects.Info, error) {
	return m.sizes.stat(ctx, m.s.Bucket, key)
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

// Opener opens ranges of an object of size bytes. One of another size is as lost as one
// that is not there.
func (m *Player) Opener(key string, size int64) func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
	return func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
		body, info, err := m.s.Bucket.Get(ctx, key, off, n)
		switch {
		case gendu.KindOf(err) == gendu.Invalid: // it ends before the range
			err = notWhole(err)
		case err == nil && info.Size != size:
			_ = body.Close() // nothing of it is used
			err = notWhole(fmt.Errorf("it has %d bytes instead of %d", info.Size, size))
		}
		if err != nil {
			return nil, m.s.Lost(ctx, key, err)
		}
		return body, nil
	}
}

// notWhole is an error about an object that is there and is not what was stored.
func notWhole(cause error) error {
	return gendu.Wrap(cause, gendu.NotFound, "The file is damaged.")
}

// presignLife is short: the player comes back to the stable address when it is
// over.
const presignLife = 10 * time.Minute

// elsewhere sends the player to the object store itself where that can give an
// address for a while.
func (m *Player) elsewhere(c echo.Context, key string) (done bool, err error) {
	url, ok, err := m.s.Bucket.Presign(c.Request().Context(), key, presignLife)
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

// TakeAudio serves a recording to its learner, or to a teacher who may hear it.
func (m *Player) TakeAudio(c echo.Context) error {
	ctx := c.Request().Context()
	t := gate.RequestOf(ctx).Object.Take
	if err := m.hearing(c, t); err != nil {
		return err
	}
	h := c.Response().Header()
	httpio.UserBytesHeaders(h)
	open := m.Opener(t.ObjectKey(), t.ObjectSize())
	if !t.AsSent() {
		open = m.expanded(t)
	}
	return m.s.Serve(c, httpio.Content{
		Size: t.Size, Kind: t.Type, Cache: "private, no-cache", // permission may end: ask again each time
		Known: httpio.Validator{ETag: `"` + string(t.ID) + `"`, Modified: t.CreatedAt}, Open: open,
	})
}

// expanded opens a recording that is stored as FLAC: what is served are the bytes that
// were sent, so that nobody who holds a part of them notices.
func (m *Player) expanded(t *gendu.Take) func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
	return func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
		select {
		case m.expand <- struct{}{}:
			defer func() { <-m.expand }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		body, _, err := m.s.Bucket.Get(ctx, t.ObjectKey(), 0, -1)
		if err != nil {
			return nil, m.s.Lost(ctx, t.ObjectKey(), err)
		}
		packed, err := io.ReadAll(io.LimitReader(body, take.MaxBytes))
		if err = errors.Join(err, body.Close()); err != nil {
			return nil, err
		}
		wav, err := take.Expand(packed)
		if err != nil || int64(len(wav)) != t.Size {
			return nil, m.s.Lost(ctx, t.ObjectKey(), notWhole(fmt.Errorf("FLAC of %d bytes gives %d bytes: %w", len(packed), len(wav), cmp.Or(err, io.ErrUnexpectedEOF))))
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
