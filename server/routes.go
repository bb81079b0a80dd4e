package server

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"gendu/pictures"
	"gendu/server/api"
)

// rule is what the table says of a route: what it does, and how a request is
// carried.
type rule struct {
	action action
	// stream: body or answer is not JSON and may be long; no request validator,
	// and deadlines are set step by step by the handler.
	stream bool
	// sensitive: only within a while after the password was typed.
	sensitive bool
}

// prefix is where the JSON API lives.
const prefix = "/api/v1"

// rules declares every route of the server. New fails where Echo's router holds
// a route that is not here, or the other way round. HEAD goes with GET.
var rules = map[string]rule{
	"GET " + prefix + "/openapi.yaml": {action: visit},

	"GET " + prefix + "/session":               {action: visit},
	"POST " + prefix + "/session":              {action: visit},
	"DELETE " + prefix + "/session":            {action: signedIn},
	"POST " + prefix + "/session/confirmation": {action: signedIn},
	"POST " + prefix + "/setup":                {action: visit},
	"POST " + prefix + "/signup":               {action: visit},
	"POST " + prefix + "/codes":                {action: visit},
	"POST " + prefix + "/reset":                {action: visit},

	"PATCH " + prefix + "/me":                      {action: signedIn},
	"PUT " + prefix + "/me/password":               {action: signedIn},
	"GET " + prefix + "/me/voice":                  {action: signedIn},
	"DELETE " + prefix + "/me/sessions":            {action: signedIn},
	"PUT " + prefix + "/me/deletion":               {action: signedIn},
	"DELETE " + prefix + "/me/deletion":            {action: signedIn},
	"GET " + prefix + "/me/retention":              {action: signedIn},
	"GET " + prefix + "/me/sessions":               {action: signedIn},
	"DELETE " + prefix + "/me/sessions/:sessionId": {action: signedIn},
	"GET " + prefix + "/me/settings/:key":          {action: signedIn},
	"PUT " + prefix + "/me/settings/:key":          {action: signedIn},
	"GET " + prefix + "/me/takes":                  {action: signedIn},
	"GET " + prefix + "/me/usage":                  {action: signedIn},
	"GET " + prefix + "/me/sounds":                 {action: signedIn},
	"POST " + prefix + "/faults":                   {action: signedIn},
	"GET " + prefix + "/me/today":                  {action: signedIn},
	"GET " + prefix + "/me/progress":               {action: signedIn},
	"GET " + prefix + "/me/trends":                 {action: signedIn},
	"GET " + prefix + "/me/recall":                 {action: signedIn},
	"PATCH " + prefix + "/me/recall":               {action: signedIn}, // the episode is checked again
	"PUT " + prefix + "/me/ratings/:ratingId":      {action: signedIn}, // the episode is checked again
	"PUT " + prefix + "/me/cards/:cueId":           {action: signedIn}, // the episode is checked again
	"DELETE " + prefix + "/me/cards/:cueId":        {action: signedIn},
	"PUT " + prefix + "/me/listening/:sumId":       {action: signedIn},
	"GET " + prefix + "/me/card-offers":            {action: signedIn},
	"DELETE " + prefix + "/me/card-offers/:cueId":  {action: signedIn},
	"GET " + prefix + "/episodes/:episodeId/cards": {action: signedIn}, // own cards outlive the episode

	"GET " + prefix + "/shows":                                   {action: signedIn},
	"POST " + prefix + "/shows":                                  {action: hosting},
	"GET " + prefix + "/shows/:showId":                           {action: readShow},
	"PATCH " + prefix + "/shows/:showId":                         {action: editShow},
	"DELETE " + prefix + "/shows/:showId":                        {action: removeShow},
	"GET " + prefix + "/shows/:showId/hosts":                     {action: editShow},
	"POST " + prefix + "/shows/:showId/hosts":                    {action: manageHosts},
	"DELETE " + prefix + "/shows/:showId/hosts/:userId":          {action: removeHost},
	"PUT " + prefix + "/shows/:showId/owner":                     {action: removeShow},
	"POST " + prefix + "/shows/:showId/episodes":                 {action: editShow},
	"PUT " + prefix + "/shows/:showId/cover":                     {action: editShow, stream: true},
	"DELETE " + prefix + "/shows/:showId/cover":                  {action: editShow, stream: true},
	"GET " + prefix + "/episodes/:episodeId":                     {action: readEpisode},
	"PATCH " + prefix + "/episodes/:episodeId":                   {action: editEpisode},
	"DELETE " + prefix + "/episodes/:episodeId":                  {action: removeEpisode},
	"GET " + prefix + "/episodes/:episodeId/audios":              {action: editEpisode},
	"PUT " + prefix + "/episodes/:episodeId/audios/:audioId/use": {action: editEpisode},
	"PUT " + prefix + "/episodes/:episodeId/publication":         {action: removeEpisode}, // publishing is its host's alone: checked again
	"POST " + prefix + "/episodes/:episodeId/transcripts":        {action: editEpisode},
	"GET " + prefix + "/episodes/:episodeId/transcript":          {action: editEpisode},
	"PUT " + prefix + "/episodes/:episodeId/transcript":          {action: editEpisode},
	"GET " + prefix + "/episodes/:episodeId/revisions":           {action: editEpisode},
	"GET " + prefix + "/episodes/:episodeId/revisions/:revision": {action: editEpisode},
	"POST " + prefix + "/episodes/:episodeId/alignment":          {action: editEpisode},
	"GET " + prefix + "/episodes/:episodeId/jobs":                {action: editEpisode},
	"POST " + prefix + "/episodes/:episodeId/retry":              {action: editEpisode},
	"POST " + prefix + "/notes/preview":                          {action: hosting},
	"GET " + prefix + "/events":                                  {action: hosting, stream: true},  // each episode is checked again
	"GET " + prefix + "/episodes/:episodeId/takes":               {action: signedIn},               // own takes outlive the episode
	"PUT " + prefix + "/takes/:takeId":                           {action: signedIn, stream: true}, // the episode is checked again
	"GET " + prefix + "/takes/:takeId":                           {action: hearTake},
	"PATCH " + prefix + "/takes/:takeId":                         {action: editTake},
	"DELETE " + prefix + "/takes/:takeId":                        {action: signedIn}, // one whose upload is under way too
	"GET " + prefix + "/takes/:takeId/audio":                     {action: hearTake, stream: true},
	"PUT " + prefix + "/takes/:takeId/submissions/:classId":      {action: editTake},
	"DELETE " + prefix + "/takes/:takeId/submissions/:classId":   {action: editTake},
	"PUT " + prefix + "/takes/:takeId/review-seen":               {action: editTake},
	"PUT " + prefix + "/takes/:takeId/review":                    {action: reviewTake},

	"GET " + prefix + "/classes":                                   {action: signedIn},
	"POST " + prefix + "/classes":                                  {action: teaching},
	"POST " + prefix + "/classes/join":                             {action: signedIn},
	"GET " + prefix + "/classes/:classId":                          {action: teachClass},
	"PATCH " + prefix + "/classes/:classId":                        {action: teachClass},
	"DELETE " + prefix + "/classes/:classId":                       {action: closeClass},
	"PUT " + prefix + "/classes/:classId/teacher":                  {action: closeClass},
	"PUT " + prefix + "/classes/:classId/consent":                  {action: signedIn}, // by a member: SQL is scoped by the user
	"PUT " + prefix + "/classes/:classId/code":                     {action: teachClass},
	"GET " + prefix + "/classes/:classId/grades":                   {action: teachClass},
	"DELETE " + prefix + "/classes/:classId/members/:userId":       {action: endMembership},
	"GET " + prefix + "/classes/:classId/members/:userId/progress": {action: teachClass}, // who is no member is looked up
	"GET " + prefix + "/review-queue":                              {action: teaching},

	"GET " + prefix + "/users":                        {action: managing},
	"PATCH " + prefix + "/users/:userId":              {action: managing, sensitive: true},
	"POST " + prefix + "/users/:userId/reset-link":    {action: managing, sensitive: true},
	"PUT " + prefix + "/users/:userId/deletion":       {action: managing, sensitive: true},
	"DELETE " + prefix + "/users/:userId/deletion":    {action: managing},
	"GET " + prefix + "/invitations":                  {action: managing},
	"POST " + prefix + "/invitations":                 {action: managing, sensitive: true},
	"DELETE " + prefix + "/invitations/:invitationId": {action: managing},
	"GET " + prefix + "/audit":                        {action: managing},
	"GET " + prefix + "/admin/classes":                {action: managing},
	"GET " + prefix + "/admin/shows":                  {action: managing},

	"OPTIONS " + prefix + "/uploads":          {action: hosting, stream: true},
	"POST " + prefix + "/uploads":             {action: hosting, stream: true}, // the episode is checked again
	"HEAD " + prefix + "/uploads/:uploadId":   {action: useUpload, stream: true},
	"PATCH " + prefix + "/uploads/:uploadId":  {action: useUpload, stream: true},
	"DELETE " + prefix + "/uploads/:uploadId": {action: useUpload, stream: true},

	"GET /media/audios/:audioId/listening.m4a":                     {action: readEpisode, stream: true},
	"GET /media/audios/:audioId/practice.wav":                      {action: readEpisode, stream: true},
	"GET /media/audios/:audioId/peaks.dat":                         {action: readEpisode, stream: true},
	"GET /media/audios/:audioId/pitch.bin":                         {action: readEpisode, stream: true},
	"GET /media/audios/:audioId/grant":                             {action: readEpisode, stream: true},
	"GET /media/audios/:audioId/source":                            {action: editEpisode, stream: true},
	"GET /media/audios/:audioId/cover":                             {action: editEpisode, stream: true},
	"GET /media/audios/:audioId/clips/:clip":                       {action: readEpisode, stream: true},
	"GET /media/episodes/:episodeId/keywords/:keywordId/voice.wav": {action: readEpisode, stream: true},
	"GET /media/covers/:showId/:version":                           {action: readShow, stream: true},

	"GET /healthz": {action: visit},
	"GET /readyz":  {action: visit},
	"GET /metrics": {action: visit}, // held back from strangers by its own handler
	"GET /*":       {action: visit, stream: true},
}

// handlers is the whole JSON API, put together of its concerns.
type handlers struct {
	*accounts
	*profile
	*admin
	*shows
	*episodes
	*takes
	*cardsAPI
	*classes
	*reviews
	*faults
}

var _ api.StrictServerInterface = (*handlers)(nil)

// handlers makes the concerns of the JSON API.
func (s *Server) handlers() *handlers {
	limits := limiter{s.store, s.now}
	return &handlers{
		accounts: s.accounts,
		profile:  &profile{s: s, accounts: s.accounts},
		admin:    &admin{s: s},
		shows:    &shows{s: s},
		episodes: s.episodes,
		takes:    newTakes(s),
		cardsAPI: &cardsAPI{s: s},
		classes:  &classes{s: s, limiter: limits},
		reviews:  &reviews{s: s},
		faults:   &faults{s: s, limiter: limits},
	}
}

// routes routes everything that rules declares.
func (s *Server) routes() {
	e, h := s.echo, s.handlers()
	m := &media{s: s, redirect: s.cfg.RedirectListening, expand: make(chan struct{}, max(1, min(4, runtime.GOMAXPROCS(0))))}
	covers := &covers{s: s, media: m, pictures: pictures.NewWorker()}
	api.RegisterHandlersWithBaseURL(e, api.NewStrictHandler(h, nil), prefix)

	getAndHead(e, prefix+"/openapi.yaml", serveSpec)
	e.PUT(prefix+"/takes/:takeId", h.takes.put)
	getAndHead(e, prefix+"/takes/:takeId/audio", m.takeAudio)
	e.GET(prefix+"/events", s.events)
	e.PUT(prefix+"/shows/:showId/cover", covers.put)
	e.DELETE(prefix+"/shows/:showId/cover", covers.remove)
	getAndHead(e, "/media/covers/:showId/:version", covers.get)

	tus := s.uploads
	e.OPTIONS(prefix+"/uploads", tus.verb(tus.handler.PostFile)) // answered by tusd's middleware
	e.POST(prefix+"/uploads", tus.verb(tus.handler.PostFile))
	e.HEAD(prefix+"/uploads/:uploadId", tus.verb(tus.handler.HeadFile))
	e.PATCH(prefix+"/uploads/:uploadId", tus.verb(tus.handler.PatchFile))
	e.DELETE(prefix+"/uploads/:uploadId", tus.verb(tus.handler.DelFile))

	for part := range mediaKinds {
		getAndHead(e, "/media/audios/:audioId/"+part, m.part(part))
	}
	getAndHead(e, "/media/audios/:audioId/clips/:clip", m.clip)
	getAndHead(e, grantPath, renewGrant)
	getAndHead(e, fmt.Sprintf(syntheticPath, ":episodeId", ":keywordId"), newSynthetic(s).get)

	getAndHead(e, "/healthz", s.healthz)
	getAndHead(e, "/readyz", s.readyz)
	e.GET("/metrics", s.serveMetrics())
	getAndHead(e, "/*", s.app)
}

// serveSpec answers with the OpenAPI file, from which programs make clients.
func serveSpec(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/yaml", api.Spec)
}

func getAndHead(e *echo.Echo, pattern string, h echo.HandlerFunc) {
	e.GET(pattern, h)
	e.HEAD(pattern, h)
}

// ruleOf finds the rule of a route by its method and pattern. There is none for
// what no route answers.
func ruleOf(method, pattern string) (rule, bool) {
	if r, ok := rules[method+" "+pattern]; ok {
		return r, true
	}
	if method == http.MethodHead {
		r, ok := rules[http.MethodGet+" "+pattern]
		return r, ok
	}
	return rule{}, false
}

// routeOf is the pattern of a request's route, for logs and metrics, where the
// path itself would tell who listened to what.
func routeOf(c echo.Context) string {
	if p := c.Path(); p != "" {
		return p
	}
	return "(none)"
}

// checkRoutes compares the router with the table, both ways.
func checkRoutes(routes []*echo.Route) error {
	held := map[string]bool{}
	var faults []string
	for _, r := range routes {
		if r.Method == echo.RouteNotFound {
			continue
		}
		if _, ok := ruleOf(r.Method, r.Path); !ok {
			faults = append(faults, r.Method+" "+r.Path+" is routed but not declared in server/routes.go")
		}
		held[r.Method+" "+r.Path] = true
	}
	for key := range rules {
		if !held[key] {
			faults = append(faults, key+" is declared in server/routes.go but not routed")
		}
	}
	if len(faults) > 0 {
		slices.Sort(faults)
		return fmt.Errorf("server: the table of routes is wrong: %s", strings.Join(faults, "; "))
	}
	return nil
}
