package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/classroom"
	"gendu/store/jobqueue"
	"gendu/store/rows"
)

// queued is the items of a part of a queue.
func queued(h *fixture) func([]classroom.QueueItem, *classroom.QueuePlace, error) []classroom.QueueItem {
	return func(list []classroom.QueueItem, _ *classroom.QueuePlace, err error) []classroom.QueueItem {
		h.t.Helper()
		h.ok(err)
		return list
	}
}

// parts reads a list to its end, so many rows at a time. part gives a part behind the last
// row of the one before, which is nil for the first.
func parts[T any](h *fixture, size int, part func(last *T) ([]T, error)) []T {
	h.t.Helper()
	var all []T
	var last *T
	for range 100 {
		list, err := part(last)
		h.ok(err)
		if len(list) > size {
			h.t.Fatalf("a part has %d rows, not %d", len(list), size)
		}
		all = append(all, list...)
		if len(list) < size {
			return all
		}
		last = &list[len(list)-1]
	}
	h.t.Fatal("the list does not end")
	return nil
}

// same compares a list that was read in parts with the whole one.
func same[T any](h *fixture, what string, got, want []T, id func(T) string) {
	h.t.Helper()
	names := func(list []T) (out []string) {
		for _, v := range list {
			out = append(out, id(v))
		}
		return out
	}
	if len(want) < 5 || !slices.Equal(names(got), names(want)) {
		h.t.Errorf("%s in parts: %v, not %v", what, names(got), names(want))
	}
}

// listsInParts reads lists in parts of two rows, of which some have the same time or name.
func listsInParts(_ *testing.T, h *fixture) {
	ctx := h.t.Context()
	e, cues := h.ready()
	u, host, teacher := h.user(), h.user(gendu.Host), h.user(gendu.Teacher)
	class := h.class(teacher, false)
	for i := range 7 {
		h.clock.Add(time.Duration(i%2) * time.Second)
		take := h.take(u, e, cues[0])
		h.ok(h.UpdateTake(ctx, u.ID, take.ID, store.TakePatch{Favourite: ptr(true)}))
		h.join(class, h.user())
		h.join(h.class(teacher, false), u)
		show := &gendu.Show{OwnerID: host.ID, Slug: fmt.Sprint("part", i), Title: fmt.Sprint("Show ", i/3)}
		h.ok(h.CreateShow(ctx, show))
		h.ok(h.CreateEpisode(ctx, &gendu.Episode{ShowID: e.ShowID, Number: fmt.Sprint(" E", i)}))
	}
	for _, which := range []store.WhichTakes{store.AllTakes, store.FavouriteTakes} {
		q := store.TakeQuery{EpisodeID: e.ID, Which: which}
		whole := must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, q))
		q.Limit = 2
		same(h, "takes", parts(h, 2, func(last *store.TakeView) ([]store.TakeView, error) {
			if last != nil {
				q.After = rows.Place{At: last.CreatedAt, ID: last.ID}
			}
			return h.TakesOf(ctx, u.ID, q)
		}), whole, func(v store.TakeView) string { return string(v.ID) })
	}
	named := func(id gendu.ID, name string, there bool) classroom.Named {
		if !there {
			return classroom.Named{}
		}
		return classroom.Named{Name: name, ID: id}
	}
	same(h, "members", parts(h, 2, func(last *classroom.Member) ([]classroom.Member, error) {
		if last == nil {
			return h.Members(ctx, class.ID, classroom.Named{}, 2)
		}
		return h.Members(ctx, class.ID, named(last.ID, last.Name, true), 2)
	}), must[[]classroom.Member](h)(h.Members(ctx, class.ID, classroom.Named{}, 0)), func(v classroom.Member) string { return string(v.ID) })
	same(h, "joined", parts(h, 2, func(last *classroom.JoinedClass) ([]classroom.JoinedClass, error) {
		if last == nil {
			return h.ClassesJoined(ctx, u.ID, classroom.Named{}, 2)
		}
		return h.ClassesJoined(ctx, u.ID, named(last.ID, last.Name, true), 2)
	}), must[[]classroom.JoinedClass](h)(h.ClassesJoined(ctx, u.ID, classroom.Named{}, 0)), func(v classroom.JoinedClass) string { return string(v.ID) })
	same(h, "taught", parts(h, 2, func(last *classroom.ClassSummary) ([]classroom.ClassSummary, error) {
		after := rows.Place{}
		if last != nil {
			after = rows.Place{At: last.CreatedAt, ID: last.ID}
		}
		return h.ClassesOfTeacher(ctx, teacher.ID, after, 2)
	}), must[[]classroom.ClassSummary](h)(h.ClassesOfTeacher(ctx, teacher.ID, rows.Place{}, 0)), func(v classroom.ClassSummary) string { return string(v.ID) })
	episodesInParts(h, e)
	showsInParts(h, host)
}

func episodesInParts(h *fixture, e *gendu.Episode) {
	ctx := h.t.Context()
	q := store.EpisodeQuery{Drafts: true}
	whole := must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, e.ShowID, q))
	q.Limit = 2
	same(h, "episodes", parts(h, 2, func(last *store.EpisodeSummary) ([]store.EpisodeSummary, error) {
		if last != nil {
			q.After = rows.Place{At: last.CreatedAt, ID: last.ID}
		}
		return h.EpisodesOf(ctx, e.ShowID, q)
	}), whole, func(v store.EpisodeSummary) string { return string(v.ID) })
	found := must[[]store.EpisodeSummary](h)(h.EpisodesOf(ctx, e.ShowID, store.EpisodeQuery{Drafts: true, Number: "e3 "}))
	if len(found) != 1 || strings.TrimSpace(found[0].Number) != "E3" {
		h.t.Errorf("by number: %+v", found)
	}
}

func showsInParts(h *fixture, host *gendu.User) {
	ctx := h.t.Context()
	for _, own := range []bool{false, true} {
		q := store.ShowQuery{Host: true, Own: own}
		whole := must[[]store.ShowSummary](h)(h.ShowsFor(ctx, host.ID, q))
		q.Limit = 2
		same(h, "shows", parts(h, 2, func(last *store.ShowSummary) ([]store.ShowSummary, error) {
			if last != nil {
				q.After = classroom.Named{Name: last.Title, ID: last.ID}
			}
			return h.ShowsFor(ctx, host.ID, q)
		}), whole, func(v store.ShowSummary) string { return string(v.ID) })
		for _, v := range whole {
			if own && v.OwnerID != host.ID {
				h.t.Errorf("among the own shows: %+v", v)
			}
		}
	}
}

// queueInParts reads a queue of several classes in parts: a take that was sent to all of
// them, takes of one moment, and some that are reviewed.
func queueInParts(_ *testing.T, h *fixture) {
	ctx := h.t.Context()
	e, cues := h.ready()
	teacher, u, other := h.user(gendu.Teacher), h.user(), h.user()
	list := []*gendu.Class{h.class(teacher, false), h.class(teacher, false), h.class(teacher, false)}
	for _, c := range list {
		h.join(c, u)
		h.join(c, other)
	}
	for i := range 6 {
		h.clock.Add(time.Duration(i%2) * time.Second)
		take := h.take([]*gendu.User{u, other}[i%2], e, cues[0])
		for n, c := range list {
			if i%3 != n {
				h.ok(h.Submit(ctx, take.ID, c.ID, take.UserID))
			}
		}
		if i%2 == 1 {
			h.ok(h.PutReview(ctx, &gendu.Review{TakeID: take.ID, ClassID: list[(i+1)%3].ID, TeacherID: teacher.ID, Verdict: gendu.Good}))
		}
	}
	name := func(v classroom.QueueItem) string {
		return fmt.Sprint(v.Take.CreatedAt.Unix(), v.Take.ID, v.ClassID, v.Review != nil)
	}
	for _, q := range []classroom.QueueQuery{{}, {Reviewed: true}, {Reviewed: true, UserID: u.ID}} {
		whole := queued(h)(h.ReviewQueue(ctx, teacher.ID, "", q))
		for size := 1; size < 5; size++ {
			q.Limit, q.After = size, classroom.QueuePlace{}
			var all []classroom.QueueItem
			for range 20 {
				part, next, err := h.ReviewQueue(ctx, teacher.ID, "", q)
				h.ok(err)
				if all = append(all, part...); next == nil {
					break
				}
				equal(h, "size of a part", len(part), size)
				q.After = *next
			}
			same(h, fmt.Sprint("queue of ", size), all, whole, name)
		}
	}
}

// queueStaysTrue has everything that changes what a class hears happen, and looks whether
// the rows of its queue follow: then nothing is left to bring up to date.
func queueStaysTrue(_ *testing.T, h *fixture) {
	ctx := h.t.Context()
	e, cues := h.ready()
	teacher, u := h.user(gendu.Teacher), h.user()
	c, plain := h.class(teacher, true), h.class(teacher, false)
	holds := func(what string, waiting int) {
		h.t.Helper()
		equal(h, what+": rows that were wrong", must[int](h)(h.RequeueAll(ctx)), 0)
		equal(h, what+": waiting", must[*classroom.ClassSummary](h)(h.ClassSummary(ctx, c.ID)).Waiting, waiting)
		h.clock.Add(time.Second)
	}
	early := h.take(u, e, cues[0])
	h.join(c, u)
	h.join(plain, u)
	holds("joined", 0)
	h.ok(h.Submit(ctx, early.ID, c.ID, u.ID))
	holds("sent", 1)
	h.ok(h.AnswerConsent(ctx, c.ID, u.ID, true, "1"))
	first, second := h.take(u, e, cues[0]), h.take(u, e, cues[1])
	holds("agreed", 3)
	h.ok(h.Submit(ctx, first.ID, plain.ID, u.ID))
	h.ok(h.PutReview(ctx, &gendu.Review{TakeID: first.ID, ClassID: c.ID, TeacherID: teacher.ID, Verdict: gendu.Good}))
	holds("reviewed", 2)
	member := must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0))[0]
	equal(h, "takes of the member", member.Takes, 3)
	equal(h, "of them waiting", member.Waiting, 2)
	for _, v := range must[[]classroom.JoinedClass](h)(h.ClassesJoined(ctx, u.ID, classroom.Named{}, 0)) {
		equal(h, "heard by "+v.Name, v.Heard, map[gendu.ID]int{c.ID: 3, plain.ID: 1}[v.ID])
	}
	h.ok(h.DeleteTake(ctx, u.ID, second.ID))
	holds("deleted", 1)
	h.ok(h.Unsubmit(ctx, early.ID, c.ID, u.ID))
	holds("taken back", 0)
	third := h.take(u, e, cues[1])
	holds("another", 1)
	h.ok(h.AnswerConsent(ctx, c.ID, u.ID, false, "1"))
	holds("no more consent", 0)
	h.ok(h.AnswerConsent(ctx, c.ID, u.ID, true, "1"))
	h.take(u, e, cues[1])
	holds("consent again", 1)
	h.change(c, classroom.ClassChange{AllTakes: ptr(false)})
	holds("switched off", 0)
	h.ok(h.Submit(ctx, third.ID, c.ID, u.ID))
	h.ok(h.EndMembership(ctx, c.ID, u.ID))
	holds("left", 0)
	h.join(c, u)
	holds("back", 1)
	h.ok(h.RemoveMember(ctx, c.ID, u.ID))
	holds("taken out", 0)
	must[*gendu.Class](h)(h.SetClassCode(ctx, c.ID, gendu.ClassCode{Code: "another-code", UsesLeft: -1}))
	must[*gendu.Class](h)(h.JoinClass(ctx, "another-code", u.ID))
	holds("let in again", 1)
	h.change(c, classroom.ClassChange{AllTakes: ptr(true)})
	h.ok(h.AnswerConsent(ctx, c.ID, u.ID, true, "1"))
	h.take(u, e, cues[1])
	holds("all takes once more", 2)
	must[*gendu.Class](h)(h.HandOverClass(ctx, c.ID, h.user(gendu.Teacher).ID))
	holds("handed over", 1)
	h.ok(h.DeleteClass(ctx, c.ID))
	equal(h, "deleted: rows that were wrong", must[int](h)(h.RequeueAll(ctx)), 0)
}

// judged is what lists say of a take: by its latest comparison, of any method.
func judged(_ *testing.T, h *fixture) {
	ctx := h.t.Context()
	e, cues := h.ready()
	u := h.user()
	take := h.compared(u, e, cues[0])
	job := h.claim(gendu.CompareTake)
	says := func(what string, want gendu.Judged) {
		h.t.Helper()
		equal(h, what, must[*store.TakeView](h)(h.TakeView(ctx, u.ID, take.ID)).Judged, want)
	}
	says("before", gendu.Judged{})
	good := comparison()
	good.Score, good.ScoreEqual = ptr(61.5), 4
	put := func(revision int, c *gendu.Comparison, state gendu.WorkState) {
		h.t.Helper()
		h.ok(h.PutComparison(ctx, jobqueue.GuardOf(job), &gendu.Compared{TakeID: take.ID, Revision: revision, State: state, Comparison: c}))
	}
	put(2, good, gendu.Ready)
	read := gendu.Judged{State: gendu.Ready, Verdict: gendu.VerdictOK, Score: 61.5, Equal: 4, Method: good.Method}
	says("read", read)
	put(1, silence(), gendu.Ready)
	says("an earlier revision", read)
	put(3, nil, gendu.Failed)
	says("failed", gendu.Judged{State: gendu.Failed})
	h.ok(h.DeleteTake(ctx, u.ID, take.ID))
	equal(h, "of a deleted one", must[*gendu.Take](h)(h.Take(ctx, take.ID)).Judged, gendu.Judged{})
}
