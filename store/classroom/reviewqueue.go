package classroom

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// QueueQuery chooses a part of a teacher's queue.
type QueueQuery struct {
	Reviewed bool       // show also those that are reviewed, behind the others
	UserID   gendu.ID   // "": of every learner
	CueID    gendu.ID   // in use; its takes are those of what became it, too; "": of every sentence
	After    QueuePlace // the item behind which the part begins; zero: the first part
	Limit    int        // 0: 200
}

// QueuePlace is where an item stands in a queue.
type QueuePlace struct {
	Reviewed bool      // whether it is among those that are reviewed
	At       time.Time // when it arrived, or was reviewed
	TakeID   gendu.ID
	ClassID  gendu.ID
}

// QueueItem is a take that a teacher may hear, as a class hears it.
type QueueItem struct {
	Take         gendu.Take
	Now          gendu.ID // the cue or keyword in use that its sentence is today; "" where it is not there any more
	Learner      string   // name
	ClassID      gendu.ID
	ClassName    string
	ShowTitle    string
	EpisodeTitle string
	EpisodeNum   string
	SentAt       time.Time     // zero: not sent, heard because the class hears all takes
	Review       *gendu.Review // of this class; nil while it waits
}

// queueRow is one row of the table.
type queueRow struct {
	take, class gendu.ID
	atMS        int64
}

// termsPerQuery keeps a statement below SQLite's limit of 500 terms.
const termsPerQuery = 100

// ReviewQueue lists what a teacher may hear in one of their classes, or in all of them
// where classID is "": what waits first, the longest waiting at the top. next is where the
// part behind this one begins, nil behind the last one.
func (s *Classroom) ReviewQueue(ctx context.Context, teacherID, classID gendu.ID, q QueueQuery) (items []QueueItem, next *QueuePlace, err error) {
	if q.Limit <= 0 {
		q.Limit = 200
	}
	if err := s.queueUnqueued(ctx, teacherID, ""); err != nil {
		return nil, nil, err
	}
	ids, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} },
		`SELECT id FROM classes WHERE teacher_id = $1 AND deleted_at = 0 AND (CAST($2 AS TEXT) = '' OR id = $2) AND (CAST($3 AS TEXT) = '' OR EXISTS (
			SELECT 1 FROM memberships m WHERE m.class_id = classes.id AND m.user_id = $3)) ORDER BY id`, teacherID, classID, q.UserID)
	if err != nil {
		return nil, nil, err
	}
	var list []queueRow
	split := 0 // how many of list wait
	if !q.After.Reviewed {
		if list, err = s.queueHead(ctx, sqldb.Values(ids), q, false, q.Limit+1); err != nil {
			return nil, nil, err
		}
		split = len(list)
	}
	if missing := q.Limit + 1 - len(list); q.Reviewed && missing > 0 {
		more, err := s.queueHead(ctx, sqldb.Values(ids), q, true, missing)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, more...)
	}
	if len(list) > q.Limit {
		list = list[:q.Limit]
		last := list[q.Limit-1]
		next = &QueuePlace{Reviewed: q.Limit > split, At: sqldb.FromMS(last.atMS), TakeID: last.take, ClassID: last.class}
	}
	items, err = s.queueItems(ctx, teacherID, list)
	return items, next, err
}

// Waiting counts what waits in a teacher's queue, up to one more than MaxWaiting: in one
// class, or in all of them where classID is "", and of one learner where userID is given.
func (s *Classroom) Waiting(ctx context.Context, teacherID, classID, userID gendu.ID) (int, error) {
	args, which := []any{teacherID, classID}, ""
	if userID != "" {
		args, which = append(args, userID), " AND q.user_id = $3"
	}
	counts, err := sqldb.Rows(ctx, s.db.Reader, func(v *int) []any { return []any{v} },
		"SELECT "+waitingOf("c.id", which)+` FROM classes c
		WHERE c.teacher_id = $1 AND c.deleted_at = 0 AND (CAST($2 AS TEXT) = '' OR c.id = $2)`, args...)
	sum := 0
	for _, n := range counts {
		sum += *n
	}
	return min(sum, MaxWaiting+1), err
}

// queueHead gives the first rows of the queues of these classes, merged: what waits, or
// what is reviewed. Each class is read from its place in an index.
func (s *Classroom) queueHead(ctx context.Context, classIDs []gendu.ID, q QueueQuery, reviewed bool, limit int) ([]queueRow, error) {
	var out []queueRow
	for batch := range slices.Chunk(classIDs, termsPerQuery) {
		query, args := queueHeadQuery(batch, q, reviewed, limit)
		list, err := sqldb.Rows(ctx, s.db.Reader, func(v *queueRow) []any { return []any{&v.take, &v.class, &v.atMS} }, query, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, sqldb.Values(list)...)
	}
	slices.SortFunc(out, func(a, b queueRow) int {
		order := cmp.Or(cmp.Compare(a.atMS, b.atMS), cmp.Compare(a.take, b.take), cmp.Compare(a.class, b.class))
		if reviewed {
			return -order
		}
		return order
	})
	return out[:min(limit, len(out))], nil
}

// queueHeadQuery is one SELECT for each class.
func queueHeadQuery(classIDs []gendu.ID, q QueueQuery, reviewed bool, limit int) (string, []any) {
	column, holds, behind, order := "arrived_at", "q.reviewed_at = 0", ">", ""
	if reviewed {
		column, holds, behind, order = "reviewed_at", "q.reviewed_at <> 0", "<", " DESC"
	}
	args := []any{limit, q.UserID, q.CueID}
	goesOn := q.After.TakeID != "" && q.After.Reviewed == reviewed
	if goesOn {
		args = append(args, sqldb.ToMS(q.After.At), q.After.TakeID)
	}
	join := ""
	if q.UserID != "" {
		if reviewed {
			holds = "q.reviewed_at > 0" // so that SQLite does not take the index without the learner
		}
		holds += " AND q.user_id = $2"
	} else {
		args[1] = "" // both databases want every argument to be used
		holds += " AND CAST($2 AS TEXT) = ''"
	}
	if q.CueID != "" {
		join = " JOIN takes t ON t.id = q.take_id"
		holds += ` AND t.cue_id IN (WITH RECURSIVE same (id) AS (
			SELECT CAST($3 AS TEXT) UNION SELECT l.from_id FROM cue_links l JOIN same ON l.to_id = same.id) SELECT id FROM same)`
	} else {
		holds += " AND CAST($3 AS TEXT) = ''"
	}
	terms := make([]string, len(classIDs))
	for i, class := range classIDs {
		args = append(args, class)
		from := holds
		if goesOn {
			than := behind
			if cmp.Compare(class, q.After.ClassID) > 0 != reviewed && class != q.After.ClassID {
				than += "=" // the same take in a later class
			}
			from += " AND (q." + column + ", q.take_id) " + than + " ($4, $5)"
		}
		terms[i] = fmt.Sprintf("SELECT take_id, class_id, at FROM (SELECT q.take_id, q.class_id, q.%s AS at FROM review_queue q%s WHERE q.class_id = $%d AND %s ORDER BY q.%s%s, q.take_id%s LIMIT $1) AS w%d",
			column, join, len(args), from, column, order, order, i)
	}
	return strings.Join(terms, " UNION ALL "), args
}

// queueItems are the rows of a queue with what is shown of them, as far as the teacher may
// hear them at this moment, in the order of the rows.
func (s *Classroom) queueItems(ctx context.Context, teacherID gendu.ID, list []queueRow) ([]QueueItem, error) {
	type joined struct {
		QueueItem
		review gendu.Review
	}
	type key struct{ take, class gendu.ID }
	found := make(map[key]*joined, len(list))
	for batch := range slices.Chunk(list, sqldb.RowsPerInsert) {
		args := []any{teacherID}
		for _, v := range batch {
			args = append(args, v.take)
		}
		got, err := sqldb.Rows(ctx, s.db.Reader,
			func(v *joined) []any {
				into := append(rows.Takes.Fields(&v.Take), &v.Learner, &v.ClassID, &v.ClassName, &v.ShowTitle, &v.EpisodeTitle,
					&v.EpisodeNum, sqldb.Time(&v.SentAt))
				return append(into, Reviews.Fields(&v.review)...)
			},
			"SELECT "+rows.Takes.Of("t")+`, u.name, c.id, c.name, COALESCE(w.title, ''), COALESCE(e.title, ''), COALESCE(e.number, ''),
				h.sent_at, `+Reviews.Of("r")+`
			FROM takes t
			JOIN heard h ON h.take_id = t.id
			JOIN users u ON u.id = t.user_id
			JOIN classes c ON c.id = h.class_id
			LEFT JOIN episodes e ON e.id = t.episode_id
			LEFT JOIN shows w ON w.id = e.show_id
			LEFT JOIN reviews r ON r.take_id = t.id AND r.class_id = c.id
			WHERE t.id IN (`+sqldb.Marks(2, len(batch))+") AND h.teacher_id = $1", args...)
		if err != nil {
			return nil, err
		}
		for _, v := range got {
			found[key{v.Take.ID, v.ClassID}] = v
		}
	}
	out := make([]QueueItem, 0, len(list))
	for _, v := range list {
		if item := found[key{v.take, v.class}]; item != nil {
			item.Review = rows.OrNil(&item.review, item.review.TakeID)
			out = append(out, item.QueueItem)
		}
	}
	if err := rows.LookUpJudged(ctx, s.db, out, func(v *QueueItem) *gendu.Take { return &v.Take }); err != nil {
		return nil, err
	}
	return out, rows.LinkViews(ctx, s.db, out, func(v *QueueItem) (*gendu.Take, *gendu.ID) { return &v.Take, &v.Now })
}
