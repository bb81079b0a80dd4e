package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/practice/cards"
)

// What one learner may have: more than anybody can work off, and little enough to be
// read at once.
const (
	maxCards      = 20_000
	maxCardEvents = 2_000 // of one card
)

var cardRows = table[gendu.Card]{
	name: "cards", thing: "card",
	cols: []string{
		"user_id", "subject_id", "subject", "episode_id", "source", "added_at", "removed_at",
		"due_at", "days", "stability", "difficulty", "reps", "lapses", "first_at", "last_at",
	},
	fields: func(v *gendu.Card) []any {
		return []any{
			&v.UserID, &v.SubjectID, &v.Subject, &v.EpisodeID, &v.Source, at(&v.AddedAt), at(&v.RemovedAt),
			at(&v.DueAt), &v.Days, &v.Stability, &v.Difficulty, &v.Reps, &v.Lapses, at(&v.FirstAt), at(&v.LastAt),
		}
	},
}

var ratingEvents = table[gendu.RatingEvent]{
	name: "rating_events", thing: "rating",
	cols: []string{"id", "user_id", "subject_id", "rating", "undoes", "at", "arrived_at"},
	fields: func(v *gendu.RatingEvent) []any {
		return []any{&v.ID, &v.UserID, &v.SubjectID, &v.Rating, &v.Undoes, at(&v.At), at(&v.ArrivedAt)}
	},
}

// Card is a learner's card of a subject, also one that was removed.
func (s *Store) Card(ctx context.Context, userID, subjectID gendu.ID) (*gendu.Card, error) {
	return cardRows.one(ctx, s.r, "WHERE t.user_id = $1 AND t.subject_id = $2", userID, subjectID)
}

// PutCard gives a learner a card; one that was removed comes back with its ratings. It
// gives the card as it is then.
func (s *Store) PutCard(ctx context.Context, v *gendu.Card) (*gendu.Card, error) {
	var out *gendu.Card
	err := s.tx(ctx, func(tx *sql.Tx) error {
		if err := s.addCard(ctx, tx, v, "DO UPDATE SET removed_at = 0, source = excluded.source"); err != nil {
			return err
		}
		var err error
		out, err = cardRows.one(ctx, tx, "WHERE t.user_id = $1 AND t.subject_id = $2", v.UserID, v.SubjectID)
		return err
	})
	return out, err
}

func (s *Store) addCard(ctx context.Context, tx *sql.Tx, v *gendu.Card, onConflict string) error {
	if _, err := holdUsage(ctx, tx, v.UserID); err != nil { // two at once count each other
		return err
	}
	fresh := *v
	fresh.AddedAt, fresh.RemovedAt, fresh.Schedule = s.Now(), time.Time{}, gendu.Schedule{}
	if _, err := cardRows.insert(ctx, tx, "ON CONFLICT (user_id, subject_id) "+onConflict, &fresh); err != nil {
		return err
	}
	n, err := value[int](ctx, tx, "SELECT COUNT(*) FROM cards WHERE user_id = $1", v.UserID)
	if err == nil && n > maxCards {
		err = gendu.Errorf(gendu.Quota, "There are at most %d cards for each person.", maxCards)
	}
	return err
}

// RemoveCard takes a card out of the repetitions; its ratings stay.
func (s *Store) RemoveCard(ctx context.Context, userID, subjectID gendu.ID) error {
	return notFoundIfNone("card")(exec(ctx, s.w, "UPDATE cards SET removed_at = $3 WHERE user_id = $1 AND subject_id = $2 AND removed_at = 0",
		userID, subjectID, toMS(s.now())))
}

// Rate writes a rating event and what follows from it for its card, which is made where
// there is none; c says what of. The same event again changes nothing. The same id with
// another rating is [gendu.Conflict], somebody else's is [gendu.NotFound]. It gives the
// card as it is then.
func (s *Store) Rate(ctx context.Context, e *gendu.RatingEvent, c *gendu.Card) (*gendu.Card, error) {
	var out *gendu.Card
	err := s.tx(ctx, func(tx *sql.Tx) error {
		if err := s.addCard(ctx, tx, c, "DO NOTHING"); err != nil {
			return err
		}
		e.ArrivedAt = s.Now()
		e.At = cards.Clamp(e.At, e.ArrivedAt)
		n, err := ratingEvents.insert(ctx, tx, "ON CONFLICT (id) DO NOTHING", e)
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
		out, err = cardRows.one(ctx, tx, "WHERE t.user_id = $1 AND t.subject_id = $2", e.UserID, e.SubjectID)
		return err
	})
	return out, err
}

// sameRating says whether the event that is there is the one that was sent.
func sameRating(ctx context.Context, q queryer, e *gendu.RatingEvent) error {
	old, err := ratingEvents.one(ctx, q, "WHERE t.id = $1", e.ID)
	switch {
	case err != nil:
		return err
	case old.UserID != e.UserID:
		return missing("rating")
	case old.SubjectID != e.SubjectID || old.Rating != e.Rating || old.Undoes != e.Undoes:
		return gendu.Errorf(gendu.Conflict, "There is another rating under the same id already.")
	}
	return nil
}

func reschedule(ctx context.Context, tx *sql.Tx, userID, subjectID gendu.ID) error {
	list, err := ratingEvents.list(ctx, tx, "WHERE t.user_id = $1 AND t.subject_id = $2", userID, subjectID)
	if err != nil {
		return err
	}
	if len(list) > maxCardEvents {
		return gendu.Errorf(gendu.Quota, "A card has at most %d ratings.", maxCardEvents)
	}
	v, err := cards.Schedule(values(list))
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `UPDATE cards SET due_at = $3, days = $4, stability = $5, difficulty = $6, reps = $7, lapses = $8, first_at = $9, last_at = $10
		WHERE user_id = $1 AND subject_id = $2`,
		userID, subjectID, at(&v.DueAt), v.Days, v.Stability, v.Difficulty, v.Reps, v.Lapses, at(&v.FirstAt), at(&v.LastAt))
	return err
}

// RatingEvents lists the events of a learner's cards of these subjects.
func (s *Store) RatingEvents(ctx context.Context, userID gendu.ID, subjectIDs []gendu.ID) ([]gendu.RatingEvent, error) {
	if len(subjectIDs) == 0 {
		return []gendu.RatingEvent{}, nil
	}
	// The plus keeps SQLite from reading all events of the learner in the order asked for.
	list, err := ratingEvents.list(ctx, s.r, "WHERE t.user_id = $1 AND t.subject_id IN ("+marks(2, len(subjectIDs))+") ORDER BY +t.at, t.id",
		append([]any{userID}, args(subjectIDs)...)...)
	return values(list), err
}

// published ends the FROM of a query on cards t: those of episodes that can be practised.
var published = publishedOf("t")

func publishedOf(table string) string {
	return "JOIN episodes e ON e.id = " + table + ".episode_id AND e.state = 'published' AND e.deleted_at = 0 AND e.audio_id <> '' "
}

// DueCards lists a learner's cards that were rated before and are due before a moment.
func (s *Store) DueCards(ctx context.Context, userID gendu.ID, before time.Time) ([]gendu.Card, error) {
	list, err := cardRows.list(ctx, s.r, published+"WHERE t.user_id = $1 AND t.due_at > 0 AND t.due_at < $2 AND t.removed_at = 0 ORDER BY t.due_at, t.subject_id",
		userID, at(&before))
	return values(list), err
}

// NewCards lists a learner's cards that were never rated, the oldest first.
func (s *Store) NewCards(ctx context.Context, userID gendu.ID, limit int) ([]gendu.Card, error) {
	list, err := cardRows.list(ctx, s.r, published+"WHERE t.user_id = $1 AND t.due_at = 0 AND t.removed_at = 0 ORDER BY t.added_at, t.subject_id LIMIT $2",
		userID, max(limit, 0))
	return values(list), err
}

// CardsOfEpisode lists a learner's cards of an episode, also those that were removed.
func (s *Store) CardsOfEpisode(ctx context.Context, userID, episodeID gendu.ID) ([]gendu.Card, error) {
	list, err := cardRows.list(ctx, s.r, "WHERE t.user_id = $1 AND t.episode_id = $2 ORDER BY t.added_at, t.subject_id", userID, episodeID)
	return values(list), err
}

// SubjectKind says what an id stands for in an episode: a sentence that it has or had, or
// a keyword that is heard in it. [gendu.NotFound] where it is neither.
func (s *Store) SubjectKind(ctx context.Context, e *gendu.Episode, id gendu.ID) (gendu.SubjectKind, error) {
	n, err := value[int](ctx, s.r, "SELECT COUNT(*) FROM cues WHERE id = $1 AND episode_id = $2", id, e.ID)
	if err != nil || n > 0 {
		return gendu.CueSubject, err
	}
	text, err := s.episodeText(ctx, e.ID)
	if err != nil {
		return "", err
	}
	if text.subjects[id] == nil {
		return "", missing("sentence or keyword")
	}
	return gendu.KeywordSubject, nil
}
