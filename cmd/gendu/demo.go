package main

import (
	"context"
	_ "embed"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gendu"
	"gendu/server"
	"gendu/transcripts"
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

// prepareDemo loads the demo episode where it is missing, and the accounts, and
// gives how to sign in. The learner is a member of the teacher's class.
func (h *house) prepareDemo(ctx context.Context) ([]account, error) {
	users := map[string]*gendu.User{}
	var accounts []account
	for _, a := range demoAccounts {
		password := randomPassword()
		u, err := h.demoUser(ctx, a.login, a.name, a.roles, password)
		if err != nil {
			return nil, err
		}
		users[a.login] = u
		accounts = append(accounts, account{a.login, password})
	}
	if err := h.demoClass(ctx, users["teacher"], users["learner"]); err != nil {
		return nil, err
	}
	return accounts, h.demoEpisode(ctx, users["host"])
}

func (h *house) demoUser(ctx context.Context, login, name string, roles []gendu.Role, password string) (*gendu.User, error) {
	hash := server.HashPassword(password)
	u, err := h.store.UserByLogin(ctx, login)
	if err == nil {
		return u, h.store.SetPassword(ctx, u.ID, hash)
	}
	if gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	u = &gendu.User{Login: login, Name: name, Roles: roles, PasswordHash: hash}
	return u, h.store.CreateUser(ctx, u)
}

func (h *house) demoClass(ctx context.Context, teacher, learner *gendu.User) error {
	taught, err := h.store.ClassesOfTeacher(ctx, teacher.ID)
	if err != nil || len(taught) > 0 {
		return err
	}
	class := &gendu.Class{
		TeacherID: teacher.ID, Name: "Demo class",
		Code: gendu.ClassCode{Code: server.NewClassCode(), ExpiresAt: time.Now().AddDate(0, 1, 0), UsesLeft: 40},
	}
	if err := h.store.CreateClass(ctx, class); err != nil {
		return err
	}
	_, err = h.store.JoinClass(ctx, class.Code.Code, learner.ID)
	return err
}

// demoEpisode takes the embedded episode in and works until it is practisable.
func (h *house) demoEpisode(ctx context.Context, owner *gendu.User) error {
	_, err := h.store.ShowBySlug(ctx, demoSlug)
	if gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	show := &gendu.Show{
		OwnerID: owner.ID, Slug: demoSlug, Title: "跟讀示範 · Shadowing demo", Language: "en", Translation: "zh-Hant",
		Description: "A short programme to try gendu with. 一集短節目,讓你試試跟讀。",
	}
	if err := h.store.CreateShow(ctx, show); err != nil {
		return err
	}
	draft, err := transcripts.NewDraft([]byte(demoNotes), "", transcripts.DraftOptions{
		NotesOptions: transcripts.NotesOptions{Language: "en", TranslationLanguage: "zh-Hant"},
	})
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gendu-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "night-train.mp3")
	if err := os.WriteFile(file, demoAudio, 0o600); err != nil {
		return err
	}
	episode, err := h.takeIn(ctx, intake{show: show, audio: file, draft: draft})
	if err != nil {
		return err
	}
	if err := h.workOff(ctx, episode.ID, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	return h.store.SetEpisodeState(ctx, episode.ID, gendu.Published)
}
