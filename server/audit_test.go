package server

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/server/api"
	"gendu/server/httpio"
	"gendu/store"
	"gendu/store/people"
)

// TestEveryChangeIsAudited: who adds a route that changes something says what the audit
// log calls it.
func TestEveryChangeIsAudited(t *testing.T) {
	t.Parallel()
	for route := range rules {
		method, _, _ := strings.Cut(route, " ")
		if _, said := audited[route]; changes(method) && !said {
			t.Errorf("%s changes something, and server/audit.go does not say what the audit log calls it", route)
		}
	}
	for route := range audited {
		if _, there := rules[route]; !there {
			t.Errorf("%s is audited but not served", route)
		}
	}
}

// TestAuditIsOnlyAdded looks for a statement that changes or removes an entry.
func TestAuditIsOnlyAdded(t *testing.T) {
	t.Parallel()
	changed, files := regexp.MustCompile(`(?i)(UPDATE|DELETE FROM|REPLACE INTO) audit\b`), 0
	err := fs.WalkDir(os.DirFS("../store"), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") {
			return err
		}
		files++
		text, err := os.ReadFile("../store/" + name)
		if found := changed.Find(text); found != nil {
			t.Errorf("store/%s: %q: entries are only added", name, found)
		}
		return err
	})
	if err != nil || files < 60 {
		t.Fatalf("%d files were read: %v", files, err)
	}
}

func TestNetworkOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24", "2001:db8:1:2:3:4:5:6": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48", "": "", "x": "",
	} {
		if got := networkOf(address); got != want {
			t.Errorf("%q is cut to %q, want %q", address, got, want)
		}
	}
}

// TestSchoolDay goes through a day of a school and reads the audit log back.
func TestSchoolDay(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
		rootUser, teacherUser, aliceUser := h.user("root", gendu.Admin), h.user("teacher", gendu.Teacher), h.user("alice")
		root, teacher, alice := h.as(rootUser), h.as(teacherUser), h.as(aliceUser)
		var link api.Link
		root.json("POST", "/invitations", `{"roles":["host"]}`).want(201, &link)
		var class api.Class
		teacher.json("POST", "/classes", `{"name":"Secret name of a class"}`).want(201, &class)
		alice.json("POST", "/classes/join", fmt.Sprintf(`{"code":%q}`, api.Given(class.Code))).want(200, nil)
		teacher.json("PATCH", "/classes/"+class.Id, `{"allTakes":true}`).want(200, nil)
		alice.json("PUT", "/classes/"+class.Id+"/consent", `{"agreed":true,"wording":"1"}`).want(204, nil)
		id := gendu.NewID(time.Now())
		alice.putTake(l, id, takeBytes(200)).want(201, nil)
		alice.json("PUT", "/takes/"+string(id)+"/submissions/"+class.Id, nil).want(200, nil)
		audio := httpio.Prefix + "/takes/" + string(id) + "/audio"
		alice.do("GET", audio, nil).want(200, nil) // the own voice is nobody's business
		for range 2 {                              // a player asks for several ranges
			if a := teacher.do("GET", audio, nil, "Range", "bytes=0-99"); a.status != 206 {
				t.Fatalf("the teacher hears: %d", a.status)
			}
		}
		teacher.json("PUT", "/takes/"+string(id)+"/review", fmt.Sprintf(`{"classId":%q,"verdict":"good","text":"private praise"}`, class.Id)).want(200, nil)
		root.json("PATCH", "/users/"+string(teacherUser.ID), `{"roles":["teacher","host"]}`).want(200, nil)
		alice.json("DELETE", "/takes/"+string(id), nil).want(204, nil)
		h.stranger().json("POST", "/session", `{"login":"alice","password":"wrong wrong wrong"}`).want(401, nil)
		h.stranger().json("POST", "/session", fmt.Sprintf(`{"login":"alice","password":%q}`, testPassword)).want(200, nil)

		var got []string
		var raw strings.Builder
		for cursor := ""; ; {
			var page api.AuditPage
			a := root.json("GET", "/audit?limit=4"+cursor, nil)
			a.want(200, &page)
			raw.Write(a.body)
			for _, e := range page.Entries {
				got = append(got, strings.TrimRight(fmt.Sprintf("%s %s>%s %s", e.What, api.Given(e.ActorLogin), api.Given(e.SubjectLogin), api.Given(e.Detail)), " "))
				if api.Given(e.Address) != "127.0.0.0/24" || time.Since(e.At) > time.Hour {
					t.Errorf("entry %+v", e)
				}
			}
			if page.Next == nil {
				break
			}
			cursor = "&cursor=" + *page.Next
		}
		slices.Reverse(got)
		want := []string{
			"invitation-made root> roles learner host", "class-made teacher>teacher", "class-joined alice>alice", "class-changed teacher> all takes on",
			"consent alice>alice agreed", "take-sent alice>alice", "take-heard teacher>alice", "take-reviewed teacher>alice",
			"account-changed root>teacher roles learner teacher host", "take-deleted alice>alice", "signed-in alice>alice",
		}
		if !slices.Equal(got, want) {
			t.Errorf("the audit log says\n%q, want\n%q", got, want)
		}
		for _, content := range []string{"private praise", "Secret name", secretOf(t, link), api.Given(class.Code)} {
			if strings.Contains(raw.String(), content) {
				t.Errorf("the audit log holds %q", content)
			}
		}
		teacher.json("GET", "/audit", nil).want(403, nil)
		var voice api.VoicePage
		alice.json("GET", "/me/voice", nil).want(200, &voice)
		i := slices.IndexFunc(voice.Entries, func(e api.VoiceEntry) bool { return e.What == "take-heard" })
		if len(voice.Entries) != 6 || i < 0 || api.Given(voice.Entries[i].ByName) != teacherUser.Name || voice.Entries[i].Own {
			t.Errorf("what alice reads of her voice: %+v", voice)
		}
	})
}

// TestAuditOutlivesTheAccount: entries stay, and lead to nobody.
func TestAuditOutlivesTheAccount(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Now()
	h := backendWith(t, "sqlite:"+dir+"/gendu.db", "file:"+dir+"/objects", []store.Option{store.WithClock(func() time.Time { return now })})
	h.user("root", gendu.Admin)
	u := h.user("alice")
	h.as(u).json("PUT", "/me/deletion", fmt.Sprintf(`{"password":%q}`, testPassword)).want(200, nil)
	now = now.Add(store.Grace)
	if _, err := installation.CloseAccounts(t.Context(), h.store, h.bucket); err != nil {
		t.Fatal(err)
	}
	list, err := h.store.AuditLog(t.Context(), "", 10)
	if err != nil || len(list) != 2 || list[0].What != people.AccountGone || list[1].What != people.DeletionAsked || list[1].ActorName != "" || list[1].Actor != u.ID {
		t.Errorf("the log: %+v, %v", list, err)
	}
}

// TestSensitiveNeedsThePassword: a browser that somebody left open gives nobody a role.
func TestSensitiveNeedsThePassword(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	root, u := h.user("root", gendu.Admin), h.user("alice")
	c := h.as(root)
	later := time.Now().Add(confirmFor)
	h.server.services.Now = func() time.Time { return later }
	change := func(status int) {
		t.Helper()
		c.json("PATCH", "/users/"+string(u.ID), `{"roles":["teacher"]}`).want(status, nil)
	}
	change(403)
	c.json("GET", "/users", nil).want(200, nil)
	c.json("POST", "/session/confirmation", `{"password":"wrong"}`).want(400, nil)
	change(403)
	c.json("POST", "/session/confirmation", fmt.Sprintf(`{"password":%q}`, testPassword)).want(204, nil)
	change(200)
}
