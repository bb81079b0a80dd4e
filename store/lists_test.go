package store_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"gendu"
	"gendu/migrations"
	"gendu/store"
	"gendu/store/classroom"
	"gendu/store/jobqueue"
	"gendu/store/rows"
)

// schemaBeforeLists is the version of the schema before lists were read in parts.
func schemaBeforeLists(t *testing.T) (version int) {
	t.Helper()
	names, err := fs.Glob(migrations.Files, "*.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(name, "%d_", &n); err == nil && n < 20 {
			version = max(version, n)
		}
	}
	return version
}

// filled is a database with a class in which one take waits, one is reviewed, one is not
// sent, and one is compared.
type filled struct {
	url                   string
	teacher, learner      *gendu.User
	class                 *gendu.Class
	waits, reviewed, kept *gendu.Take
}

func fill(t *testing.T, url string) *filled {
	t.Helper()
	s, ctx := migrated(t, url), t.Context()
	v := &filled{url: url, teacher: &gendu.User{Login: "teacher", Roles: []gendu.Role{gendu.Teacher}}, learner: &gendu.User{Login: "learner"}}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(s.CreateUser(ctx, v.teacher))
	ok(s.CreateUser(ctx, v.learner))
	v.class = &gendu.Class{TeacherID: v.teacher.ID, Name: "Class", Code: gendu.ClassCode{Code: "code", UsesLeft: -1}}
	ok(s.CreateClass(ctx, v.class))
	if _, err := s.JoinClass(ctx, "code", v.learner.ID); err != nil {
		t.Fatal(err)
	}
	for _, take := range []**gendu.Take{&v.waits, &v.reviewed, &v.kept} {
		*take = &gendu.Take{UserID: v.learner.ID, EpisodeID: "e", CueID: "c", Mode: gendu.Repeat, CueText: "One."}
		if _, err := s.PutTake(ctx, *take, nil); err != nil {
			t.Fatal(err)
		}
	}
	ok(s.Submit(ctx, v.waits.ID, v.class.ID, v.learner.ID))
	ok(s.Submit(ctx, v.reviewed.ID, v.class.ID, v.learner.ID))
	ok(s.PutReview(ctx, &gendu.Review{TakeID: v.reviewed.ID, ClassID: v.class.ID, TeacherID: v.teacher.ID, Verdict: gendu.Good}))
	ok(s.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep}))
	job, err := s.ClaimJob(ctx, "here", []gendu.JobKind{gendu.Sweep}, 1<<40)
	ok(err)
	c := &gendu.Comparison{Verdict: gendu.VerdictOK, Overall: 81}
	c.Fill()
	ok(s.PutComparison(ctx, jobqueue.GuardOf(job), &gendu.Compared{TakeID: v.waits.ID, Revision: 1, State: gendu.Ready, Comparison: c}))
	return v
}

// exec runs a statement past the store.
func (v *filled) exec(t *testing.T, statement string) {
	t.Helper()
	if _, err := raw(t, v.url).ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// wants looks whether the lists show what is there.
func (v *filled) wants(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	list, err := s.TakesOf(ctx, v.learner.ID, store.TakeQuery{})
	if want := (gendu.Judged{State: gendu.Ready, Verdict: gendu.VerdictOK, Score: 81}); err != nil || len(list) != 3 || list[2].Judged != want || list[1].Judged != (gendu.Judged{}) {
		t.Errorf("takes %+v, %v", list, err)
	}
	queue, _, err := s.ReviewQueue(ctx, v.teacher.ID, "", classroom.QueueQuery{Reviewed: true})
	if err != nil || len(queue) != 2 || queue[0].Take.ID != v.waits.ID || queue[0].Take.Judged.Score != 81 || queue[1].Review == nil {
		t.Errorf("queue %+v, %v", queue, err)
	}
	taught, err := s.ClassesOfTeacher(ctx, v.teacher.ID, rows.Place{}, 0)
	if err != nil || len(taught) != 1 || taught[0].Waiting != 1 || taught[0].Members != 1 {
		t.Errorf("taught %+v, %v", taught, err)
	}
	members, err := s.Members(ctx, v.class.ID, classroom.Named{}, 0)
	if err != nil || len(members) != 1 || members[0].Takes != 2 || members[0].Waiting != 1 {
		t.Errorf("members %+v, %v", members, err)
	}
	joined, err := s.ClassesJoined(ctx, v.learner.ID, classroom.Named{}, 0)
	if err != nil || len(joined) != 1 || joined[0].Heard != 2 {
		t.Errorf("joined %+v, %v", joined, err)
	}
	if n, _, err := s.UnreadAnswers(ctx, v.learner.ID); err != nil || n != 1 {
		t.Errorf("%d answers were not read, %v, want 1", n, err)
	}
}

// TestMigrateLists brings a filled database back to the version before and up again: the
// lists show all at once, and the job leaves nothing to look up.
func TestMigrateLists(t *testing.T) {
	t.Parallel()
	before := schemaBeforeLists(t)
	down := downTo(t, before)
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, v := t.Context(), fill(t, d.empty(t))
			v.exec(t, down)
			if err := errors.Join(store.ForceMigration(ctx, v.url, before), store.Migrate(ctx, v.url)); err != nil {
				t.Fatal(err)
			}
			s := open(t, v.url)
			if list, err := s.Unqueued(ctx, 10); err != nil || len(list) != 1 {
				t.Fatalf("without a queue: %v, %v", list, err)
			}
			v.wants(t, s)
			if list, err := s.Unqueued(ctx, 10); err != nil || len(list) != 0 {
				t.Errorf("without a queue still: %v, %v", list, err)
			}
			list, err := s.Unjudged(ctx, "", 10)
			if err != nil || len(list) != 1 || list[0] != v.waits.ID {
				t.Fatalf("unjudged: %v, %v", list, err)
			}
			if behind, err := s.Unjudged(ctx, v.waits.ID, 10); err != nil || len(behind) != 0 {
				t.Errorf("behind it: %v, %v", behind, err)
			}
			if err := s.Enqueue(ctx, &gendu.Job{Kind: gendu.PrepareLists}); err != nil {
				t.Fatal(err)
			}
			job, err := s.ClaimJob(ctx, "there", []gendu.JobKind{gendu.PrepareLists}, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Judge(ctx, jobqueue.GuardOf(job), list); err != nil {
				t.Fatal(err)
			}
			if list, err := s.Unjudged(ctx, "", 10); err != nil || len(list) != 0 {
				t.Errorf("unjudged still: %v, %v", list, err)
			}
			v.wants(t, s)
		})
	}
}

// TestWhoAsksFirst has every list be the first that asks for a queue which has no rows yet.
func TestWhoAsksFirst(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, v := t.Context(), fill(t, d.empty(t))
			s := open(t, v.url)
			for name, ask := range map[string]func() (int, error){
				"queue": func() (int, error) {
					list, _, err := s.ReviewQueue(ctx, v.teacher.ID, v.class.ID, classroom.QueueQuery{})
					return len(list), err
				},
				"taught": func() (int, error) {
					list, err := s.ClassesOfTeacher(ctx, v.teacher.ID, rows.Place{}, 0)
					return list[0].Waiting, err
				},
				"class": func() (int, error) {
					c, err := s.ClassSummary(ctx, v.class.ID)
					return c.Waiting, err
				},
				"members": func() (int, error) {
					list, err := s.Members(ctx, v.class.ID, classroom.Named{}, 0)
					return list[0].Waiting, err
				},
				"joined": func() (int, error) {
					list, err := s.ClassesJoined(ctx, v.learner.ID, classroom.Named{}, 0)
					return list[0].Heard - 1, err
				},
			} {
				v.exec(t, "DELETE FROM review_queue")
				v.exec(t, "UPDATE classes SET queued = FALSE")
				if n, err := ask(); err != nil || n != 1 {
					t.Errorf("%s: %d, %v", name, n, err)
				}
			}
			// A take that a server of an earlier version wrote waits for the sweep.
			v.exec(t, "DELETE FROM review_queue WHERE reviewed_at = 0")
			if n, err := s.RequeueAll(ctx); err != nil || n != 1 {
				t.Errorf("brought up to date: %d, %v", n, err)
			}
			v.wants(t, s)
			v.exec(t, "UPDATE takes SET unread = FALSE")
			if n, err := s.RequeueAll(ctx); err != nil || n != 1 {
				t.Errorf("marked as not read: %d, %v", n, err)
			}
			v.wants(t, s)
		})
	}
}

// TestStaleQueue has a row of a queue outlive the right to hear its take: nobody is shown it.
func TestStaleQueue(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, v := t.Context(), fill(t, d.empty(t))
			s := open(t, v.url)
			v.exec(t, "UPDATE memberships SET ended_at = 1")
			if list, _, err := s.ReviewQueue(ctx, v.teacher.ID, "", classroom.QueueQuery{Reviewed: true}); err != nil || len(list) != 0 {
				t.Errorf("the queue shows %+v, %v", list, err)
			}
		})
	}
}
