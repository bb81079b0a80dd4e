package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"iter"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// ObjectRef is an object that a row expects in the object store.
type ObjectRef struct {
	Key   string
	Size  int64 // -1: any
	Table string
	ID    string
	// SHA256 of the bytes; empty where it is not known yet.
	SHA256 []byte
	// Optional: it is no fault where it is missing.
	Optional bool
}

// Expected goes through all objects that must be there, in pages, so that it
// holds no transaction open. What is written meanwhile may be missed.
func (s *Store) Expected(ctx context.Context) iter.Seq2[ObjectRef, error] {
	return s.named(ctx, s.db.Reader, false)
}

const pageOfRows = 500

// page reads the objects that one page of rows names, behind the row after; last is
// "" where there is no further page.
type page func(ctx context.Context, q sqldb.Queryer, after string) (refs []ObjectRef, last string, err error)

// named goes through the objects that the rows name; with optional also through
// those that would be missed, but whose absence is no fault.
func (s *Store) named(ctx context.Context, q sqldb.Queryer, optional bool) iter.Seq2[ObjectRef, error] {
	pages := []page{audioObjects, keptReferences, takeObjects, coverObjects, chunkObjects}
	if optional {
		pages = append(pages, failedSources)
	}
	return func(yield func(ObjectRef, error) bool) {
		for _, read := range pages {
			for after, more := "", true; more; {
				refs, last, err := read(ctx, q, after)
				if err == nil {
					err = addHashes(ctx, q, refs)
				}
				if err != nil {
					yield(ObjectRef{}, err)
					return
				}
				for _, ref := range refs {
					if !yield(ref, nil) {
						return
					}
				}
				after, more = last, last != ""
			}
		}
	}
}

func audioObjects(ctx context.Context, q sqldb.Queryer, after string) ([]ObjectRef, string, error) {
	list, err := audios.List(ctx, q, `JOIN episodes e ON e.id = t.episode_id
		WHERE t.id > $1 AND e.deleted_at = 0 AND t.state <> 'failed' ORDER BY t.id LIMIT $2`, after, pageOfRows)
	refs, last := []ObjectRef{}, ""
	for _, a := range list {
		add := func(part string, size int64) {
			refs = append(refs, ObjectRef{Key: a.ObjectKey(part), Size: size, Table: "audios", ID: string(a.ID)})
		}
		last = string(a.ID)
		add("source", a.Size)
		if a.State != gendu.Ready {
			continue
		}
		add("practice.wav", a.PracticeLen)
		add("peaks.dat", -1)
		add("pitch.bin", -1)
		if a.Tags.CoverType != "" {
			add("cover", -1)
		}
		if a.Listening != "" {
			add("listening."+a.Listening, -1)
		}
	}
	return refs, last, err
}

// keptReferences are what learners' takes of deleted episodes are heard against.
func keptReferences(ctx context.Context, q sqldb.Queryer, after string) ([]ObjectRef, string, error) {
	list, err := audios.List(ctx, q, `JOIN episodes e ON e.id = t.episode_id
		WHERE t.id > $1 AND e.deleted_at <> 0 AND t.state = 'ready'
		AND EXISTS (SELECT 1 FROM takes x WHERE x.audio_id = t.id AND x.deleted_at = 0) ORDER BY t.id LIMIT $2`, after, pageOfRows)
	refs, last := []ObjectRef{}, ""
	for _, a := range list {
		last = string(a.ID)
		refs = append(refs, ObjectRef{Key: a.ObjectKey("practice.wav"), Size: a.PracticeLen, Table: "audios", ID: last})
	}
	return refs, last, err
}

// failedSources are the files whose ingest failed: a host may let it be tried again.
func failedSources(ctx context.Context, q sqldb.Queryer, after string) ([]ObjectRef, string, error) {
	list, err := audios.List(ctx, q, `JOIN episodes e ON e.id = t.episode_id
		WHERE t.id > $1 AND e.deleted_at = 0 AND t.state = 'failed' ORDER BY t.id LIMIT $2`, after, pageOfRows)
	refs, last := []ObjectRef{}, ""
	for _, a := range list {
		last = string(a.ID)
		refs = append(refs, ObjectRef{Key: a.ObjectKey("source"), Size: -1, Table: "audios", ID: last, Optional: true})
	}
	return refs, last, err
}

func takeObjects(ctx context.Context, q sqldb.Queryer, after string) ([]ObjectRef, string, error) {
	list, err := rows.Takes.List(ctx, q, "WHERE t.id > $1 AND t.deleted_at = 0 ORDER BY t.id LIMIT $2", after, pageOfRows)
	refs, last := []ObjectRef{}, ""
	for _, t := range list {
		last = string(t.ID)
		refs = append(refs, ObjectRef{Key: t.ObjectKey(), Size: t.ObjectSize(), Table: "takes", ID: last, SHA256: t.ObjectSHA256()})
	}
	return refs, last, err
}

func chunkObjects(ctx context.Context, q sqldb.Queryer, after string) ([]ObjectRef, string, error) {
	type chunk struct {
		id      string
		n, size int64
	}
	ids, err := sqldb.Rows(ctx, q, func(v *string) []any { return []any{v} },
		"SELECT id FROM uploads WHERE id > $1 AND audio_id = '' ORDER BY id LIMIT 1", after)
	if err != nil || len(ids) == 0 {
		return nil, "", err
	}
	list, err := sqldb.Rows(ctx, q, func(v *chunk) []any { return []any{&v.id, &v.n, &v.size} },
		"SELECT upload_id, n, size FROM upload_chunks WHERE upload_id = $1 ORDER BY n", *ids[0])
	refs := []ObjectRef{}
	for _, c := range list {
		refs = append(refs, ObjectRef{Key: fmt.Sprintf("uploads/%s/%d", c.id, c.n), Size: c.size, Table: "uploads", ID: c.id})
	}
	return refs, *ids[0], err
}

// addHashes gives refs the hashes that object_hashes knows.
func addHashes(ctx context.Context, q sqldb.Queryer, refs []ObjectRef) error {
	at := map[string]int{}
	keys := []any{}
	ask := func() error {
		if len(keys) == 0 {
			return nil
		}
		type hash struct{ key, sum string }
		list, err := sqldb.Rows(ctx, q, func(v *hash) []any { return []any{&v.key, &v.sum} },
			"SELECT key, sha256 FROM object_hashes WHERE key IN ("+sqldb.Marks(1, len(keys))+")", keys...)
		for _, h := range list {
			sum, err := hex.DecodeString(h.sum)
			if err != nil {
				return fmt.Errorf("store: the hash of %s: %w", h.key, err)
			}
			refs[at[h.key]].SHA256 = sum
		}
		keys = keys[:0]
		return err
	}
	for i, ref := range refs {
		if len(ref.SHA256) > 0 {
			continue
		}
		at[ref.Key] = i
		if keys = append(keys, ref.Key); len(keys) == sqldb.RowsPerInsert {
			if err := ask(); err != nil {
				return err
			}
		}
	}
	return ask()
}
