package numbers

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store/sqldb"
)

// kind is what a figure is about.
type kind string

const (
	heard kind = "heard" // how a sentence was practised
	said  kind = "said"  // how a sentence was recorded
	whole kind = "whole" // the episode
)

// figure is what is shown: it changes only together with enough learners.
type figure struct {
	episodeID gendu.ID
	kind      kind
	cueID     gendu.ID
	learners  int
	figures   string
	at        time.Time
	gone      int
	goneAt    time.Time
}

var figures = sqldb.Table[figure]{
	Name: "shown_numbers", Thing: "figure",
	Cols: []string{"episode_id", "kind", "cue_id", "learners", "figures", "at", "gone", "gone_at"},
	Fields: func(v *figure) []any {
		return []any{&v.episodeID, &v.kind, &v.cueID, &v.learners, &v.figures, sqldb.Time(&v.at), &v.gone, sqldb.Time(&v.goneAt)}
	},
}

type place struct {
	kind  kind
	cueID gendu.ID
}

// learnersOnly leaves out who hosts the episode $1.
const learnersOnly = ` user_id NOT IN (SELECT s.owner_id FROM episodes e JOIN shows s ON s.id = e.show_id WHERE e.id = $1
	UNION SELECT x.user_id FROM episodes e JOIN show_editors x ON x.show_id = e.show_id WHERE e.id = $1)`

// judgedTakes are the recordings of sentences of the episode $1 that could be judged.
const judgedTakes = " FROM takes WHERE episode_id = $1 AND subject = 'cue' AND deleted_at = 0 AND judged_verdict IN ('" +
	string(gendu.VerdictOK) + "', '" + string(gendu.VerdictHard) + "') AND" + learnersOnly

// changedSince counts the learners of whom something has changed since each figure was
// made, by kind and sentence.
const changedSince = `SELECT 'heard', p.cue_id, COUNT(*) FROM (SELECT cue_id, last_at FROM practised WHERE episode_id = $1 AND` + learnersOnly + `) p
	LEFT JOIN shown_numbers f ON f.episode_id = $1 AND f.kind = 'heard' AND f.cue_id = p.cue_id
	WHERE p.last_at > COALESCE(f.at, 0) GROUP BY p.cue_id
	UNION ALL SELECT 'said', p.cue_id, COUNT(*) FROM (SELECT cue_id, user_id, MAX(created_at) AS last_at` + judgedTakes + ` GROUP BY cue_id, user_id) p
	LEFT JOIN shown_numbers f ON f.episode_id = $1 AND f.kind = 'said' AND f.cue_id = p.cue_id
	WHERE p.last_at > COALESCE(f.at, 0) GROUP BY p.cue_id
	UNION ALL SELECT 'whole', '', COUNT(*) FROM (SELECT user_id FROM practised WHERE episode_id = $1 AND last_at > $2 AND` + learnersOnly + `
		UNION SELECT user_id FROM takes WHERE episode_id = $1 AND subject = 'cue' AND deleted_at = 0 AND created_at > $2 AND` + learnersOnly + `
		UNION SELECT user_id FROM flags WHERE episode_id = $1 AND created_at > $2 AND` + learnersOnly + `) u`

// EpisodeNumbers gives the figures of an episode that are to be shown. First it makes those
// again in which enough learners have changed something; hosts of the show do not count.
// Its time grows with the learners of this episode and their recordings of it.
func (s *Numbers) EpisodeNumbers(ctx context.Context, episodeID gendu.ID) (publishing.Counts, error) {
	due, shown, err := s.due(ctx, episodeID)
	if err == nil && len(due) > 0 {
		var made []*figure
		if made, err = s.count(ctx, episodeID, due); err == nil {
			shown, err = s.show(ctx, episodeID, shown, made)
		}
	}
	if err != nil {
		return publishing.Counts{}, err
	}
	return s.counts(shown)
}

// show writes figures that were made again, unless somebody else has done so meanwhile, and
// gives all that there are.
func (s *Numbers) show(ctx context.Context, episodeID gendu.ID, before, made []*figure) (now []*figure, err error) {
	seen := map[place]time.Time{}
	for _, f := range before {
		seen[place{f.kind, f.cueID}] = f.at
	}
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		// Two who look at once come one behind the other.
		if _, err := sqldb.Exec(ctx, tx, "UPDATE episodes SET number = number WHERE id = $1", episodeID); err != nil {
			return err
		}
		now, err = figures.List(ctx, tx, "WHERE t.episode_id = $1", episodeID)
		if err != nil {
			return err
		}
		for _, f := range now {
			if at := (place{f.kind, f.cueID}); !seen[at].Equal(f.at) {
				made = slices.DeleteFunc(made, func(m *figure) bool { return m.kind == f.kind && m.cueID == f.cueID })
			}
		}
		if _, err := figures.Insert(ctx, tx, `ON CONFLICT (episode_id, kind, cue_id) DO UPDATE SET learners = excluded.learners, figures = excluded.figures,
			at = excluded.at, gone = excluded.gone, gone_at = excluded.gone_at`, made...); err != nil {
			return err
		}
		now, err = figures.List(ctx, tx, "WHERE t.episode_id = $1", episodeID)
		return err
	})
	return now, err
}

// due lists which figures are to be made again, and those that there are.
func (s *Numbers) due(ctx context.Context, episodeID gendu.ID) (map[place]bool, []*figure, error) {
	shown, err := figures.List(ctx, s.db.Reader, "WHERE t.episode_id = $1", episodeID)
	if err != nil {
		return nil, nil, err
	}
	gone, wholeAt := map[place]int{}, time.Time{}
	for _, f := range shown {
		gone[place{f.kind, f.cueID}] = f.gone
		if f.kind == whole {
			wholeAt = f.at
		}
	}
	type change struct {
		place
		learners int
	}
	changes, err := sqldb.Rows(ctx, s.db.Reader, func(v *change) []any { return []any{&v.kind, &v.cueID, &v.learners} }, changedSince, episodeID, sqldb.Time(&wholeAt))
	due := map[place]bool{}
	for _, c := range changes {
		if publishing.Renewed(c.learners, gone[c.place]) {
			due[c.place] = true
		}
	}
	return due, shown, err
}

// counts reads the figures that still stand.
func (s *Numbers) counts(shown []*figure) (publishing.Counts, error) {
	out := publishing.Counts{Heard: map[gendu.ID]publishing.HeardCounts{}, Said: map[gendu.ID]publishing.SaidCounts{}}
	now := s.db.Now()
	for _, f := range shown {
		if !publishing.Stands(f.learners, f.gone, f.goneAt, now) {
			continue
		}
		var err error
		switch f.kind {
		case heard:
			out.Heard[f.cueID], err = read[publishing.HeardCounts](f)
		case said:
			out.Said[f.cueID], err = read[publishing.SaidCounts](f)
		case whole:
			var v publishing.WholeCounts
			v, err = read[publishing.WholeCounts](f)
			out.Whole = &v
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func read[T any](f *figure) (v T, err error) { return v, json.Unmarshal([]byte(f.figures), &v) }

// count makes the figures that are due. Their time is taken when all is counted: what
// changes meanwhile is not among the learners who have changed something since, so that
// these are never fewer than they seem.
func (s *Numbers) count(ctx context.Context, episodeID gendu.ID, due map[place]bool) ([]*figure, error) {
	var out []*figure
	add := func(p place, learners int, v any) error {
		text, err := json.Marshal(v)
		out = append(out, &figure{episodeID: episodeID, kind: p.kind, cueID: p.cueID, learners: learners, figures: string(text)})
		return err
	}
	heardOf, err := s.countHeard(ctx, episodeID)
	if err != nil {
		return nil, err
	}
	saidOf, err := s.countSaid(ctx, episodeID)
	if err != nil {
		return nil, err
	}
	for p := range due {
		switch p.kind {
		case heard:
			err = add(p, heardOf[p.cueID].Learners, heardOf[p.cueID])
		case said:
			err = add(p, saidOf[p.cueID].Learners, saidOf[p.cueID])
		case whole:
			var v publishing.WholeCounts
			if v, err = s.countWhole(ctx, episodeID); err == nil {
				err = add(p, v.Learners, v)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	at := s.db.Now()
	for _, f := range out {
		f.at = at
	}
	return out, nil
}
