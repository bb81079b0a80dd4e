package server

import (
	"bytes"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// TestJourney walks the main way over HTTP alone, but for the jobs: an admin sets
// up and invites, a host uploads and publishes, a learner joins a class, records
// and sends, the teacher reviews, the learner reads it.
func TestJourney(t *testing.T) {
	t.Parallel()
	onEverything(t, journey)
}

func journey(t *testing.T, h *backend) {
	// The first admin, by the one-time link.
	ticket, link := h.server.SetupLink(time.Hour)
	if err := h.store.CreateTicket(t.Context(), ticket); err != nil {
		t.Fatal(err)
	}
	admin := h.stranger()
	var session api.Session
	admin.get("/session").want(200, &session)
	if !session.SetupNeeded || session.User != nil || !session.Recording {
		t.Fatalf("a fresh server says %+v", session)
	}
	_, token, _ := bytes.Cut([]byte(link), []byte("#"))
	setup := map[string]string{"token": string(token), "login": "Root", "name": "Root", "password": testPassword}
	admin.json("POST", "/setup", setup).want(201, &session)
	if session.User == nil || session.User.Login != "root" || len(session.User.Roles) != 4 {
		t.Fatalf("set-up gives %+v", session.User)
	}
	h.stranger().json("POST", "/setup", setup).want(404, nil)

	// A teacher by invitation.
	var invitation api.Link
	admin.json("POST", "/invitations", map[string]any{"roles": []string{"teacher"}}).want(201, &invitation)
	_, code, _ := bytes.Cut([]byte(invitation.Url), []byte("#"))
	teacher := h.stranger()
	var info api.CodeInfo
	teacher.json("POST", "/codes", map[string]string{"code": string(code)}).want(200, &info)
	if info.Kind != api.CodeInfoKindInvitation {
		t.Fatalf("the invitation says %+v", info)
	}
	teacher.json("POST", "/signup", map[string]any{"code": string(code), "login": "teacher", "name": "Ms Lin", "password": testPassword}).want(201, nil)
	var class api.Class
	teacher.json("POST", "/classes", map[string]any{"name": "Class 1", "code": map[string]int{"uses": 2}}).want(201, &class)

	// A learner by the class code, typed with a hyphen and in lower case.
	learner := h.stranger()
	typed := (*class.Code)[:4] + "-" + string(bytes.ToLower([]byte((*class.Code)[4:])))
	learner.json("POST", "/codes", map[string]string{"code": typed}).want(200, &info)
	if info.ClassName == nil || *info.ClassName != "Class 1" || *info.TeacherName != "Ms Lin" {
		t.Fatalf("the code says %+v", info)
	}
	learner.json("POST", "/signup", map[string]any{"code": typed, "login": "learner", "name": "小明", "password": testPassword}).want(201, nil)

	// The episode, and a take.
	hostUser, err := h.store.UserByLogin(t.Context(), "root")
	if err != nil {
		t.Fatal(err)
	}
	l := h.newLesson(hostUser, "k", gendu.Published)
	var page api.EpisodePage
	learner.get("/episodes/"+string(l.episode.ID)).want(200, &page)
	if len(page.Cues) != 3 || page.Audio == nil || page.Episode.Work != "ready" || page.Audio.FileName != "" {
		t.Fatalf("the episode page is %+v", page)
	}
	id := gendu.NewID(time.Now())
	sent := takeBytes(200)
	var take api.Take
	learner.putTake(l, id, sent).want(201, &take)
	learner.putTake(l, id, sent).want(200, nil)
	if take.CueText != "Sentence 0." || take.DurationMs != 900 {
		t.Fatalf("the take is %+v", take)
	}
	got := learner.do("GET", take.AudioUrl, nil).want(200, nil)
	if !bytes.Equal(got.body, sent) || got.header.Get("Content-Type") != "audio/wav" {
		t.Fatal("the take's bytes are not what was sent")
	}
	learner.do("GET", take.ReferenceUrl, nil).want(200, nil)

	// Not sent yet: the teacher hears nothing.
	teacher.do("GET", take.AudioUrl, nil).want(404, nil)
	learner.json("PUT", "/takes/"+string(id)+"/submissions/"+class.Id, nil).want(200, &take)
	if len(take.Submissions) != 1 || take.Submissions[0].ClassName != "Class 1" {
		t.Fatalf("sent to %+v", take.Submissions)
	}
	queue := teacher.queue("")
	if len(queue) != 1 || queue[0].LearnerName != "小明" || queue[0].Take.Id != string(id) {
		t.Fatalf("the queue is %+v", queue)
	}
	teacher.do("GET", take.AudioUrl, nil).want(200, nil)
	review := map[string]any{
		"classId": class.Id, "verdict": "again", "text": "Mind the end.",
		"comments": []map[string]any{{"atMs": 500, "text": "here"}},
	}
	teacher.json("PUT", "/takes/"+string(id)+"/review", review).want(200, nil)
	mine := learner.takes("/episodes/" + string(l.episode.ID) + "/takes")
	if len(mine) != 1 || len(mine[0].Reviews) != 1 || mine[0].Reviews[0].Text != "Mind the end." || mine[0].Reviews[0].TeacherName != "Ms Lin" {
		t.Fatalf("the learner sees %+v", mine)
	}

	// The membership ends: so does the access, at once.
	var me api.Session
	learner.get("/session").want(200, &me)
	teacher.json("DELETE", "/classes/"+class.Id+"/members/"+me.User.Id, nil).want(204, nil)
	teacher.do("GET", take.AudioUrl, nil).want(404, nil)
	learner.do("GET", take.AudioUrl, nil).want(200, nil)
}
