package server

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/server/api"
	"gendu/store"
)

// leavingTargets are users whose deletion an admin asks for.
func leavingTargets(format string) []target {
	return []target{
		{"a new one", at(format, func(w *world) gendu.ID { w.t.Helper(); return w.user("u-" + string(gendu.NewID(time.Now()))).ID }), only(theAdmin), 0},
		{"of nobody", at(format, func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
	}
}

// keys lists the objects below a prefix.
func (h *backend) keys(prefix string) (list []string) {
	h.t.Helper()
	for info, err := range h.bucket.List(h.t.Context(), prefix) {
		if err != nil {
			h.t.Fatal(err)
		}
		list = append(list, info.Key)
	}
	return list
}

// TestDeleteOvertakesPut deletes a take while its bytes are on their way: once the server
// asks for the body, it has looked for the row.
func TestDeleteOvertakesPut(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
		alice, id, sent := h.as(h.user("alice")), gendu.NewID(time.Now()), takeBytes(200)
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.web.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: gendu\r\nCookie: %s=%s\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n",
			l.takePath(id, 0), h.server.cookieName, alice.cookie, len(sent))
		answers := bufio.NewReader(conn)
		if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, " 100 ") {
			t.Fatalf("the server says %q, %v", line, err)
		}
		if _, err := answers.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		alice.json("DELETE", "/takes/"+string(id), nil).want(204, nil)
		if _, err := conn.Write(sent); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(answers, nil)
		if err != nil || res.StatusCode != http.StatusGone {
			t.Fatalf("the upload is answered with %+v, %v", res, err)
		}
		defer res.Body.Close()
		if left := h.keys("takes/"); len(left) > 0 {
			t.Errorf("the bytes of a deleted take are stored: %q", left)
		}
		other := gendu.NewID(time.Now())
		alice.putTake(l, other, takeBytes(200)).want(201, nil)
		alice.json("DELETE", "/takes/"+string(other), nil).want(204, nil)
		if left := h.keys("takes/"); len(left) > 0 {
			t.Errorf("after deleting: %q", left)
		}
	})
}

// TestAccountIsDeleted: with the password, after seven days, and not where it is taken back.
func TestAccountIsDeleted(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Now()
	h := backendWith(t, "sqlite:"+dir+"/gendu.db", "file:"+dir+"/objects", []store.Option{store.WithClock(func() time.Time { return now })})
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	u, other, admin := h.user("alice"), h.user("bob"), h.as(h.user("root", gendu.Admin))
	alice := h.as(u)
	alice.putTake(l, gendu.NewID(now), takeBytes(200)).want(201, nil)
	h.as(other).putTake(l, gendu.NewID(now), takeBytes(300)).want(201, nil)

	alice.json("PUT", "/me/deletion", `{"password":"wrong"}`).want(400, nil)
	var me api.Me
	alice.json("PUT", "/me/deletion", fmt.Sprintf(`{"password":%q}`, testPassword)).want(200, &me)
	if me.DeleteAt == nil || me.DeleteAt.Sub(now).Round(time.Hour) != store.Grace || me.DeleteByAdmin != nil {
		t.Errorf("asked for: %+v", me)
	}
	var kept api.Me
	if alice.json("DELETE", "/me/deletion", nil).want(200, &kept); kept.DeleteAt != nil {
		t.Errorf("taken back: %+v", kept)
	}
	var user api.User
	if admin.json("PUT", "/users/"+string(u.ID)+"/deletion", nil).want(200, &user); user.DeleteAt == nil {
		t.Errorf("an admin asked: %+v", user)
	}
	alice.json("DELETE", "/me/deletion", nil).want(403, nil)
	var session api.Session
	if alice.json("GET", "/session", nil).want(200, &session); session.User.DeleteByAdmin == nil || !*session.User.DeleteByAdmin {
		t.Errorf("what the person reads: %+v", session.User)
	}
	closed := func(want int) {
		t.Helper()
		if n, err := installation.CloseAccounts(t.Context(), h.store, h.bucket); err != nil || n != want {
			t.Errorf("%d accounts are closed, %v; want %d", n, err, want)
		}
	}
	now = now.Add(store.Grace - time.Second)
	closed(0)
	now = now.Add(time.Second)
	closed(1)
	if left := h.keys(installation.TakesOf(u.ID)); len(left) > 0 {
		t.Errorf("objects are left: %q", left)
	}
	if len(h.keys(installation.TakesOf(other.ID))) != 1 {
		t.Error("another person's take is gone")
	}
	if _, err := h.store.User(t.Context(), u.ID); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("the row: %v", err)
	}
	checker := installation.Checker{Store: h.store, Bucket: h.bucket, Now: time.Now, Each: func(f installation.Finding) {
		if f.What == installation.BrokenRow || strings.Contains(f.Key, string(u.ID)) {
			t.Errorf("a check finds %+v", f)
		}
	}}
	if _, err := checker.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestRetentionIsAnnounced: a teacher sets an age, its members read of it a week before.
func TestRetentionIsAnnounced(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Now()
	h := backendWith(t, "sqlite:"+dir+"/gendu.db", "file:"+dir+"/objects", []store.Option{store.WithClock(func() time.Time { return now })}, func(c *Config) { c.KeepDays = 400 })
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	teacher, u := h.user("teacher", gendu.Teacher), h.user("alice")
	class := &gendu.Class{TeacherID: teacher.ID, Name: "7b", Code: gendu.ClassCode{Code: "CODE", UsesLeft: -1}}
	if err := h.store.CreateClass(t.Context(), class); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.JoinClass(t.Context(), "CODE", u.ID); err != nil {
		t.Fatal(err)
	}
	desk := h.as(teacher)
	desk.json("PATCH", "/classes/"+string(class.ID), `{"keepDays":3}`).want(400, nil)
	desk.json("PATCH", "/classes/"+string(class.ID), `{"keepDays":7}`).want(200, nil)
	alice, id := h.as(u), gendu.NewID(now)
	alice.putTake(l, id, takeBytes(200)).want(201, nil)
	alice.json("PUT", "/takes/"+string(id)+"/submissions/"+string(class.ID), nil).want(200, nil)
	desk.json("PUT", "/takes/"+string(id)+"/review", fmt.Sprintf(`{"classId":%q,"verdict":"good","text":"private praise"}`, class.ID)).want(200, nil)
	run := func(announced, deleted int) {
		t.Helper()
		a, d, err := installation.DeleteOldTakes(t.Context(), h.store, h.bucket, 0)
		if err != nil || a != announced || d != deleted {
			t.Errorf("%d announced and %d deleted, %v; want %d and %d", a, d, err, announced, deleted)
		}
	}
	now = now.Add(time.Minute) // the server's own clock made the take
	run(1, 0)
	var kept api.MyRetention
	alice.json("GET", "/me/retention", nil).want(200, &kept)
	if kept.KeepDays == nil || *kept.KeepDays != 400 || len(kept.Expiring) != 1 || api.Given(kept.Expiring[0].ClassName) != "7b" {
		t.Errorf("what the learner reads: %+v", kept)
	}
	var session api.Session
	if alice.json("GET", "/session", nil).want(200, &session); session.User.Expiring == nil || session.User.Expiring.Takes != 1 {
		t.Errorf("at the start of the page: %+v", session.User)
	}
	now = now.Add(store.Notice + time.Minute)
	run(0, 1)
	if left := h.keys("takes/"); len(left) > 0 {
		t.Errorf("objects are left: %q", left)
	}
	grades, err := h.store.Grades(t.Context(), class.ID, "", 10)
	if err != nil || len(grades) != 1 || grades[0].Verdict != gendu.Good || grades[0].Learner != u.Name {
		t.Errorf("grades: %+v, %v", grades, err)
	}
}
