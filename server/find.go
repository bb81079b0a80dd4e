package server

import (
	"context"

	"gendu"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// find loads what the action is done to, by the parameters of the path. Where
// the user cannot be allowed whatever is found, nothing is looked up, so that
// the time of the answer tells nothing.
func (s *Server) find(ctx context.Context, a gate.Action, req *gate.Request) error {
	if req.User == nil || gate.RoleFor[a] != "" && !req.User.Has(gate.RoleFor[a]) {
		return nil
	}
	param := func(name string) (gendu.ID, error) {
		id, err := gendu.ParseID(req.Echo.Param(name))
		if err != nil {
			return "", httpio.ErrNothing()
		}
		return id, nil
	}
	switch a {
	case gate.ReadShow, gate.EditShow, gate.RemoveShow, gate.ManageHosts, gate.RemoveHost:
		id, err := param("showId")
		if err == nil && a == gate.RemoveHost {
			req.Object.Member, err = param("userId")
		}
		if err != nil {
			return err
		}
		return s.findShow(ctx, id, req)
	case gate.ReadEpisode, gate.EditEpisode, gate.RemoveEpisode, gate.SeeNumbers:
		return s.findEpisodeByPath(ctx, param, req)
	case gate.HearTake, gate.EditTake, gate.ReviewTake:
		id, err := param("takeId")
		if err != nil {
			return err
		}
		return s.findTake(ctx, id, a, req)
	case gate.TeachClass, gate.CloseClass, gate.EndMembership:
		return s.findClass(ctx, param, a, req)
	case gate.UseUpload:
		id, err := param("uploadId")
		if err != nil {
			return err
		}
		upload, err := s.services.Store.Upload(ctx, id)
		if err != nil {
			return httpio.Hide(err)
		}
		req.Object.Upload = upload
		return gate.FindEpisode(ctx, s.services.Store, upload.EpisodeID, &req.Object)
	default:
		return nil
	}
}

func (s *Server) findShow(ctx context.Context, id gendu.ID, req *gate.Request) error {
	show, err := s.services.Store.Show(ctx, id)
	if err != nil {
		return httpio.Hide(err)
	}
	req.Object.Show = show
	if gate.EditsShow(req.User, show) {
		return nil
	}
	req.Object.Visible, err = s.services.Store.HasPublished(ctx, id)
	return err
}

func (s *Server) findEpisodeByPath(ctx context.Context, param func(string) (gendu.ID, error), req *gate.Request) error {
	if req.Echo.Param("audioId") == "" {
		id, err := param("episodeId")
		if err != nil {
			return err
		}
		return gate.FindEpisode(ctx, s.services.Store, id, &req.Object)
	}
	id, err := param("audioId")
	if err != nil {
		return err
	}
	o := &req.Object
	o.Audio, o.Episode, o.Show, err = s.services.Store.AudioPlace(ctx, id)
	return httpio.Hide(err)
}

func (s *Server) findTake(ctx context.Context, id gendu.ID, a gate.Action, req *gate.Request) error {
	take, err := s.services.Store.Take(ctx, id)
	if err != nil {
		return httpio.Hide(err)
	}
	if !take.DeletedAt.IsZero() {
		return httpio.ErrNothing()
	}
	req.Object.Take = take
	if a == gate.EditTake || a == gate.HearTake && take.UserID == req.User.ID || !req.User.Has(gendu.Teacher) {
		return nil
	}
	_, class, err := s.services.Store.TakeForTeacher(ctx, req.User.ID, id)
	if err != nil {
		return httpio.Hide(err)
	}
	req.Object.Taught = class != ""
	return nil
}

func (s *Server) findClass(ctx context.Context, param func(string) (gendu.ID, error), a gate.Action, req *gate.Request) error {
	id, err := param("classId")
	if err != nil {
		return err
	}
	if a == gate.EndMembership {
		if req.Object.Member, err = param("userId"); err != nil {
			return err
		}
	}
	req.Object.Class, err = s.services.Store.Class(ctx, id)
	return httpio.Hide(err)
}
