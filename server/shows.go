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

// ListShows lists the shows with a published episode, and the own ones.
func (h *shows) ListShows(ctx context.Context, _ api.ListShowsRequestObject) (api.ListShowsResponseObject, error) {
	u := requestOf(ctx).user
	list, err := h.s.store.ShowsFor(ctx, u.ID, u.Has(gendu.Host))
	if err != nil {
		return nil, err
	}
	out := make(api.ListShows200JSONResponse, len(list))
	for i := range list {
		out[i] = showOf(u, &list[i].Show, list[i].Episodes, list[i].Published)
	}
	return out, nil
}

// showOf is a show as the user may see it: of somebody else's, only published
// episodes are counted.
func showOf(u *gendu.User, s *gendu.Show, episodes, published int) api.Show {
	v := api.Show{
		Id: string(s.ID), Slug: s.Slug, Title: s.Title, Description: s.Description, Language: s.Language,
		Translation: s.Translation, Own: ownsShow(u, s), Episodes: episodes, Published: published, UpdatedAt: s.UpdatedAt,
	}
	if !v.Own {
		v.Episodes = published
	}
	if s.CoverKey != "" {
		v.Cover = text(coverURL(s))
	}
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
		if gendu.KindOf(err) != gendu.Conflict || n == publishing.MostSlugTries {
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

// GetShow gives a show and its episodes; drafts to its host only.
func (h *shows) GetShow(ctx context.Context, _ api.GetShowRequestObject) (api.GetShowResponseObject, error) {
	req := requestOf(ctx)
	show := req.object.show
	list, err := h.s.store.EpisodesOf(ctx, show.ID, ownsShow(req.user, show))
	if err != nil {
		return nil, err
	}
	published := 0
	episodes := make([]api.Episode, len(list))
	for i := range list {
		e := &list[i]
		if e.State == gendu.Published {
			published++
		}
		episodes[i] = episodeOf(req.user, show, &e.Episode, e.DurationMS, e.Cues, e.Spoken, e.WorkState)
	}
	return api.GetShow200JSONResponse{Show: showOf(req.user, show, len(list), published), Episodes: episodes}, nil
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
	list, err := h.s.store.EpisodesOf(ctx, show.ID, true)
	if err != nil {
		return nil, err
	}
	published := 0
	for i := range list {
		if list[i].State == gendu.Published {
			published++
		}
	}
	return api.UpdateShow200JSONResponse(showOf(req.user, show, len(list), published)), nil
}
