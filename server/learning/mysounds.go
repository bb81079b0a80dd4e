package learning

import (
	"context"
	"time"

	"gendu"
	"gendu/practice/history"
	"gendu/pronunciation"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/views"
	"gendu/store/study"
)

// What is looked at for a person's sounds: who has practised since is not held to what
// was long ago.
const (
	soundsSince  = 90 * 24 * time.Hour
	maxSounds    = 1000 // takes
	maxSentences = 3    // of a sound
)

// GetMySounds says which sounds one may want to listen to once more.
func (h *Cards) GetMySounds(ctx context.Context, _ api.GetMySoundsRequestObject) (api.GetMySoundsResponseObject, error) {
	me := gate.RequestOf(ctx).User.ID
	out := api.GetMySounds200JSONResponse{Sounds: []api.SoundToHear{}}
	hidden, err := h.s.ScoresOff(ctx, me)
	if err != nil {
		return nil, err
	}
	child, err := h.childVoice(ctx, me)
	switch {
	case err != nil:
		return nil, err
	case hidden:
		out.State = api.MySoundsStateHidden
		return out, nil
	case child:
		out.State = api.MySoundsStateChild
		return out, nil
	case !h.s.Scored:
		out.State = api.MySoundsStateUnavailable
		return out, nil
	}
	list, err := h.s.Store.SoundsOf(ctx, me, h.s.Now().Add(-soundsSince), maxSounds)
	if err != nil {
		return nil, err
	}
	found, enough := history.SoundsToHear(toHeardTakes(list))
	switch {
	case len(found) > 0:
		out.State = api.MySoundsStateFound
	case enough:
		out.State = api.MySoundsStateNone
	default:
		out.State = api.MySoundsStateCollecting
	}
	n := views.NewNames(h.s.Store)
	for _, f := range found {
		sentences, err := sentencesOf(ctx, n, list, f.Cues)
		if err != nil {
			return nil, err
		}
		out.Sounds = append(out.Sounds, api.SoundToHear{Sound: f.Sound, Ipa: gendu.IPA(f.Sound), Words: f.Words, Days: f.Days, Sentences: sentences})
	}
	return out, nil
}

// childVoice says whether what is known of a voice is that of a child, for whom nothing
// reliable can be said of sounds.
func (h *Cards) childVoice(ctx context.Context, id gendu.ID) (bool, error) {
	v, err := h.s.Store.Voice(ctx, id)
	if gendu.KindOf(err) == gendu.NotFound {
		return false, nil
	}
	return err == nil && v.Warp >= pronunciation.Standard().ChildFrom, err
}

// toHeardTakes are takes as the rule wants them. A sentence that was corrected is still the same.
func toHeardTakes(list []study.TakeSounds) []history.HeardTake {
	out := make([]history.HeardTake, len(list))
	for i, v := range list {
		at := v.RecordedAt
		if at.IsZero() || at.After(v.CreatedAt) {
			at = v.CreatedAt
		}
		out[i] = history.HeardTake{Cue: soundCue(&v), At: at, Sounds: v.Sounds}
	}
	return out
}

// soundCue is the sentence in use that a take's own has become, else its own.
func soundCue(v *study.TakeSounds) gendu.ID {
	if v.Now != "" {
		return v.Now
	}
	return v.CueID
}

// sentencesOf are those of a sound, at most three, that can still be listened to.
func sentencesOf(ctx context.Context, n *views.Names, list []study.TakeSounds, cues []history.SoundCue) ([]api.SoundSentence, error) {
	takes := map[gendu.ID]*study.TakeSounds{}
	for i := range list {
		if v := &list[i]; v.Now != "" && v.Subject == gendu.CueSubject && takes[v.Now] == nil { // the newest first
			takes[v.Now] = v
		}
	}
	out := []api.SoundSentence{}
	for _, c := range cues {
		v := takes[c.Cue]
		if v == nil {
			continue
		}
		e, err := n.Episode(ctx, v.EpisodeID)
		if err != nil {
			return nil, err
		}
		if e == nil || e.State != gendu.Published {
			continue
		}
		out = append(out, api.SoundSentence{EpisodeId: string(v.EpisodeID), CueId: string(c.Cue), Text: v.CueText, Words: c.Words})
		if len(out) == maxSentences {
			break
		}
	}
	return out, nil
}
