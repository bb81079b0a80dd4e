package server

import (
	"context"
	"strings"

	"gendu"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/store"
)

// shows is the concern of shows.
type shows struct {
	s *Server
}

// ListShows lists the shows with a published episode, and those that the user owns or edits, by title.
func (h *shows) ListShows(ctx context.Context, r api.ListShowsRequestObject) (api.ListShowsResponseObject, error) {
	u, most := requestOf(ctx).user, mostOf(r.Params.Limit)
	q := store.ShowQuery{Host: u.Has(gendu.Host), Own: given(r.Params.Own), Limit: most + 1}
	var err error
	if q.After, err = namedFrom(r.Params.Cursor); err != nil {
		return nil, err
	}
	list, err := h.s.store.ShowsFor(ctx, u.ID, q)
	if err != nil {
		return nil, err
	}
	list, next := cut(list, most, func(v *store.ShowSummary) string { return namedCursor(v.Title, v.ID) })
	out := api.ListShows200JSONResponse{Shows: make([]api.Show, len(list)), Next: next}
	for i := range list {
		out.Shows[i] = showOf(u, &list[i].Show, list[i].Episodes, list[i].Published)
	}
	return out, nil
}

// showOf is a show as the user may see it: of somebody else's, only published
// episodes are counted.
func showOf(u *gendu.User, s *gendu.Show, episodes, published int) api.Show {
	v := api.Show{
		Id: string(s.ID), Slug: s.Slug, Title: s.Title, Description: s.Description, Language: s.Language,
		Translation: s.Translation, Own: editsShow(u, s), Episodes: episodes, Published: published, UpdatedAt: s.UpdatedAt,
	}
	if !v.Own {
		v.Episodes = published
	}
	switch {
	case ownsShow(u, s):
		v.Role = new(api.Owner)
	case v.Own:
		v.Role = new(api.Editor)
	}
	showCover(&v, s)
	return v
}

// CreateShow makes a show.
func (h *shows) CreateShow(ctx context.Context, r api.CreateShowRequestObject) (api.CreateShowResponseObject, error) {
	u, now := requestOf(ctx).user, h.s.now()
	show := &gendu.Show{
		ID: gendu.NewID(now), OwnerID: u.ID, Title: strings.TrimSpace(r.Body.Title),
		Description: strings.TrimSpace(given(r.Body.Description)), CreatedAt: now, UpdatedAt: now,
	}
	if err := setLanguages(show, &r.Body.Language, r.Body.Translation); err != nil {
		return nil, err
	}
	if show.Title == "" {
		return nil, errNoTitle()
	}
	if show.Slug = given(r.Body.Slug); show.Slug != "" {
		if err := publishing.CheckSlug(show.Slug); err != nil {
			return nil, &fieldError{"slug", err}
		}
		if err := h.s.store.CreateShow(ctx, show); err != nil {
			return nil, err
		}
	} else if err := h.createWithFreeSlug(ctx, show); err != nil {
		return nil, err
	}
	return api.CreateShow201JSONResponse(showOf(u, show, 0, 0)), nil
}

// createWithFreeSlug makes a short name of the title, with a number behind it
// where that is taken.
func (h *shows) createWithFreeSlug(ctx context.Context, show *gendu.Show) error {
	for n := 1; ; n++ {
		show.Slug = publishing.SlugTry(show.Title, n)
		err := h.s.store.CreateShow(ctx, show)
		if gendu.KindOf(err) != gendu.Conflict || n == publishing.MaxSlugTries {
			return err
		}
	}
}

func errNoTitle() error { return &fieldError{"title", publishing.ErrNoTitle()} }

// setLanguages checks and canonicalises BCP 47 tags; nil leaves one as it is.
func setLanguages(show *gendu.Show, lang, translation *string) error {
	var err error
	if lang != nil {
		if show.Language, err = publishing.CheckLanguage(*lang); err != nil {
			return &fieldError{"language", err}
		}
	}
	if translation != nil {
		if show.Translation, err = publishing.CheckTranslation(*translation); err != nil {
			return &fieldError{"translation", err}
		}
	}
	return nil
}

// GetShow gives a show and its episodes; drafts to its hosts only.
func (h *shows) GetShow(ctx context.Context, r api.GetShowRequestObject) (api.GetShowResponseObject, error) {
	req, most := requestOf(ctx), mostOf(r.Params.Limit)
	show := req.object.show
	q := store.EpisodeQuery{Drafts: editsShow(req.user, show), Number: given(r.Params.Number), Limit: most + 1}
	var err error
	if q.After, err = placeFrom(r.Params.Cursor); err != nil {
		return nil, err
	}
	list, err := h.s.store.EpisodesOf(ctx, show.ID, q)
	if err != nil {
		return nil, err
	}
	list, next := cut(list, most, func(v *store.EpisodeSummary) string { return placeCursor(v.CreatedAt, v.ID) })
	episodes := make([]api.Episode, len(list))
	for i := range list {
		e := &list[i]
		episodes[i] = episodeOf(req.user, show, &e.Episode, e.DurationMS, e.Cues, e.Spoken, e.WorkState)
	}
	shown, err := h.s.showNow(ctx, req.user, show.ID)
	return api.GetShow200JSONResponse{Show: shown, Episodes: episodes, Next: next}, err
}

// showNow is a show with its numbers, as the user may see it.
func (s *Server) showNow(ctx context.Context, u *gendu.User, id gendu.ID) (api.Show, error) {
	v, err := s.store.ShowSummary(ctx, id)
	if err != nil {
		return api.Show{}, hide(err)
	}
	return showOf(u, &v.Show, v.Episodes, v.Published), nil
}

// DeleteShow hides a show with its episodes at once.
func (h *shows) DeleteShow(ctx context.Context, _ api.DeleteShowRequestObject) (api.DeleteShowResponseObject, error) {
	if err := h.s.store.DeleteShow(ctx, requestOf(ctx).object.show.ID); err != nil {
		return nil, err
	}
	return api.DeleteShow204Response{}, nil
}

// UpdateShow changes a show.
func (h *shows) UpdateShow(ctx context.Context, r api.UpdateShowRequestObject) (api.UpdateShowResponseObject, error) {
	req := requestOf(ctx)
	change := store.ShowChange{Title: trimmed(r.Body.Title), Description: trimmed(r.Body.Description)}
	if change.Title != nil && *change.Title == "" {
		return nil, errNoTitle()
	}
	var tags gendu.Show // in their canonical form
	if err := setLanguages(&tags, r.Body.Language, r.Body.Translation); err != nil {
		return nil, err
	}
	if r.Body.Language != nil {
		change.Language = &tags.Language
	}
	if r.Body.Translation != nil {
		change.Translation = &tags.Translation
	}
	show, err := h.s.store.UpdateShow(ctx, req.object.show.ID, change)
	if err != nil {
		return nil, err
	}
	v, err := h.s.showNow(ctx, req.user, show.ID)
	return api.UpdateShow200JSONResponse(v), err
}
