package store

import (
	"context"
	"strings"

	"gendu"
	"gendu/store/sqldb"
)

// Standing says what the rows know of an object.
type Standing string

// The standings of an object.
const (
	Wanted   Standing = "wanted"   // a row names the object
	Released Standing = "released" // its row says that it was deleted or is used up
	Unknown  Standing = "unknown"  // its key is one of ours, but no row names it
	Foreign  Standing = "foreign"  // its key is not of a form that gendu writes
)

// Standings says of each key, in their order, what the rows know of its object.
//
// Wanted is everything of an episode that is not deleted, and for a week of one
// that is; of any episode the practice.wav that a take was made against; takes;
// chunks of uploads that are under way; covers in use, and for a week those of a deleted
// show.
func (s *Store) Standings(ctx context.Context, keys []string) ([]Standing, error) {
	out := make([]Standing, 0, len(keys))
	for len(keys) > 0 {
		batch := keys[:min(len(keys), sqldb.RowsPerInsert)]
		keys = keys[len(batch):]
		some, err := s.standings(ctx, batch)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// families are the forms of keys, by the part before the first slash. Each asks
// the database about all keys of its form at once. What a family does not answer
// is [Unknown].
var families = map[string]func(s *Store, ctx context.Context, keys [][]string) (map[string]Standing, error){
	"episodes": (*Store).standingsOfAudios,
	"takes":    (*Store).standingsOfTakes,
	"uploads":  (*Store).standingsOfChunks,
	"covers":   (*Store).standingsOfCovers,
}

func (s *Store) standings(ctx context.Context, keys []string) ([]Standing, error) {
	byFamily := map[string][][]string{}
	out := make([]Standing, len(keys))
	for i, key := range keys {
		parts := strings.Split(key, "/")
		out[i] = Foreign
		if families[parts[0]] != nil && len(parts) == 3 {
			out[i] = Unknown
			byFamily[parts[0]] = append(byFamily[parts[0]], parts)
		}
	}
	for family, list := range byFamily {
		answers, err := families[family](s, ctx, list)
		if err != nil {
			return nil, err
		}
		for i, key := range keys {
			if answer, ok := answers[key]; ok {
				out[i] = answer
			}
		}
	}
	return out, nil
}

// in is " IN ($first, …)" for part n of each key, with the values.
func in(first int, keys [][]string, n int) (string, []any) {
	values := make([]any, len(keys))
	for i, parts := range keys {
		values[i] = parts[n]
	}
	return " IN (" + sqldb.Marks(first, len(values)) + ")", values
}

func (s *Store) standingsOfAudios(ctx context.Context, keys [][]string) (map[string]Standing, error) {
	type audio struct {
		id               string
		wanted, practice bool
	}
	list, values := in(2, keys, 1)
	found, err := sqldb.Rows(ctx, s.db.Reader, func(v *audio) []any { return []any{&v.id, &v.wanted, &v.practice} },
		`SELECT a.id, e.deleted_at = 0 OR e.deleted_at > $1,
			EXISTS (SELECT 1 FROM takes t WHERE t.audio_id = a.id AND t.deleted_at = 0)
		FROM audios a JOIN episodes e ON e.id = a.episode_id WHERE a.id`+list,
		append([]any{sqldb.ToMS(s.db.Clock().Add(-keepDeleted))}, values...)...)
	byID := map[string]*audio{}
	for _, a := range found {
		byID[a.id] = a
	}
	out := map[string]Standing{}
	for _, parts := range keys {
		switch a := byID[parts[1]]; {
		case a == nil:
		case a.wanted, a.practice && parts[2] == "practice.wav":
			out[strings.Join(parts, "/")] = Wanted
		default:
			out[strings.Join(parts, "/")] = Released
		}
	}
	return out, err
}

// standingsOfTakes: see [gendu.Take.ObjectKey]. Bytes under the id of a take that
// have another hash are not named by its row.
func (s *Store) standingsOfTakes(ctx context.Context, keys [][]string) (map[string]Standing, error) {
	type take struct {
		gendu.Take
		deleted bool
	}
	ids := make([][]string, len(keys))
	for i, parts := range keys {
		ids[i] = []string{parts[2][:max(strings.LastIndexByte(parts[2], '-'), 0)]}
	}
	list, values := in(1, ids, 0)
	found, err := sqldb.Rows(ctx, s.db.Reader, func(v *take) []any {
		return []any{&v.ID, &v.UserID, sqldb.Hex(&v.SHA256), sqldb.Hex(&v.Stored.SHA256), &v.deleted}
	},
		"SELECT id, user_id, sha256, stored_sha256, deleted_at <> 0 FROM takes WHERE id"+list, values...)
	byID := map[gendu.ID]*take{}
	for _, t := range found {
		byID[t.ID] = t
	}
	out := map[string]Standing{}
	for i, parts := range keys {
		t, key := byID[gendu.ID(ids[i][0])], strings.Join(parts, "/")
		switch {
		case t == nil || string(t.UserID) != parts[1]:
		case t.deleted:
			out[key] = Released
		case key == t.ObjectKey():
			out[key] = Wanted
		case key == t.SentKey(): // it is stored in another form by now
			out[key] = Released
		}
	}
	return out, err
}

func (s *Store) standingsOfChunks(ctx context.Context, keys [][]string) (map[string]Standing, error) {
	type upload struct {
		id       string
		finished bool
	}
	list, values := in(1, keys, 1)
	found, err := sqldb.Rows(ctx, s.db.Reader, func(v *upload) []any { return []any{&v.id, &v.finished} },
		"SELECT id, audio_id <> '' FROM uploads WHERE id"+list, values...)
	finished := map[string]bool{}
	for _, u := range found {
		finished[u.id] = u.finished
	}
	out := map[string]Standing{}
	for _, parts := range keys {
		switch used, ok := finished[parts[1]]; {
		case !ok:
		case used: // the chunks have become the source of an audio
			out[strings.Join(parts, "/")] = Released
		default:
			out[strings.Join(parts, "/")] = Wanted
		}
	}
	return out, err
}
