package server

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/server/httpio"
)

// The permission table: every route of the running server x everybody x own, same
// class, other and deleted things, on a real store and a real bucket. What is
// expected is written out by hand here, apart from can and rules.

// The people of the table.
const (
	theAnonymous = "anonymous"
	theAlice     = "alice"    // learner, in the teacher's class
	theBob       = "bob"      // learner, in the same class
	theEve       = "eve"      // learner, in another class
	theTeacher   = "teacher"  // of alice's class
	theTeacher2  = "teacher2" // of eve's class
	theHost      = "host"     // owns the show
	theEditor    = "editor"   // edits the shows of host
	theHost2     = "host2"    // owns another show
	theAdmin     = "admin"
)

var (
	signed   = []string{theAlice, theBob, theEve, theTeacher, theTeacher2, theHost, theEditor, theHost2, theAdmin}
	everyone = append([]string{theAnonymous}, signed...)
	teachers = []string{theTeacher, theTeacher2}
	hosts    = []string{theHost, theEditor, theHost2}
	editing  = []string{theHost, theEditor}
	nobody   = []string{}
	only     = func(who ...string) []string { return who }
)

// world is the backend with everybody and everything in it.
type world struct {
	*backend
	users     map[string]*gendu.User
	published *lesson // of host
	draft     *lesson // of host, in a show without anything published
	deleted   *lesson
	class     *gendu.Class // of teacher, with alice and bob
	class2    *gendu.Class // of teacher2, with eve
}

func newWorld(t *testing.T) *world {
	t.Helper()
	wide := gendu.DefaultLimits()
	wide.Uploads = 1000 // each cell begins one of its own
	w := &world{backend: limitedBackend(t, wide), users: map[string]*gendu.User{}}
	roles := map[string][]gendu.Role{
		theTeacher: {gendu.Teacher}, theTeacher2: {gendu.Teacher}, theHost: {gendu.Host}, theEditor: {gendu.Host}, theHost2: {gendu.Host}, theAdmin: {gendu.Admin},
	}
	for _, who := range signed {
		w.users[who] = w.user(who, roles[who]...)
	}
	w.published = w.newLesson(w.users[theHost], "published", gendu.Published)
	w.draft = w.newLesson(w.users[theHost], "draft", gendu.Draft)
	w.deleted = w.newLesson(w.users[theHost], "deleted", gendu.Published)
	w.must(w.store.DeleteEpisode(t.Context(), w.deleted.episode.ID))
	for _, l := range []*lesson{w.published, w.draft, w.deleted} {
		w.edits(theEditor, l.show.ID)
	}
	w.class, w.class2 = w.newClass(theTeacher, "CLASSONE"), w.newClass(theTeacher2, "CLASSTWO")
	w.join(theAlice, w.class)
	w.join(theBob, w.class)
	w.join(theEve, w.class2)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) newClass(who, code string) *gendu.Class {
	w.t.Helper()
	c := &gendu.Class{TeacherID: w.users[who].ID, Name: "Class of " + who, Code: gendu.ClassCode{Code: code, UsesLeft: -1}}
	w.must(w.store.CreateClass(w.t.Context(), c))
	return c
}

func (w *world) join(who string, c *gendu.Class) {
	w.t.Helper()
	_, err := w.store.JoinClass(w.t.Context(), c.Code.Code, w.users[who].ID)
	w.must(err)
}

// Things made again for every request, so that no request meets what another one
// did.

// take is a new recording of who's.
func (w *world) take(who string) gendu.ID {
	w.t.Helper()
	l, b := w.published, takeBytes(200)
	t := &gendu.Take{
		UserID: w.users[who].ID, EpisodeID: l.episode.ID, AudioID: l.audio.ID, CueID: l.cues[0].ID, Revision: 1, Mode: gendu.Repeat,
		CueText: "x", CueStartMS: 1000, CueEndMS: 2000, Type: "audio/wav", Size: int64(len(b)), SHA256: []byte("0123456789abcdef"),
		DurationMS: 900, RecordedAt: time.Now(),
	}
	t.ID = gendu.NewID(time.Now())
	w.must(w.bucket.Put(w.t.Context(), t.ObjectKey(), strings.NewReader(string(b)), t.Size))
	_, err := w.store.PutTake(w.t.Context(), t, nil)
	w.must(err)
	return t.ID
}

func (w *world) sent(who string, c *gendu.Class) gendu.ID {
	w.t.Helper()
	id := w.take(who)
	w.must(w.store.Submit(w.t.Context(), id, c.ID, w.users[who].ID))
	return id
}

func (w *world) deletedTake(who string) gendu.ID {
	w.t.Helper()
	id := w.take(who)
	w.must(w.store.DeleteTake(w.t.Context(), w.users[who].ID, id))
	return id
}

func (w *world) newEpisode(l *lesson) gendu.ID {
	w.t.Helper()
	e := &gendu.Episode{ShowID: l.show.ID, Title: "New", State: gendu.Draft}
	w.must(w.store.CreateEpisode(w.t.Context(), e))
	return e.ID
}

func (w *world) deletedEpisode() gendu.ID {
	w.t.Helper()
	id := w.newEpisode(w.published)
	w.must(w.store.DeleteEpisode(w.t.Context(), id))
	return id
}

func (w *world) newUpload() gendu.ID {
	w.t.Helper()
	u := &gendu.Upload{
		UserID: w.users[theHost].ID, EpisodeID: w.published.episode.ID, Size: 10, FileName: "x", ExpiresAt: time.Now().Add(time.Hour),
	}
	w.must(w.store.CreateUpload(w.t.Context(), u))
	return u.ID
}

func (w *world) deletedClass() gendu.ID {
	w.t.Helper()
	c := w.newClass(theTeacher, coursework.NewCode(time.Now(), nil, nil).Code)
	w.must(w.store.DeleteClass(w.t.Context(), c.ID))
	return c.ID
}

func (w *world) freshClass() gendu.ID {
	w.t.Helper()
	return w.newClass(theTeacher, coursework.NewCode(time.Now(), nil, nil).Code).ID
}

// edits makes somebody an editor of a show.
func (w *world) edits(who string, showID gendu.ID) {
	w.t.Helper()
	w.must(w.store.AddEditor(w.t.Context(), showID, w.users[who].ID))
}

// target is one thing to ask for, and who gets it.
type target struct {
	name    string
	path    func(w *world) string
	allowed []string
	want    int // of the allowed; 0: any 2xx
}

// row is one route with its targets.
type row struct {
	role    gendu.Role // without which it is 403 whatever the thing is
	body    string     // JSON
	raw     string     // a body that is not JSON
	header  []string
	targets []target
}

func fixed(path string) func(*world) string { return func(*world) string { return path } }

func one(path string, allowed []string, want ...int) []target {
	t := target{name: "it", path: fixed(path), allowed: allowed}
	if len(want) > 0 {
		t.want = want[0]
	}
	return []target{t}
}

// at makes a path of an id that is made for the request.
func at(format string, id func(w *world) gendu.ID) func(w *world) string {
	return func(w *world) string { w.t.Helper(); return fmt.Sprintf(format, id(w)) }
}

var tusHeader = []string{"Tus-Resumable", "1.0.0", "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream"}

// takeTargets are the takes of the table. may says who gets a take that alice
// sent, beside her.
func takeTargets(format string, may ...string) []target {
	sent := func(w *world) gendu.ID { w.t.Helper(); return w.sent(theAlice, w.class) }
	return []target{
		{"alice's, sent to her class", at(format, sent), append([]string{theAlice}, may...), 0},
		{"alice's, not sent", at(format, func(w *world) gendu.ID { return w.take(theAlice) }), only(theAlice), 0},
		{"eve's, sent to the other class", at(format, func(w *world) gendu.ID { return w.sent(theEve, w.class2) }), other(may, theEve), 0},
		{"alice's, deleted", at(format, func(w *world) gendu.ID { return w.deletedTake(theAlice) }), nobody, 0},
		{"of nobody", at(format, func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
	}
}

// other is who gets eve's take where these get alice's.
func other(may []string, also ...string) []string {
	if slices.Contains(may, theTeacher) {
		return append(also, theTeacher2)
	}
	return also
}

func ownTakes(format string) []target { return takeTargets(format) }

// episodeTargets are for routes that change an episode: its hosts' alone.
func episodeTargets(format string) []target {
	return []target{
		{"published", at(format, func(w *world) gendu.ID { return w.newPublished() }), editing, 0},
		{"draft", at(format, func(w *world) gendu.ID { return w.newEpisode(w.draft) }), editing, 0},
		{"deleted", at(format, (*world).deletedEpisode), nobody, 0},
		{"no id", fixed(strings.Replace(format, "%s", "nonsense", 1)), nobody, 0},
	}
}

// newPublished is an episode that was published; only its state matters.
func (w *world) newPublished() gendu.ID {
	w.t.Helper()
	e := &gendu.Episode{ShowID: w.published.show.ID, Title: "New", State: gendu.Published}
	w.must(w.store.CreateEpisode(w.t.Context(), e))
	return e.ID
}

// mediaTargets are for media, which everybody signed in gets of published
// episodes.
func mediaTargets(part string, published []string) []target {
	of := func(l func(w *world) *lesson) func(w *world) string {
		return func(w *world) string { return "/media/audios/" + string(l(w).audio.ID) + "/" + part }
	}
	return []target{
		{"published", of(func(w *world) *lesson { return w.published }), published, 0},
		{"draft", of(func(w *world) *lesson { return w.draft }), editing, 0},
		{"deleted", of(func(w *world) *lesson { return w.deleted }), nobody, 0},
	}
}

func classTargets(format string) []target {
	return []target{
		{"the teacher's", at(format, (*world).freshClass), only(theTeacher), 0},
		{"deleted", at(format, (*world).deletedClass), nobody, 0},
		{"of nobody", at(format, func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
	}
}

func uploadTargets() []target {
	const format = httpio.Prefix + "/uploads/%s"
	return []target{
		{"the host's", at(format, (*world).newUpload), only(theHost), 0},
		{"deleted", at(format, func(w *world) gendu.ID {
			id := w.newUpload()
			w.must(w.store.DeleteUpload(w.t.Context(), id))
			return id
		}), nobody, 0},
	}
}

func showTargets(format string, published []string) []target {
	return []target{
		{"with a published episode", at(format, func(w *world) gendu.ID { return w.published.show.ID }), published, 0},
		{"with drafts only", at(format, func(w *world) gendu.ID { return w.draft.show.ID }), editing, 0},
		{"whose episodes are deleted", at(format, func(w *world) gendu.ID { return w.deleted.show.ID }), editing, 0},
		{"of nobody", at(format, func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
	}
}

// useOf is the choice of the audio that a lesson uses.
func useOf(l func(w *world) *lesson) func(w *world) string {
	return func(w *world) string {
		return httpio.Prefix + "/episodes/" + string(l(w).episode.ID) + "/audios/" + string(l(w).audio.ID) + "/use"
	}
}

// freshShowTargets are shows that a request may delete or hand over.
func freshShowTargets(format string) []target {
	return []target{
		{"the host's", at(format, (*world).freshShow), only(theHost, theAdmin), 0},
		{"deleted", at(format, func(w *world) gendu.ID {
			id := w.freshShow()
			w.must(w.store.DeleteShow(w.t.Context(), id))
			return id
		}), nobody, 0},
		{"of nobody", at(format, func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table := permissions()
	for _, r := range w.server.echo.Routes() {
		if _, ok := table[r.Method+" "+r.Path]; !ok && r.Method != "HEAD" {
			t.Errorf("%s %s is served but missing from the permission table", r.Method, r.Path)
		}
	}
	cells := 0
	for key, row := range table {
		method, pattern, _ := strings.Cut(key, " ")
		if !routed(w, method, pattern) {
			t.Errorf("%s is in the permission table but not served", key)
		}
		for _, target := range row.targets {
			for _, who := range everyone {
				cells++
				w.cell(key, method, row, target, who)
			}
		}
	}
	t.Logf("%d routes, %d cells", len(table), cells)
}

func routed(w *world, method, pattern string) bool {
	for _, r := range w.server.echo.Routes() {
		if r.Method == method && r.Path == pattern {
			return true
		}
	}
	return false
}

// cell makes one request and compares.
func (w *world) cell(key, method string, row row, target target, who string) {
	w.t.Helper()
	c := w.stranger()
	if who != theAnonymous {
		c = w.as(w.users[who])
	}
	var body io.Reader
	header := row.header
	switch {
	case row.body != "":
		body, header = strings.NewReader(row.body), append(slices.Clone(header), "Content-Type", "application/json")
	case row.raw != "":
		body = strings.NewReader(row.raw)
	}
	path := target.path(w)
	for _, method := range withHead(w, method, key) {
		a := c.do(method, path, body, header...)
		want := "2xx"
		good := a.status >= 200 && a.status < 300
		switch {
		case slices.Contains(target.allowed, who):
			if target.want != 0 {
				want, good = fmt.Sprint(target.want), a.status == target.want
			}
		case who == theAnonymous:
			want, good = "401", a.status == http.StatusUnauthorized
		case row.role != "" && !w.users[who].Has(row.role):
			want, good = "403", a.status == http.StatusForbidden
		default:
			want, good = "404", a.status == http.StatusNotFound
		}
		if !good {
			w.t.Errorf("%s %s (%s) by %s: status %d, want %s: %.200s", method, key, target.name, who, a.status, want, a.body)
		}
	}
}

// withHead adds HEAD where the route has it.
func withHead(w *world, method, key string) []string {
	if method == "GET" && routed(w, "HEAD", key[len("GET "):]) {
		return []string{"GET", "HEAD"}
	}
	return []string{method}
}
