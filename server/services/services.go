package services

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio"
	"gendu/audio/take"
	"gendu/coursework"
	"gendu/installation"
	"gendu/internal/durable"
	"gendu/objects"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/store"
	"gendu/transcripts/alignment"
)

// Services are what the concerns of the server share: where things are kept, the clock and
// the log.
type Services struct {
	Store     *store.Store
	Bucket    *objects.Bucket
	Converter audio.Converter     // nil: recordings in AAC are refused
	Decoded   *take.Decoded       // nil: the jobs decode recordings again
	Space     *installation.Space // nil: nobody watches the disks
	Scored    bool                // the jobs have a phone model
	Voice     alignment.Voice     // nil: nothing reads text aloud
	Log       *slog.Logger
	Now       func() time.Time // in whole milliseconds, UTC
	Wake      func(kind gendu.JobKind)
	Stop      context.Context //nolint:containedctx // ends when the server begins to stop
	CountLost func()          // called for an object that a row names and that is not there
}

// Serve answers a GET or HEAD with a representation, or ranges of it.
func (s *Services) Serve(c echo.Context, rep httpio.Content) error {
	return httpio.Serve(c, rep, s.Now(), s.Log)
}

// Lost gives an error about an object that a row names its kind: where the object
// is not there, something outside gendu took it away, which the operator must know.
func (s *Services) Lost(ctx context.Context, key string, err error) error {
	if gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	s.CountLost()
	s.Log.ErrorContext(ctx, "an object that a row names is not in the object store, or is damaged there; look at `gendu check` and `gendu trash list`", "key", key, "error", err)
	return gendu.Wrap(err, gendu.Lost, "The server has lost this file. An administrator finds the cause in its log.")
}

// SpaceFor says whether the server may take in something of size bytes. What is refused
// here can be sent later; reading, deleting and signing in are never asked about.
func (s *Services) SpaceFor(size int64) error {
	if err := s.Space.ForRows(); err != nil {
		return err
	}
	return s.Bucket.Fits(size)
}

// MayKeep says whether a person may keep one more take of size bytes.
func (s *Services) MayKeep(ctx context.Context, size int64) error {
	used, err := s.Store.Usage(ctx, gate.RequestOf(ctx).User.ID)
	if err != nil {
		return err
	}
	return s.Store.Limits().OneMoreTake(used, size)
}

// ScoresOff says whether a class that a learner is in has switched scores off.
func (s *Services) ScoresOff(ctx context.Context, learner gendu.ID) (bool, error) {
	list, err := s.Store.ClassesOfLearner(ctx, learner)
	return coursework.ScoresHidden(list), err
}

// TempError gives an error of writing a temporary file its kind.
func TempError(err error) error {
	if durable.IsFull(err) {
		return installation.TempFull(err)
	}
	return err
}

// MayStillEdit looks again whether a person may edit an episode, for what was allowed a
// while ago.
func (s *Services) MayStillEdit(ctx context.Context, userID, episodeID gendu.ID) error {
	u, err := s.Store.User(ctx, userID)
	if err != nil {
		return httpio.Hide(err)
	}
	o := gate.Resource{}
	if err := gate.FindEpisode(ctx, s.Store, episodeID, &o); err != nil {
		return err
	}
	return gate.Can(u, gate.EditEpisode, o)
}

// UserByLogin finds who may be given something: a person of a role who can sign in. Everybody
// else gets the same answer as a name that does not exist; the error names the field login.
func (s *Services) UserByLogin(ctx context.Context, login string, role gendu.Role) (*gendu.User, error) {
	u, err := s.Store.UserByLogin(ctx, strings.ToLower(login))
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	if err != nil || u.Disabled || !u.Has(role) {
		return nil, httpio.InField("login", gendu.Errorf(gendu.Invalid, "There is no %s with this user name.", role))
	}
	return u, nil
}
