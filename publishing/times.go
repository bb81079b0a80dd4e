package publishing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gendu"
	"gendu/transcripts/captions"
)

const (
	// MaxRecompared bounds how many takes a new timing has compared again: the
	// newest ones, which are looked at.
	MaxRecompared = 500
	// RecompareEvery spreads these, so that a take that was just made waits for one
	// of them at most.
	RecompareEvery = 200 * time.Millisecond
)

// FitFile gives the cues of a timed file the times of the file, as far as an audio
// of so many milliseconds goes, and makes the transcript ready. The file is read
// again, since an earlier and shorter audio may have cut them; what is not found
// in it again keeps the times that it has.
func FitFile(t *gendu.Transcript, cues []*gendu.Cue, durationMS int64) {
	doc, _, err := captions.Read(t.SourceName, []byte(t.Source))
	same := err == nil && !doc.Untimed && len(doc.Cues) == len(cues)
	behind := 0
	for i, c := range cues {
		if same && slices.Equal(strings.Fields(doc.Cues[i].Text), strings.Fields(c.Text)) {
			c.StartMS, c.EndMS, c.Confidence, c.Spoken, c.Words = doc.Cues[i].StartMS, doc.Cues[i].EndMS, 1, true, nil
			for _, w := range doc.Cues[i].Words {
				c.Words = append(c.Words, gendu.Word(w))
			}
		}
		if c.Spoken {
			if c.FitTo(durationMS); !c.Spoken {
				behind++
			}
		}
	}
	t.State, t.Method, t.Message = gendu.Ready, "file", ""
	if behind > 0 {
		t.Message = fmt.Sprintf("%d of the file's %d sentences lie behind the end of the audio and cannot be practised. Is it the file of this audio?", behind, len(cues))
	}
}

// UseTimes plans what happens when a revision has become ready with these cues:
// it comes into use together with the audio that it was timed against, unless a
// later revision is in use or [Judge] leaves that to the host, and the takes of
// sentences that have other times now are compared again.
func UseTimes(f Former, t *gendu.Transcript, cues []*gendu.Cue) Change {
	var c Change
	c.use(f, t, cues)
	return c
}

func (c *Change) use(f Former, t *gendu.Transcript, cues []*gendu.Cue) {
	if f.InUse > t.Revision {
		return
	}
	switch judgeChange(f, t, cues, c.Chosen) {
	case OfferIt:
		return
	case WithdrawIt:
		c.State = gendu.Draft
	}
	c.Use = Use{TranscriptID: t.ID, AudioID: t.AudioID}
	c.unmark(f, t, cues)
	now := make(map[gendu.ID]*gendu.Cue, len(cues))
	for _, cue := range cues {
		now[cue.ID] = cue
	}
	due := f.Now
	for _, m := range f.Takes {
		if cue := now[m.Take.CueID]; m.Take.Revision >= t.Revision || !CompareAgain(m, t.AudioID, cue) {
			continue
		}
		due = due.Add(RecompareEvery)
		compare := job(gendu.CompareTake, m.Take.ID, "")
		compare.RunAt = due
		c.Jobs = append(c.Jobs, compare)
	}
}

// CompareAgain says whether a take is compared with its sentence as it is now in an
// audio: where it is heard elsewhere than before. A sentence that is not heard, is
// gone (nil) or has lost much of its text, since it was split, is not what the take
// says; there, what was said of the take as it was made stays.
func CompareAgain(m Made, audio gendu.ID, now *gendu.Cue) bool {
	return now != nil && now.Spoken && mostOf(m.Take.CueText, now.Text) && Retimed(SoundOf(m.Take, m.Cue), SoundNow(audio, now))
}

// Sound is where a sentence is heard.
type Sound struct {
	AudioID gendu.ID // "" where that is not known
	StartMS int64
	EndMS   int64
	Words   []gendu.Word
	Known   bool // whether Words is what was found; else they are not known
}

// SoundOf is what a take was made against; made is the cue in the revision of the
// take, or nil where that is not known any more.
func SoundOf(t *gendu.Take, made *gendu.Cue) Sound {
	s := Sound{AudioID: t.AudioID, StartMS: t.CueStartMS, EndMS: t.CueEndMS}
	if made != nil {
		s.Words, s.Known = made.Words, true
	}
	return s
}

// SoundNow is where a cue is heard in an audio.
func SoundNow(audio gendu.ID, c *gendu.Cue) Sound {
	return Sound{AudioID: audio, StartMS: c.StartMS, EndMS: c.EndMS, Words: c.Words, Known: true}
}

// Retimed says whether a sentence is heard elsewhere than before, or has other
// words there, so that what was said of a take of it does not hold for it now.
// What is not known of either differs from nothing.
func Retimed(before, now Sound) bool {
	return before.StartMS != now.StartMS || before.EndMS != now.EndMS ||
		before.AudioID != "" && now.AudioID != "" && before.AudioID != now.AudioID ||
		before.Known && now.Known && !slices.Equal(before.Words, now.Words)
}
