package publishing

import "gendu"

// MaxAudio is the size of the largest audio file that is taken, in bytes.
const MaxAudio = 2 << 30

// AddAudio plans a new source of an episode: it is ingested by a job, and the
// episode goes on with its former audio until [UseAudio].
func AddAudio(f Former, a *gendu.Audio) Change {
	if a.ID == "" {
		a.ID = gendu.NewID(f.Now)
	}
	if a.CreatedAt.IsZero() {
		a.CreatedAt = f.Now
	}
	a.EpisodeID, a.State = f.Episode.ID, gendu.Pending
	return Change{Audio: a, Jobs: []*gendu.Job{job(gendu.IngestAudio, a.ID, a.EpisodeID)}}
}

// UseAudio plans what happens when the audio a has become ready. An episode
// without a transcript uses it at once. The newest text is timed against it: as
// it is where it waited for an audio, and as a new revision where it was timed
// against another one. The episode changes over when that is done ([UseTimes]).
func UseAudio(f Former, a *gendu.Audio) Change {
	var c Change
	if f.Audio == nil || f.Audio.ID != a.ID { // a later upload was faster
		return c
	}
	if f.Episode.TranscriptID == "" {
		c.Use.AudioID = a.ID
	}
	t := f.Latest
	switch {
	case t == nil:
	case t.AudioID == a.ID && t.State != gendu.Pending: // this was done before
	case t.State == gendu.Pending:
		c.time(t, a.ID)
	default:
		next := sameSentences(f, t)
		next.Use = c.Use
		next.time(next.Revision, a.ID)
		c = next
	}
	return c
}

// sameSentences plans the next revision of a text with the same sentences.
func sameSentences(f Former, t *gendu.Transcript) Change {
	next := *t
	next.ID, next.CreatedAt, next.Page = "", f.Now, t.Page.Clone()
	cues := make([]*gendu.Cue, len(f.Cues))
	for i, cue := range f.Cues {
		copied := *cue
		cues[i] = &copied
		if !t.Timed { // a timed file has no other times than its own
			copied.StartMS, copied.EndMS, copied.Confidence, copied.Spoken, copied.Words = 0, 0, 0, false, nil
		}
	}
	return revise(f, &next, cues)
}

// Resume plans the job of the given kind for an audio or a text that waits for one
// which is not there, after something went wrong. A text that waits for an audio
// goes on waiting.
func Resume(f Former, kind gendu.JobKind, waiting gendu.ID) Change {
	var c Change
	switch {
	case kind == gendu.IngestAudio:
		c.Jobs = append(c.Jobs, job(kind, waiting, f.Episode.ID))
	case kind == gendu.AlignTranscript && f.Latest != nil && f.Latest.ID == waiting && f.Audio != nil:
		c.time(f.Latest, f.Audio.ID)
	}
	return c
}

// Retry plans another try for what failed and is still wanted: the newest audio,
// and the newest text where there was an audio to time it against.
func Retry(f Former) Change {
	var c Change
	if f.Newest != nil && f.Newest.State == gendu.Failed {
		c.Jobs = append(c.Jobs, job(gendu.IngestAudio, f.Newest.ID, f.Episode.ID))
	}
	if t := f.Latest; t != nil && t.State == gendu.Failed && t.AudioID != "" {
		c.Jobs = append(c.Jobs, job(gendu.AlignTranscript, t.ID, f.Episode.ID))
	}
	return c
}
