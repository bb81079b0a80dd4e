package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"gendu"
)

const (
	// mostRecompared bounds how many takes a new timing or a repair has compared: the
	// newest ones, which are looked at.
	mostRecompared = 500
	// recompareEvery spreads these, so that a take that was just made waits for one of
	// them at most.
	recompareEvery = 200 * time.Millisecond
)

// recompare enqueues the takes of an episode whose sentence is in a transcript that
// came into use with other times, words or audio than those that they were made
// against. What was said of them before stays.
func (s *Store) recompare(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, list []*gendu.Cue) error {
	made, err := takes.list(ctx, tx, `WHERE t.episode_id = $1 AND t.revision < $2 AND t.deleted_at = 0
		ORDER BY t.created_at DESC, t.id DESC LIMIT $3`, t.EpisodeID, t.Revision, mostRecompared)
	if err != nil {
		return err
	}
	now := map[gendu.ID]*gendu.Cue{}
	for _, c := range list {
		now[c.ID] = c
	}
	former := map[int]map[gendu.ID]*gendu.Cue{}
	due := s.Now()
	for _, take := range made {
		if former[take.Revision] == nil {
			if former[take.Revision], err = s.cuesOfRevision(ctx, tx, take.EpisodeID, take.Revision); err != nil {
				return err
			}
		}
		c := now[take.CueID]
		if c == nil || !c.Spoken || !retimed(take, former[take.Revision][take.CueID], c, t.AudioID) {
			continue
		}
		due = due.Add(recompareEvery)
		// Where one is queued already, that one does both.
		if _, err := s.enqueue(ctx, tx, &gendu.Job{Kind: gendu.CompareTake, SubjectID: take.ID, RunAt: due}); err != nil {
			return err
		}
	}
	return nil
}

// recompareLost enqueues the takes that have neither an answer nor a job that will
// bring one, and says how many.
func (s *Store) recompareLost(ctx context.Context) (int, error) {
	// They are looked for before anything is locked, since this goes through all takes:
	// a take and its job are written at once, so that what is found waits for nothing.
	list, err := takes.list(ctx, s.r, `WHERE t.deleted_at = 0 AND NOT EXISTS (SELECT 1 FROM comparisons k WHERE k.take_id = t.id)`+idle+`
		ORDER BY t.created_at DESC, t.id DESC LIMIT $2`, gendu.CompareTake, mostRecompared)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	mended := 0
	err = s.tx(ctx, func(tx *sql.Tx) error {
		mended = 0
		due := s.Now()
		for _, take := range list {
			due = due.Add(recompareEvery)
			added, err := s.enqueue(ctx, tx, &gendu.Job{Kind: gendu.CompareTake, SubjectID: take.ID, RunAt: due})
			if err != nil {
				return err
			}
			mended += number(added)
		}
		return nil
	})
	return mended, err
}

func (s *Store) cuesOfRevision(ctx context.Context, q queryer, episodeID gendu.ID, revision int) (map[gendu.ID]*gendu.Cue, error) {
	list, err := cueLists(ctx, q, "WHERE c.episode_id = $1 AND t.revision = $2", episodeID, revision)
	out := map[gendu.ID]*gendu.Cue{}
	for _, c := range list {
		out[c.ID] = c
	}
	return out, err
}

// retimed says whether a cue is not what a take was made against any more.
func retimed(t *gendu.Take, former, now *gendu.Cue, audio gendu.ID) bool {
	if t.CueStartMS != now.StartMS || t.CueEndMS != now.EndMS || audio != "" && t.AudioID != audio {
		return true
	}
	return former != nil && !slices.Equal(former.Words, now.Words)
}
