package study

import (
	"context"
	"maps"
	"slices"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// CardView is a card with what it shows today.
type CardView struct {
	gendu.Card
	Episode  *gendu.Episode
	Revision int
	Cue      *gendu.Cue // a keyword in the form of one, see [publishing.Drill]
	First    gendu.ID   // the learner's first take of it; "" without
	Best     gendu.ID   // the one marked best; "" without
}

// Present leaves of a list of cards those whose subject is still in the text of its
// episode, each subject once: two sentences that became one are one card.
func (s *Study) Present(ctx context.Context, list []gendu.Card) ([]gendu.Card, error) {
	if len(list) == 0 {
		return list, nil
	}
	episodeIDs := make([]gendu.ID, len(list))
	for i, c := range list {
		episodeIDs[i] = c.EpisodeID
	}
	l, err := rows.Lasting(ctx, s.db.Reader, episodeIDs...)
	if err != nil {
		return nil, err
	}
	seen := map[gendu.ID]bool{}
	out := make([]gendu.Card, 0, len(list))
	for _, c := range list {
		if now, ok := l.Now(c.SubjectID); ok && !seen[now] {
			seen[now] = true
			out = append(out, c)
		}
	}
	return out, nil
}

// CardViews looks up what cards show; those that show nothing any more are left out.
func (s *Study) CardViews(ctx context.Context, userID gendu.ID, list []gendu.Card) ([]CardView, error) {
	episodes := map[gendu.ID]*episodeText{}
	out := make([]CardView, 0, len(list))
	for _, c := range list {
		text := episodes[c.EpisodeID]
		if text == nil {
			var err error
			if text, err = s.episodeText(ctx, c.EpisodeID); err != nil {
				if gendu.KindOf(err) == gendu.NotFound {
					continue
				}
				return nil, err
			}
			episodes[c.EpisodeID] = text
		}
		now, _ := text.lasting.Now(c.SubjectID)
		v := CardView{Card: c, Episode: text.episode, Revision: text.revision, Cue: text.subjects[now]}
		if v.Cue != nil {
			out = append(out, v)
		}
	}
	return out, s.addTakes(ctx, userID, out)
}

// FreshCues lists the cues of an episode, in their order, that a learner has no card of,
// as cards that were never rated.
func (s *Study) FreshCues(ctx context.Context, userID, episodeID gendu.ID) ([]gendu.Card, error) {
	text, err := s.episodeText(ctx, episodeID)
	if err != nil {
		return nil, err
	}
	kept, err := s.CardsOfEpisode(ctx, userID, episodeID)
	if err != nil {
		return nil, err
	}
	known := map[gendu.ID]bool{}
	for _, c := range kept {
		now, _ := text.lasting.Now(c.SubjectID)
		known[now] = true
	}
	out := []gendu.Card{}
	for _, c := range text.ordered {
		if c.Spoken && !known[c.ID] {
			out = append(out, gendu.Card{UserID: userID, SubjectID: c.ID, Subject: gendu.CueSubject, EpisodeID: episodeID, Source: gendu.CardEpisode})
		}
	}
	return out, nil
}

// episodeText is what cards of an episode show.
type episodeText struct {
	episode  *gendu.Episode
	revision int
	ordered  []*gendu.Cue
	subjects map[gendu.ID]*gendu.Cue // its cues, and its keywords in the form of cues, that are heard
	lasting  interface {
		Now(gendu.ID) (gendu.ID, bool)
	}
}

func (s *Study) episodeText(ctx context.Context, id gendu.ID) (*episodeText, error) {
	e, err := rows.Episodes.One(ctx, s.db.Reader, "WHERE t.id = $1 AND t.deleted_at = 0", id)
	if err != nil {
		return nil, err
	}
	t, err := rows.Transcripts.One(ctx, s.db.Reader, "WHERE t.id = $1", e.TranscriptID)
	if err != nil {
		return nil, err
	}
	list, err := rows.CueLists(ctx, s.db.Reader, "WHERE c.transcript_id = $1 ORDER BY c.position", t.ID)
	if err != nil {
		return nil, err
	}
	l, err := rows.Lasting(ctx, s.db.Reader, id)
	if err != nil {
		return nil, err
	}
	out := &episodeText{episode: e, revision: t.Revision, ordered: list, subjects: publishing.Drills(t, list), lasting: l}
	for _, c := range list {
		if c.Spoken {
			out.subjects[c.ID] = c
		}
	}
	maps.DeleteFunc(out.subjects, func(_ gendu.ID, c *gendu.Cue) bool { return !c.Spoken })
	return out, nil
}

// addTakes fills in the first and the best takes of the subjects.
func (s *Study) addTakes(ctx context.Context, userID gendu.ID, list []CardView) error {
	at := map[gendu.ID]int{}
	var ids []gendu.ID
	for i, v := range list {
		for _, id := range []gendu.ID{v.SubjectID, v.Cue.ID} {
			at[id], ids = i, append(ids, id)
		}
	}
	for batch := range slices.Chunk(ids, sqldb.RowsPerInsert) {
		found, err := rows.Takes.List(ctx, s.db.Reader, "WHERE t.user_id = $1 AND t.deleted_at = 0 AND t.cue_id IN ("+sqldb.Marks(2, len(batch))+") ORDER BY t.created_at, t.id",
			append([]any{userID}, sqldb.Args(batch)...)...)
		if err != nil {
			return err
		}
		for _, t := range found {
			v := &list[at[t.CueID]]
			if v.First == "" {
				v.First = t.ID
			}
			if t.Best {
				v.Best = t.ID
			}
		}
	}
	return nil
}
