package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu"
	"gendu/publishing"
)

func TestParseRoles(t *testing.T) {
	t.Parallel()
	roles, err := parseRoles([]string{"host", " teacher"})
	if err != nil || joinRoles(roles) != "learner teacher host" {
		t.Errorf("got %v, %v", roles, err)
	}
	if _, err := parseRoles([]string{"king", "queen"}); err == nil || !strings.Contains(err.Error(), "king") || !strings.Contains(err.Error(), "queen") {
		t.Errorf("got %v, want both names", err)
	}
}

func TestChoosePassword(t *testing.T) {
	t.Parallel()
	if p, _, err := choosePassword(true, strings.NewReader("ten characters\n"), "zoe"); err != nil || p != "ten characters" {
		t.Errorf("got %q, %v", p, err)
	}
	for _, weak := range []string{"short", "aaaaaaaaaaaa", "password123", "zoe@example.org", strings.Repeat("long", 65), ""} {
		if _, _, err := choosePassword(true, strings.NewReader(weak+"\n"), "zoe@example.org"); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("the password %q: %v, want an error of kind invalid", weak, err)
		}
	}
	a, printed, err := choosePassword(false, nil, "zoe")
	if err != nil || len(a) < 19 || !strings.Contains(printed, a) {
		t.Errorf("got %q, %q, %v", a, printed, err)
	}
	if b, _, _ := choosePassword(false, nil, "zoe"); a == b {
		t.Error("two random passwords are the same")
	}
}

func TestUserAddChecksTheLogin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	where := &stores{Database: "sqlite:" + filepath.Join(dir, "gendu.db"), Objects: "file:" + filepath.Join(dir, "objects")}
	for _, login := range []string{"x", "two words", "名字", strings.Repeat("x", 65)} {
		if err := (&userAddCmd{Login: login}).Run(t.Context(), where); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("%q: %v, want an error of kind invalid", login, err)
		}
	}
	if err := (&userAddCmd{Login: "Zoe"}).Run(t.Context(), where); err != nil {
		t.Error(err)
	}
}

// TestImportRefusesBeforeTheFirstRow: what the server would refuse leaves no
// show, no episode and no account behind.
func TestImportRefusesBeforeTheFirstRow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	where := &stores{Database: "sqlite:" + filepath.Join(dir, "gendu.db"), Objects: "file:" + filepath.Join(dir, "objects")}
	h, err := where.open(t.Context())
	ok(t, err)
	defer h.close()
	ok(t, h.store.CreateUser(t.Context(), &gendu.User{Login: "learner"}))
	large, empty := filepath.Join(dir, "large.mp3"), filepath.Join(dir, "empty.txt")
	ok(t, os.WriteFile(large, nil, 0o600), os.Truncate(large, 2<<30+1), os.WriteFile(empty, nil, 0o600))
	good := importCmd{Show: "demo", Audio: "demo/audio.mp3", Notes: "demo/notes.txt", Language: "en", Translation: "zh-Hant"}
	for name, c := range map[string]struct {
		change func(c *importCmd)
		says   []string
	}{
		"a slug, two languages and a text as audio": {
			func(c *importCmd) {
				c.Show, c.Language, c.Translation, c.Audio = "My Show", "english!", "zh_", "demo/notes.txt"
			},
			[]string{"--show", "--language", "--translation", "demo/notes.txt"},
		},
		"more than 2 GiB":             {func(c *importCmd) { c.Audio = large }, []string{"2 GiB"}},
		"an owner who is no host":     {func(c *importCmd) { c.Owner = "learner" }, []string{"--owner"}},
		"an owner who is not there":   {func(c *importCmd) { c.Owner = "nobody" }, []string{"--owner"}},
		"a text without a sentence":   {func(c *importCmd) { c.Notes = empty }, []string{"sentence"}},
		"neither page nor transcript": {func(c *importCmd) { c.Notes = "" }, []string{"--notes"}},
	} {
		t.Run(name, func(t *testing.T) {
			imported := good
			c.change(&imported)
			err := imported.Run(t.Context(), where)
			for _, text := range c.says {
				if err == nil || !strings.Contains(err.Error(), text) {
					t.Errorf("%v does not name %s", err, text)
				}
			}
			if _, err := h.store.ShowBySlug(t.Context(), imported.Show); gendu.KindOf(err) != gendu.NotFound {
				t.Errorf("there is a show: %v", err)
			}
			if users, err := h.store.Users(t.Context()); err != nil || len(users) != 1 {
				t.Errorf("there are users %v, %v, want one", users, err)
			}
		})
	}
}

// TestImportWithdrawsWhatIngestRefuses: a file that looks like audio and cannot
// be decoded leaves no draft.
func TestImportWithdrawsWhatIngestRefuses(t *testing.T) {
	t.Parallel()
	h := openBackend(t)
	u := &gendu.User{Login: "host", Roles: []gendu.Role{gendu.Host}}
	ok(t, h.store.CreateUser(t.Context(), u))
	show := &gendu.Show{OwnerID: u.ID, Slug: "demo", Title: "Demo", Language: "en"}
	ok(t, h.store.CreateShow(t.Context(), show))
	draft, err := demoDraft()
	ok(t, err)
	draft.Page.Title, draft.Page.Number = strings.Repeat("題", 400), strings.Repeat("9", 50)
	episode, err := h.takeIn(t.Context(), intake{show: show, audio: "demo/notes.txt", draft: draft})
	ok(t, err)
	if title, number := len([]rune(episode.Title)), len(episode.Number); title != publishing.MaxTitle || number != publishing.MaxNumber {
		t.Errorf("a title of %d and a number of %d characters were taken", title, number)
	}
	refused := h.workOff(t.Context(), episode.ID, slog.New(slog.DiscardHandler))
	if gendu.KindOf(refused) != gendu.Invalid {
		t.Fatalf("got %v, want an error of kind invalid", refused)
	}
	ok(t, h.withdraw(t.Context(), episode.ID, context.Canceled))
	if _, err := h.store.Episode(t.Context(), episode.ID); err != nil {
		t.Errorf("what was only broken off is gone: %v", err)
	}
	ok(t, h.withdraw(t.Context(), episode.ID, refused), h.withdraw(t.Context(), episode.ID, refused))
	if _, err := h.store.Episode(t.Context(), episode.ID); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("what was refused is there: %v", err)
	}
}

func TestImportWalksTheWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	where := &stores{Database: "sqlite:" + filepath.Join(dir, "gendu.db"), Objects: "file:" + filepath.Join(dir, "objects")}
	imported := importCmd{Show: "demo", Audio: "demo/audio.mp3", Notes: "demo/notes.txt", Language: "en", Translation: "zh-Hant", Publish: true}
	if err := imported.Run(t.Context(), where); err != nil {
		t.Fatal(err)
	}
	h, err := where.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	view, err := h.episodeView(t.Context(), "G001")
	if err != nil {
		t.Fatal(err)
	}
	if view.State != gendu.Published || len(view.Cues) != 9 || len(view.Highlights) != 2 || len(view.Keywords) != 3 || len(view.Unplaced) != 0 {
		t.Errorf("state %s, %d cues, %d highlights, %d keywords, %d unplaced", view.State, len(view.Cues), len(view.Highlights), len(view.Keywords), len(view.Unplaced))
	}
	last := int64(0)
	for _, cue := range view.Cues {
		if !cue.Spoken || cue.StartMS < last || cue.EndMS <= cue.StartMS || len(cue.Words) == 0 || cue.Translation == "" && cue.Paragraph < 2 {
			t.Errorf("cue %d: %+v", cue.Position, cue)
		}
		last = cue.EndMS
	}
	if err := (checkCmd{Deep: true}).Run(t.Context(), where, io.Discard); err != nil {
		t.Errorf("check after an import: %v", err)
	}
	if err := (&importCmd{Show: "demo", Audio: "demo/notes.txt", Notes: "demo/notes.txt", Language: "en"}).Run(t.Context(), where); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("importing a text as audio: %v, want an error of kind invalid", err)
	}
}
