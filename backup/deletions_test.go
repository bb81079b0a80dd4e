package backup

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/store"
	"gendu/store/classroom"
)

// deleteAll deletes something of every kind, as people do.
func (s *site) deleteAll() {
	s.t.Helper()
	ctx := s.t.Context()
	s.ok(errors.Join(
		s.store.DeleteTake(ctx, ann, gendu.ID(takeID(1))), // which was sent, reviewed and compared
		s.bucket.Delete(ctx, takeKey(1)),
		s.store.Unsubmit(ctx, gendu.ID(takeID(2)), class, ann),
		s.store.EndMembership(ctx, class, ann),
		s.store.DeleteClass(ctx, class2),
		s.store.DeleteUpload(ctx, upload),
		s.store.DeleteEpisode(ctx, episode2),
		s.store.DeleteShow(ctx, show2),
	))
}

// deleted fails where something that deleteAll deleted is there.
func (s *site) deleted() {
	s.t.Helper()
	ctx := s.t.Context()
	v, err := s.store.Take(ctx, gendu.ID(takeID(1)))
	s.ok(err)
	if v.DeletedAt.IsZero() || v.Note != "" || s.get(takeKey(1)) != "" {
		s.t.Errorf("the take came back: %+v", v)
	}
	if _, err := s.store.PutTake(ctx, &gendu.Take{ID: gendu.ID(takeID(1)), UserID: ann}, nil); !errors.Is(err, store.ErrGone) {
		s.t.Errorf("a late retry brings the take back: %v", err)
	}
	for table, want := range map[string]int{"submissions": 0, "reviews": 0, "comparisons": 0, "uploads": 0, "upload_chunks": 0} {
		if n := s.count(table); n != want {
			s.t.Errorf("%d rows of %s are there, want %d", n, table, want)
		}
	}
	if list, _, err := s.store.ReviewQueue(ctx, teacher, "", classroom.QueueQuery{Limit: 10}); err != nil || len(list) != 0 {
		s.t.Errorf("the teacher hears %d takes, %v", len(list), err)
	}
	for what, get := range map[string]func() error{
		"episode": func() error { _, err := s.store.Episode(ctx, episode2); return err },
		"show":    func() error { _, err := s.store.Show(ctx, show2); return err },
		"class":   func() error { _, err := s.store.Class(ctx, class2); return err },
	} {
		if err := get(); gendu.KindOf(err) != gendu.NotFound {
			s.t.Errorf("the %s came back: %v", what, err)
		}
	}
}

// TestDeletedStaysDeleted deletes after the backup and restores: with the log of the
// lost installation's object store, and with the copy of the log beside the backup.
func TestDeletedStaysDeleted(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			a.backUp(target)
			a.deleteAll()
			if n := a.count("deletions"); n != 0 {
				t.Fatalf("%d deletions are not in the log", n)
			}

			b := newSite(t, k)
			r := b.restore(target)
			r.Deletions = a.bucket
			done, err := r.Run(t.Context())
			b.ok(err)
			if done.Deletions != 7 {
				t.Errorf("%d deletions were applied", done.Deletions)
			}
			b.open().deleted()
			b.clean()

			a.ok(a.backup(target).CopyDeletions(t.Context()))
			c := newSite(t, k)
			c.restored(target)
			c.deleted()
			c.clean()

			// Nothing was deleted for those who do not know the log.
			if read(t, target, contentKey(hashText(takeKey(1)))) == "" {
				t.Error("the recording is not in the backup: this test shows nothing")
			}
			a.backUp(target)
			if read(t, target, contentKey(hashText(takeKey(1)))) != "" {
				t.Error("the next backup left the deleted recording where it was")
			}
			d := newSite(t, k)
			r = d.restore(target)
			r.Snapshot = 1
			_, err = r.Run(t.Context())
			d.ok(err)
			d.open().deleted()
			d.clean()
		})
	}
}

// TestNoStaysNo has a member take back that the teacher hears all takes, and the teacher
// take another one out of the class, both after the backup: a restore undoes neither.
func TestNoStaysNo(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			ctx, asks := t.Context(), true
			_, err := a.store.UpdateClass(ctx, class, classroom.ClassChange{AllTakes: &asks})
			a.ok(err)
			removed := &gendu.User{ID: "0190a000-0000-7000-8000-00000000aaaa", Login: "removed", Name: "Removed", Roles: []gendu.Role{gendu.Learner}}
			a.ok(a.store.CreateUser(ctx, removed))
			_, err = a.store.JoinClass(ctx, "abc", removed.ID)
			a.ok(err)
			time.Sleep(5 * time.Millisecond) // moments have whole milliseconds
			a.ok(a.store.AnswerConsent(ctx, class, ann, true, "1"))
			a.backUp(target)
			time.Sleep(5 * time.Millisecond)
			a.ok(a.store.AnswerConsent(ctx, class, ann, false, "1"))
			a.ok(a.store.RemoveMember(ctx, class, removed.ID))

			b := newSite(t, k)
			r := b.restore(target)
			r.Deletions = a.bucket
			_, err = r.Run(ctx)
			b.ok(err)
			b.open()
			members, err := b.store.Members(ctx, class, classroom.Named{}, 0)
			b.ok(err)
			if len(members) != 1 || members[0].ID != ann || members[0].Agreed {
				t.Errorf("the members are %+v", members)
			}
			if _, err := b.store.JoinClass(ctx, "abc", removed.ID); gendu.KindOf(err) != gendu.Denied {
				t.Errorf("the old code lets the removed member in: %v", err)
			}
			if list, err := b.store.ConsentsOf(ctx, ann); err != nil || len(list) != 3 || list[0].Agreed {
				t.Errorf("the answers are %+v, %v", list, err)
			}
			b.clean()
		})
	}
}

// TestSentAgain withdraws a take and sends it again, leaves a class and joins it again,
// all before the backup: the log does not undo what came later.
func TestSentAgain(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	ctx := t.Context()
	a.ok(a.store.Unsubmit(ctx, gendu.ID(takeID(2)), class, ann))
	a.ok(a.store.EndMembership(ctx, class, ann))
	time.Sleep(5 * time.Millisecond) // moments have whole milliseconds
	_, err := a.store.JoinClass(ctx, "abc", ann)
	a.ok(err)
	a.ok(a.store.Submit(ctx, gendu.ID(takeID(2)), class, ann))
	a.backUp(target)
	b := newSite(t, kinds[0])
	b.restored(target)
	if list, err := b.store.Submissions(ctx, ann, gendu.ID(takeID(2))); err != nil || len(list) != 1 {
		t.Errorf("%d submissions, %v", len(list), err)
	}
	if list, err := b.store.Members(ctx, class, classroom.Named{}, 0); err != nil || len(list) != 1 {
		t.Errorf("%d members, %v", len(list), err)
	}
}

// TestLogLater has the object store fail when something is deleted: the deletion is
// done, and the log has it with the next call.
func TestLogLater(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.backUp(target)
	failed := 0
	installation.KeepRecords(a.store, openBucket(t, folder(t)), func(error) { failed++ })
	full := openBucket(t, folder(t))
	full.OnPut(everyKey, func(context.Context, string, int64, []byte) error { return errors.New("full") })
	a.store.OnDeletion(func(ctx context.Context) {
		if installation.LogDeletions(ctx, a.store, full) != nil {
			failed++
		}
	})
	a.deleteAll()
	if n := a.count("deletions"); n != 7 || failed != 7 {
		t.Fatalf("%d deletions wait, %d failed", n, failed)
	}
	a.ok(a.backup(target).CopyDeletions(t.Context()))
	if n := a.count("deletions"); n != 0 {
		t.Errorf("%d deletions wait", n)
	}
	b := newSite(t, kinds[0])
	b.restored(target)
	b.deleted()
}

// TestDamagedLog names the part of the log that cannot be read.
func TestDamagedLog(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.deleteAll()
	a.backUp(target)
	a.ok(target.Put(t.Context(), "deletions/2026-11-29/x", strings.NewReader(`{"kind":"take"`), 14))
	b := newSite(t, kinds[0])
	r := b.restore(target)
	if _, err := r.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "deletions/2026-11-29/x") || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a damaged log: %v", err)
	}
	b.noServer()
	r.WithoutDamaged = true
	named := ""
	r.Problem = func(key, _ string) { named = key }
	if _, err := r.Run(t.Context()); err != nil || named != "deletions/2026-11-29/x" {
		t.Errorf("without it: %v, %q", err, named)
	}
	b.open().deleted()
}

// TestGoneWhileCopying deletes and finishes things while the objects are copied: the
// rows are read again, so that all objects of the snapshot are there.
func TestGoneWhileCopying(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			b := a.backup(target)
			reads := 0
			b.Step = func(step string) {
				if step == "reading the rows" {
					reads++
				}
				if step == "copying objects" && reads == 1 {
					a.deleteAll()
					a.ok(a.bucket.Delete(t.Context(), "uploads/"+upload+"/0"))
				}
			}
			report, err := b.Run(t.Context())
			a.ok(err)
			if reads != 2 || report.Gone+report.Lost != 0 {
				t.Errorf("the rows were read %d times: %+v", reads, report)
			}
			c := newSite(t, k)
			c.restored(target)
			c.deleted()
			c.clean()
		})
	}
}

// TestAlwaysGone has something vanish in every try: the snapshot says so, and what is
// restored is whole all the same.
func TestAlwaysGone(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	b := a.backup(target)
	n := takes
	b.Step = func(step string) {
		if step == "reading the rows" {
			n++
			a.addTake(n)
		}
		if step == "copying objects" {
			a.ok(a.store.DeleteTake(t.Context(), ann, gendu.ID(takeID(n))))
			a.ok(a.bucket.Delete(t.Context(), takeKey(n)))
			if n == takes+3 { // an upload ends in the last try: its chunks go, and no log speaks of it
				a.ok(a.store.ForgetUpload(t.Context(), upload))
				a.ok(a.bucket.Delete(t.Context(), "uploads/"+upload+"/0"))
				a.ok(a.bucket.Delete(t.Context(), "uploads/"+upload+"/1"))
			}
		}
	}
	report, err := b.Run(t.Context())
	a.ok(err)
	if report.Gone != 3 || report.Lost != 0 {
		t.Errorf("%+v", report)
	}
	c := newSite(t, kinds[0])
	c.restored(target)
	c.clean()
	if n := c.count("uploads"); n != 0 {
		t.Errorf("half an upload without its chunks came back")
	}
}

// TestLost has objects missing and altered in the installation itself: they are named,
// and what an earlier backup holds of them stays and is restored.
func TestLost(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			a.ok(a.bucket.Delete(t.Context(), takeKey(1)))
			a.bucket.OnPut(nil, nil) // nobody notices
			a.put(takeKey(2), []byte("other bytes"))
			a.put("episodes/"+audio+"/peaks.dat", []byte("other bytes"))
			got := map[string]string{}
			b := a.backup(target)
			b.Problem = func(key, what string) { got[key] = what }
			report, err := b.Run(t.Context())
			a.ok(err)
			for key, want := range map[string]string{takeKey(1): "not there", takeKey(2): "altered", "episodes/" + audio + "/peaks.dat": "altered"} {
				if !strings.Contains(got[key], want) {
					t.Errorf("%s: %q", key, got[key])
				}
			}
			if report.Lost != 3 || len(got) != 3 {
				t.Errorf("%+v, %q", report, got)
			}
			c := newSite(t, k)
			r := c.restore(target)
			damaged := 0
			r.Problem = func(string, string) { damaged++ }
			if _, err := r.Run(t.Context()); gendu.KindOf(err) != gendu.Conflict || damaged != 3 {
				t.Errorf("%d damaged, %v", damaged, err)
			}

			// An earlier backup holds them.
			a, target = filled(t, k), openBucket(t, folder(t))
			a.backUp(target)
			a.ok(a.bucket.Delete(t.Context(), takeKey(1)))
			a.bucket.OnPut(nil, nil)
			a.put(takeKey(2), []byte("other bytes"))
			if report := a.backUp(target); report.Lost != 0 {
				t.Errorf("%+v", report)
			}
			c = newSite(t, k)
			c.restored(target)
			c.objectsAreThere()
			c.clean()
		})
	}
}
