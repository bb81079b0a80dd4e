package study

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/practice/cards"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Study keeps what learners practise: cards, ratings, days and sounds.
type Study struct{ db *sqldb.DB }

// New keeps cards and days in a database.
func New(db *sqldb.DB) *Study { return &Study{db} }

// What one learner may have: more than anybody can work off, and little enough to be
// read at once.
const (
	maxCards      = 20_000
	maxCardEvents = 2_000 // of one card
)

var cardRows = sqldb.Table[gendu.Card]{
	Name: "cards", Thing: "card",
	Cols: []string{
		"user_id", "subject_id", "subject", "episode_id", "source", "added_at", "removed_at",
		"due_at", "days", "stability", "difficulty", "reps", "lapses", "first_at", "last_at",
	},
	Fields: func(v *gendu.Card) []any {
		return []any{
			&v.UserID, &v.SubjectID, &v.Subject, &v.EpisodeID, &v.Source, sqldb.Time(&v.AddedAt), sqldb.Time(&v.RemovedAt),
			sqldb.Time(&v.DueAt), &v.Days, &v.Stability, &v.Difficulty, &v.Reps, &v.Lapses, sqldb.Time(&v.FirstAt), sqldb.Time(&v.LastAt),
		}
	},
}

var ratingEvents = sqldb.Table[gendu.RatingEvent]{
	Name: "rating_events", Thing: "rating",
	Cols: []string{"id", "user_id", "subject_id", "rating", "undoes", "at", "arrived_at"},
	Fields: func(v *gendu.RatingEvent) []any {
		return []any{&v.ID, &v.UserID, &v.SubjectID, &v.Rating, &v.Undoes, sqldb.Time(&v.At), sqldb.Time(&v.ArrivedAt)}
	},
}

// Card is a learner's card of a subject, also one that was removed.
func (s *Study) Card(ctx context.Context, userID, subjectID gendu.ID) (*gendu.Card, error) {
	return cardRows.One(ctx, s.db.Reader, "WHERE t.user_id = $1 AND t.subject_id = $2", userID, subjectID)
}

// PutCard gives a learner a card; one that was removed comes back with its ratings. It
// gives the card as it is then.
func (s *Study) PutCard(ctx context.Context, v *gendu.Card) (*gendu.Card, error) {
	var out *gendu.Card
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := s.addCard(ctx, tx, v, "DO UPDATE SET removed_at = 0, source = excluded.source"); err != nil {
			return err
		}
		var err error
		out, err = cardRows.One(ctx, tx, "WHERE t.user_id = $1 AND t.subject_id = $2", v.UserID, v.SubjectID)
		return err
	})
	return out, err
}

func (s *Study) addCard(ctx context.Context, tx *sql.Tx, v *gendu.Card, onConflict string) error {
	if _, err := rows.HoldUsage(ctx, tx, v.UserID); err != nil { // two at once count each other
		return err
	}
	fresh := *v
	fresh.AddedAt, fresh.RemovedAt, fresh.Schedule = s.db.Now(), time.Time{}, gendu.Schedule{}
	if _, err := cardRows.Insert(ctx, tx, "ON CONFLICT (user_id, subject_id) "+onConflict, &fresh); err != nil {
		return err
	}
	n, err := sqldb.Value[int](ctx, tx, "SELECT COUNT(*) FROM cards WHERE user_id = $1", v.UserID)
	if err == nil && n > maxCards {
		err = gendu.Errorf(gendu.Quota, "There are at most %d cards for each person.", maxCards)
	}
	return err
}

// RemoveCard takes a card out of the repetitions; its ratings stay.
func (s *Study) RemoveCard(ctx context.Context, userID, subjectID gendu.ID) error {
	return sqldb.NotFoundIfNone("card")(sqldb.Exec(ctx, s.db.Writer, "UPDATE cards SET removed_at = $3 WHERE user_id = $1 AND subject_id = $2 AND removed_at = 0",
		userID, subjectID, sqldb.ToMS(s.db.Clock())))
}

// Rate writes a rating event and what follows from it for its card, which is made where
// there is none; c says what of. The same event again changes nothing. The same id with
// another rating is [gendu.Conflict], somebody else's is [gendu.NotFound]. It gives the
// card as it is then.
func (s *Study) Rate(ctx context.Context, e *gendu.RatingEvent, c *gendu.Card) (*gendu.Card, error) {
	var out *gendu.Card
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := s.addCard(ctx, tx, c, "DO NOTHING"); err != nil {
			return err
		}
		e.ArrivedAt = s.db.Now()
		e.At = cards.Clamp(e.At, e.ArrivedAt)
		n, err := ratingEvents.Insert(ctx, tx, "ON CONFLICT (id) DO NOTHING", e)
		if err != nil {
			return err
		}
		if n == 0 {
			if err := sameRating(ctx, tx, e); err != nil {
				return err
			}
		} else if err := reschedule(ctx, tx, e.UserID, e.SubjectID); err != nil {
			return err
		}
		out, err = cardRows.One(ctx, tx, "WHERE t.user_id = $1 AND t.subject_id = $2", e.UserID, e.SubjectID)
		return err
	})
	return out, err
}

// sameRating says whether the event that is there is the one that was sent.
func sameRating(ctx context.Context, q sqldb.Queryer, e *gendu.RatingEvent) error {
	old, err := ratingEvents.One(ctx, q, "WHERE t.id = $1", e.ID)
	switch {
	case err != nil:
		return err
	case old.UserID != e.UserID:
		return sqldb.Missing("rating")
	case old.SubjectID != e.SubjectID || old.Rating != e.Rating || old.Undoes != e.Undoes:
		return gendu.Errorf(gendu.Conflict, "There is another rating under the same id already.")
	}
	return nil
}

func reschedule(ctx context.Context, tx *sql.Tx, userID, subjectID gendu.ID) error {
	list, err := ratingEvents.List(ctx, tx, "WHERE t.user_id = $1 AND t.subject_id = $2", userID, subjectID)
	if err != nil {
		return err
	}
	if len(list) > maxCardEvents {
		return gendu.Errorf(gendu.Quota, "A card has at most %d ratings.", maxCardEvents)
	}
	v, err := cards.Schedule(sqldb.Values(list))
	if err != nil {
		return err
	}
	_, err = sqldb.Exec(ctx, tx, `UPDATE cards SET due_at = $3, days = $4, stability = $5, difficulty = $6, reps = $7, lapses = $8, first_at = $9, last_at = $10
		WHERE user_id = $1 AND subject_id = $2`,
		userID, subjectID, sqldb.Time(&v.DueAt), v.Days, v.Stability, v.Difficulty, v.Reps, v.Lapses, sqldb.Time(&v.FirstAt), sqldb.Time(&v.LastAt))
	return err
}

// RatingEvents lists the events of a learner's cards of these subjects.
func (s *Study) RatingEvents(ctx context.Context, userID gendu.ID, subjectIDs []gendu.ID) ([]gendu.RatingEvent, error) {
	if len(subjectIDs) == 0 {
		return []gendu.RatingEvent{}, nil
	}
	// The plus keeps SQLite from reading all events of the learner in the order asked for.
	list, err := ratingEvents.List(ctx, s.db.Reader, "WHERE t.user_id = $1 AND t.subject_id IN ("+sqldb.Marks(2, len(subjectIDs))+") ORDER BY +t.at, t.id",
		append([]any{userID}, sqldb.Args(subjectIDs)...)...)
	return sqldb.Values(list), err
}

// published ends the FROM of a query on cards t: those of episodes that can be practised.
var published = publishedOf("t")

func publishedOf(table string) string {
	return "JOIN episodes e ON e.id = " + table + ".episode_id AND e.state = 'published' AND e.deleted_at = 0 AND e.audio_id <> '' "
}

// DueCards lists a learner's cards that were rated before and are due before a moment.
func (s *Study) DueCards(ctx context.Context, userID gendu.ID, before time.Time) ([]gendu.Card, error) {
	list, err := cardRows.List(ctx, s.db.Reader, published+"WHERE t.user_id = $1 AND t.due_at > 0 AND t.due_at < $2 AND t.removed_at = 0 ORDER BY t.due_at, t.subject_id",
		userID, sqldb.Time(&before))
	return sqldb.Values(list), err
}

// NewCards lists a learner's cards that were never rated, the oldest first.
func (s *Study) NewCards(ctx context.Context, userID gendu.ID, limit int) ([]gendu.Card, error) {
	list, err := cardRows.List(ctx, s.db.Reader, published+"WHERE t.user_id = $1 AND t.due_at = 0 AND t.removed_at = 0 ORDER BY t.added_at, t.subject_id LIMIT $2",
		userID, max(limit, 0))
	return sqldb.Values(list), err
}

// CardsOfEpisode lists a learner's cards of an episode, also those that were removed.
func (s *Study) CardsOfEpisode(ctx context.Context, userID, episodeID gendu.ID) ([]gendu.Card, error) {
	list, err := cardRows.List(ctx, s.db.Reader, "WHERE t.user_id = $1 AND t.episode_id = $2 ORDER BY t.added_at, t.subject_id", userID, episodeID)
	return sqldb.Values(list), err
}

// SubjectKind says what an id stands for in an episode: a sentence that it has or had, or
// a keyword that is heard in it. [gendu.NotFound] where it is neither.
func (s *Study) SubjectKind(ctx context.Context, e *gendu.Episode, id gendu.ID) (gendu.SubjectKind, error) {
	n, err := sqldb.Value[int](ctx, s.db.Reader, "SELECT COUNT(*) FROM cues WHERE id = $1 AND episode_id = $2", id, e.ID)
	if err != nil || n > 0 {
		return gendu.CueSubject, err
	}
	text, err := s.episodeText(ctx, e.ID)
	if err != nil {
		return "", err
	}
	if text.subjects[id] == nil {
		return "", sqldb.Missing("sentence or keyword")
	}
	return gendu.KeywordSubject, nil
}
