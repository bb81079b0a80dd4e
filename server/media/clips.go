package media

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio"
	"gendu/server/gate"
	"gendu/server/httpio"
)

const maxClipMS = 120_000

// clipName reads "<from>-<to>.wav" in milliseconds.
func clipName(name string) (from, to int64, err error) {
	text, ok := strings.CutSuffix(name, ".wav")
	a, b, ok2 := strings.Cut(text, "-")
	if !ok || !ok2 {
		return 0, 0, httpio.ErrNothing()
	}
	from, ok = httpio.Digits(a)
	to, ok2 = httpio.Digits(b)
	if !ok || !ok2 || strconv.FormatInt(from, 10) != a || strconv.FormatInt(to, 10) != b {
		return 0, 0, httpio.ErrNothing() // one address for one clip
	}
	if to <= from || to-from > maxClipMS {
		return 0, 0, gendu.Errorf(gendu.Invalid, "A clip has 1 ms to %d s.", maxClipMS/1000)
	}
	return from, to, nil
}

// Clip serves a piece of practice.wav, cut by [audio.Clip]. Its address stays when the
// way of cutting changes, so that a cache may play an old clip on; but it must not join
// ranges of an old and a new one. By a date it could, so none is sent.
func (m *Player) Clip(c echo.Context) error {
	a := gate.RequestOf(c.Request().Context()).Object.Audio
	from, to, err := clipName(c.Param("clip"))
	if err != nil {
		return err
	}
	if a.State != gendu.Ready || a.PracticeLen == 0 {
		return gone("practice.wav yet")
	}
	httpio.UserBytesHeaders(c.Response().Header())
	clip, ok := audio.CutClip(a.PracticeLen, from, to)
	if !ok {
		return gendu.Errorf(gendu.NotFound, "The audio ends before this clip begins.")
	}
	practice := m.Opener(a.ObjectKey("practice.wav"), a.PracticeLen)
	return m.s.Serve(c, httpio.Content{
		Size: clip.Size(), Kind: "audio/wav", Cache: httpio.Immutable,
		Known: httpio.Validator{ETag: `"` + string(a.ID) + "." + c.Param("clip") + "." + audio.ClipVersion + `"`},
		Open: func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
			return clip.Open(ctx, practice, off, n)
		},
	})
}
