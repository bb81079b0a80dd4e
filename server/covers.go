package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio"
)

// covers is the concern of pictures.
type covers struct {
	s     *Server
	media *media
}

// coverKey names a cover by its bytes, so that a new one has a new address.
func coverKey(id gendu.ID, picture []byte) string {
	sum := sha256.Sum256(picture)
	return "covers/" + string(id) + "/" + hex.EncodeToString(sum[:12])
}

// coverURL is where a show's cover is.
func coverURL(s *gendu.Show) string {
	return "/media/covers/" + string(s.ID) + "/" + path.Base(s.CoverKey)
}

// put takes a cover in.
func (h *covers) put(c echo.Context) error {
	ctx := c.Request().Context()
	show := requestOf(ctx).object.show
	if c.Request().ContentLength > audio.MaxCoverBytes {
		return gendu.Errorf(gendu.TooLarge, "A cover has at most 5 MiB.")
	}
	var picture bytes.Buffer
	if _, err := readBody(c, &picture, audio.MaxCoverBytes); err != nil {
		return err
	}
	kind := audio.PictureType(picture.Bytes())
	if kind == "" {
		return gendu.Errorf(gendu.Invalid, "This is no picture that gendu knows: JPEG, PNG or WebP.")
	}
	key := coverKey(show.ID, picture.Bytes())
	if err := h.s.bucket.Put(ctx, key, bytes.NewReader(picture.Bytes()), int64(picture.Len())); err != nil {
		return err
	}
	return h.set(c, show, key, kind)
}

// remove takes the cover away.
func (h *covers) remove(c echo.Context) error {
	return h.set(c, requestOf(c.Request().Context()).object.show, "", "")
}

// set writes which cover the show has and forgets the one before.
func (h *covers) set(c echo.Context, show *gendu.Show, key, kind string) error {
	ctx := c.Request().Context()
	if err := h.s.store.SetCover(ctx, show.ID, key, kind); err != nil {
		return err
	}
	if show.CoverKey != "" && show.CoverKey != key {
		if err := h.s.bucket.Delete(ctx, show.CoverKey); err != nil {
			h.s.log.WarnContext(ctx, "deleting a former cover; the sweep will do it", "error", err)
		}
	}
	v, err := h.s.showNow(ctx, requestOf(ctx).user, show.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}

// get serves the cover that the show has now; the address of a former one is
// gone.
func (h *covers) get(c echo.Context) error {
	show := requestOf(c.Request().Context()).object.show
	if show.CoverKey == "" || path.Base(show.CoverKey) != c.Param("version") {
		return errNothing()
	}
	info, err := h.media.sizes.stat(c.Request().Context(), h.s.bucket, show.CoverKey)
	if err != nil {
		return hide(err)
	}
	userBytesHeaders(c.Response().Header())
	return h.s.serve(c, content{
		size: info.Size, kind: show.CoverType, cache: immutable,
		known: validator{etag: `"` + path.Base(show.CoverKey) + `"`},
		open:  h.media.opener(show.CoverKey, info.Size),
	})
}
