package publishing

import "gendu"

// Revise plans the next revision of an episode's text, as a person gave it: t and
// its cues, whose ids, revision and positions are filled in. Titles that the
// episode lacks are taken from the page, and older revisions that still wait are
// not timed any more. A page that contradicts itself is [gendu.Invalid].
//
// A timed file takes its own times and is in use at once where there is a ready
// audio. Every other text is timed by a job: now where there is a ready audio,
// and by [UseAudio] later where there is none yet.
func Revise(f Former, t *gendu.Transcript, cues []*gendu.Cue) (Change, error) {
	if err := t.Page.Validate(); err != nil {
		return Change{}, err
	}
	c := revise(f, t, cues)
	switch {
	case f.Audio == nil: // it waits for one
	case t.Timed:
		t.AudioID = f.Audio.ID
		FitFile(t, cues, f.Audio.DurationMS)
		c.use(f, t, cues)
	default:
		c.time(t, f.Audio.ID)
	}
	c.Titles = TitlesOf(t.Page).missingIn(f.Episode)
	return c, nil
}

// revise numbers a revision and its cues; how it is timed is left to the caller.
func revise(f Former, t *gendu.Transcript, cues []*gendu.Cue) Change {
	stamp(f, t)
	t.EpisodeID, t.Revision = f.Episode.ID, 1
	t.AudioID, t.State, t.Method, t.Message = "", gendu.Pending, "", ""
	if f.Latest != nil {
		t.Revision = f.Latest.Revision + 1
	}
	c := Change{Revision: t, Cues: cues, Superseded: f.Waiting}
	c.keepIDs(f)
	number(t, cues)
	return c
}

// stamp gives a revision an id and a time where it has none.
func stamp(f Former, t *gendu.Transcript) {
	if t.ID == "" {
		t.ID = gendu.NewID(f.Now)
	}
	if t.CreatedAt.IsZero() {
		t.CreatedAt = f.Now
	}
}

// number makes cues those of a revision, in their order.
func number(t *gendu.Transcript, cues []*gendu.Cue) {
	for i, cue := range cues {
		cue.TranscriptID, cue.EpisodeID, cue.Revision, cue.Position = t.ID, t.EpisodeID, t.Revision, i
	}
}

// time has a revision timed against an audio.
func (c *Change) time(t *gendu.Transcript, audio gendu.ID) {
	t.AudioID = audio
	c.Timing = Timing{t.ID, audio}
	c.Jobs = append(c.Jobs, job(gendu.AlignTranscript, t.ID, t.EpisodeID))
}
