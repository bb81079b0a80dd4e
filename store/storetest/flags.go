package storetest

import (
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store"
	"gendu/store/flags"
	"gendu/store/numbers"
	"gendu/store/rows"
)

// flagged is a flag of a learner that is stored.
func (h *fixture) flagged(u *gendu.User, c *gendu.Cue, kind gendu.FlagKind, shiftMS int64, note string) flags.View {
	h.t.Helper()
	h.clock.Add(time.Second)
	return must[flags.View](h)(h.PutFlag(h.t.Context(), flagOf(u, c, kind, shiftMS, note)))
}

func flagOf(u *gendu.User, c *gendu.Cue, kind gendu.FlagKind, shiftMS int64, note string) *gendu.Flag {
	return &gendu.Flag{UserID: u.ID, EpisodeID: c.EpisodeID, CueID: c.ID, Kind: kind, ShiftMS: shiftMS, Note: note, Revision: c.Revision}
}

func (h *fixture) own(u *gendu.User, e *gendu.Episode) []flags.View {
	h.t.Helper()
	return must[[]flags.View](h)(h.OwnFlags(h.t.Context(), u.ID, e.ID))
}

func (h *fixture) open(e *gendu.Episode) []flags.View {
	h.t.Helper()
	return must[[]flags.View](h)(h.OpenFlags(h.t.Context(), e.ID, "", 500))
}

// flagsOfLearners: one open flag for each person, sentence and kind; own ones only; what is
// settled is shown until it was seen.
func flagsOfLearners(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	_, others := h.ready()
	u, other, host := h.user(), h.user(), h.user(gendu.Host)
	first := h.flagged(u, cues[0], gendu.FlagEnd, 150, "")
	equal(h, "what it was made against", [2]int64{first.StartMS, first.EndMS}, [2]int64{0, 900})
	equal(h, "the same again", h.flagged(u, cues[0], gendu.FlagEnd, 150, "").ID, first.ID)
	second := h.flagged(u, cues[0], gendu.FlagEnd, 200, "cut off")
	equal(h, "another one in its place", second.ID != first.ID && len(h.own(u, e)) == 1, true)
	text := h.flagged(u, cues[0], gendu.FlagText, 0, "he says two")
	equal(h, "the text that it is about", text.Was, "One.")
	h.flagged(other, cues[0], gendu.FlagEnd, 100, "")
	equal(h, "own flags", len(h.own(u, e)), 2)
	equal(h, "open flags of all", len(h.open(e)), 3)
	part := must[[]flags.View](h)(h.OpenFlags(ctx, e.ID, second.ID, 1))
	equal(h, "a part behind the first", len(part) == 1 && part[0].ID == text.ID, true)

	for what, f := range map[string]*gendu.Flag{
		"no such kind":          flagOf(u, cues[0], "nonsense", 0, ""),
		"other without words":   flagOf(u, cues[0], gendu.FlagOther, 0, ""),
		"a text that is moved":  flagOf(u, cues[0], gendu.FlagText, 50, ""),
		"too far":               flagOf(u, cues[0], gendu.FlagStart, gendu.MaxFlagShift+1, ""),
		"before the episode":    flagOf(u, cues[0], gendu.FlagStart, -50, ""),
		"behind its own end":    flagOf(u, cues[0], gendu.FlagStart, 900, ""),
		"before its own start":  flagOf(u, cues[1], gendu.FlagEnd, -900, ""),
		"a note that is a book": flagOf(u, cues[0], gendu.FlagOther, 0, strings.Repeat("字", gendu.MaxFlagNote+1)),
	} {
		_, err := h.PutFlag(ctx, f)
		h.wantKind(what, err, gendu.Invalid)
	}
	elsewhere := flagOf(u, others[0], gendu.FlagText, 0, "")
	elsewhere.EpisodeID = e.ID
	_, err := h.PutFlag(ctx, elsewhere)
	h.wantKind("a sentence of another episode", err, gendu.NotFound)
	later := flagOf(u, cues[0], gendu.FlagText, 0, "")
	later.Revision++
	_, err = h.PutFlag(ctx, later)
	h.wantKind("a revision that is not there", err, gendu.NotFound)

	h.wantKind("a flag of somebody else's", h.WithdrawFlag(ctx, other.ID, e.ID, cues[0].ID, gendu.FlagText), gendu.NotFound)
	h.ok(h.WithdrawFlag(ctx, u.ID, e.ID, cues[0].ID, gendu.FlagText))
	h.wantKind("withdrawn twice", h.WithdrawFlag(ctx, u.ID, e.ID, cues[0].ID, gendu.FlagText), gendu.NotFound)
	h.wantKind("seen before it is settled", h.SeenFlag(ctx, u.ID, e.ID, cues[0].ID, gendu.FlagEnd), gendu.NotFound)
	settled := must[[]gendu.ID](h)(h.SettleFlags(ctx, e.ID, host.ID, []gendu.ID{second.ID, text.ID, "nonsense"}, gendu.FlagAccepted))
	equal(h, "settled, without what was withdrawn", len(settled) == 1 && settled[0] == second.ID, true)
	equal(h, "settled again", len(must[[]gendu.ID](h)(h.SettleFlags(ctx, e.ID, host.ID, []gendu.ID{second.ID}, gendu.FlagAccepted))), 1)
	equal(h, "settled otherwise", len(must[[]gendu.ID](h)(h.SettleFlags(ctx, e.ID, host.ID, []gendu.ID{second.ID}, gendu.FlagDismissed))), 0)
	equal(h, "in another episode", len(must[[]gendu.ID](h)(h.SettleFlags(ctx, others[0].EpisodeID, host.ID, []gendu.ID{second.ID}, gendu.FlagAccepted))), 0)
	equal(h, "open ones", len(h.open(e)), 1)
	equal(h, "what the learner sees", h.own(u, e)[0].Settled, gendu.FlagAccepted)
	h.wantKind("withdrawn after it was settled", h.WithdrawFlag(ctx, u.ID, e.ID, cues[0].ID, gendu.FlagEnd), gendu.NotFound)
	h.ok(h.SeenFlag(ctx, u.ID, e.ID, cues[0].ID, gendu.FlagEnd))
	h.ok(h.SeenFlag(ctx, u.ID, e.ID, cues[0].ID, gendu.FlagEnd))
	equal(h, "seen once", len(h.own(u, e)), 0)
	must[[]gendu.ID](h)(h.SettleFlags(ctx, e.ID, host.ID, []gendu.ID{second.ID}, gendu.FlagOpen))
	equal(h, "open again", len(h.own(u, e)) == 1 && len(h.open(e)) == 2, true)
}

// flagsFollow: flags go with their sentence through a merge and back, wait while it is out
// of the text, and say what they were made against.
func flagsFollow(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, host := h.user(), h.user(gendu.Host)
	h.flagged(u, cues[1], gendu.FlagEnd, 50, "")
	h.flagged(u, cues[2], gendu.FlagText, 0, "")
	base := e.TranscriptID
	correct := func(lines ...publishing.Line) {
		t.Helper()
		h.clock.Add(time.Second)
		tr := &gendu.Transcript{EpisodeID: e.ID, AuthorID: host.ID}
		must[[]*gendu.Cue](h)(h.CorrectTranscript(ctx, base, tr, lines))
		base = tr.ID
	}
	both := *cues[0]
	both.Text, both.EndMS = cues[0].Text+" "+cues[1].Text, cues[1].EndMS
	correct(publishing.Line{ID: both.ID, Cue: &both, Merged: []gendu.ID{cues[1].ID}})
	list := h.open(e)
	equal(h, "with the sentence that it became part of", len(list) == 1 && list[0].Now == cues[0].ID && list[0].CueID == cues[1].ID, true)
	equal(h, "the learner sees it there", h.own(u, e)[0].Now, cues[0].ID)

	now := must[[]*gendu.Cue](h)(h.Cues(ctx, base))[0]
	now.Revision = 2
	h.flagged(u, now, gendu.FlagEnd, -100, "")
	equal(h, "one flag of a kind on what was merged", len(h.own(u, e)), 1)
	correct(publishing.Line{ID: cues[0].ID, Cue: cues[0]}, publishing.Line{ID: cues[1].ID, Cue: cues[1]}, publishing.Line{ID: cues[2].ID, Cue: cues[2]})
	list = h.open(e)
	equal(h, "of a sentence that came back", len(list) == 2 && list[0].Now == cues[2].ID && list[0].Was == "Three.", true)
	equal(h, "the edge that it was made against", list[1].EndMS, int64(1900))
	equal(h, "counted", h.flagCount(e), 2)
	correct(publishing.Line{ID: cues[0].ID}, publishing.Line{ID: cues[1].ID})
	equal(h, "of a sentence that left the text", len(h.open(e)) == 1 && len(h.own(u, e)) == 1, true)
	equal(h, "counted without it", h.flagCount(e), 1)
	_, err := h.PutFlag(ctx, flagOf(u, cues[2], gendu.FlagEnd, 50, ""))
	h.wantKind("a flag of a sentence that left the text", err, gendu.NotFound)
}

// flagsGo with their account, their episode and their show; a withdrawn one does not come
// back with a backup.
func flagsGo(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	e2, cues2 := h.ready()
	e3, cues3 := h.ready()
	u, stays := h.user(), h.user()
	for _, c := range []*gendu.Cue{cues[0], cues2[0], cues3[0]} {
		h.flagged(u, c, gendu.FlagText, 0, "")
		h.flagged(stays, c, gendu.FlagText, 0, "")
	}
	mine := h.flagged(stays, cues[1], gendu.FlagOther, 0, "taken back")
	h.ok(h.WithdrawFlag(ctx, stays.ID, e.ID, cues[1].ID, gendu.FlagOther))
	log := must[[]rows.Deletion](h)(h.Deletions(ctx, 10))
	entry := log[len(log)-1]
	equal(h, "the entry of the log", entry.Kind == rows.FlagWithdrawn && entry.Subject == mine.ID, true)
	again := h.flagged(stays, cues[1], gendu.FlagOther, 0, "taken back")
	h.applies(entry)
	equal(h, "a later one", len(h.own(stays, e)), 2)
	h.applies(rows.Deletion{Kind: rows.FlagWithdrawn, Subject: again.ID, AtMS: h.clock.Now().UnixMilli()})
	equal(h, "an older row", len(h.own(stays, e)), 1)

	h.ok(h.DeleteEpisode(ctx, e2.ID))
	equal(h, "of a deleted episode", len(h.open(e2)), 0)
	_, err := h.PutFlag(ctx, flagOf(u, cues2[0], gendu.FlagText, 0, ""))
	h.wantKind("a late one", err, gendu.NotFound)
	h.ok(h.DeleteShow(ctx, e3.ShowID))
	equal(h, "of a deleted show", len(h.open(e3)), 0)
	must[*gendu.User](h)(h.AskDeletion(ctx, u.ID, u.ID))
	h.clock.Add(7 * 24 * time.Hour)
	h.ok(h.CloseAccount(ctx, u.ID))
	h.ok(h.ForgetAccount(ctx, u.ID))
	equal(h, "of an account that ended", len(h.open(e)), 1)
}

// tooManyFlags are refused, and room is made by the host.
func tooManyFlags(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	h.ingest(h.audio(e))
	texts := make([]string, 51)
	for i := range texts {
		texts[i] = h.name("Sentence")
	}
	cues := h.align(h.page(e, texts...))
	u := h.user()
	var last flags.View
	for i := range gendu.MaxOpenFlags {
		last = h.flagged(u, cues[i/4], []gendu.FlagKind{gendu.FlagStart, gendu.FlagEnd, gendu.FlagText, gendu.FlagTranslation}[i%4], 0, "")
	}
	one := flagOf(u, cues[50], gendu.FlagText, 0, "")
	_, err := h.PutFlag(ctx, one)
	h.wantKind("one more", err, gendu.Quota)
	equal(h, "it is not there", len(h.own(u, e)), gendu.MaxOpenFlags)
	h.flagged(u, cues[0], gendu.FlagStart, 100, "in place of another")
	must[[]gendu.ID](h)(h.SettleFlags(ctx, e.ID, u.ID, []gendu.ID{last.ID}, gendu.FlagDismissed))
	h.flagged(u, cues[50], gendu.FlagText, 0, "")
}

// flagsInNumbers: who flagged a sentence is a share of all learners, of five and more.
func flagsInNumbers(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	show := must[*gendu.Show](h)(h.Show(ctx, e.ShowID))
	list := h.learners(5)
	for _, u := range list[:3] {
		h.visited(u, e, numbers.Practised{CueID: cues[0].ID, Plays: 1, MS: 100})
	}
	h.flagged(must[*gendu.User](h)(h.User(ctx, show.OwnerID)), cues[0], gendu.FlagText, 0, "") // a host is no learner
	h.flagged(list[3], cues[1], gendu.FlagText, 0, "")
	equal(h, "of four", h.numbers(e).Whole == nil, true)
	h.flagged(list[4], cues[1], gendu.FlagText, 0, "")
	h.flagged(list[4], cues[1], gendu.FlagStart, 50, "")
	c := h.numbers(e)
	equal(h, "who flagged anything is a learner", c.Whole.Learners, 5)
	equal(h, "each counts once, and no host", c.Whole.Flags[cues[1].ID] == 2 && c.Whole.Flags[cues[0].ID] == 0, true)
	h.flagged(list[0], cues[1], gendu.FlagText, 0, "")
	equal(h, "one more changes nothing yet", h.numbers(e).Whole.Flags[cues[1].ID], 2)
	must[*gendu.User](h)(h.AskDeletion(ctx, list[4].ID, list[4].ID))
	h.clock.Add(7 * 24 * time.Hour)
	h.ok(h.CloseAccount(ctx, list[4].ID))
	equal(h, "nothing of the four that are left", h.numbers(e).Whole == nil, true)
}

// flagCount is how many open flags a list says that an episode has.
func (h *fixture) flagCount(e *gendu.Episode) int {
	h.t.Helper()
	return must[[]store.EpisodeSummary](h)(h.EpisodesOf(h.t.Context(), e.ShowID, store.EpisodeQuery{Drafts: true}))[0].Flags
}
