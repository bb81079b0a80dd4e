package publishing

import (
	"path/filepath"
	"strings"

	"gendu"
)

// The lengths of an episode's number and titles, in characters.
const (
	MaxNumber = 40
	MaxTitle  = 300
)

// Titles are what an episode is called. In a [Change], "" leaves one as it is.
type Titles struct{ Number, Title, TitleTranslation string }

// TitlesOf is what a page calls its episode, cut to the lengths that are kept; nil calls it
// nothing.
func TitlesOf(p *gendu.Page) Titles {
	if p == nil {
		return Titles{}
	}
	return Titles{beginning(p.Number, MaxNumber), beginning(p.Title, MaxTitle), beginning(p.TitleTranslation, MaxTitle)}
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
// no title is called as the tags of its audio file say, else as the file.
func NewEpisode(show gendu.ID, p *gendu.Page, tagged, audioFile string) *gendu.Episode {
	t := TitlesOf(p)
	if t.Title == "" {
		t.Title = beginning(strings.TrimSpace(tagged), MaxTitle)
	}
	if t.Title == "" {
		base := filepath.Base(audioFile)
		t.Title = beginning(strings.TrimSuffix(base, filepath.Ext(base)), MaxTitle)
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

// Missing lists what an episode of which so many sentences are heard still needs
// before it can be published: "audio", "transcript", "title", "sentences".
func Missing(e *gendu.Episode, spoken int) []string {
	out := []string{}
	if e.AudioID == "" {
		out = append(out, "audio")
	}
	if e.TranscriptID == "" {
		out = append(out, "transcript")
	} else if spoken == 0 {
		out = append(out, "sentences")
	}
	if e.Title == "" {
		out = append(out, "title")
	}
	return out
}

// SetState plans the publishing of an episode, or its return to a draft. One that
// lacks something, or in which nothing can be practised, is [gendu.Conflict].
func SetState(f Former, state gendu.EpisodeState) (Change, error) {
	switch state {
	case gendu.Draft:
	case gendu.Published:
		if m := Missing(f.Episode, 1); len(m) > 0 { // of the sentences CheckSpoken says more
			return Change{}, gendu.Errorf(gendu.Conflict, "The episode cannot be published yet. It still needs: %s.", strings.Join(m, ", "))
		}
		if err := CheckSpoken(f.Show, f.Used, f.Heard); err != nil {
			return Change{}, err
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

// WorkOf is the state of the newest audio and the newest text as one, "" where there
// is nothing to do: a text that waits for its audio is no work.
func WorkOf(audio, text gendu.WorkState) gendu.WorkState {
	if audio == "" && text == gendu.Pending {
		return ""
	}
	return Together(audio, text)
}

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
