package hosting

import (
	"context"
	"strings"

	"gendu"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
	"gendu/server/views"
	"gendu/store"
)

// Shows is the concern of shows.
type Shows struct {
	s *services.Services
}

// NewShows makes the handlers of shows.
func NewShows(s *services.Services) *Shows { return &Shows{s} }

// ListShows lists the shows with a published episode, and those that the user owns or edits, by title.
func (h *Shows) ListShows(ctx context.Context, r api.ListShowsRequestObject) (api.ListShowsResponseObject, error) {
	u, most := gate.RequestOf(ctx).User, views.Limit(r.Params.Limit)
	q := store.ShowQuery{Host: u.Has(gendu.Host), Own: api.Given(r.Params.Own), Limit: most + 1}
	var err error
	if q.After, err = views.NamedFrom(r.Params.Cursor); err != nil {
		return nil, err
	}
	list, err := h.s.Store.ShowsFor(ctx, u.ID, q)
	if err != nil {
		return nil, err
	}
	list, next := views.Part(list, most, func(v *store.ShowSummary) string { return views.NamedCursor(v.Title, v.ID) })
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
		Translation: s.Translation, Own: gate.EditsShow(u, s), Episodes: episodes, Published: published, UpdatedAt: s.UpdatedAt,
	}
	if !v.Own {
		v.Episodes = published
	}
	switch {
	case gate.OwnsShow(u, s):
		v.Role = new(api.Owner)
	case v.Own:
		v.Role = new(api.Editor)
	}
	showCover(&v, s)
	return v
}

// CreateShow makes a show.
func (h *Shows) CreateShow(ctx context.Context, r api.CreateShowRequestObject) (api.CreateShowResponseObject, error) {
	u, now := gate.RequestOf(ctx).User, h.s.Now()
	show := &gendu.Show{
		ID: gendu.NewID(now), OwnerID: u.ID, Title: strings.TrimSpace(r.Body.Title),
		Description: strings.TrimSpace(api.Given(r.Body.Description)), CreatedAt: now, UpdatedAt: now,
	}
	if err := setLanguages(show, &r.Body.Language, r.Body.Translation); err != nil {
		return nil, err
	}
	if show.Title == "" {
		return nil, errNoTitle()
	}
	if show.Slug = api.Given(r.Body.Slug); show.Slug != "" {
		if err := publishing.CheckSlug(show.Slug); err != nil {
			return nil, httpio.InField("slug", err)
		}
		if err := h.s.Store.CreateShow(ctx, show); err != nil {
			return nil, err
		}
	} else if err := h.createWithFreeSlug(ctx, show); err != nil {
		return nil, err
	}
	return api.CreateShow201JSONResponse(showOf(u, show, 0, 0)), nil
}

// createWithFreeSlug makes a short name of the title, with a number behind it
// where that is taken.
func (h *Shows) createWithFreeSlug(ctx context.Context, show *gendu.Show) error {
	for n := 1; ; n++ {
		show.Slug = publishing.SlugTry(show.Title, n)
		err := h.s.Store.CreateShow(ctx, show)
		if gendu.KindOf(err) != gendu.Conflict || n == publishing.MaxSlugTries {
			return err
		}
	}
}

func errNoTitle() error { return httpio.InField("title", publishing.ErrNoTitle()) }

// setLanguages checks and canonicalises BCP 47 tags; nil leaves one as it is.
func setLanguages(show *gendu.Show, lang, translation *string) error {
	var err error
	if lang != nil {
		if show.Language, err = publishing.CheckLanguage(*lang); err != nil {
			return httpio.InField("language", err)
		}
	}
	if translation != nil {
		if show.Translation, err = publishing.CheckTranslation(*translation); err != nil {
			return httpio.InField("translation", err)
		}
	}
	return nil
}

// GetShow gives a show and its episodes; drafts to its hosts only.
func (h *Shows) GetShow(ctx context.Context, r api.GetShowRequestObject) (api.GetShowResponseObject, error) {
	req, most := gate.RequestOf(ctx), views.Limit(r.Params.Limit)
	show := req.Object.Show
	q := store.EpisodeQuery{Drafts: gate.EditsShow(req.User, show), Number: api.Given(r.Params.Number), Limit: most + 1}
	var err error
	if q.After, err = views.PlaceFrom(r.Params.Cursor); err != nil {
		return nil, err
	}
	list, err := h.s.Store.EpisodesOf(ctx, show.ID, q)
	if err != nil {
		return nil, err
	}
	list, next := views.Part(list, most, func(v *store.EpisodeSummary) string { return views.PlaceCursor(v.CreatedAt, v.ID) })
	episodes := make([]api.Episode, len(list))
	for i := range list {
		e := &list[i]
		episodes[i] = episodeOf(req.User, show, &e.Episode, e.DurationMS, e.Cues, e.Spoken, e.WorkState)
		if q.Drafts { // its hosts
			episodes[i].Flags = &e.Flags
		}
	}
	shown, err := showNow(ctx, h.s.Store, req.User, show.ID)
	return api.GetShow200JSONResponse{Show: shown, Episodes: episodes, Next: next}, err
}

// showNow is a show with its numbers, as the user may see it.
func showNow(ctx context.Context, rows *store.Store, u *gendu.User, id gendu.ID) (api.Show, error) {
	v, err := rows.ShowSummary(ctx, id)
	if err != nil {
		return api.Show{}, httpio.Hide(err)
	}
	return showOf(u, &v.Show, v.Episodes, v.Published), nil
}

// DeleteShow hides a show with its episodes at once.
func (h *Shows) DeleteShow(ctx context.Context, _ api.DeleteShowRequestObject) (api.DeleteShowResponseObject, error) {
	if err := h.s.Store.DeleteShow(ctx, gate.RequestOf(ctx).Object.Show.ID); err != nil {
		return nil, err
	}
	return api.DeleteShow204Response{}, nil
}

// UpdateShow changes a show.
func (h *Shows) UpdateShow(ctx context.Context, r api.UpdateShowRequestObject) (api.UpdateShowResponseObject, error) {
	req := gate.RequestOf(ctx)
	change := store.ShowChange{Title: api.TrimmedText(r.Body.Title), Description: api.TrimmedText(r.Body.Description)}
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
	show, err := h.s.Store.UpdateShow(ctx, req.Object.Show.ID, change)
	if err != nil {
		return nil, err
	}
	v, err := showNow(ctx, h.s.Store, req.User, show.ID)
	return api.UpdateShow200JSONResponse(v), err
}
