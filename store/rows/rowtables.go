package rows

import (
	"context"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// Takes is how a take lies in its row.
var Takes = sqldb.Table[gendu.Take]{
	Name: "takes", Thing: "take",
	Cols: []string{
		"id", "user_id", "episode_id", "audio_id", "subject", "cue_id", "revision", "cue_text", "cue_start_ms", "cue_end_ms", "mode", "speed", "clip_start_ms", "echo_cancelled", "cut",
		"type", "size", "sha256", "duration_ms", "level", "note", "best", "favourite", "best_at", "recorded_at", "created_at", "deleted_at",
		"stored_type", "stored_size", "stored_sha256",
		"judged_state", "judged_verdict", "judged_score", "judged_equal", "judged_method",
	},
	Fields: func(v *gendu.Take) []any {
		level := "{}" // earlier versions kept what nobody read
		return []any{
			&v.ID, &v.UserID, &v.EpisodeID, &v.AudioID, &v.Subject, &v.CueID, &v.Revision, &v.CueText, &v.CueStartMS, &v.CueEndMS, &v.Mode, &v.Speed, &v.ClipStartMS, &v.EchoCancelled, &v.Cut,
			&v.Type, &v.Size, sqldb.Hex(&v.SHA256), &v.DurationMS, &level, &v.Note, &v.Best, &v.Favourite, sqldb.Time(&v.BestAt),
			sqldb.Time(&v.RecordedAt), sqldb.Time(&v.CreatedAt), sqldb.Time(&v.DeletedAt),
			&v.Stored.Type, &v.Stored.Size, sqldb.Hex(&v.Stored.SHA256),
			&v.Judged.State, &v.Judged.Verdict, &v.Judged.Score, &v.Judged.Equal, &v.Judged.Method,
		}
	},
}

// comparisons, submissions and reviews stand on the outer side of joins too, so
// all their columns may be NULL on the way in.
var Comparisons = sqldb.Table[gendu.Compared]{
	Name: "comparisons", Thing: "comparison",
	Cols: []string{"take_id", "revision", "state", "json", "message", "created_at"},
	Fields: func(v *gendu.Compared) []any {
		return []any{sqldb.OrNull(&v.TakeID), sqldb.OrNull(&v.Revision), sqldb.OrNull(&v.State), AsComparison(&v.Comparison), sqldb.OrNull(&v.Message), sqldb.Time(&v.CreatedAt)}
	},
}

// Submissions is how a submission lies in its row.
var Submissions = sqldb.Table[gendu.Submission]{
	Name: "submissions", Thing: "submission",
	Cols: []string{"take_id", "class_id", "sent_at"},
	Fields: func(v *gendu.Submission) []any {
		return []any{sqldb.OrNull(&v.TakeID), sqldb.OrNull(&v.ClassID), sqldb.Time(&v.SentAt)}
	},
}

// OrNil is nil for the side of an outer join that was not there.
func OrNil[T any](v *T, key gendu.ID) *T {
	if key == "" {
		return nil
	}
	return v
}

// CueLinks is how the link from a former cue to a present one lies in its row.
var CueLinks = sqldb.Table[gendu.CueLink]{
	Name: "cue_links", Thing: "link",
	Cols: []string{"from_id", "to_id", "kind", "episode_id", "created_at"},
	Fields: func(v *gendu.CueLink) []any {
		return []any{&v.From, &v.To, &v.Kind, &v.EpisodeID, sqldb.Time(&v.CreatedAt)}
	},
}

// Transcripts is how a revision of a text lies in its row.
var Transcripts = sqldb.Table[gendu.Transcript]{
	Name: "transcripts", Thing: "transcript",
	Cols: []string{
		"id", "episode_id", "revision", "audio_id", "source", "source_name", "page", "timed", "state", "method",
		"message", "author_id", "created_at",
	},
	Fields: func(v *gendu.Transcript) []any {
		return []any{
			&v.ID, &v.EpisodeID, &v.Revision, &v.AudioID, &v.Source, &v.SourceName, AsPage(&v.Page), &v.Timed, &v.State, &v.Method,
			&v.Message, &v.AuthorID, sqldb.Time(&v.CreatedAt),
		}
	},
}

// Place is where a take stands in a list that is ordered by time.
type Place struct {
	At time.Time
	ID gendu.ID
}

// Active holds where the user whose id stands in column is not disabled and has the
// role. What somebody granted works only as long as it holds, so that access ends with
// the account that granted it, in whichever way the roles are changed.
func Active(column string, role gendu.Role) string {
	return "EXISTS (SELECT 1 FROM users g WHERE g.id = " + column + " AND NOT g.disabled AND ' ' || g.roles || ' ' LIKE '% " + string(role) + " %')"
}

// Episodes is how an episode lies in its row.
var Episodes = sqldb.Table[gendu.Episode]{
	Name: "episodes", Thing: "episode",
	Cols: []string{
		"id", "show_id", "number", "title", "title_translation", "state", "audio_id", "transcript_id",
		"created_at", "updated_at", "published_at", "deleted_at",
	},
	Fields: func(v *gendu.Episode) []any {
		var deleted int64 // read rows are never deleted ones; new ones neither
		return []any{
			&v.ID, &v.ShowID, &v.Number, &v.Title, &v.TitleTranslation, &v.State, &v.AudioID, &v.TranscriptID,
			sqldb.Time(&v.CreatedAt), sqldb.Time(&v.UpdatedAt), sqldb.Time(&v.PublishedAt), &deleted,
		}
	},
}

// Cues is how a cue lies in its row.
var Cues = sqldb.Table[gendu.Cue]{
	Name: "cues", Thing: "cue",
	Cols: []string{
		"transcript_id", "id", "episode_id", "position", "paragraph", "text", "translation", "start_ms", "end_ms",
		"confidence", "spoken", "words", "speaker", "reading",
	},
	Fields: func(v *gendu.Cue) []any {
		return []any{
			&v.TranscriptID, &v.ID, &v.EpisodeID, &v.Position, &v.Paragraph, &v.Text, &v.Translation, &v.StartMS, &v.EndMS,
			&v.Confidence, &v.Spoken, sqldb.JSON(&v.Words), &v.Speaker, &v.Reading,
		}
	},
}

// CueLists reads cues with the revision that their transcript has.
func CueLists(ctx context.Context, q sqldb.Queryer, tail string, args ...any) ([]*gendu.Cue, error) {
	return sqldb.Rows(ctx, q, func(v *gendu.Cue) []any { return append(Cues.Fields(v), &v.Revision) },
		"SELECT "+Cues.Of("c")+", t.revision FROM cues c JOIN transcripts t ON t.id = c.transcript_id "+tail, args...)
}
