package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// flagPath is where a flag of the first sentence of a lesson is; tail is its kind, and what
// follows. Rows that write use another kind than those that need a flag to be there or not:
// the order of the rows is another one each time.
func flagPath(of func(w *world) *lesson, tail string) func(w *world) string {
	return func(w *world) string {
		l := of(w)
		return fmt.Sprintf(httpio.Prefix+"/episodes/%s/my-flags/%s/%s", l.episode.ID, l.cues[0].ID, tail)
	}
}

// flagOf has who flag the text of the first sentence of the published lesson, and gives the path of that;
// settled: a host has looked at it.
func flagOf(who, tail string, settled bool) func(w *world) string {
	return func(w *world) string {
		l := w.published
		v, err := w.store.PutFlag(w.t.Context(), &gendu.Flag{UserID: w.users[who].ID, EpisodeID: l.episode.ID, CueID: l.cues[0].ID, Kind: gendu.FlagText, Revision: 1})
		w.must(err)
		if settled {
			_, err := w.store.SettleFlags(w.t.Context(), l.episode.ID, l.host.ID, []gendu.ID{v.ID}, gendu.FlagCorrected)
			w.must(err)
		}
		return flagPath(func(*world) *lesson { return l }, tail)(w)
	}
}

func flagRows() map[string]row {
	const p = httpio.Prefix + "/episodes/:episodeId"
	const e = httpio.Prefix + "/episodes/%s"
	published, draft := func(w *world) *lesson { return w.published }, func(w *world) *lesson { return w.draft }
	deleted := func(w *world) *lesson { return w.deleted }
	return map[string]row{
		"GET " + p + "/flags":  {role: gendu.Host, targets: episodeTargets(e + "/flags")},
		"POST " + p + "/flags": {role: gendu.Host, body: `{"ids":["0192f0c1-2345-7abc-8def-0123456789ab"],"how":"dismissed"}`, targets: episodeTargets(e + "/flags")},
		"GET " + p + "/my-flags": {targets: []target{
			{"published", at(e+"/my-flags", func(w *world) gendu.ID { return w.published.episode.ID }), signed, 0},
			{"draft", at(e+"/my-flags", func(w *world) gendu.ID { return w.draft.episode.ID }), editing, 0},
			{"deleted", at(e+"/my-flags", func(w *world) gendu.ID { return w.deleted.episode.ID }), nobody, 0},
		}},
		"PUT " + p + "/my-flags/:cueId/:kind": {body: `{"revision":1}`, targets: []target{
			{"published", flagPath(published, "end"), signed, 0},
			{"draft", flagPath(draft, "end"), editing, 0},
			{"deleted", flagPath(deleted, "end"), nobody, 0},
			{"a sentence of another episode", func(w *world) string {
				return fmt.Sprintf(e+"/my-flags/%s/end", w.published.episode.ID, w.draft.cues[0].ID)
			}, nobody, 0},
		}},
		"DELETE " + p + "/my-flags/:cueId/:kind": {targets: []target{
			{"alice's", flagOf(theAlice, "text", false), only(theAlice), 0},
			{"of nobody", flagPath(draft, "text"), nobody, 0},
		}},
		"PUT " + p + "/my-flags/:cueId/:kind/seen": {targets: []target{
			{"alice's", flagOf(theAlice, "text/seen", true), only(theAlice), 0},
			{"of nobody", flagPath(draft, "text/seen"), nobody, 0},
		}},
	}
}

// flags sends a flag of a sentence of a lesson.
func (c *caller) flags(l *lesson, n int, kind, body string) *answer {
	c.h.t.Helper()
	return c.do("PUT", fmt.Sprintf(httpio.Prefix+"/episodes/%s/my-flags/%s/%s", l.episode.ID, l.cues[n].ID, kind), strings.NewReader(body), "Content-Type", "application/json")
}

// TestFlags: a learner flags, a host sees what but not who, settles it, and the learner
// learns of that until they have seen it.
func TestFlags(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
		ann, ben := h.user("alice"), h.user("bob")
		alice, bob, host := h.as(ann), h.as(ben), h.as(l.host)
		path := "/episodes/" + string(l.episode.ID)
		var mine api.MyFlag
		alice.flags(l, 1, "start", `{"revision":1,"shiftMs":-150,"note":" the t is missing "}`).want(200, &mine)
		matches(t, "MyFlag", mine)
		if mine.ShiftMs != -150 || mine.Note != "the t is missing" || mine.State != api.MyFlagStateOpen || mine.CueId != string(l.cues[1].ID) || mine.NowId != mine.CueId {
			t.Errorf("the own flag: %+v", mine)
		}
		bob.flags(l, 1, "start", `{"revision":1,"shiftMs":-100}`).want(200, nil)
		bob.flags(l, 0, "text", `{"revision":1}`).want(200, nil)

		text := host.get(path + "/flags?limit=2").body
		for _, secret := range []string{string(ann.ID), string(ben.ID), "alice", "bob", "userId"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("a host reads %q in %s", secret, text)
			}
		}
		var part, rest api.FlagList
		host.get(path+"/flags?limit=2").want(200, &part)
		matches(t, "FlagList", part)
		if len(part.Flags) != 2 || part.Next == nil || part.Flags[0].StartMs != 2500 || part.Flags[0].ShiftMs != -150 {
			t.Fatalf("the first part: %+v", part)
		}
		host.get(path+"/flags?cursor="+*part.Next).want(200, &rest)
		if len(rest.Flags) != 1 || rest.Next != nil || rest.Flags[0].Was != "Sentence 0." {
			t.Fatalf("the last part: %+v", rest)
		}
		host.get(path+"/flags?cursor=nonsense").want(400, nil)
		var show api.ShowPage
		host.get("/shows/"+string(l.show.ID)).want(200, &show)
		if f := show.Episodes[0].Flags; f == nil || *f != 3 {
			t.Errorf("the list of episodes: %+v", show.Episodes[0])
		}
		var learners api.ShowPage
		alice.get("/shows/"+string(l.show.ID)).want(200, &learners)
		if learners.Episodes[0].Flags != nil {
			t.Error("a learner sees how many flags there are")
		}

		settle := func(how string, ids ...string) (out api.SettledFlags) {
			t.Helper()
			host.do("POST", httpio.Prefix+path+"/flags", strings.NewReader(fmt.Sprintf(`{"how":%q,"ids":["%s"]}`, how, strings.Join(ids, `","`))), "Content-Type", "application/json").want(200, &out)
			return out
		}
		if got := settle("accepted", part.Flags[0].Id, part.Flags[1].Id); len(got.Ids) != 2 {
			t.Errorf("settled: %+v", got)
		}
		var own []api.MyFlag
		alice.get(path+"/my-flags").want(200, &own)
		if len(own) != 1 || own[0].State != api.MyFlagStateAccepted {
			t.Fatalf("alice sees %+v", own)
		}
		alice.do("DELETE", httpio.Prefix+path+"/my-flags/"+own[0].CueId+"/start", nil).want(404, nil)
		alice.do("PUT", httpio.Prefix+path+"/my-flags/"+own[0].CueId+"/start/seen", nil).want(204, nil)
		alice.get(path+"/my-flags").want(200, &own)
		if len(own) != 0 {
			t.Errorf("alice sees it again: %+v", own)
		}
		if got := settle("open", part.Flags[0].Id); len(got.Ids) != 1 {
			t.Errorf("open again: %+v", got)
		}
	})
}

// TestFlagsRefused: what no page sends is refused, and so is too much of it.
func TestFlagsRefused(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.user("alice")
	c := h.as(alice)
	for _, v := range [][2]string{
		{"start", `{}`},
		{"start", `{"revision":1,"shiftMs":5001}`},
		{"start", `{"revision":1,"shiftMs":-1001}`}, // before the episode begins
		{"start", `{"revision":1,"shiftMs":1000}`},  // it would have no length
		{"text", `{"revision":1,"shiftMs":50}`},
		{"other", `{"revision":1}`},
		{"other", `{"revision":1,"note":"` + strings.Repeat("x", 501) + `"}`},
		{"nonsense", `{"revision":1}`},
	} {
		c.flags(l, 0, v[0], v[1]).want(400, nil)
	}
	c.flags(l, 0, "text", `{"revision":2}`).want(404, nil)
	for range gate.MaxFlags {
		if err := gate.NewLimiter(h.store, time.Now).Count(t.Context(), gate.FlagReports(alice.ID)); err != nil {
			break
		}
	}
	c.flags(l, 0, "text", `{"revision":1}`).want(429, nil)
}
