package publishing

import (
	"path/filepath"
	"strings"

	"gendu"
	"gendu/transcripts"
)

// The lengths of an episode's number and titles, in characters.
const (
	MostNumber = 40
	MostTitle  = 300
)

// Titles are what an episode is called. In a [Change], "" leaves one as it is.
type Titles struct{ Number, Title, TitleTranslation string }

// TitlesOf is what a page calls its episode, cut to the lengths that are kept.
func TitlesOf(p *transcripts.Page) Titles {
	return Titles{beginning(p.Number, MostNumber), beginning(p.Title, MostTitle), beginning(p.TitleTranslation, MostTitle)}
}

// missingIn is what of the titles fills an empty one of the episode.
func (t Titles) missingIn(e *gendu.Episode) Titles {
	if e.Number != "" {
		t.Number = ""
	}
	if e.Title != "" {
		t.Title = ""
	}
	if e.TitleTranslation != "" {
		t.TitleTranslation = ""
	}
	return t
}

// NewEpisode is a draft of a show with the titles of its page. One whose page has
// no title is called as its audio file.
func NewEpisode(show gendu.ID, p *transcripts.Page, audioFile string) *gendu.Episode {
	t := TitlesOf(p)
	if t.Title == "" {
		base := filepath.Base(audioFile)
		t.Title = beginning(strings.TrimSuffix(base, filepath.Ext(base)), MostTitle)
	}
	return &gendu.Episode{ShowID: show, Number: t.Number, Title: t.Title, TitleTranslation: t.TitleTranslation, State: gendu.Draft}
}

// beginning is the first part of a text, of at most so many characters.
func beginning(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// Missing lists what an episode still needs before it can be published: "audio",
// "transcript", "title".
func Missing(e *gendu.Episode) []string {
	out := []string{}
	if e.AudioID == "" {
		out = append(out, "audio")
	}
	if e.TranscriptID == "" {
		out = append(out, "transcript")
	}
	if e.Title == "" {
		out = append(out, "title")
	}
	return out
}

// SetState plans the publishing of an episode, or its return to a draft. One that
// lacks something is [gendu.Conflict].
func SetState(f Former, state gendu.EpisodeState) (Change, error) {
	switch state {
	case gendu.Draft:
	case gendu.Published:
		if m := Missing(f.Episode); len(m) > 0 {
			return Change{}, gendu.Errorf(gendu.Conflict, "The episode cannot be published yet. It still needs: %s.", strings.Join(m, ", "))
		}
	default:
		return Change{}, gendu.Errorf(gendu.Invalid, "%q is no state of an episode.", state)
	}
	return Change{State: state}, nil
}

// CheckTitle says whether an episode may be called so: a published one has a
// title.
func CheckTitle(e *gendu.Episode, title string) error {
	if e.State == gendu.Published && title == "" {
		return ErrNoTitle()
	}
	return nil
}

// ErrNoTitle is about an empty title, where there must be one.
func ErrNoTitle() error { return gendu.Errorf(gendu.Invalid, "The title is empty.") }

// Playable says whether an episode can be practised.
func Playable(e *gendu.Episode) bool { return e.AudioID != "" && e.TranscriptID != "" }

// Together is the state of several pieces of work as one: pending while any is,
// else failed where any is, else ready; "" where there are none.
func Together(states ...gendu.WorkState) gendu.WorkState {
	var out gendu.WorkState
	for _, s := range states {
		switch {
		case s == gendu.Pending:
			return s
		case s == gendu.Failed, s == gendu.Ready && out == "":
			out = s
		}
	}
	return out
}
