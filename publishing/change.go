package publishing

import (
	"time"

	"gendu"
)

// Former is an episode as a change finds it.
type Former struct {
	Now     time.Time
	Episode *gendu.Episode
	Newest  *gendu.Audio        // the newest audio in any state; nil without one
	Audio   *gendu.Audio        // the newest audio that is ready; nil without one
	Latest  *gendu.Transcript   // the newest revision in any state; nil without one
	Cues    []*gendu.Cue        // of Latest, in order
	Waiting []gendu.ID          // the revisions that are not timed yet
	InUse   int                 // the revision in use, from 1; 0 without one
	Used    *gendu.Transcript   // the revision in use; nil without one
	Heard   []*gendu.Cue        // its sentences, as learners practise them
	Show    *gendu.Show         // whose episode it is
	Takes   []Made              // the newest takes, of all learners, at most [MaxRecompared]
	Best    []*gendu.Take       // all takes with the mark, of all learners
	Links   []gendu.CueLink     // from all ids of the episode that are not used any more
	Gone    map[gendu.ID]string // the texts that these ids stood for
}

// Made is a take with what it was made against.
type Made struct {
	Take *gendu.Take
	Cue  *gendu.Cue // as it was in the take's revision; nil where that is not known
}

// Change is what has to be written of an episode, all of it or nothing. Empty
// fields change nothing.
type Change struct {
	State      gendu.EpisodeState
	Titles     Titles            // fill what is empty
	Audio      *gendu.Audio      // a new one
	Chosen     gendu.ID          // an audio that the host chose now
	Superseded []gendu.ID        // revisions whose timing ends without a result
	Revision   *gendu.Transcript // a new one
	Cues       []*gendu.Cue      // of Revision
	Links      []gendu.CueLink   // from ids that Revision does not use any more
	Returned   []gendu.ID        // ids that Revision uses again; no link leads from them any more
	Unmarked   []gendu.ID        // takes that are not their sentence's best any more
	Pages      []Page            // of other revisions
	Timing     Timing
	Use        Use
	Jobs       []*gendu.Job // to enqueue where no such job is under way
}

// Timing says that a revision is to be timed against an audio; its job is among
// the Jobs of the change.
type Timing struct{ TranscriptID, AudioID gendu.ID }

// Use says what an episode uses from now on; "" leaves it as it is.
type Use struct{ TranscriptID, AudioID gendu.ID }

// Superseded is what the host reads about a revision that a newer one replaced
// before it was timed.
const Superseded = "A newer revision took its place before it was timed."

func job(kind gendu.JobKind, subject, episode gendu.ID) *gendu.Job {
	return &gendu.Job{Kind: kind, SubjectID: subject, EpisodeID: episode}
}
