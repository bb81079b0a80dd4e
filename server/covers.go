package server

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
)

// covers is the concern of pictures.
type covers struct {
	s        *Server
	media    *media
	pictures *pictures.Worker
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
	v.Cover = text(coverURL(s.ID, s.Cover.Key))
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

// put takes a cover in. What is stored are squares that were made of it: neither its bytes
// nor what its camera wrote into them.
func (h *covers) put(c echo.Context) error {
	ctx := c.Request().Context()
	show := requestOf(ctx).object.show
	if c.Request().ContentLength > pictures.MaxBytes {
		return gendu.Errorf(gendu.TooLarge, "A cover has at most 5 MiB.")
	}
	var picture bytes.Buffer
	if _, err := readBody(c, &picture, pictures.MaxBytes); err != nil {
		return err
	}
	cover, err := installation.PutCover(ctx, h.s.bucket, h.pictures, show.ID, picture.Bytes())
	if err != nil {
		return err
	}
	return h.set(c, show, cover)
}

// remove takes the cover away.
func (h *covers) remove(c echo.Context) error {
	return h.set(c, requestOf(c.Request().Context()).object.show, gendu.Cover{})
}

// set writes which cover the show has and forgets the one before.
func (h *covers) set(c echo.Context, show *gendu.Show, cover gendu.Cover) error {
	ctx := c.Request().Context()
	former, err := h.s.store.SetCover(ctx, show.ID, cover)
	if err != nil {
		return err
	}
	// It is done even where the browser has gone.
	if err := installation.DropCover(context.WithoutCancel(ctx), h.s.bucket, former, cover); err != nil {
		h.s.log.WarnContext(ctx, "deleting a former cover; the sweep will do it", "error", err)
	}
	v, err := h.s.showNow(ctx, requestOf(ctx).user, show.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}

// get serves an object of the cover that the show has now; the address of a former one is
// gone.
func (h *covers) get(c echo.Context) error {
	show := requestOf(c.Request().Context()).object.show
	for _, key := range show.Cover.Keys() {
		if path.Base(key) == c.Param("version") {
			return h.serve(c, show, key)
		}
	}
	return errNothing()
}

func (h *covers) serve(c echo.Context, show *gendu.Show, key string) error {
	info, err := h.media.sizes.stat(c.Request().Context(), h.s.bucket, key)
	if err != nil {
		return hide(err)
	}
	userBytesHeaders(c.Response().Header())
	return h.s.serve(c, content{
		size: info.Size, kind: show.Cover.Type, cache: immutable,
		known: validator{etag: `"` + path.Base(key) + `"`},
		open:  h.media.opener(key, info.Size),
	})
}
