package recordings

import (
	"context"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// pinned is what the address of a new take says: what it was made against.
type pinned struct {
	episode  gendu.ID
	subject  gendu.SubjectKind
	cue      gendu.ID // of the subject, also where that is a keyword
	revision int
	mode     gendu.Mode
	recorded time.Time
	speed    float64 // of the clip
	start    *int64  // of the cue in the take, ms; nil: not known
	echo     bool    // the microphone was open with echo cancellation
	cut      bool    // the page went away while it was spoken
}

// maxClipStart bounds how far a cue may begin to sound from the take's beginning.
const maxClipStart = 60_000

func pinnedOf(c echo.Context, now time.Time) (pinned, error) {
	var p pinned
	fault := func(field, want string) (pinned, error) {
		return p, httpio.InField(field, gendu.Errorf(gendu.Invalid, "The query needs %s=%s.", field, want))
	}
	var err error
	if p.episode, err = gendu.ParseID(c.QueryParam("episode")); err != nil {
		return fault("episode", "the id of the episode")
	}
	if p.subject, p.cue, err = subjectOfTake(c); err != nil {
		return p, err
	}
	if p.revision, err = strconv.Atoi(c.QueryParam("revision")); err != nil || p.revision < 1 {
		return fault("revision", "the revision of the transcript, from 1")
	}
	p.mode = gendu.Mode(c.QueryParam("mode"))
	if p.mode != gendu.Repeat && p.mode != gendu.Shadow {
		return fault("mode", "repeat or shadow")
	}
	p.recorded, err = time.Parse(time.RFC3339, c.QueryParam("recordedAt"))
	if err != nil {
		return fault("recordedAt", "the moment of the recording (RFC 3339)")
	}
	if p.recorded = gate.Moment(p.recorded, now); p.recorded.After(now.Add(24 * time.Hour)) { // a clock that is wrong by years would head the list for ever
		p.recorded = now
	}
	p.speed = 1
	if v := c.QueryParam("speed"); v != "" {
		p.speed, err = strconv.ParseFloat(v, 64)
		if err != nil || !(p.speed >= 0.5 && p.speed <= 2) { // in this form NaN is none either
			return fault("speed", "the speed at which the sentence was played, 0.5 to 2, or none")
		}
	}
	if v := c.QueryParam("clipStartMs"); v != "" {
		ms, err := strconv.ParseInt(v, 10, 64)
		if err != nil || ms < -maxClipStart || ms > maxClipStart {
			return fault("clipStartMs", "the moment in the recording at which the sentence began to sound, in whole ms from -60000 to 60000, or none")
		}
		p.start = &ms
	}
	var ok bool
	if p.echo, ok = flag(c.QueryParam("echoCancelled")); !ok {
		return fault("echoCancelled", "true where the recording was made with echo cancellation, false or none where not")
	}
	if p.cut, ok = flag(c.QueryParam("cut")); !ok {
		return fault("cut", "true where the page went away during the recording, false or none where not")
	}
	return p, nil
}

// subjectOfTake reads which one of cue and keyword the address names.
func subjectOfTake(c echo.Context) (gendu.SubjectKind, gendu.ID, error) {
	cue, keyword := c.QueryParam("cue"), c.QueryParam("keyword")
	if cue != "" && keyword != "" {
		return "", "", httpio.InField("keyword", gendu.Errorf(gendu.Invalid, "The query names a cue and a keyword. A take is of one of them: please leave out the other."))
	}
	if keyword != "" {
		id, err := gendu.ParseID(keyword)
		if err != nil {
			return "", "", httpio.InField("keyword", gendu.Errorf(gendu.Invalid, "The query needs keyword=the id of the keyword."))
		}
		return gendu.KeywordSubject, id, nil
	}
	id, err := gendu.ParseID(cue)
	if err != nil {
		return "", "", httpio.InField("cue", gendu.Errorf(gendu.Invalid, "The query needs cue=the id of the cue."))
	}
	return gendu.CueSubject, id, nil
}

// flag reads "true", "false" or nothing; ok is false for anything else.
func flag(v string) (on, ok bool) {
	return v == "true", v == "" || v == "false" || v == "true"
}

// pin copies what the take was made against, so that later changes of the
// transcript orphan nothing.
func (h *Takes) pin(ctx context.Context, t *gendu.Take) error {
	o := gate.Resource{}
	if err := gate.FindEpisode(ctx, h.s.Store, t.EpisodeID, &o); err != nil {
		return err
	}
	if err := gate.Can(gate.RequestOf(ctx).User, gate.ReadEpisode, o); err != nil {
		return err
	}
	cue, err := h.s.Store.SubjectOf(ctx, t)
	if err != nil {
		return httpio.Hide(err)
	}
	if !cue.Spoken && t.Subject == gendu.KeywordSubject {
		return gendu.Errorf(gendu.Invalid, "This keyword is not heard in the audio, so that nothing can be compared with it.")
	}
	if !cue.Spoken {
		return gendu.Errorf(gendu.Invalid, "This sentence has no times in the audio, so that nothing can be compared with it.")
	}
	transcript, err := h.s.Store.Transcript(ctx, cue.TranscriptID)
	if err != nil {
		return err
	}
	t.CueText, t.CueStartMS, t.CueEndMS = cue.Text, cue.StartMS, cue.EndMS
	if t.AudioID = transcript.AudioID; t.AudioID == "" {
		t.AudioID = o.Episode.AudioID
	}
	return nil
}
