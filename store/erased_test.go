package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/store"
)

// TestSQLiteOverwritesDeleted looks into the files of a database for words that were
// deleted: SQLite leaves them in free space unless it is asked to overwrite it.
func TestSQLiteOverwritesDeleted(t *testing.T) {
	t.Parallel()
	ctx, file, now := t.Context(), filepath.Join(t.TempDir(), "gendu.db"), time.Now()
	s := migrated(t, "sqlite:"+file, store.WithClock(func() time.Time { return now }))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	u := &gendu.User{Login: "ann", Name: "Ann"}
	must(s.CreateUser(ctx, u))
	const words = "a sentence that nobody else may ever read"
	take := &gendu.Take{UserID: u.ID, EpisodeID: "e", AudioID: "a", CueID: "c", Mode: gendu.Repeat, CueText: words, Type: "audio/wav", RecordedAt: now}
	_, err := s.PutTake(ctx, take, nil)
	must(err)
	// So long that it fills pages of its own, which become free.
	must(s.PutSetting(ctx, &gendu.Settings{UserID: u.ID, Key: "practice", JSON: `{"said":"` + strings.Repeat(words+" ", 300) + `"}`}))
	_, err = s.Purge(ctx)
	must(err)
	if !holds(t, file, words) {
		t.Fatal("the words are not where this test looks for them")
	}
	_, err = s.AskDeletion(ctx, u.ID, u.ID)
	must(err)
	now = now.Add(store.Grace)
	must(s.CloseAccount(ctx, u.ID))
	must(s.ForgetAccount(ctx, u.ID))
	_, err = s.Purge(ctx)
	must(err)
	if holds(t, file, words) {
		t.Error("deleted words are still in the files of the database")
	}
}

// holds says whether the files of a database hold a text.
func holds(t *testing.T, file, text string) bool {
	t.Helper()
	for _, name := range []string{file, file + "-wal"} {
		b, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			return true
		}
	}
	return false
}
