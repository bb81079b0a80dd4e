package main

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/store/jobqueue"
)

// openBackend opens a database and objects in a folder of its own.
func openBackend(t *testing.T) *backend {
	t.Helper()
	dir := t.TempDir()
	where := &stores{Database: "sqlite:" + filepath.Join(dir, "gendu.db"), Objects: "file:" + filepath.Join(dir, "objects")}
	h, err := where.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	return h
}

func ok(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestDemoTakesNoAccountOver: an account that the demo did not make keeps its
// password, and nothing is written beside it.
func TestDemoTakesNoAccountOver(t *testing.T) {
	t.Parallel()
	h := openBackend(t)
	ok(t, h.store.CreateUser(t.Context(), &gendu.User{Login: "teacher", PasswordHash: "theirs"}))
	ok(t, h.store.CreateUser(t.Context(), &gendu.User{Login: "admin", PasswordHash: "theirs"}))
	_, err := h.prepareDemo(t.Context())
	if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), `"teacher"`) || !strings.Contains(err.Error(), `"admin"`) {
		t.Errorf("got %v, want a conflict that names teacher and admin", err)
	}
	users, err := h.store.Users(t.Context())
	ok(t, err)
	for _, u := range users {
		if u.PasswordHash != "theirs" {
			t.Errorf("the password of %s is a new one", u.Login)
		}
	}
	if len(users) != 2 {
		t.Errorf("there are %d users, want the 2 that were there", len(users))
	}
}

// TestDemoFinishesWhatWasInterrupted breaks a first start off at every step that
// it leaves something behind; the next one makes what is missing.
func TestDemoFinishesWhatWasInterrupted(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(t *testing.T, h *backend, users map[string]*gendu.User){
		"nothing":        func(*testing.T, *backend, map[string]*gendu.User) {},
		"the class":      leaveClass,
		"the show":       func(t *testing.T, h *backend, users map[string]*gendu.User) { leaveShow(t, h, users) },
		"the episode":    func(t *testing.T, h *backend, users map[string]*gendu.User) { leaveEpisode(t, h, users) },
		"a failed audio": leaveFailedAudio,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openBackend(t)
			users, err := h.demoUsers(t.Context())
			ok(t, err)
			leave(t, h, users)
			_, unfinished, err := h.demoRows(t.Context())
			ok(t, err)
			audio, err := h.store.AudioOfEpisode(t.Context(), demoEpisodeID)
			ok(t, err)
			text, err := h.store.LatestTranscript(t.Context(), demoEpisodeID)
			ok(t, err)
			if !unfinished || audio.State != gendu.Pending || text.State != gendu.Pending {
				t.Errorf("unfinished %t, audio %s, text %s, want work to do on both", unfinished, audio.State, text.State)
			}
			if _, err := h.bucket.Stat(t.Context(), audio.ObjectKey("source")); err != nil {
				t.Errorf("the source: %v", err)
			}
			if _, err := h.store.ClaimJob(t.Context(), "test", []gendu.JobKind{gendu.IngestAudio}, time.Minute); err != nil {
				t.Errorf("the job: %v", err)
			}
			classes, err := h.store.ClassesOfLearner(t.Context(), users["learner"].ID)
			ok(t, err)
			if len(classes) != 1 {
				t.Errorf("the learner is in %d classes, want 1", len(classes))
			}
		})
	}
}

// leaveClass leaves a class that nobody has joined yet.
func leaveClass(t *testing.T, h *backend, users map[string]*gendu.User) {
	t.Helper()
	ok(t, h.store.CreateClass(t.Context(), &gendu.Class{
		TeacherID: users["teacher"].ID, Name: "Demo class", Code: gendu.ClassCode{Code: "LEFT", UsesLeft: 40},
	}))
}

func leaveShow(t *testing.T, h *backend, users map[string]*gendu.User) *gendu.Show {
	t.Helper()
	ok(t, h.demoClass(t.Context(), users["teacher"], users["learner"]))
	show, err := h.demoShow(t.Context(), users["host"])
	ok(t, err)
	return show
}

func leaveEpisode(t *testing.T, h *backend, users map[string]*gendu.User) {
	t.Helper()
	ok(t, h.takeInDemo(t.Context(), leaveShow(t, h, users)))
}

func leaveFailedAudio(t *testing.T, h *backend, users map[string]*gendu.User) {
	t.Helper()
	leaveEpisode(t, h, users)
	job, err := h.store.ClaimJob(t.Context(), "test", []gendu.JobKind{gendu.IngestAudio}, time.Minute)
	ok(t, err)
	row, err := h.store.Audio(t.Context(), job.SubjectID)
	ok(t, err)
	row.State, row.Message = gendu.Failed, "the disk was full"
	ok(t, h.store.FinishAudio(t.Context(), jobqueue.GuardOf(job), row))
	ok(t, h.store.FinishJob(t.Context(), jobqueue.GuardOf(job), gendu.JobFailed, row.Message))
}

// TestDemoKeepsWhatPeopleChanged: what the host took back stays back, what was
// deleted stays deleted, and who left the class is not put back.
func TestDemoKeepsWhatPeopleChanged(t *testing.T) {
	t.Parallel()
	h := openBackend(t)
	users, err := h.demoUsers(t.Context())
	ok(t, err)
	leaveFailedAudio(t, h, users)
	first, err := h.prepareDemo(t.Context())
	ok(t, err)
	view, err := h.episodeView(t.Context(), "G001")
	ok(t, err)
	if len(first) != 4 || view.State != gendu.Published || view.AudioState != gendu.Ready || len(view.Cues) != 9 || !view.Cues[0].Spoken {
		t.Errorf("%d accounts; the episode is %s with %s audio and %d cues", len(first), view.State, view.AudioState, len(view.Cues))
	}
	learner, err := h.store.UserByLogin(t.Context(), "learner")
	ok(t, err)
	classes, err := h.store.ClassesOfLearner(t.Context(), learner.ID)
	ok(t, err)
	ok(t, h.store.EndMembership(t.Context(), classes[0].ID, learner.ID))
	ok(t, h.store.SetEpisodeState(t.Context(), demoEpisodeID, gendu.Draft))
	second, err := h.prepareDemo(t.Context())
	ok(t, err)
	if first[0] == second[0] {
		t.Error("the password is the old one")
	}
	if e, err := h.store.Episode(t.Context(), demoEpisodeID); err != nil || e.State != gendu.Draft {
		t.Errorf("what the host took back is %+v, %v", e, err)
	}
	if classes, err = h.store.ClassesOfLearner(t.Context(), learner.ID); err != nil || len(classes) != 0 {
		t.Errorf("the learner is in %v again, %v", classes, err)
	}
	ok(t, h.store.DeleteEpisode(t.Context(), demoEpisodeID))
	_, err = h.prepareDemo(t.Context())
	ok(t, err)
	if _, err := h.store.EpisodeByNumber(t.Context(), "G001"); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("what was deleted is there again: %v", err)
	}
}

// TestDemoTextIsWellSet: what learners read of the demo episode is translated whole,
// sentence by sentence, and its Chinese has full-width punctuation.
func TestDemoTextIsWellSet(t *testing.T) {
	t.Parallel()
	draft, err := demoDraft()
	ok(t, err)
	halfWidth := regexp.MustCompile(`\p{Han}[,;:?!()]|[,;:?!()]\p{Han}`)
	sentences := 0
	for _, p := range draft.Page.Paragraphs {
		for _, s := range p.Sentences {
			sentences++
			if s.Translation == "" {
				t.Errorf("%q has no translation", s.Text)
			}
		}
		if found := halfWidth.FindString(p.Translation); found != "" {
			t.Errorf("%q: half-width punctuation in %q", found, p.Translation)
		}
	}
	if sentences < 9 {
		t.Errorf("the demo has %d sentences", sentences)
	}
	if found := halfWidth.FindString(draft.Page.TitleTranslation); draft.Page.TitleTranslation == "" || found != "" {
		t.Errorf("the translated title is %q", draft.Page.TitleTranslation)
	}
}
