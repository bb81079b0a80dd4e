package study

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"gendu"
	"gendu/practice/cards"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Which recordings are looked at for sentences to offer: who has practised since is not
// held to what was long ago.
const (
	offersSince    = 30 * 24 * time.Hour
	offersFromMost = 1000 // recordings
)

var cardRefusals = sqldb.Table[cardRefusal]{
	Name: "card_refusals", Thing: "refusal",
	Cols:   []string{"user_id", "subject_id", "refused_at"},
	Fields: func(v *cardRefusal) []any { return []any{&v.userID, &v.subjectID, sqldb.Time(&v.refusedAt)} },
}

type cardRefusal struct {
	userID, subjectID gendu.ID
	refusedAt         time.Time
}

// said is a recording that was judged.
type said struct {
	cue, episode, now gendu.ID // now: the sentence in use that it is of
	verdict           gendu.ComparisonVerdict
	at                time.Time
}

// CardOffers lists the sentences that a learner may want as cards, as cards that were never
// rated, the newest first: those of [cards.HardTwice] that are no card, were none, and were
// not refused. They are named by the ids of the present text.
func (s *Study) CardOffers(ctx context.Context, userID gendu.ID) ([]gendu.Card, error) {
	list, err := s.judgedLately(ctx, userID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var judged []cards.Judged
	ids, episodes := map[gendu.ID][]gendu.ID{}, map[gendu.ID]gendu.ID{}
	for _, v := range list {
		judged = append(judged, cards.Judged{Subject: v.now, Verdict: v.verdict})
		ids[v.now] = append(ids[v.now], v.cue)
		episodes[v.now] = v.episode
	}
	var out []gendu.Card
	for _, id := range cards.HardTwice(judged) {
		decided, err := s.decided(ctx, userID, append(ids[id], id))
		if err != nil {
			return nil, err
		}
		if !decided {
			out = append(out, gendu.Card{UserID: userID, SubjectID: id, Subject: gendu.CueSubject, EpisodeID: episodes[id], Source: gendu.CardJudged})
		}
	}
	return out, nil
}

// judgedLately lists a learner's recordings of sentences that are still there, the newest
// first by when they were made.
func (s *Study) judgedLately(ctx context.Context, userID gendu.ID) ([]said, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *said) []any { return []any{&v.cue, &v.episode, &v.verdict, sqldb.Time(&v.at)} },
		"SELECT t.cue_id, t.episode_id, t.judged_verdict, "+RecordedAt+" FROM takes t "+published+`
		WHERE t.user_id = $1 AND t.created_at >= $2 AND t.deleted_at = 0 AND t.subject = $3 AND t.judged_verdict IN ($4, $5)
		ORDER BY t.created_at DESC, t.id DESC LIMIT $6`,
		userID, sqldb.ToMS(s.db.Now().Add(-offersSince)), gendu.CueSubject, gendu.VerdictOK, gendu.VerdictHard, offersFromMost)
	if err != nil || !slices.ContainsFunc(list, func(v *said) bool { return v.verdict == gendu.VerdictHard }) {
		return nil, err // nothing was hard: no text needs to be looked at
	}
	episodeIDs := make([]gendu.ID, len(list))
	for i, v := range list {
		episodeIDs[i] = v.episode
	}
	l, err := rows.Lasting(ctx, s.db.Reader, episodeIDs...)
	if err != nil {
		return nil, err
	}
	var out []said
	for _, v := range list {
		if now, ok := l.Now(v.cue); ok {
			v.now = now
			out = append(out, *v)
		}
	}
	slices.SortStableFunc(out, func(a, b said) int { return cmp.Compare(b.at.UnixMilli(), a.at.UnixMilli()) })
	return out, nil
}

// decided says whether a learner has, or had, a card of one of these ids, or refused one.
func (s *Study) decided(ctx context.Context, userID gendu.ID, ids []gendu.ID) (bool, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for batch := range slices.Chunk(ids, sqldb.RowsPerInsert) {
		in := "user_id = $1 AND subject_id IN (" + sqldb.Marks(2, len(batch)) + ")"
		n, err := sqldb.Value[int](ctx, s.db.Reader, "SELECT (SELECT COUNT(*) FROM cards WHERE "+in+") + (SELECT COUNT(*) FROM card_refusals WHERE "+in+")",
			append([]any{userID}, sqldb.Args(batch)...)...)
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// RefuseCard ends for good that a sentence is offered to a learner as a card. Once more
// changes nothing; what is not offered is [gendu.NotFound].
func (s *Study) RefuseCard(ctx context.Context, userID, subjectID gendu.ID) error {
	n, err := sqldb.Value[int](ctx, s.db.Reader, "SELECT COUNT(*) FROM card_refusals WHERE user_id = $1 AND subject_id = $2", userID, subjectID)
	if err != nil || n > 0 {
		return err
	}
	list, err := s.CardOffers(ctx, userID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(c gendu.Card) bool { return c.SubjectID == subjectID }) {
		return sqldb.Missing("offer")
	}
	_, err = cardRefusals.Insert(ctx, s.db.Writer, "ON CONFLICT (user_id, subject_id) DO NOTHING", &cardRefusal{userID, subjectID, s.db.Now()})
	return err
}

// AddTeachersCard makes a card of what a teacher wants to hear again. One that the learner
// has, or took out, stays as it is, and so does everything where there is no room for more.
func AddTeachersCard(ctx context.Context, tx *sql.Tx, v *gendu.Review) error {
	if v.Verdict != gendu.Again {
		return nil
	}
	_, err := sqldb.Exec(ctx, tx, `INSERT INTO cards (`+cardRows.Plain()+`)
		SELECT t.user_id, t.cue_id, t.subject, t.episode_id, CAST($2 AS TEXT), CAST($3 AS BIGINT), 0, 0, 0, 0, 0, 0, 0, 0, 0
		FROM takes t JOIN episodes e ON e.id = t.episode_id AND e.deleted_at = 0
		WHERE t.id = $1 AND t.deleted_at = 0 AND (SELECT COUNT(*) FROM cards c WHERE c.user_id = t.user_id) < $4
		ON CONFLICT (user_id, subject_id) DO NOTHING`, v.TakeID, gendu.CardTeacher, sqldb.ToMS(v.UpdatedAt), maxCards)
	return err
}
