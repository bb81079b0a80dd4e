package server

import (
	"bytes"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/store/classroom"
	"gendu/store/jobqueue"
)

// TestHiddenScores: a learner whose class has switched scores off gets no comparison
// by any way; the teacher does.
func TestHiddenScores(t *testing.T) {
	t.Parallel()
	off := func(w *world, c *gendu.Class) {
		yes := true
		_, err := w.store.UpdateClass(w.t.Context(), c.ID, classroom.ClassChange{ScoresOff: &yes})
		w.must(err)
	}
	for name, k := range map[string]struct {
		change func(w *world)
		seen   bool
	}{
		"scores are on":         {func(*world) {}, true},
		"her class hides them":  {func(w *world) { off(w, w.class) }, false},
		"one of two hides them": {func(w *world) { w.join(theAlice, w.class2); off(w, w.class2) }, false},
		"another class does":    {func(w *world) { off(w, w.class2) }, true},
		"she has left it": {func(w *world) {
			w.join(theAlice, w.class2)
			off(w, w.class2)
			w.must(w.store.EndMembership(w.t.Context(), w.class2.ID, w.users[theAlice].ID))
		}, true},
		"it was deleted": {func(w *world) {
			w.join(theAlice, w.class2)
			off(w, w.class2)
			w.must(w.store.DeleteClass(w.t.Context(), w.class2.ID))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.compared(theAlice)
			w.must(w.store.Submit(t.Context(), id, w.class.ID, w.users[theAlice].ID))
			k.change(w)
			alice, teacher := w.as(w.users[theAlice]), w.as(w.users[theTeacher])
			var one, again, theirs api.Take
			alice.get("/takes/"+string(id)).want(200, &one)
			alice.putTake(w.published, id, takeBytes(200)).want(200, &again)
			ofEpisode := alice.takes("/episodes/" + string(w.published.episode.ID) + "/takes")
			mine := alice.takes("/me/takes")
			teacher.get("/takes/"+string(id)).want(200, &theirs)
			queue := teacher.queue("")
			if len(ofEpisode) != 1 || len(mine) != 1 || len(queue) != 1 {
				t.Fatalf("%d and %d takes, %d to review", len(ofEpisode), len(mine), len(queue))
			}
			for way, take := range map[string]api.Take{"one": one, "a retry": again, "of the episode": ofEpisode[0], "all": mine[0]} {
				whole := take.Comparison != nil
				if said := take.Judged != nil; said != k.seen || whole != (k.seen && (way == "one" || way == "a retry")) {
					t.Errorf("%s: alice sees the score: %t, and the whole comparison: %t, want %t", way, said, whole, k.seen)
				}
			}
			if c, err := theirs.Comparison.AsComparison(); err != nil || c.Overall != 70 {
				t.Errorf("the teacher sees %+v, %v", c, err)
			}
			for way, take := range map[string]api.Take{"one": theirs, "the queue": queue[0].Take} {
				if j := take.Judged; j == nil || j.Score == nil || *j.Score != 70 || *j.Verdict != gendu.VerdictOK || j.State != api.WorkStateReady {
					t.Errorf("%s: the teacher sees %+v", way, j)
				}
			}
			if queue[0].Take.Comparison != nil {
				t.Error("the queue carries the whole comparison")
			}
		})
	}
}

// compared is a new recording of who's with a comparison.
func (w *world) compared(who string) gendu.ID {
	w.t.Helper()
	ctx, id := w.t.Context(), gendu.NewID(time.Now())
	w.as(w.users[who]).putTake(w.published, id, takeBytes(200)).want(201, nil)
	job, err := w.store.ClaimJob(ctx, "test", []gendu.JobKind{gendu.CompareTake}, time.Minute)
	w.must(err)
	w.must(w.store.PutComparison(ctx, jobqueue.GuardOf(job), &gendu.Compared{TakeID: id, Revision: 1, State: gendu.Ready, Comparison: &gendu.Comparison{Verdict: gendu.VerdictOK, Overall: 70}}))
	w.must(w.store.FinishJob(ctx, jobqueue.GuardOf(job), gendu.JobDone, ""))
	return id
}

// TestTakeRemembersTheClip: at what speed the clip played and when it began to sound.
func TestTakeRemembersTheClip(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	for query, want := range map[string]struct {
		speed float64
		start int64 // -1e9: not known
	}{
		"":                              {1, -1e9},
		"&speed=0.75&clipStartMs=123":   {0.75, 123},
		"&speed=2&clipStartMs=-60000":   {2, -60000},
		"&clipStartMs=0":                {1, 0},
		"&speed=&clipStartMs=":          {1, -1e9},
		"&speed=0.5&clipStartMs=60000":  {0.5, 60000},
		"&speed=1.00&clipStartMs=%2B12": {1, 12},
	} {
		id := gendu.NewID(time.Now())
		alice.do("PUT", l.takePath(id, 0)+query, bytes.NewReader(takeBytes(200)), "Content-Type", "audio/wav").want(201, nil)
		take, err := h.store.Take(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if take.Speed != want.speed || (take.ClipStartMS == nil) != (want.start == -1e9) || take.ClipStartMS != nil && *take.ClipStartMS != want.start {
			t.Errorf("%q: speed %v, start %v", query, take.Speed, take.ClipStartMS)
		}
	}
}

// TestTakeMarks: who hears or lists a take sees that it was made with echo cancellation
// on, and that it was cut off.
func TestTakeMarks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice, teacher := w.as(w.users[theAlice]), w.as(w.users[theTeacher])
	type marks struct{ echo, cut bool }
	of := func(v api.Take) marks { return marks{v.EchoCancelled, v.Cut} }
	for query, want := range map[string]marks{
		"": {}, "&echoCancelled=&cut=": {}, "&echoCancelled=false&cut=false": {}, "&echoCancelled=true": {echo: true}, "&cut=true": {cut: true},
	} {
		id := gendu.NewID(time.Now())
		var put, one, sent api.Take
		alice.do("PUT", w.published.takePath(id, 0)+query, bytes.NewReader(takeBytes(200)), "Content-Type", "audio/wav").want(201, &put)
		alice.get("/takes/"+string(id)).want(200, &one)
		w.must(w.store.Submit(t.Context(), id, w.class.ID, w.users[theAlice].ID))
		teacher.get("/takes/"+string(id)).want(200, &sent)
		if of(put) != want || of(one) != want || of(sent) != want {
			t.Errorf("%q: %v when put, %v for alice, %v for the teacher; want %v", query, of(put), of(one), of(sent), want)
		}
		mine, recent := alice.takes("/episodes/"+string(w.published.episode.ID)+"/takes"), alice.takes("/me/takes")
		for _, q := range teacher.queue("") {
			mine = append(mine, q.Take)
		}
		seen := 0
		for _, v := range append(mine, recent...) {
			if v.Id != string(id) {
				continue
			}
			seen++
			if of(v) != want {
				t.Errorf("%q: a list says %v", query, of(v))
			}
		}
		if seen != 3 {
			t.Errorf("%q: %d lists of 3 hold the take", query, seen)
		}
	}
}
