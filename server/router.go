package server

import (
	"github.com/labstack/echo/v4"

	"gendu/server/api"
)

// handlers is the whole JSON API, put together of its concerns.
type handlers struct {
	*accounts
	*profile
	*admin
	*shows
	*episodes
	*takes
	*classes
	*reviews
}

var _ api.StrictServerInterface = (*handlers)(nil)

// routes routes everything that rules declares.
func (s *Server) routes(h *handlers, m *media, covers *covers) {
	e := s.echo
	api.RegisterHandlersWithBaseURL(e, api.NewStrictHandler(h, nil), prefix)

	e.PUT(prefix+"/takes/:takeId", h.takes.put)
	getAndHead(e, prefix+"/takes/:takeId/audio", m.takeAudio)
	e.GET(prefix+"/events", s.events)
	e.PUT(prefix+"/shows/:showId/cover", covers.put)
	e.DELETE(prefix+"/shows/:showId/cover", covers.remove)
	getAndHead(e, "/media/covers/:showId/:version", covers.get)

	tus := s.uploads
	e.OPTIONS(prefix+"/uploads", tus.verb(tus.handler.PostFile)) // answered by tusd's middleware
	e.POST(prefix+"/uploads", tus.verb(tus.handler.PostFile))
	e.HEAD(prefix+"/uploads/:uploadId", tus.verb(tus.handler.HeadFile))
	e.PATCH(prefix+"/uploads/:uploadId", tus.verb(tus.handler.PatchFile))
	e.DELETE(prefix+"/uploads/:uploadId", tus.verb(tus.handler.DelFile))

	for part := range mediaKinds {
		getAndHead(e, "/media/audios/:audioId/"+part, m.part(part))
	}
	getAndHead(e, "/media/audios/:audioId/clips/:clip", m.clip)

	getAndHead(e, "/healthz", s.healthz)
	getAndHead(e, "/readyz", s.readyz)
	e.GET("/metrics", s.serveMetrics())
	getAndHead(e, "/*", s.app)
}

func getAndHead(e *echo.Echo, pattern string, h echo.HandlerFunc) {
	e.GET(pattern, h)
	e.HEAD(pattern, h)
}
