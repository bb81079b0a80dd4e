// Package storetest holds the suite that the store must pass on every database.
package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/jobqueue"
)

// Opener gives a store on an empty, migrated database of its own.
type Opener func(t *testing.T, opts ...store.Option) *store.Store

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *fixture)
	}{
		{"Users", users},
		{"Covers", covers},
		{"HasAdmin", hasAdmin},
		{"FindUsers", findUsers},
		{"Sessions", sessions},
		{"SessionLimits", sessionLimits},
		{"PasswordRace", passwordRace},
		{"Tickets", tickets},
		{"SetupOnce", setupOnce},
		{"Limits", limits},
		{"Secrets", secrets},
		{"GrantKeys", grantKeys},
		{"Revocations", revocations},
		{"Settings", settings},
		{"Shows", shows},
		{"Episodes", episodes},
		{"Pipeline", pipeline},
		{"TakeIn", takeIn},
		{"PipelinePageFirst", pipelinePageFirst},
		{"PipelineNewAudio", pipelineNewAudio},
		{"PipelineOffer", pipelineOffer},
		{"PipelineNothingSpoken", pipelineNothingSpoken},
		{"PipelineFailures", pipelineFailures},
		{"TranscriptAndAudioAtOnce", transcriptAndAudioAtOnce},
		{"CueIDs", cueIDs},
		{"ManyCues", manyCues},
		{"Corrected", corrected},
		{"LastingIDs", lastingIDs},
		{"KeywordIDs", keywordIDs},
		{"TimedTranscript", timedTranscript},
		{"JobOrder", jobOrder},
		{"JobGuard", jobGuard},
		{"JobClockSetBack", jobClockSetBack},
		{"JobLost", jobLost},
		{"JobLostSubject", jobLostSubject},
		{"JobCancel", jobCancel},
		{"JobRetryRelease", jobRetryRelease},
		{"JobVoidLeases", jobVoidLeases},
		{"JobLists", jobLists},
		{"JobClaimedOnce", jobClaimedOnce},
		{"Takes", takes},
		{"TakeMarks", takeMarks},
		{"TakeTwice", takeTwice},
		{"BestTakeRace", bestTakeRace},
		{"Comparisons", comparisons},
		{"ComparisonFails", comparisonFails},
		{"ComparisonRefused", refusesBadComparisons},
		{"ComparisonRepaired", comparisonRepaired},
		{"Recompared", recompared},
		{"Voices", voices},
		{"Sounds", sounds},
		{"Ratings", ratings},
		{"DueCards", dueCards},
		{"CardViews", cardViews},
		{"DayMoments", dayMoments},
		{"Listening", listening},
		{"ReadTakes", readTakes},
		{"TeachersVoice", teachersVoice},
		{"CardOffers", cardOffers},
		{"TeachersCard", teachersCard},
		{"CardStages", cardStages},
		{"SaidAgain", saidAgain},
		{"TakesOfADay", takesOfADay},
		{"Classes", classes},
		{"ClassChanges", classChanges},
		{"JoinLimits", joinLimits},
		{"JoinRace", joinRace},
		{"TicketsOfTheDismissed", ticketsOfTheDismissed},
		{"CodesOfTheDismissed", codesOfTheDismissed},
		{"RemovedMembers", removedMembers},
		{"OpenTickets", openTickets},
		{"HandOver", handOver},
		{"HandedOverRestored", handedOverRestored},
		{"EveryClassAndShow", everyClass},
		{"Heard", heard},
		{"HeardAllTakes", heardAllTakes},
		{"Consent", consent},
		{"Reviews", reviews},
		{"ListsInParts", listsInParts},
		{"QueueInParts", queueInParts},
		{"QueueStaysTrue", queueStaysTrue},
		{"Judged", judged},
		{"Uploads", uploads},
		{"UploadLocks", uploadLocks},
		{"Purge", purge},
		{"Repair", repair},
		{"Standings", standings},
		{"ManyStandings", manyStandings},
		{"Installation", installation},
		{"LastSweep", lastSweep},
		{"ExpiredUploads", expiredUploads},
		{"BlankTombstones", blankTombstones},
		{"AccountDeletion", accountDeletion},
		{"AccountOfTeacher", accountOfTeacher},
		{"PractisedVisits", practisedVisits},
		{"NumbersOfFive", numbersOfFive},
		{"NumbersOfTwoLooks", numbersOfTwoLooks},
		{"NumbersWithoutTakes", numbersWithoutTakes},
		{"FlagsOfLearners", flagsOfLearners},
		{"FlagsFollow", flagsFollow},
		{"FlagsGo", flagsGo},
		{"TooManyFlags", tooManyFlags},
		{"FlagsInNumbers", flagsInNumbers},
		{"ShowHosts", showHosts},
		{"HandOverShow", handOverShow},
		{"AccountOfOwner", accountOfOwner},
		{"LastAdminStays", lastAdminStays},
		{"Retention", retention},
		{"RetentionOfClass", retentionOfClass},
		{"Expected", expected},
		{"Broken", broken},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := &Clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
			h := &fixture{t: t, clock: clock, Store: open(t, store.WithClock(clock.Now))}
			c.test(t, h)
		})
	}
	runLimited(t, open)
}

// Clock is a clock that the test moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time on the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is a store with what the tests fill it with.
type fixture struct {
	*store.Store
	t     *testing.T
	clock *Clock
	names int
}

func (h *fixture) name(what string) string {
	h.names++
	return fmt.Sprintf("%s-%d", what, h.names)
}

// ok fails the test at once on an error.
func (h *fixture) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func must[T any](h *fixture) func(T, error) T {
	return func(v T, err error) T {
		h.t.Helper()
		h.ok(err)
		return v
	}
}

func (h *fixture) wantKind(what string, err error, kind gendu.Kind) {
	h.t.Helper()
	if gendu.KindOf(err) != kind {
		h.t.Errorf("%s: got %v (kind %q), want kind %q", what, err, gendu.KindOf(err), kind)
	}
}

func equal[T comparable](h *fixture, what string, got, want T) {
	h.t.Helper()
	if got != want {
		h.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func (h *fixture) user(roles ...gendu.Role) *gendu.User {
	h.t.Helper()
	login := h.name("user")
	u := &gendu.User{Login: login, Name: "Name of " + login, PasswordHash: "hash", Roles: roles, Locale: "en"}
	h.ok(h.CreateUser(h.t.Context(), u))
	return u
}

func (h *fixture) show(owner *gendu.User) *gendu.Show {
	h.t.Helper()
	s := &gendu.Show{OwnerID: owner.ID, Slug: h.name("show"), Title: "Show", Language: "en", Translation: "zh-Hant"}
	h.ok(h.CreateShow(h.t.Context(), s))
	return s
}

// cover gives a show a cover and says which one it had.
func (h *fixture) cover(id gendu.ID, c gendu.Cover) gendu.Cover {
	return must[gendu.Cover](h)(h.SetCover(h.t.Context(), id, c))
}

func (h *fixture) episode() *gendu.Episode {
	h.t.Helper()
	e := &gendu.Episode{ShowID: h.show(h.user(gendu.Host)).ID, Number: h.name("K"), Title: "Episode"}
	h.ok(h.CreateEpisode(h.t.Context(), e))
	return e
}

func (h *fixture) audio(e *gendu.Episode) *gendu.Audio {
	h.t.Helper()
	a := &gendu.Audio{EpisodeID: e.ID, FileName: "a.mp3", Size: 1000}
	h.ok(h.AddAudio(h.t.Context(), a))
	return a
}

var allKinds = []gendu.JobKind{gendu.IngestAudio, gendu.AlignTranscript, gendu.CompareTake, gendu.Sweep}

const lease = 20 * time.Second

func (h *fixture) claim(kinds ...gendu.JobKind) *gendu.Job {
	h.t.Helper()
	if len(kinds) == 0 {
		kinds = allKinds
	}
	return must[*gendu.Job](h)(h.ClaimJob(h.t.Context(), "here:1", kinds, lease))
}

func (h *fixture) idle(kinds ...gendu.JobKind) {
	h.t.Helper()
	if len(kinds) == 0 {
		kinds = allKinds
	}
	j, err := h.ClaimJob(h.t.Context(), "here:1", kinds, lease)
	if gendu.KindOf(err) != gendu.NotFound {
		h.t.Errorf("a job is due that should not be: %+v, %v", j, err)
	}
}

func (h *fixture) done(j *gendu.Job) {
	h.t.Helper()
	h.ok(h.FinishJob(h.t.Context(), jobqueue.GuardOf(j), gendu.JobDone, ""))
}

// ingest runs the job of an audio to its end.
func (h *fixture) ingest(a *gendu.Audio) {
	h.t.Helper()
	j := h.claim(gendu.IngestAudio)
	equal(h, "subject of the ingest job", j.SubjectID, a.ID)
	a.State, a.DurationMS, a.Listening, a.PracticeLen = gendu.Ready, 60_000, "m4a", 2_880_044
	a.Warnings, a.Tags = []string{"a warning"}, gendu.Tags{Title: "T", CoverType: "image/png"}
	h.ok(h.FinishAudio(h.t.Context(), jobqueue.GuardOf(j), a))
	h.done(j)
}

func cuesOf(texts ...string) []*gendu.Cue {
	list := make([]*gendu.Cue, len(texts))
	for i, text := range texts {
		list[i] = &gendu.Cue{Text: text, Translation: "譯 " + text, Speaker: "Mei", Reading: "dú " + text, Paragraph: i / 2}
	}
	return list
}

func (h *fixture) page(e *gendu.Episode, texts ...string) *gendu.Transcript {
	h.t.Helper()
	t := &gendu.Transcript{EpisodeID: e.ID, Source: "the page", Page: &gendu.Page{Title: "T"}}
	h.ok(h.AddTranscript(h.t.Context(), t, cuesOf(texts...)))
	return t
}

// align runs the job of a transcript to its end.
func (h *fixture) align(t *gendu.Transcript) []*gendu.Cue {
	h.t.Helper()
	j := h.claim(gendu.AlignTranscript)
	equal(h, "subject of the align job", j.SubjectID, t.ID)
	now := must[*gendu.Transcript](h)(h.Transcript(h.t.Context(), t.ID))
	list := must[[]*gendu.Cue](h)(h.Cues(h.t.Context(), t.ID))
	for i, c := range list {
		c.StartMS, c.EndMS, c.Confidence, c.Spoken = int64(i)*1000, int64(i)*1000+900, 0.5, true
		c.Words = []gendu.Word{{Text: "w", StartMS: c.StartMS, EndMS: c.EndMS}}
	}
	now.State, now.Method = gendu.Ready, "pauses"
	h.ok(h.FinishTranscript(h.t.Context(), jobqueue.GuardOf(j), now, list))
	h.done(j)
	*t = *now
	return list
}

// ready is an episode that can be practised, with its cues.
func (h *fixture) ready() (*gendu.Episode, []*gendu.Cue) {
	h.t.Helper()
	e := h.episode()
	h.ingest(h.audio(e))
	cues := h.align(h.page(e, "One.", "Two.", "Three."))
	h.ok(h.SetEpisodeState(h.t.Context(), e.ID, gendu.Published))
	return must[*gendu.Episode](h)(h.Episode(h.t.Context(), e.ID)), cues
}

// newTake is a take that is not stored yet.
func (h *fixture) newTake(u *gendu.User, e *gendu.Episode, c *gendu.Cue) *gendu.Take {
	return &gendu.Take{
		ID: gendu.NewID(h.clock.Now()), UserID: u.ID, EpisodeID: e.ID, AudioID: e.AudioID, CueID: c.ID, Revision: c.Revision,
		CueText: c.Text, CueStartMS: c.StartMS, CueEndMS: c.EndMS, Mode: gendu.Repeat, Type: "audio/wav", Size: 44,
		SHA256: []byte{1, 2, 3}, DurationMS: 900, RecordedAt: h.clock.Now().UTC(),
	}
}

func (h *fixture) take(u *gendu.User, e *gendu.Episode, c *gendu.Cue) *gendu.Take {
	h.t.Helper()
	t := h.newTake(u, e, c)
	created, err := h.PutTake(h.t.Context(), t, nil)
	h.ok(err)
	equal(h, "a new take is created", created, true)
	return t
}

func (h *fixture) class(teacher *gendu.User, allTakes bool) *gendu.Class {
	h.t.Helper()
	c := &gendu.Class{
		TeacherID: teacher.ID, Name: "Class", AllTakes: allTakes,
		Code: gendu.ClassCode{Code: h.name("CODE"), UsesLeft: -1},
	}
	h.ok(h.CreateClass(h.t.Context(), c))
	return c
}

func (h *fixture) join(c *gendu.Class, u *gendu.User) {
	h.t.Helper()
	_, err := h.JoinClass(h.t.Context(), c.Code.Code, u.ID)
	h.ok(err)
}
