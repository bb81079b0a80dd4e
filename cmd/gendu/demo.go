package main

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"path/filepath"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/identity"
	"gendu/store/classroom"
	"gendu/store/rows"
	"gendu/transcripts"
	"gendu/transcripts/notes"
)

//go:embed demo/audio.mp3
var demoAudio []byte

//go:embed demo/notes.txt
var demoNotes string

const demoSlug = "demo"

// demoAccounts are made, or given a new password, at every start with --demo.
var demoAccounts = []struct {
	login, name string
	roles       []gendu.Role
}{
	{"learner", "Lin", []gendu.Role{gendu.Learner}},
	{"teacher", "Teacher Chen", []gendu.Role{gendu.Learner, gendu.Teacher}},
	{"host", "Host", []gendu.Role{gendu.Learner, gendu.Host}},
	{"admin", "Admin", []gendu.Role{gendu.Learner, gendu.Admin}},
}

// account is how to sign in.
type account struct{ login, password string }

// demoEpisodeID is the demo episode's in every installation, so that one that its host
// deleted is known to have been there.
const demoEpisodeID gendu.ID = "019ab5f0-0000-7000-8000-67656e647531"

// prepareDemo loads the demo episode where it is missing, and the accounts, and
// gives how to sign in. The learner is a member of the teacher's class. What an
// earlier start did not finish is finished; what people changed since stays.
func (h *backend) prepareDemo(ctx context.Context) ([]account, error) {
	users, unfinished, err := h.demoRows(ctx)
	if err != nil {
		return nil, err
	}
	if unfinished {
		if err := h.workOff(ctx, demoEpisodeID, warnings()); err != nil {
			return nil, err
		}
		if err := h.store.SetEpisodeState(ctx, demoEpisodeID, gendu.Published); err != nil {
			return nil, err
		}
	}
	var accounts []account
	for _, a := range demoAccounts {
		password := randomPassword()
		if err := h.store.SetPassword(ctx, users[a.login].ID, identity.HashPassword(password)); err != nil {
			return nil, err
		}
		accounts = append(accounts, account{a.login, password})
	}
	return accounts, nil
}

// demoRows makes what is missing of the demo and says whether its episode still
// has to be worked on and published.
func (h *backend) demoRows(ctx context.Context) (users map[string]*gendu.User, unfinished bool, err error) {
	if users, err = h.demoUsers(ctx); err != nil {
		return nil, false, err
	}
	show, err := h.store.ShowBySlug(ctx, demoSlug)
	if gendu.KindOf(err) == gendu.NotFound {
		// The class comes before the show: while there is no show, nobody has changed
		// anything yet.
		if err = h.demoClass(ctx, users["teacher"], users["learner"]); err == nil {
			show, err = h.demoShow(ctx, users["host"])
		}
	}
	if err != nil || show.OwnerID != users["host"].ID { // somebody's own show is called so
		return users, false, err
	}
	unfinished, err = h.demoEpisode(ctx, show)
	return users, unfinished, err
}

// demoUsers finds the demo's accounts and makes the missing ones. An account of
// such a name that the demo did not make belongs to somebody, and is refused
// before anything is written.
func (h *backend) demoUsers(ctx context.Context) (map[string]*gendu.User, error) {
	users := map[string]*gendu.User{}
	var faults []error
	for _, a := range demoAccounts {
		u, err := h.store.UserByLogin(ctx, a.login)
		switch {
		case gendu.KindOf(err) == gendu.NotFound:
		case err != nil:
			return nil, err
		case !u.Demo:
			faults = append(faults, gendu.Errorf(gendu.Conflict,
				"--demo: the account %q was not made by the demo, which would give it a new password; start without --demo, or with another --database", a.login))
		default:
			users[a.login] = u
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	for _, a := range demoAccounts {
		if users[a.login] != nil {
			continue
		}
		u := &gendu.User{Login: a.login, Name: a.name, Roles: a.roles, PasswordHash: identity.HashPassword(randomPassword()), Demo: true}
		if err := h.store.CreateUser(ctx, u); err != nil {
			return nil, err
		}
		users[a.login] = u
	}
	return users, nil
}

func (h *backend) demoClass(ctx context.Context, teacher, learner *gendu.User) error {
	taught, err := h.store.ClassesOfTeacher(ctx, teacher.ID, rows.Place{}, 0)
	if err != nil {
		return err
	}
	if len(taught) == 0 {
		class := &gendu.Class{
			TeacherID: teacher.ID, Name: "Demo class",
			Code: coursework.NewCode(time.Now(), nil, new(40)),
		}
		if err := h.store.CreateClass(ctx, class); err != nil {
			return err
		}
		taught = append(taught, classroom.ClassSummary{Class: *class})
	}
	_, err = h.store.JoinClass(ctx, taught[0].Code.Code, learner.ID) // a member stays one
	return err
}

func (h *backend) demoShow(ctx context.Context, owner *gendu.User) (*gendu.Show, error) {
	show := &gendu.Show{
		OwnerID: owner.ID, Slug: demoSlug, Title: "跟讀示範 · Shadowing demo", Language: "en", Translation: "zh-Hant",
		Description: "A short programme to try gendu with. 一集短節目，讓你試試跟讀。",
	}
	return show, h.store.CreateShow(ctx, show)
}

// demoEpisode takes the embedded episode in, or repairs what an earlier start left
// of it. It is published once: where its host took it back or deleted it, it stays
// so, and is finished.
func (h *backend) demoEpisode(ctx context.Context, show *gendu.Show) (unfinished bool, err error) {
	episode, err := h.store.Episode(ctx, demoEpisodeID)
	switch {
	case gendu.KindOf(err) == gendu.NotFound:
		err = h.takeInDemo(ctx, show)
		if gendu.KindOf(err) == gendu.Conflict {
			return false, nil // it was there, and was deleted
		}
	case err == nil && !episode.PublishedAt.IsZero():
		return false, nil
	case err == nil:
		err = h.mendDemo(ctx)
	}
	return err == nil, err
}

// takeInDemo takes the embedded episode in.
func (h *backend) takeInDemo(ctx context.Context, show *gendu.Show) error {
	draft, err := demoDraft()
	if err != nil {
		return err
	}
	return withDemoAudio(func(file string) error {
		_, err := h.takeIn(ctx, intake{id: demoEpisodeID, show: show, audio: file, draft: draft})
		return err
	})
}

// mendDemo gives audio and text another try where an earlier start gave up on
// them.
func (h *backend) mendDemo(ctx context.Context) error {
	row, err := h.store.AudioOfEpisode(ctx, demoEpisodeID)
	if err != nil {
		return err
	}
	if row.State == gendu.Failed {
		err := withDemoAudio(func(file string) error {
			fresh, err := h.putSource(ctx, file)
			if err != nil {
				return err
			}
			fresh.EpisodeID = demoEpisodeID
			return h.store.AddAudio(ctx, fresh)
		})
		if err != nil {
			return err
		}
	}
	text, err := h.store.LatestTranscript(ctx, demoEpisodeID)
	if err != nil || text.State != gendu.Failed {
		return err
	}
	draft, err := demoDraft()
	if err != nil {
		return err
	}
	draft.Transcript.EpisodeID = demoEpisodeID
	return h.store.AddTranscript(ctx, draft.Transcript, draft.Cues)
}

func demoDraft() (*transcripts.Draft, error) {
	return transcripts.NewDraft([]byte(demoNotes), "", transcripts.DraftOptions{
		Options: notes.Options{Language: "en", TranslationLanguage: "zh-Hant"},
	})
}

// withDemoAudio lays the embedded audio into a file for the time of use.
func withDemoAudio(use func(file string) error) error {
	dir, err := os.MkdirTemp("", "gendu-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "night-train.mp3")
	if err := os.WriteFile(file, demoAudio, 0o600); err != nil {
		return err
	}
	return use(file)
}
