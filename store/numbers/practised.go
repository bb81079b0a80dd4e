package numbers

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// VisitKept is how long a visit may be sent again as it grows.
const VisitKept = 30 * 24 * time.Hour

// maxVisits is how many visits of one learner to one episode are known at once.
const maxVisits = 200

// Practised is what a page counted of one sentence in one visit.
type Practised struct {
	CueID gendu.ID
	Plays int   // how often it began to sound
	Skips int   // how often it was left for the next one before its end
	MS    int64 // how long it was practised
}

// Visit is what a page counted in one visit so far; it is sent again as it grows.
type Visit struct {
	ID        gendu.ID // made by the page
	UserID    gendu.ID
	EpisodeID gendu.ID
	Sentences []Practised // the last one is where the learner is
}

// counted is what is known of a sentence of a visit: plays, skips and ms.
type counted [3]int64

type visitRow struct {
	id, userID, episodeID gendu.ID
	counts                string
	at                    time.Time
}

var visits = sqldb.Table[visitRow]{
	Name: "practice_visits", Thing: "visit",
	Cols: []string{"id", "user_id", "episode_id", "counts", "at"},
	Fields: func(v *visitRow) []any {
		return []any{&v.id, &v.userID, &v.episodeID, &v.counts, sqldb.Time(&v.at)}
	},
}

type practisedRow struct {
	userID, cueID, episodeID gendu.ID
	counted
	lastAt time.Time
}

var practised = sqldb.Table[practisedRow]{
	Name: "practised", Thing: "sum",
	Cols: []string{"user_id", "cue_id", "episode_id", "plays", "skips", "ms", "last_at"},
	Fields: func(v *practisedRow) []any {
		return []any{&v.userID, &v.cueID, &v.episodeID, &v.counted[0], &v.counted[1], &v.counted[2], sqldb.Time(&v.lastAt)}
	},
}

// Numbers is this part of the store.
type Numbers struct{ db *sqldb.DB }

// New makes the part of the store on db.
func New(db *sqldb.DB) *Numbers { return &Numbers{db} }

// PutVisit adds what a visit has grown by since it was sent last; what is less than before
// takes nothing away, so that in which order the sendings arrive does not matter. What is
// no sentence of the episode, in any revision, is left out. Somebody else's id is
// [gendu.NotFound].
func (s *Numbers) PutVisit(ctx context.Context, v Visit) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := rows.HoldUsage(ctx, tx, v.UserID); err != nil { // two at once would both add
			return err
		}
		known, err := s.visit(ctx, tx, v)
		if err != nil {
			return err
		}
		cues, err := cuesOf(ctx, tx, v)
		if err != nil {
			return err
		}
		grown := s.grown(v, known, cues)
		if len(grown) == 0 {
			return nil
		}
		if _, err := practised.Insert(ctx, tx, `ON CONFLICT (user_id, cue_id) DO UPDATE SET plays = practised.plays + excluded.plays,
			skips = practised.skips + excluded.skips, ms = practised.ms + excluded.ms, last_at = excluded.last_at`, grown...); err != nil {
			return err
		}
		counts, err := json.Marshal(known)
		if err != nil {
			return err
		}
		_, err = visits.Insert(ctx, tx, "ON CONFLICT (id) DO UPDATE SET counts = excluded.counts", &visitRow{v.ID, v.UserID, v.EpisodeID, string(counts), s.db.Now()})
		return err
	})
}

// visit reads what is known of a visit, and makes room for one that is new.
func (s *Numbers) visit(ctx context.Context, tx *sql.Tx, v Visit) (map[gendu.ID]counted, error) {
	known := map[gendu.ID]counted{}
	row, err := visits.One(ctx, tx, "WHERE t.id = $1", v.ID)
	if err == nil {
		if row.userID != v.UserID || row.episodeID != v.EpisodeID {
			return nil, sqldb.Missing(visits.Thing)
		}
		return known, json.Unmarshal([]byte(row.counts), &known)
	}
	if gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	old := s.db.Now().Add(-VisitKept)
	if _, err := sqldb.Exec(ctx, tx, "DELETE FROM practice_visits WHERE user_id = $1 AND episode_id = $2 AND at < $3", v.UserID, v.EpisodeID, sqldb.Time(&old)); err != nil {
		return nil, err
	}
	n, err := sqldb.Value[int](ctx, tx, "SELECT COUNT(*) FROM practice_visits WHERE user_id = $1 AND episode_id = $2", v.UserID, v.EpisodeID)
	if err == nil && n >= maxVisits {
		err = gendu.Errorf(gendu.Quota, "At most %d visits to an episode are counted in 30 days.", maxVisits)
	}
	return known, err
}

// cuesOf are those of the sentences of a visit that the episode has or had.
func cuesOf(ctx context.Context, tx *sql.Tx, v Visit) (map[gendu.ID]bool, error) {
	out := map[gendu.ID]bool{}
	for batch := range slices.Chunk(v.Sentences, sqldb.RowsPerInsert) {
		params := []any{v.EpisodeID}
		for _, p := range batch {
			params = append(params, p.CueID)
		}
		found, err := sqldb.Rows(ctx, tx, func(id *gendu.ID) []any { return []any{id} },
			"SELECT DISTINCT c.id FROM cues c WHERE c.episode_id = $1 AND c.id IN ("+sqldb.Marks(2, len(batch))+")", params...)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			out[*id] = true
		}
	}
	return out, nil
}

// grown is what a visit adds to the sums; known becomes what is known of it then.
func (s *Numbers) grown(v Visit, known map[gendu.ID]counted, cues map[gendu.ID]bool) (out []*practisedRow) {
	now := s.db.Now()
	for i, p := range v.Sentences {
		if !cues[p.CueID] {
			continue
		}
		before, more := known[p.CueID], false
		sent, added := counted{int64(p.Plays), int64(p.Skips), p.MS}, counted{}
		for j := range sent {
			added[j] = max(0, sent[j]-before[j])
			before[j] += added[j]
			more = more || added[j] > 0
		}
		if more {
			known[p.CueID] = before
			cues[p.CueID] = false // twice in one statement is an error
			out = append(out, &practisedRow{v.UserID, p.CueID, v.EpisodeID, added, now.Add(time.Duration(i-len(v.Sentences)+1) * time.Millisecond)})
		}
	}
	// In one order, so that two pages of a learner do not wait for each other.
	slices.SortFunc(out, func(a, b *practisedRow) int { return cmp.Compare(a.cueID, b.cueID) })
	return out
}
