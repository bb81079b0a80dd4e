package server

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/views"
	"gendu/store/people"
)

// audited says of every route that changes something what the audit log calls it; "" for
// what is nobody else's business, such as a setting. A route that is in neither way here
// fails a test.
var audited = map[string]people.Audited{
	"POST " + httpio.Prefix + "/session":   people.SignedIn,
	"DELETE " + httpio.Prefix + "/session": people.SignedOut,
	"POST " + httpio.Prefix + "/setup":     people.SetUp,
	"POST " + httpio.Prefix + "/signup":    people.SignedUp,
	"POST " + httpio.Prefix + "/reset":     people.PasswordReset,
	"POST " + httpio.Prefix + "/codes":     "",

	"POST " + httpio.Prefix + "/session/confirmation":     "",
	"PATCH " + httpio.Prefix + "/me":                      "",
	"PUT " + httpio.Prefix + "/me/password":               people.PasswordChanged,
	"PUT " + httpio.Prefix + "/me/deletion":               people.DeletionAsked,
	"DELETE " + httpio.Prefix + "/me/deletion":            people.DeletionTakenBack,
	"DELETE " + httpio.Prefix + "/me/sessions":            people.SessionEnded,
	"DELETE " + httpio.Prefix + "/me/sessions/:sessionId": people.SessionEnded,
	"PUT " + httpio.Prefix + "/me/settings/:key":          "",
	"PATCH " + httpio.Prefix + "/me/recall":               "",
	"PUT " + httpio.Prefix + "/me/ratings/:ratingId":      "",
	"PUT " + httpio.Prefix + "/me/cards/:cueId":           "",
	"DELETE " + httpio.Prefix + "/me/cards/:cueId":        "",
	"DELETE " + httpio.Prefix + "/me/card-offers/:cueId":  "",
	"PUT " + httpio.Prefix + "/me/listening/:sumId":       "",
	"POST " + httpio.Prefix + "/faults":                   "",

	"POST " + httpio.Prefix + "/shows":                                  "",
	"PATCH " + httpio.Prefix + "/shows/:showId":                         "",
	"DELETE " + httpio.Prefix + "/shows/:showId":                        people.ShowRemoved,
	"POST " + httpio.Prefix + "/shows/:showId/hosts":                    people.ShowHostAdded,
	"DELETE " + httpio.Prefix + "/shows/:showId/hosts/:userId":          people.ShowHostRemoved,
	"PUT " + httpio.Prefix + "/shows/:showId/owner":                     people.ShowHandedOver,
	"POST " + httpio.Prefix + "/shows/:showId/episodes":                 "",
	"PUT " + httpio.Prefix + "/shows/:showId/cover":                     "",
	"DELETE " + httpio.Prefix + "/shows/:showId/cover":                  "",
	"PATCH " + httpio.Prefix + "/episodes/:episodeId":                   "",
	"DELETE " + httpio.Prefix + "/episodes/:episodeId":                  people.EpisodeRemoved,
	"PUT " + httpio.Prefix + "/episodes/:episodeId/audios/:audioId/use": "",
	"PUT " + httpio.Prefix + "/episodes/:episodeId/publication":         people.EpisodeState,
	"POST " + httpio.Prefix + "/episodes/:episodeId/transcripts":        "",
	"POST " + httpio.Prefix + "/episodes/:episodeId/retry":              "",
	"PUT " + httpio.Prefix + "/episodes/:episodeId/transcript":          "", // the list of revisions says who and when
	"POST " + httpio.Prefix + "/episodes/:episodeId/alignment":          "",
	"PUT " + httpio.Prefix + "/episodes/:episodeId/practised/:visitId":  "",
	"POST " + httpio.Prefix + "/episodes/:episodeId/flags":              "", // the flag says who and when

	"PUT " + httpio.Prefix + "/episodes/:episodeId/my-flags/:cueId/:kind":      "",
	"DELETE " + httpio.Prefix + "/episodes/:episodeId/my-flags/:cueId/:kind":   "",
	"PUT " + httpio.Prefix + "/episodes/:episodeId/my-flags/:cueId/:kind/seen": "",

	"POST " + httpio.Prefix + "/notes/preview":                        "",
	"PUT " + httpio.Prefix + "/takes/:takeId":                         "",
	"PATCH " + httpio.Prefix + "/takes/:takeId":                       "",
	"DELETE " + httpio.Prefix + "/takes/:takeId":                      people.TakeRemoved,
	"PUT " + httpio.Prefix + "/takes/:takeId/submissions/:classId":    people.TakeSent,
	"DELETE " + httpio.Prefix + "/takes/:takeId/submissions/:classId": people.TakeTakenBack,
	"PUT " + httpio.Prefix + "/takes/:takeId/review-seen":             "",
	"PUT " + httpio.Prefix + "/takes/:takeId/review":                  people.TakeReviewed,

	"POST " + httpio.Prefix + "/classes":                            people.ClassMade,
	"POST " + httpio.Prefix + "/classes/join":                       people.ClassJoined,
	"PATCH " + httpio.Prefix + "/classes/:classId":                  people.ClassChanged,
	"DELETE " + httpio.Prefix + "/classes/:classId":                 people.ClassClosed,
	"PUT " + httpio.Prefix + "/classes/:classId/teacher":            people.ClassHandedOver,
	"PUT " + httpio.Prefix + "/classes/:classId/consent":            people.ConsentAnswered,
	"PUT " + httpio.Prefix + "/classes/:classId/code":               people.CodeRenewed,
	"DELETE " + httpio.Prefix + "/classes/:classId/members/:userId": people.MemberLeft,

	"PATCH " + httpio.Prefix + "/users/:userId":              people.AccountChanged,
	"POST " + httpio.Prefix + "/users/:userId/reset-link":    people.LinkMade,
	"PUT " + httpio.Prefix + "/users/:userId/deletion":       people.DeletionAsked,
	"DELETE " + httpio.Prefix + "/users/:userId/deletion":    people.DeletionTakenBack,
	"POST " + httpio.Prefix + "/invitations":                 people.InvitationMade,
	"DELETE " + httpio.Prefix + "/invitations/:invitationId": people.LinkRevoked,

	"POST " + httpio.Prefix + "/uploads":             "",
	"PATCH " + httpio.Prefix + "/uploads/:uploadId":  "",
	"DELETE " + httpio.Prefix + "/uploads/:uploadId": "",
}

// objectParams are the parameters of paths that name what was acted on, the first one wins.
var objectParams = []string{"takeId", "classId", "episodeId", "showId", "invitationId", "sessionId"}

// audit adds an entry of what a request did before its success is answered.
func (s *Server) audit(ctx context.Context, req *gate.Request) {
	c := req.Echo
	what := audited[c.Request().Method+" "+c.Path()]
	if status := c.Response().Status; what == "" || status >= 300 || req.User == nil && req.Subject == "" {
		return
	}
	v := &people.AuditEntry{What: what, Subject: subjectOf(req), Object: req.Acted, Detail: strings.Join(req.Details, ", "), Address: networkOf(c.RealIP())}
	if req.User != nil {
		v.Actor = req.User.ID
	}
	for _, name := range objectParams {
		if id, err := gendu.ParseID(c.Param(name)); err == nil && v.Object == "" {
			v.Object = id
		}
	}
	// What is done is done, also where the request's time is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), httpio.PlainTimeout)
	defer cancel()
	if err := s.services.Store.Audit(ctx, v); err != nil {
		s.services.Log.ErrorContext(ctx, "the audit log does not hold what was done", "what", what, "error", err)
	}
}

// subjectOf is whose account or voice a request is about.
func subjectOf(req *gate.Request) gendu.ID {
	switch {
	case req.Subject != "":
		return req.Subject
	case req.Object.Take != nil:
		return req.Object.Take.UserID
	}
	if id, err := gendu.ParseID(req.Echo.Param("userId")); err == nil {
		return id
	}
	if req.User == nil || req.Object.Class != nil || req.Object.Show != nil || strings.HasPrefix(req.Echo.Path(), httpio.Prefix+"/invitations") {
		return ""
	}
	return req.User.ID
}

// networkOf cuts an address to its /24 or /48.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 48
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		bits = 24
	}
	p, _ := ip.Prefix(bits)
	return p.String()
}

const (
	// heardAgain is how long hearing the same take again is the same hearing: a player
	// asks for several ranges.
	heardAgain = 10 * time.Minute
	maxHeard   = 8192
)

// hearings remembers which takes were noted as heard a moment ago.
type hearings struct {
	mu   sync.Mutex
	when map[[2]gendu.ID]time.Time
}

// auditHearing notes in the audit log that somebody else than its learner hears a take. Where that
// cannot be written, the take is not heard.
func (s *Server) auditHearing(c echo.Context, t *gendu.Take) error {
	ctx, now := c.Request().Context(), s.services.Now()
	user := gate.RequestOf(ctx).User
	if user == nil || user.ID == t.UserID || c.Request().Method == http.MethodHead {
		return nil
	}
	key := [2]gendu.ID{user.ID, t.ID}
	s.hearings.mu.Lock()
	last, known := s.hearings.when[key]
	s.hearings.mu.Unlock()
	if known && now.Sub(last) < heardAgain && !now.Before(last) {
		return nil
	}
	v := &people.AuditEntry{What: people.TakeHeard, Actor: user.ID, Subject: t.UserID, Object: t.ID, Address: networkOf(c.RealIP())}
	if err := s.services.Store.Audit(ctx, v); err != nil {
		return err
	}
	s.hearings.mu.Lock()
	defer s.hearings.mu.Unlock()
	if s.hearings.when == nil || len(s.hearings.when) >= maxHeard {
		s.hearings.when = map[[2]gendu.ID]time.Time{}
	}
	s.hearings.when[key] = now
	return nil
}

// ListAudit lists the audit log for admins.
func (a *admin) ListAudit(ctx context.Context, r api.ListAuditRequestObject) (api.ListAuditResponseObject, error) {
	after, most, err := views.PartOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.services.Store.AuditLog(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.AuditPage
	page.Entries, page.Next = views.Shown(list, most, func(v *people.AuditView) gendu.ID { return v.ID }, func(v *people.AuditView) api.AuditEntry {
		return api.AuditEntry{
			Id: string(v.ID), At: v.At, What: api.Audited(v.What), System: v.Actor == "", ActorLogin: api.OptionalText(v.ActorLogin), ActorName: api.OptionalText(v.ActorName),
			SubjectLogin: api.OptionalText(v.SubjectLogin), SubjectName: api.OptionalText(v.SubjectName), Detail: api.OptionalText(v.Detail), Address: api.OptionalText(v.Address), ObjectId: api.OptionalText(string(v.Object)),
		}
	})
	return api.ListAudit200JSONResponse(page), nil
}

// ListMyVoice lists what the audit log holds about the own voice.
func (p *profile) ListMyVoice(ctx context.Context, r api.ListMyVoiceRequestObject) (api.ListMyVoiceResponseObject, error) {
	after, most, err := views.PartOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	me := gate.RequestOf(ctx).User.ID
	list, err := p.s.services.Store.AuditOfVoice(ctx, me, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.VoicePage
	page.Entries, page.Next = views.Shown(list, most, func(v *people.AuditView) gendu.ID { return v.ID }, func(v *people.AuditView) api.VoiceEntry {
		return api.VoiceEntry{
			Id: string(v.ID), At: v.At, What: api.Audited(v.What), System: v.Actor == "", Own: v.Actor == me, ByName: api.OptionalText(v.ActorName),
			ClassName: api.OptionalText(v.Class), Sentence: api.OptionalText(v.Sentence), Detail: api.OptionalText(v.Detail),
		}
	})
	return api.ListMyVoice200JSONResponse(page), nil
}

// words is roles in one text.
func words(roles []gendu.Role) string {
	list := make([]string, len(roles))
	for i, r := range roles {
		list[i] = string(r)
	}
	return strings.Join(list, " ")
}
