package server

import (
	"fmt"
	"path"
	"strings"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/server/httpio"
)

// permissions is the table: who gets what.
func permissions() map[string]row {
	const p = httpio.Prefix
	table := map[string]row{
		"GET " + p + "/openapi.yaml": {targets: one(p+"/openapi.yaml", everyone)},

		"GET " + p + "/session":    {targets: one(p+"/session", everyone)},
		"POST " + p + "/session":   {body: `{"login":"alice","password":"` + testPassword + `"}`, targets: one(p+"/session", everyone)},
		"DELETE " + p + "/session": {targets: one(p+"/session", signed)},
		"POST " + p + "/setup":     {body: `{"token":"0123456789abcdef","login":"root","name":"R","password":"` + testPassword + `"}`, targets: one(p+"/setup", everyone, 404)},
		"POST " + p + "/signup":    {body: `{"code":"NOSUCHCODE","login":"newone","name":"N","password":"` + testPassword + `"}`, targets: one(p+"/signup", everyone, 404)},
		"POST " + p + "/codes":     {body: `{"code":"CLASSONE"}`, targets: one(p+"/codes", everyone, 200)},
		"POST " + p + "/reset":     {body: `{"token":"0123456789abcdef","password":"` + testPassword + `"}`, targets: one(p+"/reset", everyone, 404)},

		"PATCH " + p + "/me":        {body: `{"locale":"en"}`, targets: one(p+"/me", signed)},
		"PUT " + p + "/me/password": {body: `{"current":"wrong","password":"` + testPassword + `"}`, targets: one(p+"/me/password", signed, 400)},
		"GET " + p + "/me/sessions": {targets: one(p+"/me/sessions", signed)},
		"DELETE " + p + "/me/sessions/:sessionId": {targets: []target{
			{"alice's", at(p+"/me/sessions/%s", func(w *world) gendu.ID { return w.session(theAlice) }), only(theAlice), 0},
			{"of nobody", at(p+"/me/sessions/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
		}},
		"GET " + p + "/me/settings/:key":      {targets: one(p+"/me/settings/practice", signed)},
		"PUT " + p + "/me/settings/:key":      {body: `{"value":{"speed":1}}`, targets: one(p+"/me/settings/practice", signed)},
		"GET " + p + "/me/takes":              {targets: one(p+"/me/takes", signed)},
		"GET " + p + "/me/usage":              {targets: one(p+"/me/usage", signed)},
		"PUT " + p + "/me/deletion":           {body: `{"password":"wrong"}`, targets: one(p+"/me/deletion", signed, 400)},
		"DELETE " + p + "/me/deletion":        {targets: one(p+"/me/deletion", signed)},
		"GET " + p + "/me/voice":              {targets: one(p+"/me/voice", signed)},
		"POST " + p + "/session/confirmation": {body: `{"password":"wrong"}`, targets: one(p+"/session/confirmation", signed, 400)},
		"DELETE " + p + "/me/sessions":        {targets: one(p+"/me/sessions", signed)},
		"GET " + p + "/audit":                 {role: gendu.Admin, targets: one(p+"/audit", only(theAdmin))},
		"GET " + p + "/me/retention":          {targets: one(p+"/me/retention", signed)},
		"GET " + p + "/me/progress":           {targets: one(p+"/me/progress", signed)},
		"GET " + p + "/me/trends":             {targets: one(p+"/me/trends", signed)},
		"GET " + p + "/me/sounds":             {targets: one(p+"/me/sounds", signed)},

		"GET " + p + "/me/today": {targets: one(p+"/me/today", signed)},
		"PUT " + p + "/me/ratings/:ratingId": {body: `{"cueId":"00000000-0000-7000-8000-000000000000","episodeId":"00000000-0000-7000-8000-000000000000","rating":"good","at":"2026-03-01T12:00:00Z"}`, targets: []target{
			// The sentence is in the body: TestRatings.
			{"of no sentence", at(p+"/me/ratings/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
		}},
		"PUT " + p + "/me/cards/:cueId": {body: `{"episodeId":"00000000-0000-7000-8000-000000000000","source":"star"}`, targets: []target{
			{"of no sentence", at(p+"/me/cards/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0}, // of one: TestCards
		}},
		"DELETE " + p + "/me/cards/:cueId": {targets: []target{
			{"alice's", at(p+"/me/cards/%s", func(w *world) gendu.ID { return w.card(theAlice) }), only(theAlice), 0},
			{"of nobody", at(p+"/me/cards/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
		}},
		"PUT " + p + "/me/listening/:sumId": {body: `{"at":"` + time.Now().UTC().Format(time.RFC3339) + `","ms":1000}`, targets: []target{
			{"a new one", at(p+"/me/listening/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), signed, 0},
			{"alice's", at(p+"/me/listening/%s", func(w *world) gendu.ID { return w.listened(theAlice) }), only(theAlice), 0},
		}},
		"GET " + p + "/me/card-offers": {targets: one(p+"/me/card-offers", signed)},
		"DELETE " + p + "/me/card-offers/:cueId": {targets: []target{
			{"alice's", at(p+"/me/card-offers/%s", func(w *world) gendu.ID { return w.hardTwice(theAlice) }), only(theAlice), 0},
			{"of nobody", at(p+"/me/card-offers/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
		}},
		"GET " + p + "/episodes/:episodeId/cards": {targets: []target{
			{"published", at(p+"/episodes/%s/cards", func(w *world) gendu.ID { return w.published.episode.ID }), signed, 0},
			{"deleted; own cards stay", at(p+"/episodes/%s/cards", func(w *world) gendu.ID { return w.deleted.episode.ID }), signed, 0},
		}},
		"GET " + p + "/me/recall":   {targets: one(p+"/me/recall", signed)},
		"PATCH " + p + "/me/recall": {body: `{"newPerDay":3}`, targets: one(p+"/me/recall", signed)},

		"POST " + p + "/faults": {body: `{"page":"Studio","name":"TypeError","at":["app-1.js:1:2"]}`, targets: one(p+"/faults", signed)},

		"GET " + p + "/users": {role: gendu.Admin, targets: one(p+"/users", only(theAdmin))},
		"PATCH " + p + "/users/:userId": {role: gendu.Admin, body: `{"disabled":false}`, targets: []target{
			{"bob", at(p+"/users/%s", func(w *world) gendu.ID { return w.users[theBob].ID }), only(theAdmin), 0},
			{"of nobody", at(p+"/users/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
		}},
		"POST " + p + "/users/:userId/reset-link": {role: gendu.Admin, targets: []target{
			{"bob", at(p+"/users/%s/reset-link", func(w *world) gendu.ID { return w.users[theBob].ID }), only(theAdmin), 0},
			{"of nobody", at(p+"/users/%s/reset-link", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
		}},
		"PUT " + p + "/users/:userId/deletion":    {role: gendu.Admin, targets: leavingTargets(p + "/users/%s/deletion")},
		"DELETE " + p + "/users/:userId/deletion": {role: gendu.Admin, targets: leavingTargets(p + "/users/%s/deletion")},
		"POST " + p + "/invitations":              {role: gendu.Admin, body: `{"roles":["host"]}`, targets: one(p+"/invitations", only(theAdmin))},

		"GET " + p + "/invitations": {role: gendu.Admin, targets: one(p+"/invitations", only(theAdmin))},
		"DELETE " + p + "/invitations/:invitationId": {role: gendu.Admin, targets: []target{
			{"an open one", at(p+"/invitations/%s", (*world).invitation), only(theAdmin), 0},
			{"of nobody", at(p+"/invitations/%s", func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
		}},
		"GET " + p + "/admin/classes": {role: gendu.Admin, targets: one(p+"/admin/classes", only(theAdmin))},
		"GET " + p + "/admin/shows":   {role: gendu.Admin, targets: one(p+"/admin/shows", only(theAdmin))},

		"GET /healthz": {targets: one("/healthz", everyone)},
		"GET /readyz":  {targets: one("/readyz", everyone)},
		"GET /metrics": {header: []string{"Authorization", "Bearer " + metricsToken}, targets: one("/metrics", everyone)}, // with the token
		"GET /*": {targets: []target{
			{"the app", fixed("/"), everyone, 200},
			{"a page of it", fixed("/episodes/x/practice"), everyone, 200},
			{"a file of it", fixed("/assets/app-1234.js"), everyone, 200},
			{"no such file", fixed("/assets/none.js"), everyone, 404},
			{"no such address", fixed(p + "/none"), everyone, 404},
		}},
	}
	for _, part := range []map[string]row{showRows(), takeRows(), classRows(), mediaRows(), flagRows()} {
		for k, v := range part {
			table[k] = v
		}
	}
	return table
}

// session is another session of who's.
func (w *world) session(who string) gendu.ID {
	w.t.Helper()
	w.as(w.users[who])
	list, err := w.store.Sessions(w.t.Context(), w.users[who].ID)
	w.must(err)
	newest := list[0]
	for _, s := range list {
		if s.ID > newest.ID {
			newest = s
		}
	}
	return newest.ID
}

// card makes the first sentence a card of who's.
func (w *world) card(who string) gendu.ID {
	w.t.Helper()
	cue := w.published.cues[0]
	_, err := w.store.PutCard(w.t.Context(), &gendu.Card{UserID: w.users[who].ID, SubjectID: cue.ID, Subject: gendu.CueSubject, EpisodeID: cue.EpisodeID, Source: gendu.CardStarred})
	w.must(err)
	return cue.ID
}

const pastedPage = `{"source":"K1 - A Small Page\n\nThe first paragraph of this page has a sentence. It has another one, which is a little longer.\n\nThe second paragraph has only one sentence, but it is long enough to be read aloud.\n"}`

func showRows() map[string]row {
	const p = httpio.Prefix
	const e = p + "/episodes/%s"
	read := []target{
		{"published", at(e, func(w *world) gendu.ID { return w.published.episode.ID }), signed, 0},
		{"draft", at(e, func(w *world) gendu.ID { return w.draft.episode.ID }), editing, 0},
		{"deleted", at(e, func(w *world) gendu.ID { return w.deleted.episode.ID }), nobody, 0},
	}
	withText := func(format string) []target {
		return []target{
			{"published", at(format, func(w *world) gendu.ID { return w.published.episode.ID }), editing, 0},
			{"deleted", at(format, func(w *world) gendu.ID { return w.deleted.episode.ID }), nobody, 0},
		}
	}
	conflicting := func(list []target) []target { // with a base that is not the newest
		for i := range list {
			list[i].want = 409
		}
		return list
	}
	png := pngOf(20, 20)
	return map[string]row{
		"GET " + p + "/shows":                {targets: one(p+"/shows", signed)},
		"POST " + p + "/shows":               {role: gendu.Host, body: `{"title":"New","language":"en"}`, targets: one(p+"/shows", hosts)},
		"GET " + p + "/shows/:showId":        {targets: showTargets(p+"/shows/%s", signed)},
		"PATCH " + p + "/shows/:showId":      {role: gendu.Host, body: `{"title":"Other"}`, targets: showTargets(p+"/shows/%s", editing)},
		"DELETE " + p + "/shows/:showId":     {targets: freshShowTargets(p + "/shows/%s")},
		"GET " + p + "/shows/:showId/hosts":  {role: gendu.Host, targets: showTargets(p+"/shows/%s/hosts", editing)},
		"POST " + p + "/shows/:showId/hosts": {role: gendu.Host, body: `{"login":"host2"}`, targets: ownShowTargets(p + "/shows/%s/hosts")},
		"PUT " + p + "/shows/:showId/owner":  {body: `{"login":"host2","stay":true}`, targets: freshShowTargets(p + "/shows/%s/owner")},
		"DELETE " + p + "/shows/:showId/hosts/:userId": {role: gendu.Host, targets: []target{
			{"the editor", hostOf(theEditor), editing, 0},
			{"another editor", hostOf(theHost2), only(theHost, theHost2), 0},
			{"who is none", func(w *world) string {
				return fmt.Sprintf(p+"/shows/%s/hosts/%s", w.published.show.ID, w.users[theAlice].ID)
			}, nobody, 0},
			{"the owner", func(w *world) string {
				return fmt.Sprintf(p+"/shows/%s/hosts/%s", w.published.show.ID, w.users[theHost].ID)
			}, nobody, 0},
		}},
		"POST " + p + "/shows/:showId/episodes":    {role: gendu.Host, body: `{"title":"New"}`, targets: showTargets(p+"/shows/%s/episodes", editing)},
		"PUT " + p + "/shows/:showId/cover":        {role: gendu.Host, raw: png, targets: showTargets(p+"/shows/%s/cover", editing)},
		"DELETE " + p + "/shows/:showId/cover":     {role: gendu.Host, targets: showTargets(p+"/shows/%s/cover", editing)},
		"GET " + p + "/episodes/:episodeId":        {targets: read},
		"PATCH " + p + "/episodes/:episodeId":      {role: gendu.Host, body: `{"title":"Other"}`, targets: episodeTargets(e)},
		"DELETE " + p + "/episodes/:episodeId":     {targets: moderated(e)},
		"GET " + p + "/episodes/:episodeId/audios": {role: gendu.Host, targets: episodeTargets(e + "/audios")},
		"PUT " + p + "/episodes/:episodeId/audios/:audioId/use": {role: gendu.Host, targets: []target{
			{"published", useOf(func(w *world) *lesson { return w.published }), editing, 0},
			{"draft", useOf(func(w *world) *lesson { return w.draft }), editing, 0},
			{"deleted", useOf(func(w *world) *lesson { return w.deleted }), nobody, 0},
			{"of another episode", func(w *world) string {
				return p + "/episodes/" + string(w.draft.episode.ID) + "/audios/" + string(w.published.audio.ID) + "/use"
			}, nobody, 0},
		}},
		"PUT " + p + "/episodes/:episodeId/publication":         {body: `{"published":false}`, targets: moderated(e + "/publication")},
		"POST " + p + "/episodes/:episodeId/transcripts":        {role: gendu.Host, body: pastedPage, targets: episodeTargets(e + "/transcripts")},
		"GET " + p + "/episodes/:episodeId/transcript":          {role: gendu.Host, targets: withText(e + "/transcript")},
		"PUT " + p + "/episodes/:episodeId/transcript":          {role: gendu.Host, body: `{"base":"0192f0c1-2345-7abc-8def-0123456789ab","lines":[{"id":"0192f0c1-2345-7abc-8def-0123456789ab"}]}`, targets: conflicting(withText(e + "/transcript"))},
		"GET " + p + "/episodes/:episodeId/revisions":           {role: gendu.Host, targets: episodeTargets(e + "/revisions")},
		"GET " + p + "/episodes/:episodeId/revisions/:revision": {role: gendu.Host, targets: withText(e + "/revisions/1")},
		"POST " + p + "/episodes/:episodeId/alignment":          {role: gendu.Host, body: `{"fromMs":0,"toMs":1000,"lines":["One."]}`, targets: withText(e + "/alignment")},
		"GET " + p + "/episodes/:episodeId/jobs":                {role: gendu.Host, targets: episodeTargets(e + "/jobs")},
		"GET " + p + "/episodes/:episodeId/numbers":             {targets: moderated(e + "/numbers")},
		"PUT " + p + "/episodes/:episodeId/practised/:visitId": {body: visitBody("0192f0c1-2345-7abc-8def-0123456789ab", 1), targets: []target{
			{"published", visitOf(func(w *world) *lesson { return w.published }), signed, 0},
			{"draft", visitOf(func(w *world) *lesson { return w.draft }), editing, 0},
			{"deleted", visitOf(func(w *world) *lesson { return w.deleted }), nobody, 0},
		}},
		"POST " + p + "/episodes/:episodeId/retry": {role: gendu.Host, targets: episodeTargets(e + "/retry")},
		"POST " + p + "/notes/preview":             {role: gendu.Host, body: pastedPage, targets: one(p+"/notes/preview", hosts)},
		"GET " + p + "/events":                     {role: gendu.Host, targets: episodeTargets(p + "/events?episode=%s")},
		"OPTIONS " + p + "/uploads":                {role: gendu.Host, targets: one(p+"/uploads", hosts)},
		"POST " + p + "/uploads": {role: gendu.Host, header: []string{"Tus-Resumable", "1.0.0", "Upload-Length", "5"}, targets: []target{
			{"without an episode", fixed(p + "/uploads"), hosts, 400}, // with one: TestUploadRefusals
		}},
		"HEAD " + p + "/uploads/:uploadId":   {role: gendu.Host, header: tusHeader, targets: uploadTargets()},
		"PATCH " + p + "/uploads/:uploadId":  {role: gendu.Host, header: tusHeader, raw: "12345", targets: uploadTargets()},
		"DELETE " + p + "/uploads/:uploadId": {role: gendu.Host, header: tusHeader[:2], targets: uploadTargets()},
	}
}

func takeRows() map[string]row {
	const p = httpio.Prefix
	const t = p + "/takes/%s"
	against := func(l func(w *world) *lesson) func(w *world) string {
		return func(w *world) string { return l(w).takePath(gendu.NewID(time.Now()), 0) }
	}
	as := func(id func(w *world) gendu.ID) func(w *world) string {
		return func(w *world) string { return w.published.takePath(id(w), 0) }
	}
	to := func(class func(w *world) *gendu.Class) func(w *world) string {
		return func(w *world) string { return fmt.Sprintf(t+"/submissions/%s", w.sent(theAlice, w.class), class(w).ID) }
	}
	submissions := []target{
		{"alice's to her class", to(func(w *world) *gendu.Class { return w.class }), only(theAlice), 0},
		{"alice's to the other class", to(func(w *world) *gendu.Class { return w.class2 }), nobody, 0},
		{"deleted", func(w *world) string { return fmt.Sprintf(t+"/submissions/%s", w.deletedTake(theAlice), w.class.ID) }, nobody, 0},
	}
	deletions := ownTakes(t)
	deletions[len(deletions)-1].allowed = signed // of nobody: its upload may be under way
	return map[string]row{
		"GET " + p + "/episodes/:episodeId/takes": {targets: []target{
			{"published", at(p+"/episodes/%s/takes", func(w *world) gendu.ID { return w.published.episode.ID }), signed, 0},
			{"deleted; own takes stay", at(p+"/episodes/%s/takes", func(w *world) gendu.ID { return w.deleted.episode.ID }), signed, 0},
		}},
		"PUT " + p + "/takes/:takeId": {raw: string(takeBytes(200)), targets: []target{
			{"of a published episode", against(func(w *world) *lesson { return w.published }), signed, 201},
			{"of a draft", against(func(w *world) *lesson { return w.draft }), editing, 201},
			{"of a deleted episode", against(func(w *world) *lesson { return w.deleted }), nobody, 0},
			{"alice's id, other bytes", as(func(w *world) gendu.ID { return w.take(theAlice) }), only(theAlice), 409},
			{"alice's id, deleted", as(func(w *world) gendu.ID { return w.deletedTake(theAlice) }), only(theAlice), 410},
		}},
		"GET " + p + "/takes/:takeId":                         {targets: takeTargets(t, theTeacher)},
		"GET " + p + "/takes/:takeId/audio":                   {targets: takeTargets(t+"/audio", theTeacher)},
		"PATCH " + p + "/takes/:takeId":                       {body: `{"note":"n"}`, targets: ownTakes(t)},
		"DELETE " + p + "/takes/:takeId":                      {targets: deletions},
		"PUT " + p + "/takes/:takeId/review-seen":             {targets: ownTakes(t + "/review-seen")},
		"PUT " + p + "/takes/:takeId/submissions/:classId":    {targets: submissions},
		"DELETE " + p + "/takes/:takeId/submissions/:classId": {targets: submissions},
		"PUT " + p + "/takes/:takeId/review": {role: gendu.Teacher, body: `{"classId":"00000000-0000-7000-8000-000000000000","verdict":"good","text":""}`, targets: []target{
			// The class is in the body: TestReviewNeedsTheClass. Here no class is theirs.
			{"sent, for a class of nobody", at(t+"/review", func(w *world) gendu.ID { return w.sent(theAlice, w.class) }), nobody, 0},
			{"not sent", at(t+"/review", func(w *world) gendu.ID { return w.take(theAlice) }), nobody, 0},
			{"deleted", at(t+"/review", func(w *world) gendu.ID { return w.deletedTake(theAlice) }), nobody, 0},
		}},
	}
}

func classRows() map[string]row {
	const p = httpio.Prefix
	const c = p + "/classes/%s"
	member := func(who, teacher string) func(w *world) string {
		return func(w *world) string { // of a new class: who was taken out does not come back by the same code
			class := w.newClass(teacher, coursework.NewCode(time.Now(), nil, nil).Code)
			w.join(who, class)
			return fmt.Sprintf(c+"/members/%s", class.ID, w.users[who].ID)
		}
	}
	return map[string]row{
		"GET " + p + "/classes":                  {targets: one(p+"/classes", signed)},
		"POST " + p + "/classes":                 {role: gendu.Teacher, body: `{"name":"New"}`, targets: one(p+"/classes", teachers)},
		"POST " + p + "/classes/join":            {body: `{"code":"NOSUCHCODE"}`, targets: one(p+"/classes/join", signed, 404)},
		"GET " + p + "/classes/:classId":         {role: gendu.Teacher, targets: classTargets(c)},
		"PATCH " + p + "/classes/:classId":       {role: gendu.Teacher, body: `{"name":"Other"}`, targets: classTargets(c)},
		"DELETE " + p + "/classes/:classId":      {targets: closedTargets(c)},
		"PUT " + p + "/classes/:classId/teacher": {body: `{"login":"teacher2"}`, targets: closedTargets(c + "/teacher")},
		"PUT " + p + "/classes/:classId/code":    {role: gendu.Teacher, body: `{}`, targets: classTargets(c + "/code")},
		"PUT " + p + "/classes/:classId/consent": {body: `{"agreed":false,"wording":"1"}`, targets: []target{
			{"of alice and bob", at(c+"/consent", func(w *world) gendu.ID { return w.class.ID }), only(theAlice, theBob), 204},
			{"of eve", at(c+"/consent", func(w *world) gendu.ID { return w.class2.ID }), only(theEve), 204},
			{"deleted", at(c+"/consent", (*world).deletedClass), nobody, 0},
		}},
		"DELETE " + p + "/classes/:classId/members/:userId": {targets: []target{
			{"bob", member(theBob, theTeacher), only(theBob, theTeacher), 0},
			{"eve, of the other class", member(theEve, theTeacher2), only(theEve, theTeacher2), 0},
			{"nobody's", func(w *world) string { return fmt.Sprintf(c+"/members/%s", w.class.ID, gendu.NewID(time.Now())) }, nobody, 0},
		}},
		"GET " + p + "/classes/:classId/members/:userId/progress": {role: gendu.Teacher, targets: []target{
			{"alice", func(w *world) string { return fmt.Sprintf(c+"/members/%s/progress", w.class.ID, w.users[theAlice].ID) }, only(theTeacher), 0},
			{"eve, of the other class", func(w *world) string { return fmt.Sprintf(c+"/members/%s/progress", w.class2.ID, w.users[theEve].ID) }, only(theTeacher2), 0},
			{"eve, who is no member", func(w *world) string { return fmt.Sprintf(c+"/members/%s/progress", w.class.ID, w.users[theEve].ID) }, nobody, 0},
			{"in a deleted class", func(w *world) string {
				return fmt.Sprintf(c+"/members/%s/progress", w.deletedClass(), w.users[theAlice].ID)
			}, nobody, 0},
		}},
		"GET " + p + "/classes/:classId/grades": {role: gendu.Teacher, targets: classTargets(c + "/grades")},
		"GET " + p + "/review-queue": {role: gendu.Teacher, targets: []target{
			{"all own classes", fixed(p + "/review-queue"), teachers, 0},
			{"the teacher's class", at(p+"/review-queue?classId=%s", func(w *world) gendu.ID { return w.class.ID }), only(theTeacher), 0},
			{"deleted", at(p+"/review-queue?classId=%s", (*world).deletedClass), nobody, 0},
		}},
	}
}

func mediaRows() map[string]row {
	table := map[string]row{
		"GET /media/audios/:audioId/clips/:clip": {targets: mediaTargets("clips/1000-2000.wav", signed)},
		"GET /media/audios/:audioId/source":      {role: gendu.Host, targets: mediaTargets("source", editing)},
		"GET /media/audios/:audioId/cover":       {role: gendu.Host, targets: mediaTargets("cover", editing)},
		"GET /media/covers/:showId/:version": {targets: []target{
			{"with a published episode", func(w *world) string { return w.cover(w.published) }, signed, 0},
			{"with drafts only", func(w *world) string { return w.cover(w.draft) }, editing, 0},
		}},
	}
	table["GET /media/episodes/:episodeId/keywords/:keywordId/voice.wav"] = row{targets: []target{
		// One that is spoken: TestSyntheticVoice.
		{"of nobody", at("/media/episodes/%s/keywords/0192f0c1-2345-7abc-8def-0123456789ab/voice.wav", func(w *world) gendu.ID { return w.published.episode.ID }), nobody, 0},
	}}
	for _, part := range []string{"listening.m4a", "practice.wav", "peaks.dat", "pitch.bin", "grant"} {
		table["GET /media/audios/:audioId/"+part] = row{targets: mediaTargets(part, signed)}
	}
	return table
}

// cover gives a show a cover and says where it is.
func (w *world) cover(l *lesson) string {
	w.t.Helper()
	key := gendu.CoverStem(l.show.ID, "hash") + "128"
	w.must(w.bucket.Put(w.t.Context(), key, strings.NewReader("picture"), 7))
	_, err := w.store.SetCover(w.t.Context(), l.show.ID, gendu.Cover{Key: key, Type: "image/jpeg", Widths: "128"})
	w.must(err)
	return "/media/covers/" + string(l.show.ID) + "/" + path.Base(key)
}
