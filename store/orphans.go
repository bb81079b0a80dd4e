package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/jobqueue"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// newestRevision is a condition on a transcript x of the episode e.
const newestRevision = "x.revision = (SELECT MAX(y.revision) FROM transcripts y WHERE y.episode_id = e.id)"

// orphanOf holds for a take t of the episode e whose cue is not in the newest
// revision and has no link.
const orphanOf = `t.episode_id = e.id AND t.deleted_at = 0 AND t.subject = 'cue'
	AND NOT EXISTS (SELECT 1 FROM cue_links l WHERE l.from_id = t.cue_id)
	AND NOT EXISTS (SELECT 1 FROM cues c JOIN transcripts x ON x.id = c.transcript_id
		WHERE c.id = t.cue_id AND x.episode_id = e.id AND ` + newestRevision + `)`

// Orphaned lists episodes, at most so many, some of whose takes lead nowhere, or
// whose keywords have no ids, since a gendu before lasting ids wrote them.
func (s *Store) Orphaned(ctx context.Context, limit int) ([]gendu.ID, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} }, `SELECT e.id FROM episodes e
		WHERE EXISTS (SELECT 1 FROM transcripts x WHERE x.episode_id = e.id) AND (
			EXISTS (SELECT 1 FROM takes t WHERE `+orphanOf+`)
			OR EXISTS (SELECT 1 FROM transcripts x WHERE x.episode_id = e.id AND (x.id = e.transcript_id OR `+newestRevision+`)
				AND x.page LIKE '%"term":%' AND x.page NOT LIKE '%"id":%'))
		ORDER BY e.id LIMIT $1`, limit)
	return sqldb.Values(list), err
}

// LinkTakes leads the takes of an episode that were orphaned by earlier revisions to
// their sentences, as [publishing.LinkOrphans] plans it.
func (s *Store) LinkTakes(ctx context.Context, g jobqueue.JobGuard, episodeID gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		return s.change(ctx, tx, episodeID, func(f publishing.Former) (publishing.Change, error) {
			revisions, err := revisionsOf(ctx, tx, episodeID)
			if err != nil {
				return publishing.Change{}, err
			}
			list, err := rows.Takes.List(ctx, tx, "JOIN episodes e ON e.id = $1 WHERE "+orphanOf, episodeID)
			orphans := map[gendu.ID]string{}
			for _, t := range list {
				orphans[t.CueID] = t.CueText
			}
			if err != nil {
				return publishing.Change{}, err
			}
			return publishing.LinkOrphans(f, revisions, orphans), nil
		})
	})
}

func revisionsOf(ctx context.Context, tx *sql.Tx, episodeID gendu.ID) ([]publishing.Revision, error) {
	list, err := rows.Transcripts.List(ctx, tx, "WHERE t.episode_id = $1 ORDER BY t.revision", episodeID)
	out := make([]publishing.Revision, len(list))
	for i, t := range list {
		cues, err := rows.CueLists(ctx, tx, "WHERE c.transcript_id = $1 ORDER BY c.position", t.ID)
		if err != nil {
			return nil, err
		}
		out[i] = publishing.Revision{Transcript: t, Cues: cues}
	}
	return out, err
}

// linkLost enqueues the job that links takes, where there are any to link, and says
// whether it did.
func (s *Store) linkLost(ctx context.Context) (int, error) {
	list, err := s.Orphaned(ctx, 1)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	added, err := s.EnqueueIn(ctx, s.db.Writer, &gendu.Job{Kind: gendu.LinkTakes})
	return number(added), err
}

func applyPages(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	for _, p := range c.Pages {
		if err := p.Page.Validate(); err != nil {
			return err
		}
		if _, err := sqldb.Exec(ctx, tx, "UPDATE transcripts SET page = $2 WHERE id = $1", p.TranscriptID, rows.AsPage(&p.Page)); err != nil {
			return err
		}
	}
	return nil
}
