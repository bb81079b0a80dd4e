package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/hosting"
	"gendu/server/httpio"
	"gendu/server/learning"
	"gendu/server/media"
	"gendu/server/recordings"
	"gendu/server/school"
)

// rule is what the table says of a route: what it does, and how a request is
// carried.
type rule struct {
	action gate.Action
	// stream: body or answer is not JSON and may be long; no request validator,
	// and deadlines are set step by step by the handler.
	stream bool
	// sensitive: only within a while after the password was typed.
	sensitive bool
}

// rules declares every route of the server. New fails where Echo's router holds
// a route that is not here, or the other way round. HEAD goes with GET.
var rules = map[string]rule{
	"GET " + httpio.Prefix + "/openapi.yaml": {action: gate.Visit},

	"GET " + httpio.Prefix + "/session":               {action: gate.Visit},
	"POST " + httpio.Prefix + "/session":              {action: gate.Visit},
	"DELETE " + httpio.Prefix + "/session":            {action: gate.SignedIn},
	"POST " + httpio.Prefix + "/session/confirmation": {action: gate.SignedIn},
	"POST " + httpio.Prefix + "/setup":                {action: gate.Visit},
	"POST " + httpio.Prefix + "/signup":               {action: gate.Visit},
	"POST " + httpio.Prefix + "/codes":                {action: gate.Visit},
	"POST " + httpio.Prefix + "/reset":                {action: gate.Visit},

	"PATCH " + httpio.Prefix + "/me":                      {action: gate.SignedIn},
	"PUT " + httpio.Prefix + "/me/password":               {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/voice":                  {action: gate.SignedIn},
	"DELETE " + httpio.Prefix + "/me/sessions":            {action: gate.SignedIn},
	"PUT " + httpio.Prefix + "/me/deletion":               {action: gate.SignedIn},
	"DELETE " + httpio.Prefix + "/me/deletion":            {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/retention":              {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/sessions":               {action: gate.SignedIn},
	"DELETE " + httpio.Prefix + "/me/sessions/:sessionId": {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/settings/:key":          {action: gate.SignedIn},
	"PUT " + httpio.Prefix + "/me/settings/:key":          {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/takes":                  {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/usage":                  {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/sounds":                 {action: gate.SignedIn},
	"POST " + httpio.Prefix + "/faults":                   {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/today":                  {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/progress":               {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/trends":                 {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/recall":                 {action: gate.SignedIn},
	"PATCH " + httpio.Prefix + "/me/recall":               {action: gate.SignedIn}, // the episode is checked again
	"PUT " + httpio.Prefix + "/me/ratings/:ratingId":      {action: gate.SignedIn}, // the episode is checked again
	"PUT " + httpio.Prefix + "/me/cards/:cueId":           {action: gate.SignedIn}, // the episode is checked again
	"DELETE " + httpio.Prefix + "/me/cards/:cueId":        {action: gate.SignedIn},
	"PUT " + httpio.Prefix + "/me/listening/:sumId":       {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/me/card-offers":            {action: gate.SignedIn},
	"DELETE " + httpio.Prefix + "/me/card-offers/:cueId":  {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/episodes/:episodeId/cards": {action: gate.SignedIn}, // own cards outlive the episode

	"GET " + httpio.Prefix + "/shows":                                   {action: gate.SignedIn},
	"POST " + httpio.Prefix + "/shows":                                  {action: gate.Hosting},
	"GET " + httpio.Prefix + "/shows/:showId":                           {action: gate.ReadShow},
	"PATCH " + httpio.Prefix + "/shows/:showId":                         {action: gate.EditShow},
	"DELETE " + httpio.Prefix + "/shows/:showId":                        {action: gate.RemoveShow},
	"GET " + httpio.Prefix + "/shows/:showId/hosts":                     {action: gate.EditShow},
	"POST " + httpio.Prefix + "/shows/:showId/hosts":                    {action: gate.ManageHosts},
	"DELETE " + httpio.Prefix + "/shows/:showId/hosts/:userId":          {action: gate.RemoveHost},
	"PUT " + httpio.Prefix + "/shows/:showId/owner":                     {action: gate.RemoveShow},
	"POST " + httpio.Prefix + "/shows/:showId/episodes":                 {action: gate.EditShow},
	"PUT " + httpio.Prefix + "/shows/:showId/cover":                     {action: gate.EditShow, stream: true},
	"DELETE " + httpio.Prefix + "/shows/:showId/cover":                  {action: gate.EditShow, stream: true},
	"GET " + httpio.Prefix + "/episodes/:episodeId":                     {action: gate.ReadEpisode},
	"PATCH " + httpio.Prefix + "/episodes/:episodeId":                   {action: gate.EditEpisode},
	"DELETE " + httpio.Prefix + "/episodes/:episodeId":                  {action: gate.RemoveEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/audios":              {action: gate.EditEpisode},
	"PUT " + httpio.Prefix + "/episodes/:episodeId/audios/:audioId/use": {action: gate.EditEpisode},
	"PUT " + httpio.Prefix + "/episodes/:episodeId/publication":         {action: gate.RemoveEpisode}, // publishing is its host's alone: checked again
	"POST " + httpio.Prefix + "/episodes/:episodeId/transcripts":        {action: gate.EditEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/transcript":          {action: gate.EditEpisode},
	"PUT " + httpio.Prefix + "/episodes/:episodeId/transcript":          {action: gate.EditEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/revisions":           {action: gate.EditEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/revisions/:revision": {action: gate.EditEpisode},
	"POST " + httpio.Prefix + "/episodes/:episodeId/alignment":          {action: gate.EditEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/jobs":                {action: gate.EditEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/numbers":             {action: gate.SeeNumbers},
	"PUT " + httpio.Prefix + "/episodes/:episodeId/practised/:visitId":  {action: gate.ReadEpisode},
	"POST " + httpio.Prefix + "/episodes/:episodeId/retry":              {action: gate.EditEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/flags":               {action: gate.EditEpisode},
	"POST " + httpio.Prefix + "/episodes/:episodeId/flags":              {action: gate.EditEpisode},
	"GET " + httpio.Prefix + "/episodes/:episodeId/my-flags":            {action: gate.ReadEpisode},

	"PUT " + httpio.Prefix + "/episodes/:episodeId/my-flags/:cueId/:kind":      {action: gate.ReadEpisode},
	"DELETE " + httpio.Prefix + "/episodes/:episodeId/my-flags/:cueId/:kind":   {action: gate.SignedIn}, // own flags outlive the publication
	"PUT " + httpio.Prefix + "/episodes/:episodeId/my-flags/:cueId/:kind/seen": {action: gate.SignedIn},

	"POST " + httpio.Prefix + "/notes/preview":                        {action: gate.Hosting},
	"GET " + httpio.Prefix + "/events":                                {action: gate.Hosting, stream: true},  // each episode is checked again
	"GET " + httpio.Prefix + "/episodes/:episodeId/takes":             {action: gate.SignedIn},               // own takes outlive the episode
	"PUT " + httpio.Prefix + "/takes/:takeId":                         {action: gate.SignedIn, stream: true}, // the episode is checked again
	"GET " + httpio.Prefix + "/takes/:takeId":                         {action: gate.HearTake},
	"PATCH " + httpio.Prefix + "/takes/:takeId":                       {action: gate.EditTake},
	"DELETE " + httpio.Prefix + "/takes/:takeId":                      {action: gate.SignedIn}, // one whose upload is under way too
	"GET " + httpio.Prefix + "/takes/:takeId/audio":                   {action: gate.HearTake, stream: true},
	"PUT " + httpio.Prefix + "/takes/:takeId/submissions/:classId":    {action: gate.EditTake},
	"DELETE " + httpio.Prefix + "/takes/:takeId/submissions/:classId": {action: gate.EditTake},
	"PUT " + httpio.Prefix + "/takes/:takeId/review-seen":             {action: gate.EditTake},
	"PUT " + httpio.Prefix + "/takes/:takeId/review":                  {action: gate.ReviewTake},

	"GET " + httpio.Prefix + "/classes":                                   {action: gate.SignedIn},
	"POST " + httpio.Prefix + "/classes":                                  {action: gate.Teaching},
	"POST " + httpio.Prefix + "/classes/join":                             {action: gate.SignedIn},
	"GET " + httpio.Prefix + "/classes/:classId":                          {action: gate.TeachClass},
	"PATCH " + httpio.Prefix + "/classes/:classId":                        {action: gate.TeachClass},
	"DELETE " + httpio.Prefix + "/classes/:classId":                       {action: gate.CloseClass},
	"PUT " + httpio.Prefix + "/classes/:classId/teacher":                  {action: gate.CloseClass},
	"PUT " + httpio.Prefix + "/classes/:classId/consent":                  {action: gate.SignedIn}, // by a member: SQL is scoped by the user
	"PUT " + httpio.Prefix + "/classes/:classId/code":                     {action: gate.TeachClass},
	"GET " + httpio.Prefix + "/classes/:classId/grades":                   {action: gate.TeachClass},
	"DELETE " + httpio.Prefix + "/classes/:classId/members/:userId":       {action: gate.EndMembership},
	"GET " + httpio.Prefix + "/classes/:classId/members/:userId/progress": {action: gate.TeachClass}, // who is no member is looked up
	"GET " + httpio.Prefix + "/review-queue":                              {action: gate.Teaching},

	"GET " + httpio.Prefix + "/users":                        {action: gate.Managing},
	"PATCH " + httpio.Prefix + "/users/:userId":              {action: gate.Managing, sensitive: true},
	"POST " + httpio.Prefix + "/users/:userId/reset-link":    {action: gate.Managing, sensitive: true},
	"PUT " + httpio.Prefix + "/users/:userId/deletion":       {action: gate.Managing, sensitive: true},
	"DELETE " + httpio.Prefix + "/users/:userId/deletion":    {action: gate.Managing},
	"GET " + httpio.Prefix + "/invitations":                  {action: gate.Managing},
	"POST " + httpio.Prefix + "/invitations":                 {action: gate.Managing, sensitive: true},
	"DELETE " + httpio.Prefix + "/invitations/:invitationId": {action: gate.Managing},
	"GET " + httpio.Prefix + "/audit":                        {action: gate.Managing},
	"GET " + httpio.Prefix + "/admin/classes":                {action: gate.Managing},
	"GET " + httpio.Prefix + "/admin/shows":                  {action: gate.Managing},

	"OPTIONS " + httpio.Prefix + "/uploads":          {action: gate.Hosting, stream: true},
	"POST " + httpio.Prefix + "/uploads":             {action: gate.Hosting, stream: true}, // the episode is checked again
	"HEAD " + httpio.Prefix + "/uploads/:uploadId":   {action: gate.UseUpload, stream: true},
	"PATCH " + httpio.Prefix + "/uploads/:uploadId":  {action: gate.UseUpload, stream: true},
	"DELETE " + httpio.Prefix + "/uploads/:uploadId": {action: gate.UseUpload, stream: true},

	"GET /media/audios/:audioId/listening.m4a":                     {action: gate.ReadEpisode, stream: true},
	"GET /media/audios/:audioId/practice.wav":                      {action: gate.ReadEpisode, stream: true},
	"GET /media/audios/:audioId/peaks.dat":                         {action: gate.ReadEpisode, stream: true},
	"GET /media/audios/:audioId/pitch.bin":                         {action: gate.ReadEpisode, stream: true},
	"GET /media/audios/:audioId/grant":                             {action: gate.ReadEpisode, stream: true},
	"GET /media/audios/:audioId/source":                            {action: gate.EditEpisode, stream: true},
	"GET /media/audios/:audioId/cover":                             {action: gate.EditEpisode, stream: true},
	"GET /media/audios/:audioId/clips/:clip":                       {action: gate.ReadEpisode, stream: true},
	"GET /media/episodes/:episodeId/keywords/:keywordId/voice.wav": {action: gate.ReadEpisode, stream: true},
	"GET /media/covers/:showId/:version":                           {action: gate.ReadShow, stream: true},

	"GET /healthz": {action: gate.Visit},
	"GET /readyz":  {action: gate.Visit},
	"GET /metrics": {action: gate.Visit}, // held back from strangers by its own handler
	"GET /*":       {action: gate.Visit, stream: true},
}

// handlers is the whole JSON API, put together of its concerns.
type handlers struct {
	*accounts
	*profile
	*admin
	*hosting.Shows
	*hosting.Episodes
	*recordings.Takes
	*learning.Cards
	*school.Classes
	*school.Reviews
	*faults
	*learning.Flags
}

var _ api.StrictServerInterface = (*handlers)(nil)

// handlers makes the concerns of the JSON API.
func (s *Server) handlers() *handlers {
	shared := s.services
	limits := gate.NewLimiter(shared.Store, shared.Now)
	return &handlers{
		accounts: s.accounts,
		profile:  &profile{s: s, accounts: s.accounts},
		admin:    &admin{s: s},
		Shows:    hosting.NewShows(shared),
		Episodes: s.episodes,
		Takes:    recordings.NewTakes(shared),
		Cards:    learning.NewCards(shared),
		Classes:  school.NewClasses(shared, limits),
		Reviews:  school.NewReviews(shared),
		faults:   &faults{s: shared, limiter: limits},
		Flags:    learning.NewFlags(shared, limits),
	}
}

// routes routes everything that rules declares.
func (s *Server) routes() {
	e, h := s.echo, s.handlers()
	m := media.NewPlayer(s.services, s.cfg.RedirectListening, s.auditHearing)
	cover := hosting.NewCovers(s.services, m)
	api.RegisterHandlersWithBaseURL(e, api.NewStrictHandler(h, nil), httpio.Prefix)

	getAndHead(e, httpio.Prefix+"/openapi.yaml", serveSpec)
	e.PUT(httpio.Prefix+"/takes/:takeId", h.Takes.Put)
	getAndHead(e, httpio.Prefix+"/takes/:takeId/audio", m.TakeAudio)
	e.GET(httpio.Prefix+"/events", s.events)
	e.PUT(httpio.Prefix+"/shows/:showId/cover", cover.Put)
	e.DELETE(httpio.Prefix+"/shows/:showId/cover", cover.Remove)
	getAndHead(e, "/media/covers/:showId/:version", cover.Get)

	tus := s.uploads
	e.OPTIONS(httpio.Prefix+"/uploads", tus.Verb(tus.Handler.PostFile)) // answered by tusd's middleware
	e.POST(httpio.Prefix+"/uploads", tus.Verb(tus.Handler.PostFile))
	e.HEAD(httpio.Prefix+"/uploads/:uploadId", tus.Verb(tus.Handler.HeadFile))
	e.PATCH(httpio.Prefix+"/uploads/:uploadId", tus.Verb(tus.Handler.PatchFile))
	e.DELETE(httpio.Prefix+"/uploads/:uploadId", tus.Verb(tus.Handler.DelFile))

	for part := range media.Kinds {
		getAndHead(e, "/media/audios/:audioId/"+part, m.Part(part))
	}
	getAndHead(e, "/media/audios/:audioId/clips/:clip", m.Clip)
	getAndHead(e, grantPath, renewGrant)
	getAndHead(e, fmt.Sprintf(media.SyntheticPath, ":episodeId", ":keywordId"), media.NewSynthetic(s.services).Get)

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
