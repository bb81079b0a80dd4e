package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/server/api"
	"gendu/server/httpio"
)

// freshShow is a show of host, which editor edits.
func (w *world) freshShow() gendu.ID {
	w.t.Helper()
	s := &gendu.Show{OwnerID: w.users[theHost].ID, Slug: "s-" + strings.ToLower(coursework.NewCode(time.Now(), nil, nil).Code), Title: "New", Language: "en"}
	w.must(w.store.CreateShow(w.t.Context(), s))
	w.edits(theEditor, s.ID)
	return s.ID
}

// ownShowTargets are shows whose owner alone does something.
func ownShowTargets(format string) []target {
	list := freshShowTargets(format)
	list[0].allowed = only(theHost)
	return list
}

// hostOf is an editor of a new show.
func hostOf(who string) func(w *world) string {
	return func(w *world) string {
		id := w.freshShow()
		if who != theEditor {
			w.edits(who, id)
		}
		return fmt.Sprintf(httpio.Prefix+"/shows/%s/hosts/%s", id, w.users[who].ID)
	}
}

// shownRole is what a show is to somebody, in the list of the studio; "" where it is not there.
func shownRole(c *caller, id gendu.ID) api.HostRole {
	var page struct{ Shows []api.Show }
	c.get("/shows?own=true").want(200, &page)
	for _, v := range page.Shows {
		if v.Id == string(id) && v.Own && v.Role != nil {
			return *v.Role
		}
	}
	return ""
}

// TestHostsOfAShow: an owner adds an editor, who edits and publishes, and nothing else; it
// ends at once.
func TestHostsOfAShow(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		l := h.newLesson(h.user("mei", gendu.Host), "k", gendu.Draft)
		benUser := h.user("ben", gendu.Host)
		h.user("pupil")
		mei, ben := h.as(l.host), h.as(benUser)
		show, episode := "/shows/"+string(l.show.ID), "/episodes/"+string(l.episode.ID)
		add := func(login string) *answer {
			return mei.json("POST", show+"/hosts", map[string]string{"login": login})
		}
		for login, status := range map[string]int{"pupil": 400, "nobody": 400, "mei": 409} {
			add(login).want(status, nil)
		}
		ben.get(episode).want(404, nil)
		add("Ben").want(204, nil)
		add("ben").want(409, nil)
		if role := shownRole(ben, l.show.ID); role != api.Editor {
			t.Errorf("ben is %q", role)
		}
		if role := shownRole(mei, l.show.ID); role != api.Owner {
			t.Errorf("mei is %q", role)
		}
		var hosts []api.ShowHost
		ben.get(show+"/hosts").want(200, &hosts)
		if len(hosts) != 2 || hosts[0].Login != "mei" || hosts[0].Role != api.Owner || hosts[1].UserId != string(benUser.ID) || !hosts[1].Active {
			t.Errorf("hosts: %+v", hosts)
		}
		ben.json("PATCH", episode, `{"title":"By Ben"}`).want(200, nil)
		ben.json("PUT", episode+"/publication", `{"published":true}`).want(200, nil)
		ben.json("PUT", episode+"/publication", `{"published":false}`).want(200, nil)
		for _, v := range []struct{ method, path, body string }{
			{"DELETE", show, ""},
			{"POST", show + "/hosts", `{"login":"ben"}`},
			{"DELETE", show + "/hosts/" + string(l.host.ID), ""},
			{"PUT", show + "/owner", `{"login":"ben"}`},
		} {
			ben.do(v.method, httpio.Prefix+v.path, strings.NewReader(v.body), "Content-Type", "application/json").want(404, nil)
		}
		mei.json("DELETE", show+"/hosts/"+string(benUser.ID), nil).want(204, nil)
		ben.get(episode).want(404, nil)
		ben.json("PATCH", episode, `{"title":"Too late"}`).want(404, nil)
		ben.do("GET", "/media/audios/"+string(l.audio.ID)+"/listening.m4a", nil).want(http.StatusNotFound, nil)
		if role := shownRole(ben, l.show.ID); role != "" {
			t.Errorf("ben still is %q", role)
		}
	})
}

// TestEditorWithoutTheRole edits nothing, and stays in the list as one who does not.
func TestEditorWithoutTheRole(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("mei", gendu.Host), "k", gendu.Draft)
	ben := h.user("ben", gendu.Host)
	c, show := h.as(ben), "/shows/"+string(l.show.ID)
	h.as(l.host).json("POST", show+"/hosts", `{"login":"ben"}`).want(204, nil)
	c.get("/episodes/"+string(l.episode.ID)).want(200, nil)
	h.as(h.user("root", gendu.Admin)).json("PATCH", "/users/"+string(ben.ID), `{"roles":["teacher"]}`).want(200, nil)
	c.get("/episodes/"+string(l.episode.ID)).want(404, nil)
	c.json("PATCH", "/episodes/"+string(l.episode.ID), `{"title":"Mine"}`).want(403, nil)
	var hosts []api.ShowHost
	h.as(l.host).get(show+"/hosts").want(200, &hosts)
	if len(hosts) != 2 || hosts[1].Active {
		t.Errorf("hosts: %+v", hosts)
	}
}

// TestShowHandedOver: by its owner, who stays or leaves, and by an admin where the owner's
// account is disabled.
func TestShowHandedOver(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		mei, ben, root := h.user("mei", gendu.Host), h.user("ben", gendu.Host), h.user("root", gendu.Admin)
		l := h.newLesson(mei, "k", gendu.Draft)
		show := "/shows/" + string(l.show.ID)
		give := func(c *caller, login string, stay bool) *answer {
			return c.json("PUT", show+"/owner", map[string]any{"login": login, "stay": stay})
		}
		roles := func(ofMei, ofBen api.HostRole) {
			t.Helper()
			if a, b := shownRole(h.as(mei), l.show.ID), shownRole(h.as(ben), l.show.ID); a != ofMei || b != ofBen {
				t.Errorf("mei is %q and ben %q, want %q and %q", a, b, ofMei, ofBen)
			}
		}
		give(h.as(mei), "mei", true).want(409, nil)
		give(h.as(mei), "root", true).want(400, nil)
		give(h.as(mei), "ben", true).want(204, nil)
		roles(api.Editor, api.Owner)
		give(h.as(mei), "mei", true).want(404, nil)
		give(h.as(ben), "mei", false).want(204, nil)
		roles(api.Owner, "")
		h.as(root).json("PATCH", "/users/"+string(mei.ID), `{"disabled":true}`).want(200, nil)
		give(h.as(root), "ben", false).want(204, nil)
		h.as(root).json("PATCH", "/users/"+string(mei.ID), `{"disabled":false}`).want(200, nil)
		roles("", api.Owner)
		var log api.AuditPage
		h.as(root).get("/audit").want(200, &log)
		found := 0
		for _, v := range log.Entries {
			if v.What == "show-handed-over" && api.Given(v.ObjectId) == string(l.show.ID) {
				found++
			}
		}
		if found != 3 {
			t.Errorf("%d of 3 are in the audit log", found)
		}
	})
}

// TestUploadOfARemovedEditor: half an upload goes no further, and one that is whole becomes
// no audio.
func TestUploadOfARemovedEditor(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("mei", gendu.Host), "k", gendu.Draft)
	ben := h.user("ben", gendu.Host)
	if err := h.store.AddEditor(t.Context(), l.show.ID, ben.ID); err != nil {
		t.Fatal(err)
	}
	u := &gendu.Upload{UserID: ben.ID, EpisodeID: l.episode.ID, Size: 10, FileName: "x", ExpiresAt: time.Now().Add(time.Hour)}
	if err := h.store.CreateUpload(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	c, path := h.as(ben), httpio.Prefix+"/uploads/"+string(u.ID)
	send := func(offset, body string) *answer {
		return c.do("PATCH", path, strings.NewReader(body), "Tus-Resumable", "1.0.0", "Upload-Offset", offset, "Content-Type", "application/offset+octet-stream")
	}
	send("0", "12345").want(204, nil)
	if err := h.store.RemoveEditor(t.Context(), l.show.ID, ben.ID); err != nil {
		t.Fatal(err)
	}
	send("5", "67890").want(404, nil)
	if err := h.server.services.MayStillEdit(t.Context(), ben.ID, l.episode.ID); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("the end of an upload: %v", err)
	}
	if err := h.server.services.MayStillEdit(t.Context(), l.host.ID, l.episode.ID); err != nil {
		t.Errorf("the owner: %v", err)
	}
}
