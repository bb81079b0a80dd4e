package server

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/identity"
	"gendu/server/gate"
)

// A grant says, signed by this installation, that one browser may play one audio of a
// published episode for ten minutes, and what the audio's row says that is needed for it.
// So a range costs no query, at whichever server it arrives (docs/adr/0044). It travels in
// a cookie for the addresses of that audio, which stay as they are.
//
// Its text is the fields of [grant.text] and an HMAC-SHA256 over them and over the token of
// the session, joined by dots: in another browser, or for another person in this one, it is
// worth nothing.
type grant struct {
	until                  time.Time
	user, session, episode gendu.ID
	audio                  gendu.Audio // its id and what playing asks for
}

const (
	grantLife = 10 * time.Minute
	// grantSkew is how much the clocks of two servers may differ.
	grantSkew = time.Minute
	// grantParts are the fields and the signature.
	grantParts = 9
	// grantPath is where a page renews its grant.
	grantPath = "/media/audios/:audioId/grant"
	mediaPath = "/media/audios/"
)

// grantCookieFor gives the cookie's name. Over https browsers insist on Secure for it.
func grantCookieFor(secure bool) string {
	if secure {
		return "__Secure-gendu_grant"
	}
	return "gendu_grant"
}

func (g *grant) text() string {
	listening := "wav"
	if g.audio.Listening != "" {
		listening = g.audio.Listening
	}
	return strings.Join([]string{
		strconv.FormatInt(g.until.UnixMilli(), 10), string(g.user), string(g.session), string(g.episode), string(g.audio.ID),
		strconv.FormatInt(g.audio.CreatedAt.UnixMilli(), 10), strconv.FormatInt(g.audio.PracticeLen, 10), listening,
	}, ".")
}

// sign is the text of a grant with its signature.
func (g *grant) sign(key []byte, session string) string {
	text := g.text()
	return text + "." + grantSeal(key, text, session)
}

func grantSeal(key []byte, text, session string) string {
	return base64.RawURLEncoding.EncodeToString(seal(key, "grant", text+"\x00"+session, 32))
}

// readGrant reads what [grant.sign] wrote. keyAt gives the key of a day, nil where it is
// not known.
func readGrant(value, session string, keyAt func(time.Time) []byte) (g grant, ok bool) {
	p := strings.Split(value, ".")
	if len(p) != grantParts {
		return g, false
	}
	until, err := strconv.ParseInt(p[0], 10, 64)
	if err != nil {
		return g, false
	}
	g.until = time.UnixMilli(until).UTC()
	key := keyAt(g.until)
	sealed := grantSeal(key, strings.TrimSuffix(value, "."+p[grantParts-1]), session)
	if key == nil || !hmac.Equal([]byte(sealed), []byte(p[grantParts-1])) {
		return g, false
	}
	// From here on it is ours, and so well formed.
	created, err := strconv.ParseInt(p[5], 10, 64)
	practice, err2 := strconv.ParseInt(p[6], 10, 64)
	if err != nil || err2 != nil {
		return g, false
	}
	g.user, g.session, g.episode = gendu.ID(p[1]), gendu.ID(p[2]), gendu.ID(p[3])
	g.audio = gendu.Audio{
		ID: gendu.ID(p[4]), EpisodeID: g.episode, State: gendu.Ready,
		CreatedAt: time.UnixMilli(created).UTC(), PracticeLen: practice,
	}
	if p[7] != "wav" {
		g.audio.Listening = p[7]
	}
	return g, true
}

// granted admits a request by its grant, without a query. Where there is none that holds,
// the request is looked up as any other.
func (s *Server) granted(c echo.Context, req *gate.Request) bool {
	cookie, err := c.Cookie(grantCookieFor(s.secure))
	session, ok := s.sessionToken(c)
	if err != nil || !ok {
		return false
	}
	known := s.revocations.fresh()
	if known == nil {
		return false
	}
	g, ok := readGrant(cookie.Value, session, func(at time.Time) []byte { return known.keys[dayOf(at)] })
	left := g.until.Sub(s.services.Now())
	if !ok || left <= 0 || left > grantLife+grantSkew || c.Param("audioId") != string(g.audio.ID) || known.names(g.user, g.session, g.episode) {
		return false
	}
	req.Object.Audio = &g.audio
	return true
}

// sessionToken is the token of a request's session.
func (s *Server) sessionToken(c echo.Context) (string, bool) {
	cookie, err := c.Cookie(s.cookieName)
	if err != nil || len(cookie.Value) != identity.TokenLen {
		return "", false
	}
	return cookie.Value, true
}

// grant lets the browser of a request play an audio for a while: one that is ready, of a
// published episode. A host plays drafts without one. Where it cannot be signed now, the
// player's requests are looked up.
func (s *Server) grant(ctx context.Context, req *gate.Request, episode *gendu.Episode, audio *gendu.Audio) {
	token, ok := s.sessionToken(req.Echo)
	if !ok || req.Session == nil || audio == nil || audio.State != gendu.Ready || episode.State != gendu.Published {
		return
	}
	g := grant{user: req.User.ID, session: req.Session.ID, episode: episode.ID, audio: *audio, until: s.services.Now().Add(grantLife)}
	if req.Session.ExpiresAt.Before(g.until) {
		g.until = req.Session.ExpiresAt
	}
	key, err := s.revocations.key(ctx, g.until)
	if err != nil {
		s.services.Log.WarnContext(ctx, "signing a grant", "error", err)
		return
	}
	req.Echo.SetCookie(&http.Cookie{
		Name: grantCookieFor(s.secure), Value: g.sign(key, token), Path: mediaPath + string(audio.ID),
		MaxAge: int(g.until.Sub(s.services.Now()) / time.Second), Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// renewGrant gives a page a new grant before the old one ends: it was looked up again.
func renewGrant(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.NoContent(http.StatusNoContent)
}
