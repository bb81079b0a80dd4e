package store

import (
	"context"
	"fmt"

	"gendu/store/sqldb"
)

// contradictions are what foreign keys cannot rule out, each with a query that
// lists the ids of the rows that show it.
var contradictions = []struct{ table, problem, query string }{
	{
		"episodes", "its audio in use is not there or not ready",
		`SELECT t.id FROM episodes t LEFT JOIN audios a ON a.id = t.audio_id AND a.episode_id = t.id AND a.state = 'ready'
		WHERE t.audio_id <> '' AND a.id IS NULL`,
	},
	{
		"episodes", "its transcript in use is not there or not ready",
		`SELECT t.id FROM episodes t LEFT JOIN transcripts x ON x.id = t.transcript_id AND x.episode_id = t.id AND x.state = 'ready'
		WHERE t.transcript_id <> '' AND x.id IS NULL`,
	},
	{
		"episodes", "its transcript in use was timed against another audio than the one in use",
		`SELECT t.id FROM episodes t JOIN transcripts x ON x.id = t.transcript_id WHERE x.audio_id <> t.audio_id`,
	},
	{
		"transcripts", "it is ready but has no cues",
		`SELECT t.id FROM transcripts t WHERE t.state = 'ready'
		AND NOT EXISTS (SELECT 1 FROM cues c WHERE c.transcript_id = t.id)`,
	},
	{
		"cues", "its times are in the wrong order or behind the end of the audio",
		`SELECT c.id FROM cues c JOIN transcripts t ON t.id = c.transcript_id JOIN audios a ON a.id = t.audio_id
		WHERE c.spoken AND t.state = 'ready' AND (c.start_ms < 0 OR c.end_ms <= c.start_ms OR c.end_ms > a.duration_ms)`,
	},
	{
		"audios", "it waits for a job that is not there",
		`SELECT t.id FROM audios t JOIN episodes e ON e.id = t.episode_id WHERE t.state = 'pending' AND e.deleted_at = 0
		AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject_id = t.id AND j.state IN ('queued', 'running'))`,
	},
	{
		"transcripts", "it waits for a job that is not there",
		`SELECT t.id FROM transcripts t JOIN audios a ON a.id = t.audio_id AND a.state = 'ready'
		JOIN episodes e ON e.id = t.episode_id AND e.deleted_at = 0
		WHERE t.state = 'pending'
		AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject_id = t.id AND j.state IN ('queued', 'running'))`,
	},
	{
		"takes", "its episode or its audio is not there",
		`SELECT t.id FROM takes t LEFT JOIN audios a ON a.id = t.audio_id LEFT JOIN episodes e ON e.id = t.episode_id
		WHERE t.deleted_at = 0 AND (a.id IS NULL OR e.id IS NULL)`,
	},
	{
		"uploads", "its chunks do not follow each other or are longer than the file",
		`SELECT t.id FROM uploads t JOIN upload_chunks c ON c.upload_id = t.id
		GROUP BY t.id, t.size HAVING MAX(c.n) <> COUNT(*) - 1 OR SUM(c.size) > t.size`,
	},
}

// Broken lists the rows that contradict others, at most 1000 of each sort, and
// what the database itself finds wrong with its file. A sound database gives an
// empty list.
func (s *Store) Broken(ctx context.Context) ([]sqldb.Fault, error) {
	faults := []sqldb.Fault{}
	for _, c := range contradictions {
		ids, err := sqldb.Rows(ctx, s.db.Reader, func(v *string) []any { return []any{v} }, c.query+" LIMIT 1000")
		if err != nil {
			return nil, fmt.Errorf("checking %s: %w", c.table, err)
		}
		for _, id := range ids {
			faults = append(faults, sqldb.Fault{Table: c.table, ID: *id, Problem: c.problem})
		}
	}
	own, err := s.db.Dialect.SelfCheck(ctx, s.db.Reader)
	return append(faults, own...), err
}
