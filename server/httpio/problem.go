package httpio

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/api"
)

// StatusOf maps the kinds of errors to HTTP. It is the one table for that.
var StatusOf = map[gendu.Kind]int{
	gendu.Invalid:         http.StatusBadRequest,
	gendu.Unauthenticated: http.StatusUnauthorized,
	gendu.Unconfirmed:     http.StatusForbidden,
	gendu.Denied:          http.StatusForbidden,
	gendu.NotFound:        http.StatusNotFound,
	gendu.Conflict:        http.StatusConflict,
	gendu.TooLarge:        http.StatusRequestEntityTooLarge,
	gendu.Busy:            http.StatusTooManyRequests,
	gendu.Unavailable:     http.StatusServiceUnavailable,
	gendu.Full:            http.StatusInsufficientStorage,
	gendu.Quota:           http.StatusForbidden,
	gendu.Lost:            http.StatusInternalServerError,
	gendu.Internal:        http.StatusInternalServerError,
}

// retryBusy is when what was only busy may be asked for again.
const retryBusy = 5 * time.Second

// statusError is an error that wants another status than its kind's: 410 for a
// deleted take, 416 for a range. It never reaches other packages.
type statusError struct {
	status int
	err    error
}

// WithStatus makes an error be answered with a status of HTTP that is not its kind's.
func WithStatus(status int, err error) error { return &statusError{status, err} }

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// waitError is an error that says when to ask again, where [retryBusy] is not it.
type waitError struct {
	wait time.Duration
	err  error
}

// AskAgainAfter makes an error say when to ask again.
func AskAgainAfter(wait time.Duration, err error) error { return &waitError{wait, err} }

func (e *waitError) Error() string { return e.err.Error() }
func (e *waitError) Unwrap() error { return e.err }

// fieldError names the field of the request that is wrong.
type fieldError struct {
	field string
	err   error
}

// InField makes an error name the field of the request, in the spelling of the API.
func InField(field string, err error) error { return &fieldError{field, err} }

func (e *fieldError) Error() string { return e.field + ": " + e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

// ProblemOf says how an error looks from outside: its status and its body.
// Internal text stays inside.
func ProblemOf(err error) (int, api.Problem) {
	if httpErr, ok := errors.AsType[*echo.HTTPError](err); ok {
		err = fromEcho(httpErr)
	}
	kind := gendu.KindOf(err)
	if errors.Is(err, context.Canceled) && kind == gendu.Internal {
		kind = gendu.Unavailable // the client went away, or the server stops
	}
	status, ok := StatusOf[kind]
	if !ok {
		kind, status = gendu.Internal, http.StatusInternalServerError
	}
	if se, ok := errors.AsType[*statusError](err); ok {
		status = se.status
	}
	p := api.Problem{Kind: api.ProblemKind(kind), Message: gendu.MessageOf(err)}
	if fe, ok := errors.AsType[*fieldError](err); ok {
		p.Field = &fe.field
	}
	return status, p
}

// fromEcho gives Echo's own errors (no route, wrong method, a body that does not
// bind) a kind and a sentence.
func fromEcho(e *echo.HTTPError) error {
	if inner, ok := errors.AsType[*gendu.Error](e.Internal); ok {
		return inner
	}
	wrap := func(kind gendu.Kind, message string) error {
		return WithStatus(e.Code, &gendu.Error{Kind: kind, Message: message, Err: e})
	}
	switch e.Code {
	case http.StatusNotFound:
		return wrap(gendu.NotFound, "There is nothing at this address.")
	case http.StatusMethodNotAllowed:
		return wrap(gendu.Invalid, "This address does not answer this method; see the Allow header.")
	case http.StatusRequestEntityTooLarge:
		return wrap(gendu.TooLarge, "The request is too large.")
	case http.StatusUnsupportedMediaType:
		return wrap(gendu.Invalid, "The Content-Type of the request is not understood here; JSON goes as application/json.")
	case http.StatusBadRequest:
		return wrap(gendu.Invalid, "The request could not be read.")
	default:
		return &gendu.Error{Kind: gendu.Internal, Err: e}
	}
}

// AnswerError is Echo's error handler: the one place where errors become
// answers. Nothing is written behind a header that is already out. The middleware
// logs what it was.
func AnswerError(err error, c echo.Context) {
	status, p := ProblemOf(err)
	if c.Response().Committed {
		return
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/json; charset=utf-8")
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderContentSecurityPolicy, APIPolicy)
	for _, name := range []string{"Etag", "Last-Modified", "Content-Disposition", "Content-Length", "Accept-Ranges"} {
		h.Del(name)
	}
	if status == http.StatusTooManyRequests {
		wait := retryBusy
		if we, ok := errors.AsType[*waitError](err); ok {
			wait = we.wait
		}
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"kind":"internal","message":""}`)
	}
	if c.Request().Method == http.MethodHead {
		_ = c.NoContent(status)
		return
	}
	_ = c.Blob(status, "application/json; charset=utf-8", append(body, '\n'))
}

// Hide makes every "not found" the same sentence.
func Hide(err error) error {
	if gendu.KindOf(err) == gendu.NotFound {
		return ErrNothing()
	}
	return err
}

// ErrNothing is the one answer about what is not there and what is somebody else's.
func ErrNothing() error {
	return gendu.Errorf(gendu.NotFound, "There is no such thing, or it is not yours.")
}

// RouteOf is the pattern of a request's route, for logs and metrics, where the
// path itself would tell who listened to what.
func RouteOf(c echo.Context) string {
	if p := c.Path(); p != "" {
		return p
	}
	return "(none)"
}
