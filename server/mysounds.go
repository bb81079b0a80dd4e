package server

import (
	"context"
	"time"

	"gendu"
	"gendu/practice"
	"gendu/pronunciation"
	"gendu/server/api"
	"gendu/store"
)

// What is looked at for a person's sounds: who has practised since is not held to what
// was long ago.
const (
	soundsSince  = 90 * 24 * time.Hour
	maxSounds    = 1000 // takes
	maxSentences = 3    // of a sound
)

// GetMySounds says which sounds one may want to listen to once more.
func (h *takes) GetMySounds(ctx context.Context, _ api.GetMySoundsRequestObject) (api.GetMySoundsResponseObject, error) {
	me := requestOf(ctx).user.ID
	out := api.GetMySounds200JSONResponse{Sounds: []api.SoundToHear{}}
	hidden, err := h.s.scoresOff(ctx, me)
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
	case !h.s.scored:
		out.State = api.MySoundsStateUnavailable
		return out, nil
	}
	list, err := h.s.store.SoundsOf(ctx, me, h.s.now().Add(-soundsSince), maxSounds)
	if err != nil {
		return nil, err
	}
	found, enough := practice.SoundsToHear(toHeardTakes(list))
	switch {
	case len(found) > 0:
		out.State = api.MySoundsStateFound
	case enough:
		out.State = api.MySoundsStateNone
	default:
		out.State = api.MySoundsStateCollecting
	}
	n := newNames(h.s.store)
	for _, f := range found {
		sentences, err := n.sentences(ctx, list, f.Cues)
		if err != nil {
			return nil, err
		}
		out.Sounds = append(out.Sounds, api.SoundToHear{Sound: f.Sound, Ipa: gendu.IPA(f.Sound), Words: f.Words, Days: f.Days, Sentences: sentences})
	}
	return out, nil
}

// childVoice says whether what is known of a voice is that of a child, for whom nothing
// reliable can be said of sounds.
func (h *takes) childVoice(ctx context.Context, id gendu.ID) (bool, error) {
	v, err := h.s.store.Voice(ctx, id)
	if gendu.KindOf(err) == gendu.NotFound {
		return false, nil
	}
	return err == nil && v.Warp >= pronunciation.Standard().ChildFrom, err
}

// toHeardTakes are takes as the rule wants them. A sentence that was corrected is still the same.
func toHeardTakes(list []store.TakeSounds) []practice.HeardTake {
	out := make([]practice.HeardTake, len(list))
	for i, v := range list {
		at := v.RecordedAt
		if at.IsZero() || at.After(v.CreatedAt) {
			at = v.CreatedAt
		}
		out[i] = practice.HeardTake{Cue: soundCue(&v), At: at, Sounds: v.Sounds}
	}
	return out
}

// soundCue is the sentence in use that a take's own has become, else its own.
func soundCue(v *store.TakeSounds) gendu.ID {
	if v.Now != "" {
		return v.Now
	}
	return v.CueID
}

// sentences are those of a sound, at most three, that can still be listened to.
func (n *names) sentences(ctx context.Context, list []store.TakeSounds, cues []practice.SoundCue) ([]api.SoundSentence, error) {
	takes := map[gendu.ID]*store.TakeSounds{}
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
		e, err := known(n.episodes, v.EpisodeID, func() (*gendu.Episode, error) { return n.store.Episode(ctx, v.EpisodeID) })
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
