package server

import (
	"context"

	"gendu"
)

// find loads what the action is done to, by the parameters of the path. Where
// the user cannot be allowed whatever is found, nothing is looked up, so that
// the time of the answer tells nothing.
func (s *Server) find(ctx context.Context, a action, req *request) error {
	if req.user == nil || roleFor[a] != "" && !req.user.Has(roleFor[a]) {
		return nil
	}
	param := func(name string) (gendu.ID, error) {
		id, err := gendu.ParseID(req.echo.Param(name))
		if err != nil {
			return "", errNothing()
		}
		return id, nil
	}
	switch a {
	case readShow, editShow, removeShow, manageHosts, removeHost:
		id, err := param("showId")
		if err == nil && a == removeHost {
			req.object.member, err = param("userId")
		}
		if err != nil {
			return err
		}
		return s.findShow(ctx, id, req)
	case readEpisode, editEpisode, removeEpisode:
		return s.findEpisodeByPath(ctx, param, req)
	case hearTake, editTake, reviewTake:
		id, err := param("takeId")
		if err != nil {
			return err
		}
		return s.findTake(ctx, id, a, req)
	case teachClass, closeClass, endMembership:
		return s.findClass(ctx, param, a, req)
	case useUpload:
		id, err := param("uploadId")
		if err != nil {
			return err
		}
		upload, err := s.store.Upload(ctx, id)
		if err != nil {
			return hide(err)
		}
		req.object.upload = upload
		return s.findEpisode(ctx, upload.EpisodeID, &req.object)
	default:
		return nil
	}
}

// hide makes every "not found" the same sentence.
func hide(err error) error {
	if gendu.KindOf(err) == gendu.NotFound {
		return errNothing()
	}
	return err
}

func (s *Server) findShow(ctx context.Context, id gendu.ID, req *request) error {
	show, err := s.store.Show(ctx, id)
	if err != nil {
		return hide(err)
	}
	req.object.show = show
	if editsShow(req.user, show) {
		return nil
	}
	req.object.visible, err = s.store.HasPublished(ctx, id)
	return err
}

func (s *Server) findEpisodeByPath(ctx context.Context, param func(string) (gendu.ID, error), req *request) error {
	if req.echo.Param("audioId") == "" {
		id, err := param("episodeId")
		if err != nil {
			return err
		}
		return s.findEpisode(ctx, id, &req.object)
	}
	id, err := param("audioId")
	if err != nil {
		return err
	}
	o := &req.object
	o.audio, o.episode, o.show, err = s.store.AudioPlace(ctx, id)
	return hide(err)
}

// findEpisode loads an episode and its show.
func (s *Server) findEpisode(ctx context.Context, id gendu.ID, o *resource) error {
	episode, err := s.store.Episode(ctx, id)
	if err != nil {
		return hide(err)
	}
	show, err := s.store.Show(ctx, episode.ShowID)
	if err != nil {
		return hide(err)
	}
	o.episode, o.show = episode, show
	return nil
}

func (s *Server) findTake(ctx context.Context, id gendu.ID, a action, req *request) error {
	take, err := s.store.Take(ctx, id)
	if err != nil {
		return hide(err)
	}
	if !take.DeletedAt.IsZero() {
		return errNothing()
	}
	req.object.take = take
	if a == editTake || a == hearTake && take.UserID == req.user.ID || !req.user.Has(gendu.Teacher) {
		return nil
	}
	_, class, err := s.store.TakeForTeacher(ctx, req.user.ID, id)
	if err != nil {
		return hide(err)
	}
	req.object.taught = class != ""
	return nil
}

func (s *Server) findClass(ctx context.Context, param func(string) (gendu.ID, error), a action, req *request) error {
	id, err := param("classId")
	if err != nil {
		return err
	}
	if a == endMembership {
		if req.object.member, err = param("userId"); err != nil {
			return err
		}
	}
	req.object.class, err = s.store.Class(ctx, id)
	return hide(err)
}
