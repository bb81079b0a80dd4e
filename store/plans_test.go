package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/classroom"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/study"
)

// TestPlansOfLists asks both databases how they read each list: never through all takes,
// however few rows there are.
func TestPlansOfLists(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			v := fill(t, d.empty(t))
			var seen []string
			s := open(t, v.url)
			t.Cleanup(s.SeeQueries(func(query string, args []any) {
				seen = append(seen, query)
				for _, line := range planOf(t, v.url, query, args) {
					if scans(query, line) {
						t.Errorf("%s\nis read by %q", query, line)
					}
				}
			}))
			p := &planned{t: t, filled: v, s: s, place: rows.Place{At: v.waits.CreatedAt, ID: v.waits.ID}}
			p.queues()
			p.lists()
			p.parts()
			p.learner()
			if len(seen) < 60 {
				t.Errorf("only %d queries were seen", len(seen))
			}
		})
	}
}

// planned asks for the lists of a database whose plans are looked at.
type planned struct {
	*filled
	t     *testing.T
	s     *store.Store
	place rows.Place
}

func (p *planned) ask(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Errorf("%s: %v", what, err)
	}
}

// errorOf is the error of a call whose answer does not matter.
func errorOf[T any](_ T, err error) error { return err }

// queues are a learner's takes and a teacher's queue.
func (p *planned) queues() {
	ctx, s, v := p.t.Context(), p.s, p.filled
	for _, which := range []store.WhichTakes{store.AllTakes, store.FavouriteTakes, store.SentTakes, store.AnsweredTakes, store.UnansweredTakes} {
		for _, q := range []store.TakeQuery{{}, {EpisodeID: "e"}, {From: p.place.At, To: p.place.At.Add(time.Hour)}, {After: p.place}, {EpisodeID: "e", After: p.place, ClassID: v.class.ID}} {
			q.Which, q.Limit = which, 50
			p.ask("takes", errorOf(s.TakesOf(ctx, v.learner.ID, q)))
		}
	}
	for _, class := range []gendu.ID{"", v.class.ID} {
		for _, q := range []classroom.QueueQuery{
			{Reviewed: true},
			{Reviewed: true, UserID: v.learner.ID},
			{Reviewed: true, After: classroom.QueuePlace{At: p.place.At, TakeID: p.place.ID, ClassID: v.class.ID}},
			{Reviewed: true, After: classroom.QueuePlace{Reviewed: true, At: p.place.At, TakeID: p.place.ID, ClassID: v.class.ID}},
		} {
			_, _, err := s.ReviewQueue(ctx, v.teacher.ID, class, q)
			p.ask("queue", err)
		}
	}
}

// lists are the lists of classes, members, shows and episodes.
func (p *planned) lists() {
	ctx, s, v := p.t.Context(), p.s, p.filled
	named := classroom.Named{Name: "a", ID: v.class.ID}
	p.ask("taught", errorOf(s.ClassesOfTeacher(ctx, v.teacher.ID, p.place, 50)))
	p.ask("members", errorOf(s.Members(ctx, v.class.ID, named, 50)))
	p.ask("joined", errorOf(s.ClassesJoined(ctx, v.learner.ID, named, 50)))
	p.ask("hosts of a show", errorOf(s.HostsOf(ctx, "show")))
	p.ask("own shows", errorOf(s.ShowsFor(ctx, v.teacher.ID, store.ShowQuery{Host: true, Own: true, Limit: 50})))
	p.ask("shows", errorOf(s.ShowsFor(ctx, v.teacher.ID, store.ShowQuery{Host: true, After: named, Limit: 50})))
	p.ask("episodes", errorOf(s.EpisodesOf(ctx, "show", store.EpisodeQuery{Drafts: true, After: p.place, Limit: 50})))
}

// parts are the lists that admins and teachers read in parts.
func (p *planned) parts() {
	ctx, s, v := p.t.Context(), p.s, p.filled
	for _, after := range []gendu.ID{"", v.class.ID} {
		p.ask("grades", errorOf(s.Grades(ctx, v.class.ID, after, 50)))
		p.ask("invitations and links", errorOf(s.OpenTickets(ctx, after, 50)))
		p.ask("every class", errorOf(s.EveryClass(ctx, after, 50)))
		p.ask("every show", errorOf(s.EveryShow(ctx, after, 50)))
		p.ask("the audit log", errorOf(s.AuditLog(ctx, after, 50)))
		p.ask("who heard a voice", errorOf(s.AuditOfVoice(ctx, v.learner.ID, after, 50)))
		_, _, err := s.FindUsers(ctx, people.UserQuery{After: string(after), Limit: 50})
		p.ask("users", err)
	}
}

// learner is what the pages of one learner ask.
func (p *planned) learner() {
	ctx, s, v := p.t.Context(), p.s, p.filled
	p.ask("said again", errorOf(s.SaidAgain(ctx, v.learner.ID, p.place.At, time.Hour, 30)))
	_, _, err := s.ThenAndNow(ctx, v.learner.ID, study.SaidAgain{CueID: v.waits.CueID, First: p.place.At, Last: p.place.At})
	if gendu.KindOf(err) != gendu.NotFound {
		p.ask("then and now", err)
	}
	_, _, err = s.UnreadAnswers(ctx, v.learner.ID)
	p.ask("answers that were not read", err)
	p.ask("spoken", errorOf(s.SpokenMoments(ctx, v.learner.ID, p.place.At)))
	p.ask("offers", errorOf(s.CardOffers(ctx, v.learner.ID)))
	p.ask("listened", errorOf(s.ListenedMoments(ctx, v.learner.ID, p.place.At)))
	for _, voice := range []study.Voice{{Learner: v.learner.ID}, {Learner: v.learner.ID, Class: v.class.ID, Teacher: v.teacher.ID}} {
		p.ask("read", errorOf(s.ReadTakes(ctx, voice, p.place.At, p.place.At.Add(time.Hour), 25)))
		p.ask("recorded", errorOf(s.RecordedMoments(ctx, voice, p.place.At)))
		if _, _, err := s.FirstAndLast(ctx, voice, p.place.At, time.Hour); gendu.KindOf(err) != gendu.NotFound {
			p.ask("first and last", err)
		}
	}
	p.ask("expiring", errorOf(s.ExpiringOf(ctx, v.learner.ID)))
	p.ask("sessions", errorOf(s.Sessions(ctx, v.learner.ID)))
	p.ask("usage", errorOf(s.UsageOf(ctx, []gendu.ID{v.learner.ID})))
	p.ask("due", errorOf(s.DueCards(ctx, v.learner.ID, p.place.At)))
	p.ask("cards", errorOf(s.CardsOfEpisode(ctx, v.learner.ID, "e")))
	p.ask("sounds", errorOf(s.SoundsOf(ctx, v.learner.ID, p.place.At, 50)))
}

// TestPlansOfToday: what every day begins with is found by indexes that hold no more than
// it needs, not by all takes of the learner, who may have ten thousand. It asks SQLite alone:
// PostgreSQL chooses between indexes by statistics, which tables of a few rows lack.
func TestPlansOfToday(t *testing.T) {
	t.Parallel()
	v := fill(t, databases[0].empty(t))
	s := open(t, v.url)
	var plan []string
	t.Cleanup(s.SeeQueries(func(query string, args []any) { plan = append(plan, planOf(t, v.url, query, args)...) }))
	by := func(index string, err error) {
		t.Helper()
		if text := strings.Join(plan, "\n"); err != nil || !strings.Contains(text, index+" ") || strings.Contains(text, "takes_user ") {
			t.Errorf("%v\n%s\ndoes not use %s alone", err, text, index)
		}
		plan = nil
	}
	_, _, err := s.UnreadAnswers(t.Context(), v.learner.ID)
	by("takes_unread", err)
	_, err = s.SaidAgain(t.Context(), v.learner.ID, v.waits.CreatedAt, time.Hour, 30)
	by("takes_said", err)
	_, _, err = s.RatedMoments(t.Context(), v.learner.ID, v.waits.CreatedAt)
	by("COVERING INDEX rating_events_moments", err)
	_, err = s.RatingEvents(t.Context(), v.learner.ID, []gendu.ID{"a", "b"})
	by("COVERING INDEX rating_events_history", err)
}

// scans says whether a line of a plan goes through all takes.
func scans(query, line string) bool {
	line = strings.TrimSpace(line)
	for _, table := range []string{"t", "takes", "k"} {
		if table != "takes" && !strings.Contains(query, "takes "+table) {
			continue // the name of another table in this query
		}
		if line == "SCAN "+table || strings.HasPrefix(line, "SCAN "+table+" USING") {
			return true
		}
	}
	return strings.Contains(line, "Seq Scan on takes")
}

// planOf is how a database runs a query: of PostgreSQL the plan that it makes where it
// must not go through whole tables.
func planOf(t *testing.T, url, query string, args []any) (lines []string) {
	t.Helper()
	ctx := context.Background()
	conn, err := raw(t, url).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	explain := "EXPLAIN QUERY PLAN "
	if !strings.HasPrefix(url, "sqlite:") {
		explain = "EXPLAIN "
		if _, err := conn.ExecContext(ctx, "SET enable_seqscan = off"); err != nil {
			t.Fatal(err)
		}
	}
	list, err := conn.QueryContext(ctx, explain+query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = list.Close() }()
	for list.Next() {
		var id, parent, unused int
		var line string
		into := []any{&line}
		if strings.HasPrefix(url, "sqlite:") {
			into = []any{&id, &parent, &unused, &line}
		}
		if err := list.Scan(into...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := list.Err(); err != nil || len(lines) == 0 {
		t.Fatalf("no plan of %s: %v", query, err)
	}
	return lines
}
