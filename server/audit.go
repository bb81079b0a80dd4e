package server

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/api"
	"gendu/store"
)

// audited says of every route that changes something what the audit log calls it; "" for
// what is nobody else's business, such as a setting. A route that is in neither way here
// fails a test.
var audited = map[string]store.Audited{
	"POST " + prefix + "/session":   store.SignedIn,
	"DELETE " + prefix + "/session": store.SignedOut,
	"POST " + prefix + "/setup":     store.SetUp,
	"POST " + prefix + "/signup":    store.SignedUp,
	"POST " + prefix + "/reset":     store.PasswordReset,
	"POST " + prefix + "/codes":     "",

	"POST " + prefix + "/session/confirmation":     "",
	"PATCH " + prefix + "/me":                      "",
	"PUT " + prefix + "/me/password":               store.PasswordChanged,
	"PUT " + prefix + "/me/deletion":               store.DeletionAsked,
	"DELETE " + prefix + "/me/deletion":            store.DeletionTakenBack,
	"DELETE " + prefix + "/me/sessions":            store.SessionEnded,
	"DELETE " + prefix + "/me/sessions/:sessionId": store.SessionEnded,
	"PUT " + prefix + "/me/settings/:key":          "",
	"PATCH " + prefix + "/me/recall":               "",
	"PUT " + prefix + "/me/ratings/:ratingId":      "",
	"PUT " + prefix + "/me/cards/:cueId":           "",
	"DELETE " + prefix + "/me/cards/:cueId":        "",
	"DELETE " + prefix + "/me/card-offers/:cueId":  "",
	"PUT " + prefix + "/me/listening/:sumId":       "",
	"POST " + prefix + "/faults":                   "",

	"POST " + prefix + "/shows":                                  "",
	"PATCH " + prefix + "/shows/:showId":                         "",
	"DELETE " + prefix + "/shows/:showId":                        store.ShowRemoved,
	"POST " + prefix + "/shows/:showId/hosts":                    store.ShowHostAdded,
	"DELETE " + prefix + "/shows/:showId/hosts/:userId":          store.ShowHostRemoved,
	"PUT " + prefix + "/shows/:showId/owner":                     store.ShowHandedOver,
	"POST " + prefix + "/shows/:showId/episodes":                 "",
	"PUT " + prefix + "/shows/:showId/cover":                     "",
	"DELETE " + prefix + "/shows/:showId/cover":                  "",
	"PATCH " + prefix + "/episodes/:episodeId":                   "",
	"DELETE " + prefix + "/episodes/:episodeId":                  store.EpisodeRemoved,
	"PUT " + prefix + "/episodes/:episodeId/audios/:audioId/use": "",
	"PUT " + prefix + "/episodes/:episodeId/publication":         store.EpisodeState,
	"POST " + prefix + "/episodes/:episodeId/transcripts":        "",
	"POST " + prefix + "/episodes/:episodeId/retry":              "",
	"PUT " + prefix + "/episodes/:episodeId/transcript":          "", // the list of revisions says who and when
	"POST " + prefix + "/episodes/:episodeId/alignment":          "",
	"POST " + prefix + "/notes/preview":                          "",
	"PUT " + prefix + "/takes/:takeId":                           "",
	"PATCH " + prefix + "/takes/:takeId":                         "",
	"DELETE " + prefix + "/takes/:takeId":                        store.TakeRemoved,
	"PUT " + prefix + "/takes/:takeId/submissions/:classId":      store.TakeSent,
	"DELETE " + prefix + "/takes/:takeId/submissions/:classId":   store.TakeTakenBack,
	"PUT " + prefix + "/takes/:takeId/review-seen":               "",
	"PUT " + prefix + "/takes/:takeId/review":                    store.TakeReviewed,

	"POST " + prefix + "/classes":                            store.ClassMade,
	"POST " + prefix + "/classes/join":                       store.ClassJoined,
	"PATCH " + prefix + "/classes/:classId":                  store.ClassChanged,
	"DELETE " + prefix + "/classes/:classId":                 store.ClassClosed,
	"PUT " + prefix + "/classes/:classId/teacher":            store.ClassHandedOver,
	"PUT " + prefix + "/classes/:classId/consent":            store.ConsentAnswered,
	"PUT " + prefix + "/classes/:classId/code":               store.CodeRenewed,
	"DELETE " + prefix + "/classes/:classId/members/:userId": store.MemberLeft,

	"PATCH " + prefix + "/users/:userId":              store.AccountChanged,
	"POST " + prefix + "/users/:userId/reset-link":    store.LinkMade,
	"PUT " + prefix + "/users/:userId/deletion":       store.DeletionAsked,
	"DELETE " + prefix + "/users/:userId/deletion":    store.DeletionTakenBack,
	"POST " + prefix + "/invitations":                 store.InvitationMade,
	"DELETE " + prefix + "/invitations/:invitationId": store.LinkRevoked,

	"POST " + prefix + "/uploads":             "",
	"PATCH " + prefix + "/uploads/:uploadId":  "",
	"DELETE " + prefix + "/uploads/:uploadId": "",
}

// objectParams are the parameters of paths that name what was acted on, the first one wins.
var objectParams = []string{"takeId", "classId", "episodeId", "showId", "invitationId", "sessionId"}

// audit adds an entry of what a request did before its success is answered.
func (s *Server) audit(ctx context.Context, req *request) {
	c := req.echo
	what := audited[c.Request().Method+" "+c.Path()]
	if status := c.Response().Status; what == "" || status >= 300 || req.user == nil && req.subject == "" {
		return
	}
	v := &store.AuditEntry{What: what, Subject: subjectOf(req), Object: req.acted, Detail: strings.Join(req.details, ", "), Address: networkOf(c.RealIP())}
	if req.user != nil {
		v.Actor = req.user.ID
	}
	for _, name := range objectParams {
		if id, err := gendu.ParseID(c.Param(name)); err == nil && v.Object == "" {
			v.Object = id
		}
	}
	// What is done is done, also where the request's time is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), plainTimeout)
	defer cancel()
	if err := s.store.Audit(ctx, v); err != nil {
		s.log.ErrorContext(ctx, "the audit log does not hold what was done", "what", what, "error", err)
	}
}

// subjectOf is whose account or voice a request is about.
func subjectOf(req *request) gendu.ID {
	switch {
	case req.subject != "":
		return req.subject
	case req.object.take != nil:
		return req.object.take.UserID
	}
	if id, err := gendu.ParseID(req.echo.Param("userId")); err == nil {
		return id
	}
	if req.user == nil || req.object.class != nil || req.object.show != nil || strings.HasPrefix(req.echo.Path(), prefix+"/invitations") {
		return ""
	}
	return req.user.ID
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
	ctx, now := c.Request().Context(), s.now()
	user := requestOf(ctx).user
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
	v := &store.AuditEntry{What: store.TakeHeard, Actor: user.ID, Subject: t.UserID, Object: t.ID, Address: networkOf(c.RealIP())}
	if err := s.store.Audit(ctx, v); err != nil {
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
	after, most, err := partOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.store.AuditLog(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.AuditPage
	page.Entries, page.Next = partShown(list, most, func(v *store.AuditView) gendu.ID { return v.ID }, func(v *store.AuditView) api.AuditEntry {
		return api.AuditEntry{
			Id: string(v.ID), At: v.At, What: api.Audited(v.What), System: v.Actor == "", ActorLogin: text(v.ActorLogin), ActorName: text(v.ActorName),
			SubjectLogin: text(v.SubjectLogin), SubjectName: text(v.SubjectName), Detail: text(v.Detail), Address: text(v.Address), ObjectId: text(string(v.Object)),
		}
	})
	return api.ListAudit200JSONResponse(page), nil
}

// ListMyVoice lists what the audit log holds about the own voice.
func (p *profile) ListMyVoice(ctx context.Context, r api.ListMyVoiceRequestObject) (api.ListMyVoiceResponseObject, error) {
	after, most, err := partOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	me := requestOf(ctx).user.ID
	list, err := p.s.store.AuditOfVoice(ctx, me, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.VoicePage
	page.Entries, page.Next = partShown(list, most, func(v *store.AuditView) gendu.ID { return v.ID }, func(v *store.AuditView) api.VoiceEntry {
		return api.VoiceEntry{
			Id: string(v.ID), At: v.At, What: api.Audited(v.What), System: v.Actor == "", Own: v.Actor == me, ByName: text(v.ActorName),
			ClassName: text(v.Class), Sentence: text(v.Sentence), Detail: text(v.Detail),
		}
	})
	return api.ListMyVoice200JSONResponse(page), nil
}

// detail adds words to what the audit log says of a request.
func (r *request) detail(words ...string) { r.details = append(r.details, words...) }

// words is roles in one text.
func words(roles []gendu.Role) string {
	list := make([]string, len(roles))
	for i, r := range roles {
		list[i] = string(r)
	}
	return strings.Join(list, " ")
}

// classDetails says what of a class was changed, without its name.
func classDetails(b *api.ClassPatch) (list []string) {
	for _, v := range []struct {
		name string
		on   *bool
	}{{"all takes", b.AllTakes}, {"scores hidden", b.ScoresOff}} {
		if v.on != nil {
			list = append(list, v.name+map[bool]string{true: " on", false: " off"}[*v.on])
		}
	}
	if b.KeepDays != nil {
		list = append(list, fmt.Sprintf("recordings kept for %d days", *b.KeepDays))
	}
	return list
}
