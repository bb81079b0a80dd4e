package hosting

import (
	"bytes"
	"context"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/installation"
	"gendu/pictures"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/media"
	"gendu/server/services"
)

// covers is the concern of pictures.
type covers struct {
	s        *services.Services
	media    *media.Player
	pictures *pictures.Worker
}

// NewCovers makes the handlers of covers.
func NewCovers(s *services.Services, m *media.Player) *covers {
	return &covers{s: s, media: m, pictures: pictures.NewWorker()}
}

// coverURL is where an object of a show's cover is.
func coverURL(showID gendu.ID, key string) string {
	return "/media/covers/" + string(showID) + "/" + path.Base(key)
}

// showCover says in v where a show's cover is, in which widths.
func showCover(v *api.Show, s *gendu.Show) {
	if s.Cover.Key == "" {
		return
	}
	v.Cover = api.OptionalText(coverURL(s.ID, s.Cover.Key))
	widths, keys := s.Cover.Squares()
	if len(keys) == 0 {
		return
	}
	list := make([]api.CoverSquare, len(keys))
	for i, key := range keys {
		list[i] = api.CoverSquare{Width: widths[i], Path: coverURL(s.ID, key)}
	}
	v.Covers = &list
}

// Put takes a cover in. What is stored are squares that were made of it: neither its bytes
// nor what its camera wrote into them.
func (h *covers) Put(c echo.Context) error {
	ctx := c.Request().Context()
	show := gate.RequestOf(ctx).Object.Show
	if c.Request().ContentLength > pictures.MaxBytes {
		return gendu.Errorf(gendu.TooLarge, "A cover has at most 5 MiB.")
	}
	var picture bytes.Buffer
	if _, err := httpio.ReadBody(c, &picture, pictures.MaxBytes); err != nil {
		return err
	}
	cover, err := installation.PutCover(ctx, h.s.Bucket, h.pictures, show.ID, picture.Bytes())
	if err != nil {
		return err
	}
	return h.set(c, show, cover)
}

// Remove takes the cover away.
func (h *covers) Remove(c echo.Context) error {
	return h.set(c, gate.RequestOf(c.Request().Context()).Object.Show, gendu.Cover{})
}

// set writes which cover the show has and forgets the one before.
func (h *covers) set(c echo.Context, show *gendu.Show, cover gendu.Cover) error {
	ctx := c.Request().Context()
	former, err := h.s.Store.SetCover(ctx, show.ID, cover)
	if err != nil {
		return err
	}
	// It is done even where the browser has gone.
	if err := installation.DropCover(context.WithoutCancel(ctx), h.s.Bucket, former, cover); err != nil {
		h.s.Log.WarnContext(ctx, "deleting a former cover; the sweep will do it", "error", err)
	}
	v, err := showNow(ctx, h.s.Store, gate.RequestOf(ctx).User, show.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}

// Get serves an object of the cover that the show has now; the address of a former one is
// gone.
func (h *covers) Get(c echo.Context) error {
	show := gate.RequestOf(c.Request().Context()).Object.Show
	for _, key := range show.Cover.Keys() {
		if path.Base(key) == c.Param("version") {
			return h.serve(c, show, key)
		}
	}
	return httpio.ErrNothing()
}

func (h *covers) serve(c echo.Context, show *gendu.Show, key string) error {
	info, err := h.media.Stat(c.Request().Context(), key)
	if err != nil {
		return httpio.Hide(err)
	}
	httpio.UserBytesHeaders(c.Response().Header())
	return h.s.Serve(c, httpio.Content{
		Size: info.Size, Kind: show.Cover.Type, Cache: httpio.Immutable,
		Known: httpio.Validator{ETag: `"` + path.Base(key) + `"`},
		Open:  h.media.Opener(key, info.Size),
	})
}
