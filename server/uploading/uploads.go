package uploading

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	tus "github.com/tus/tusd/v2/pkg/handler"
	xslog "golang.org/x/exp/slog"

	"gendu"
	"gendu/publishing"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
)

const (
	uploadLife  = 7 * 24 * time.Hour
	UploadsPath = httpio.Prefix + "/uploads/"
)

// Uploads is the concern of taking audio files in: tus 1.0 by tusd's handler, over
// our own data store and locker, so that half an upload on one server goes on at
// another.
type Uploads struct {
	s       *services.Services
	data    *uploadData
	Handler *tus.UnroutedHandler
}

// New makes the handlers of uploads. owner names this process in its locks.
func New(s *services.Services, owner string) (*Uploads, error) {
	locker := &uploadLocker{store: s.Store, owner: owner, log: s.Log}
	u := &Uploads{s: s, data: &uploadData{s: s, locker: locker}}
	composer := tus.NewStoreComposer()
	composer.UseCore(u.data)
	composer.UseTerminater(u.data)
	composer.UseLocker(locker)
	var err error
	u.Handler, err = tus.NewUnroutedHandler(tus.Config{
		StoreComposer: composer, MaxSize: publishing.MaxAudio, BasePath: UploadsPath,
		DisableDownload: true, DisableConcatenation: true,
		Cors:                    &tus.CorsConfig{Disable: true},
		Logger:                  xslog.New(xslog.NewTextHandler(io.Discard, nil)), // the server logs by route
		PreUploadCreateCallback: u.begin,
		NetworkTimeout:          httpio.BodyPause,
		// A server that was killed leaves its lock behind until the lease ends.
		AcquireLockTimeout: lockLease + 10*time.Second,
	})
	return u, err
}

// Locker keeps two servers from writing to one upload at the same time.
func (u *Uploads) Locker() tus.Locker { return u.data.locker }

// begin checks a new upload: whose episode, how large, what name.
func (u *Uploads) begin(hook tus.HookEvent) (tus.HTTPResponse, tus.FileInfoChanges, error) {
	none := tus.HTTPResponse{}
	id, err := u.check(hook.Context, hook.Upload)
	if err != nil {
		return none, tus.FileInfoChanges{}, tusError(hook.Context, err)
	}
	return none, tus.FileInfoChanges{ID: string(id)}, nil
}

func (u *Uploads) check(ctx context.Context, info tus.FileInfo) (gendu.ID, error) {
	episode, err := gendu.ParseID(info.MetaData["episode"])
	if err != nil {
		return "", gendu.Errorf(gendu.Invalid, "Upload-Metadata needs episode: the id of the episode.")
	}
	if info.Size <= 0 || info.SizeIsDeferred {
		return "", gendu.Errorf(gendu.Invalid, "Upload-Length must be the size of the file, from 1 byte.")
	}
	o := gate.Resource{}
	if err := gate.FindEpisode(ctx, u.s.Store, episode, &o); err != nil {
		return "", err
	}
	if err := gate.Can(gate.RequestOf(ctx).User, gate.EditEpisode, o); err != nil {
		return "", err
	}
	if err := u.s.SpaceFor(2 * info.Size); err != nil { // its chunks, and the file that they become
		return "", err
	}
	return gendu.NewID(u.s.Now()), nil
}

// tusError answers in the words of tus's clients, who look at the status alone.
// What is internal is for the log, not told.
func tusError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[tus.Error](err); ok {
		return known
	}
	status, p := httpio.ProblemOf(err)
	gate.RequestOf(ctx).Failure = err
	if gendu.KindOf(err) == gendu.NotFound {
		return tus.ErrNotFound
	}
	body, jerr := json.Marshal(p)
	if jerr != nil {
		body = nil
	}
	return tus.Error{
		ErrorCode: "ERR_" + strings.ToUpper(string(p.Kind)), Message: p.Message,
		HTTPResponse: tus.HTTPResponse{
			StatusCode: status, Body: string(body) + "\n", Header: tus.HTTPHeader{"Content-Type": "application/json; charset=utf-8"},
		},
	}
}

// Verb hands a request to one of tusd's handlers.
func (u *Uploads) Verb(do http.HandlerFunc) echo.HandlerFunc {
	h := u.Handler.Middleware(do)
	return func(c echo.Context) error {
		// A slow body does not hold the stop of the server up: tusd ends it there, what has
		// come is stored, and the client goes on with another server.
		ctx, end := context.WithCancelCause(c.Request().Context())
		defer end(nil)
		defer context.AfterFunc(u.s.Stop, func() { end(tus.ErrServerShutdown) })()
		r := c.Request().Clone(ctx)
		r.Header.Del("X-HTTP-Method-Override") // each route is one method
		r.URL.Path = "/" + c.Param("uploadId") // where tusd looks for the id
		expires := u.s.Now().Add(uploadLife)
		if up := gate.RequestOf(r.Context()).Object.Upload; up != nil {
			expires = up.ExpiresAt
			if !u.s.Now().Before(expires) {
				return httpio.WithStatus(http.StatusGone, gendu.Errorf(gendu.NotFound, "This upload has expired. Please begin again."))
			}
		}
		if c.Request().Method != http.MethodDelete && c.Request().Method != http.MethodOptions {
			c.Response().Header().Set("Upload-Expires", expires.UTC().Format(http.TimeFormat))
		}
		h.ServeHTTP(&pathLocation{ResponseWriter: c.Response()}, r)
		return nil
	}
}

// pathLocation turns the Location of a new upload into a path: the server does
// not guess its own address from the request.
type pathLocation struct{ http.ResponseWriter }

func (w *pathLocation) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *pathLocation) WriteHeader(status int) {
	if at := w.Header().Get("Location"); at != "" {
		w.Header().Set("Location", UploadsPath+path.Base(at))
	}
	w.ResponseWriter.WriteHeader(status)
}

// fileName keeps the last part of what the host's computer called the file.
func fileName(meta tus.MetaData) string {
	name := meta["filename"]
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return -1
		}
		return r
	}, name)
	if name = httpio.FirstRunes(strings.TrimSpace(name), 200); name == "" {
		return "audio"
	}
	return name
}
