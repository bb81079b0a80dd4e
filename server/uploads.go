package server

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
)

const (
	uploadLife  = 7 * 24 * time.Hour
	uploadsPath = prefix + "/uploads/"
)

// uploads is the concern of taking audio files in: tus 1.0 by tusd's handler, over
// our own data store and locker, so that half an upload on one server goes on at
// another.
type uploads struct {
	s       *Server
	data    *uploadData
	handler *tus.UnroutedHandler
}

func newUploads(s *Server, owner string) (*uploads, error) {
	locker := &uploadLocker{store: s.store, owner: owner, log: s.log}
	u := &uploads{s: s, data: &uploadData{s: s, locker: locker}}
	composer := tus.NewStoreComposer()
	composer.UseCore(u.data)
	composer.UseTerminater(u.data)
	composer.UseLocker(locker)
	var err error
	u.handler, err = tus.NewUnroutedHandler(tus.Config{
		StoreComposer: composer, MaxSize: publishing.MaxAudio, BasePath: uploadsPath,
		DisableDownload: true, DisableConcatenation: true,
		Cors:                    &tus.CorsConfig{Disable: true},
		Logger:                  xslog.New(xslog.NewTextHandler(io.Discard, nil)), // the server logs by route
		PreUploadCreateCallback: u.begin,
		NetworkTimeout:          bodyPause,
		// A server that was killed leaves its lock behind until the lease ends.
		AcquireLockTimeout: lockLease + 10*time.Second,
	})
	return u, err
}

// begin checks a new upload: whose episode, how large, what name.
func (u *uploads) begin(hook tus.HookEvent) (tus.HTTPResponse, tus.FileInfoChanges, error) {
	none := tus.HTTPResponse{}
	id, err := u.check(hook.Context, hook.Upload)
	if err != nil {
		return none, tus.FileInfoChanges{}, u.tusError(hook.Context, err)
	}
	return none, tus.FileInfoChanges{ID: string(id)}, nil
}

func (u *uploads) check(ctx context.Context, info tus.FileInfo) (gendu.ID, error) {
	episode, err := gendu.ParseID(info.MetaData["episode"])
	if err != nil {
		return "", gendu.Errorf(gendu.Invalid, "Upload-Metadata needs episode: the id of the episode.")
	}
	if info.Size <= 0 || info.SizeIsDeferred {
		return "", gendu.Errorf(gendu.Invalid, "Upload-Length must be the size of the file, from 1 byte.")
	}
	o := resource{}
	if err := u.s.findEpisode(ctx, episode, &o); err != nil {
		return "", err
	}
	if err := can(requestOf(ctx).user, editEpisode, o); err != nil {
		return "", err
	}
	if err := u.s.spaceFor(2 * info.Size); err != nil { // its chunks, and the file that they become
		return "", err
	}
	return gendu.NewID(u.s.now()), nil
}

// tusError answers in the words of tus's clients, who look at the status alone.
// What is internal is for the log, not told.
func (u *uploads) tusError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[tus.Error](err); ok {
		return known
	}
	status, p := problemOf(err)
	requestOf(ctx).failure = err
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

// verb hands a request to one of tusd's handlers.
func (u *uploads) verb(do http.HandlerFunc) echo.HandlerFunc {
	h := u.handler.Middleware(do)
	return func(c echo.Context) error {
		// A slow body does not hold the stop of the server up: tusd ends it there, what has
		// come is stored, and the client goes on with another server.
		ctx, end := context.WithCancelCause(c.Request().Context())
		defer end(nil)
		defer context.AfterFunc(u.s.stop, func() { end(tus.ErrServerShutdown) })()
		r := c.Request().Clone(ctx)
		r.Header.Del("X-HTTP-Method-Override") // each route is one method
		r.URL.Path = "/" + c.Param("uploadId") // where tusd looks for the id
		expires := u.s.now().Add(uploadLife)
		if up := requestOf(r.Context()).object.upload; up != nil {
			expires = up.ExpiresAt
			if !u.s.now().Before(expires) {
				return &statusError{http.StatusGone, gendu.Errorf(gendu.NotFound, "This upload has expired. Please begin again.")}
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
		w.Header().Set("Location", uploadsPath+path.Base(at))
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
	if name = firstRunes(strings.TrimSpace(name), 200); name == "" {
		return "audio"
	}
	return name
}
