package publishing

import "gendu"

// Verdict is what becomes of a revision that has become ready.
type Verdict int

// The verdicts.
const (
	// UseIt: it comes into use.
	UseIt Verdict = iota
	// OfferIt: what is in use stays until the host decides.
	OfferIt
	// WithdrawIt: it comes into use, and the episode is a draft again.
	WithdrawIt
)

// Judged is an episode with a revision that has become ready.
type Judged struct {
	Published bool
	InUse     []*gendu.Cue // of the revision in use; empty without one
	InUseOf   gendu.ID     // the audio in use; "" without one
	Ready     []*gendu.Cue // of the revision that has become ready
	ReadyOf   gendu.ID     // the audio that it was timed against
	Chosen    bool         // the host chose that audio
}

// Judge says what becomes of a revision. What learners practise is not taken from
// them unseen: a published episode keeps its audio until the host has compared the
// new one, and a text of which nothing was found does not replace one that can be
// practised. An episode that was published before it was timed, and of which
// nothing was found, is a draft again.
func Judge(j Judged) Verdict {
	switch {
	case !j.Published:
		return UseIt
	case Spoken(j.Ready) == 0 && Spoken(j.InUse) > 0:
		return OfferIt
	case Spoken(j.Ready) == 0:
		return WithdrawIt
	case Spoken(j.InUse) > 0 && j.InUseOf != "" && j.ReadyOf != "" && j.InUseOf != j.ReadyOf && !j.Chosen:
		return OfferIt
	}
	return UseIt
}

// Difference is a new audio beside the one in use.
type Difference struct {
	Sentences int          // of the text
	Found     int          // of these, heard in the new audio
	Lost      []*gendu.Cue // heard in the audio in use and not in the new one
}

// Differ compares the sentences as they are heard now and in another audio.
func Differ(inUse, other []*gendu.Cue) Difference {
	d := Difference{Sentences: len(other), Found: Spoken(other)}
	heard := make(map[gendu.ID]bool, len(other))
	for _, c := range other {
		heard[c.ID] = c.Spoken
	}
	for _, c := range inUse {
		if c.Spoken && !heard[c.ID] {
			d.Lost = append(d.Lost, c)
		}
	}
	return d
}

// SameTexts says whether two revisions have the same sentences in the same order, so
// that the times of the one hold for the other.
func SameTexts(a, b []*gendu.Cue) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Text != b[i].Text {
			return false
		}
	}
	return true
}

// judgeChange is [Judge] of an episode as a change finds it.
func judgeChange(f Former, t *gendu.Transcript, cues []*gendu.Cue, chosen gendu.ID) Verdict {
	return Judge(Judged{
		Published: f.Episode.State == gendu.Published, InUse: f.Heard, InUseOf: f.Episode.AudioID, Ready: cues, ReadyOf: t.AudioID,
		Chosen: chosen == t.AudioID || f.Audio != nil && f.Audio.ID == t.AudioID && !f.Audio.ChosenAt.IsZero(),
	})
}

// ChooseAudio plans the host's decision for one of the audios of an episode: a new
// one that was offered beside the one in use, or a former one again. It comes into
// use with the newest text at once where that text was timed against it, or has the
// sentences of timed, the newest revision that was (nil without one); else the text
// is timed first. An audio that is not ready, or in which nothing of the text of a
// published episode was found, is [gendu.Conflict].
func ChooseAudio(f Former, a *gendu.Audio, timed *gendu.Transcript, cues []*gendu.Cue) (Change, error) {
	if a.State != gendu.Ready {
		return Change{}, gendu.Errorf(gendu.Conflict, "This audio is not ready yet.")
	}
	c := Change{Chosen: a.ID}
	t := f.Latest
	switch {
	case t == nil:
		c.Use.AudioID = a.ID
		return c, nil
	case t.AudioID == a.ID && t.State == gendu.Pending: // it comes into use when it is timed
		return c, nil
	case t.AudioID == a.ID && t.State == gendu.Ready:
		if f.Episode.State == gendu.Published {
			if err := CheckSpoken(f.Show, t, f.Cues); err != nil {
				return Change{}, err
			}
		}
		c.use(f, t, f.Cues)
		return c, nil
	}
	next := sameSentences(f, t)
	next.Chosen = a.ID
	if timed == nil || !SameTexts(cues, f.Cues) {
		next.time(next.Revision, a.ID)
		return next, nil
	}
	next.takeTimes(timed, cues)
	next.use(f, next.Revision, next.Cues)
	return next, nil
}

// takeTimes gives a new revision the times of one with the same sentences. All
// else of its page stays, for it may have been corrected since.
func (c *Change) takeTimes(timed *gendu.Transcript, cues []*gendu.Cue) {
	t := c.Revision
	times := map[string]gendu.Keyword{}
	for _, k := range timed.Keywords() {
		times[k.Term] = k
	}
	keywords := t.Keywords()
	for i := range keywords {
		k := &keywords[i]
		k.TermTime, k.ExampleTime = times[k.Term].TermTime, times[k.Term].ExampleTime
	}
	t.AudioID, t.State, t.Method, t.Message = timed.AudioID, gendu.Ready, timed.Method, timed.Message
	for i, cue := range c.Cues {
		was := cues[i]
		cue.StartMS, cue.EndMS, cue.Confidence, cue.Spoken, cue.Words = was.StartMS, was.EndMS, was.Confidence, was.Spoken, was.Words
	}
}
