package gate

import (
	"context"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/httpio"
	"gendu/store"
)

// Request is what the server knows of a request beside its bytes: who sent it
// and what it acts on. It travels in the context.
type Request struct {
	Echo    echo.Context
	Session *gendu.Session
	User    *gendu.User // nil: nobody is signed in
	Object  Resource
	Failure error // for the log, of an answer that tusd gives

	// What the audit log says beside the route: see server/audit.go.
	Subject gendu.ID // whom it is about, where that is not the path's
	Acted   gendu.ID // what was acted on, where that is not in the path
	Details []string // words of ours
}

type requestKey struct{}

// WithRequest puts a request into a context, for [RequestOf].
func WithRequest(ctx context.Context, r *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// RequestOf gives the request of a context that [WithRequest] made; an empty one for others.
func RequestOf(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	if r == nil {
		return &Request{}
	}
	return r
}

// Detail adds words to what the audit log says of a request.
func (r *Request) Detail(words ...string) { r.Details = append(r.Details, words...) }

// FindEpisode loads an episode and its show.
func FindEpisode(ctx context.Context, rows *store.Store, id gendu.ID, o *Resource) error {
	episode, err := rows.Episode(ctx, id)
	if err != nil {
		return httpio.Hide(err)
	}
	show, err := rows.Show(ctx, episode.ShowID)
	if err != nil {
		return httpio.Hide(err)
	}
	o.Episode, o.Show = episode, show
	return nil
}
