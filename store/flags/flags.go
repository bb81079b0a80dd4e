package flags

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Flags is this part of the store.
type Flags struct {
	db  *sqldb.DB
	log *rows.DeletionLog
}

// New makes the part of the store on db; log notes what learners withdraw.
func New(db *sqldb.DB, log *rows.DeletionLog) *Flags { return &Flags{db, log} }

// ownShown is how many flags of an episode a learner is shown at most: all that are open,
// and those that were settled last.
const ownShown = 2 * gendu.MaxOpenFlags

var table = sqldb.Table[gendu.Flag]{
	Name: "flags", Thing: "flag",
	Cols: []string{
		"id", "user_id", "episode_id", "cue_id", "kind", "note", "shift_ms", "revision", "start_ms", "end_ms", "was",
		"created_at", "settled", "settled_at", "settled_by", "seen_at",
	},
	Fields: func(v *gendu.Flag) []any {
		return []any{
			&v.ID, &v.UserID, &v.EpisodeID, &v.CueID, &v.Kind, &v.Note, &v.ShiftMS, &v.Revision, &v.StartMS, &v.EndMS, &v.Was,
			sqldb.Time(&v.CreatedAt), &v.Settled, sqldb.Time(&v.SettledAt), &v.SettledBy, sqldb.Time(&v.SeenAt),
		}
	},
}

// View is a flag with the sentence in use that it is about now; "" where there is none.
type View struct {
	gendu.Flag
	Now gendu.ID
}

// PutFlag writes a learner's flag, made against its revision of the cue, in place of the
// one of the same kind that they have there; ID, times and text are filled in. The same
// flag again changes nothing. A cue that leads to no sentence in use is [gendu.NotFound],
// too many open flags are [gendu.Quota].
func (s *Flags) PutFlag(ctx context.Context, f *gendu.Flag) (View, error) {
	if err := f.Validate(); err != nil {
		return View{}, err
	}
	out := View{}
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := rows.HoldUsage(ctx, tx, f.UserID); err != nil { // two at once count each other
			return err
		}
		lasting, err := s.against(ctx, tx, f)
		if err != nil {
			return err
		}
		out.Now, _ = lasting.Now(f.CueID)
		same := lasting.Same(f.CueID)
		there, err := table.List(ctx, tx, "WHERE t.user_id = $1 AND t.kind = $2 AND t.cue_id IN ("+sqldb.Marks(3, len(same))+")",
			append([]any{f.UserID, f.Kind}, sqldb.Args(same)...)...)
		if err != nil {
			return err
		}
		if len(there) == 1 && equal(there[0], f) {
			out.Flag = *there[0]
			return nil
		}
		for _, old := range there { // also those of sentences that became part of this one
			if err := Withdraw(ctx, tx, old.ID); err != nil {
				return err
			}
		}
		s.db.Stamp(&f.ID, &f.CreatedAt)
		if _, err := table.Insert(ctx, tx, "", f); err != nil {
			return err
		}
		out.Flag = *f
		n, err := sqldb.Value[int](ctx, tx, "SELECT COUNT(*) FROM flags WHERE user_id = $1 AND episode_id = $2 AND settled_at = 0", f.UserID, f.EpisodeID)
		if err == nil && n > gendu.MaxOpenFlags {
			err = gendu.Errorf(gendu.Quota, "You have flagged %d sentences of this episode already. Please wait until its host has looked at them.", gendu.MaxOpenFlags)
		}
		return err
	})
	return out, err
}

// against fills in the cue that a flag is made against.
func (s *Flags) against(ctx context.Context, tx *sql.Tx, f *gendu.Flag) (publishing.Lasting, error) {
	lasting, err := rows.Lasting(ctx, tx, f.EpisodeID)
	if err != nil {
		return lasting, err
	}
	list, err := rows.CueLists(ctx, tx, "JOIN episodes e ON e.id = c.episode_id AND e.deleted_at = 0 WHERE c.episode_id = $1 AND c.id = $2 AND t.revision = $3 AND c.spoken", f.EpisodeID, f.CueID, f.Revision)
	if err != nil {
		return lasting, err
	}
	if _, ok := lasting.Now(f.CueID); !ok || len(list) == 0 {
		return lasting, sqldb.Missing("sentence")
	}
	return lasting, f.Against(list[0])
}

// equal says whether an open flag says already what f says.
func equal(old, f *gendu.Flag) bool {
	return old.SettledAt.IsZero() && old.CueID == f.CueID && old.Note == f.Note && old.ShiftMS == f.ShiftMS && old.Revision == f.Revision
}

// WithdrawFlag takes a learner's own open flag back; [gendu.NotFound] where there is none.
func (s *Flags) WithdrawFlag(ctx context.Context, userID, episodeID, cueID gendu.ID, kind gendu.FlagKind) error {
	return s.log.Logging(ctx, func(tx *sql.Tx, now time.Time) error {
		f, err := table.One(ctx, tx, "WHERE t.user_id = $1 AND t.episode_id = $2 AND t.cue_id = $3 AND t.kind = $4 AND t.settled_at = 0", userID, episodeID, cueID, kind)
		if err != nil {
			return err
		}
		if err := Withdraw(ctx, tx, f.ID); err != nil {
			return err
		}
		return rows.Note(ctx, tx, rows.FlagWithdrawn, f.ID, "", now)
	})
}

// Withdraw removes a flag.
func Withdraw(ctx context.Context, tx *sql.Tx, id gendu.ID) error {
	_, err := sqldb.Exec(ctx, tx, "DELETE FROM flags WHERE id = $1", id)
	return err
}

// SeenFlag notes that a learner has seen how their flag was settled. Once more changes
// nothing; what is not settled is [gendu.NotFound].
func (s *Flags) SeenFlag(ctx context.Context, userID, episodeID, cueID gendu.ID, kind gendu.FlagKind) error {
	return sqldb.NotFoundIfNone(table.Thing)(sqldb.Exec(ctx, s.db.Writer,
		`UPDATE flags SET seen_at = CASE WHEN seen_at = 0 THEN CAST($5 AS BIGINT) ELSE seen_at END
		WHERE user_id = $1 AND episode_id = $2 AND cue_id = $3 AND kind = $4 AND settled_at <> 0`, userID, episodeID, cueID, kind, sqldb.ToMS(s.db.Clock())))
}

// OwnFlags lists a learner's flags of an episode: the open ones, and those of which the
// learner has not seen yet how they were settled.
func (s *Flags) OwnFlags(ctx context.Context, userID, episodeID gendu.ID) ([]View, error) {
	list, err := table.List(ctx, s.db.Reader, `WHERE t.user_id = $1 AND t.episode_id = $2 AND t.seen_at = 0 AND t.settled <> $3
		ORDER BY t.settled_at, t.id LIMIT $4`, userID, episodeID, gendu.FlagRemoved, ownShown)
	if err != nil {
		return nil, err
	}
	return s.views(ctx, episodeID, list)
}

// OpenFlags lists the open flags of an episode in the order of their ids, at most limit of
// them behind the one with the id after.
func (s *Flags) OpenFlags(ctx context.Context, episodeID, after gendu.ID, limit int) ([]View, error) {
	list, err := table.List(ctx, s.db.Reader, "WHERE t.episode_id = $1 AND t.settled_at = 0 AND t.id > $2 ORDER BY t.id LIMIT $3", episodeID, after, limit)
	if err != nil {
		return nil, err
	}
	return s.views(ctx, episodeID, list)
}

// views fills in which sentences flags are about now. A flag whose sentence waits to be
// timed again is about the one in use until then.
func (s *Flags) views(ctx context.Context, episodeID gendu.ID, list []*gendu.Flag) ([]View, error) {
	out := make([]View, len(list))
	if len(list) == 0 {
		return out, nil
	}
	lasting, err := rows.Lasting(ctx, s.db.Reader, episodeID)
	for i, f := range list {
		out[i].Flag = *f
		out[i].Now, _ = lasting.Now(f.CueID)
	}
	return out, err
}

// SettleFlags settles flags of an episode, or opens them again where how is
// [gendu.FlagOpen]. It gives the ids of those that are so now; one that was withdrawn,
// replaced or settled otherwise meanwhile is passed over.
func (s *Flags) SettleFlags(ctx context.Context, episodeID, by gendu.ID, ids []gendu.ID, how gendu.FlagEnding) ([]gendu.ID, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var out []gendu.ID
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		out = nil
		for batch := range slices.Chunk(ids, sqldb.RowsPerInsert) {
			statement, args := "UPDATE flags SET settled = $2, settled_at = $3, settled_by = $4, seen_at = 0 WHERE episode_id = $1 AND settled_at = 0", []any{episodeID, how, sqldb.ToMS(s.db.Clock()), by}
			if how == gendu.FlagOpen {
				statement, args = "UPDATE flags SET settled = '', settled_at = 0, settled_by = '', seen_at = 0 WHERE episode_id = $1 AND settled <> $2", []any{episodeID, gendu.FlagRemoved}
			}
			in := " AND id IN (" + sqldb.Marks(len(args)+1, len(batch)) + ")"
			if _, err := sqldb.Exec(ctx, tx, statement+in, append(args, sqldb.Args(batch)...)...); err != nil {
				return err
			}
			now, err := sqldb.Rows(ctx, tx, func(v *gendu.ID) []any { return []any{v} }, "SELECT id FROM flags WHERE episode_id = $1 AND settled = $2 AND id IN ("+
				sqldb.Marks(3, len(batch))+") ORDER BY id", append([]any{episodeID, how}, sqldb.Args(batch)...)...)
			if err != nil {
				return err
			}
			out = append(out, sqldb.Values(now)...)
		}
		return nil
	})
	return out, err
}

// Follow settles the flags of sentences that are not in the text in use any more, and
// opens those of sentences that came back. It is to run in the transaction that changes
// which text is in use.
func Follow(ctx context.Context, tx *sql.Tx, episodeID gendu.ID, at time.Time) error {
	list, err := table.List(ctx, tx, "WHERE t.episode_id = $1 AND (t.settled_at = 0 OR t.settled = $2) ORDER BY t.cue_id, t.id", episodeID, gendu.FlagRemoved)
	if err != nil || len(list) == 0 {
		return err
	}
	lasting, err := rows.Lasting(ctx, tx, episodeID)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b *gendu.Flag) int { return cmp.Compare(a.ID, b.ID) })
	for _, f := range list {
		_, there := lasting.Now(f.CueID)
		ending, settledAt := gendu.FlagOpen, time.Time{}
		if !there {
			ending, settledAt = gendu.FlagRemoved, at
		}
		if ending == f.Settled {
			continue
		}
		if _, err := sqldb.Exec(ctx, tx, "UPDATE flags SET settled = $2, settled_at = $3 WHERE id = $1", f.ID, ending, sqldb.Time(&settledAt)); err != nil {
			return err
		}
	}
	return nil
}

// ForgetEpisodes removes the flags of episodes that are deleted; which is a condition on
// an episode_id.
func ForgetEpisodes(ctx context.Context, tx *sql.Tx, which string, arg any) error {
	_, err := sqldb.Exec(ctx, tx, "DELETE FROM flags WHERE episode_id "+which, arg)
	return err
}
