package store_test

import (
	"errors"
	"testing"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/store"
	"gendu/store/classroom"
)

// TestMigrateConsent brings a database with a class that hears all takes back to before
// consent was asked for and up again: who joined it so has agreed by that, who was a
// member when it was switched on is asked.
func TestMigrateConsent(t *testing.T) {
	t.Parallel()
	down := downTo(t, 14)
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
			s := migrated(t, url, store.WithClock(func() time.Time { return now }))
			do := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			user := func(login string, roles ...gendu.Role) *gendu.User {
				u := &gendu.User{Login: login, Roles: roles}
				do(s.CreateUser(ctx, u))
				return u
			}
			c := &gendu.Class{TeacherID: user("teacher", gendu.Teacher).ID, Name: "C", Code: gendu.ClassCode{Code: "CODE", UsesLeft: -1}}
			do(s.CreateClass(ctx, c))
			early, late := user("early"), user("late")
			join := func(u *gendu.User) {
				_, err := s.JoinClass(ctx, "CODE", u.ID)
				do(err)
				now = now.Add(time.Minute)
			}
			join(early)
			all := true
			_, err := s.UpdateClass(ctx, c.ID, classroom.ClassChange{AllTakes: &all})
			do(err)
			join(late)
			_, err = raw(t, url).ExecContext(ctx, down)
			do(errors.Join(err, store.ForceMigration(ctx, url, 14), store.Migrate(ctx, url)))
			for u, want := range map[*gendu.User]coursework.Consent{early: coursework.Asked, late: coursework.Agreed} {
				list, err := s.ClassesJoined(ctx, u.ID, classroom.Named{}, 0)
				if err != nil || len(list) != 1 || coursework.ConsentOf(list[0].Answer) != want {
					t.Errorf("%s: %+v, %v, want %s", u.Login, list, err, want)
				}
				kept, err := s.ConsentsOf(ctx, u.ID)
				if err != nil || (len(kept) == 1) != (want == coursework.Agreed) || len(kept) == 1 && kept[0].Wording != "0" {
					t.Errorf("%s: kept %+v, %v", u.Login, kept, err)
				}
			}
		})
	}
}
