package installation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

const (
	// idKey is the object that holds the id of the installation.
	idKey = "installation"
	// idBytes bounds what is read of it.
	idBytes = 200

	// sampleSize objects are looked up to see whether a database knows a store.
	sampleSize = 50
	// sampleFrom bounds how many keys of each kind the sample is drawn from, so
	// that a start does not list a large store.
	sampleFrom = 2000
)

// kinds are the first parts of the keys of all objects that rows name.
var kinds = []string{"covers/", "episodes/", "takes/", "uploads/"}

// IDs are the ids of a database and an object store; "" where one has none.
type IDs struct{ Database, Objects string }

// ReadIDs reads both ids and changes nothing.
func ReadIDs(ctx context.Context, rows *store.Store, bucket *objects.Bucket) (IDs, error) {
	var ids IDs
	var err error
	// A new pair gets its id in the other order, so that an object store with an id is
	// never seen beside a database that is about to get the same one.
	if ids.Objects, err = ObjectsID(ctx, bucket); err != nil {
		return ids, err
	}
	ids.Database, err = rows.InstallationID(ctx)
	return ids, err
}

// ObjectsID is the id of an object store; "" where it has none.
func ObjectsID(ctx context.Context, bucket *objects.Bucket) (string, error) {
	body, _, err := bucket.Get(ctx, idKey, 0, idBytes)
	if gendu.KindOf(err) == gendu.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(body)
	return strings.TrimSpace(string(text)), errors.Join(err, body.Close())
}

// Bind makes sure that a database and an object store belong together, which both
// show by the same id. A pair of which one or both have no id yet gets a common
// one where the database knows at least half of a sample of the objects, or where
// both are still empty and the object store has no id: with one, it belongs to another
// new database. Any other pair is of kind conflict, and nothing has changed then.
//
// Several servers may bind the same pair at once.
func Bind(ctx context.Context, rows *store.Store, bucket *objects.Bucket) error {
	if err := noRestore(ctx, bucket); err != nil {
		return err
	}
	ids, err := ReadIDs(ctx, rows, bucket)
	switch {
	case err != nil:
		return err
	case ids.Database == "" || ids.Objects == "":
		if err := related(ctx, rows, bucket, ids); err != nil {
			return err
		}
		return join(ctx, rows, bucket, ids)
	}
	return ids.compare()
}

// SamePair says whether a database and an object store have the same id, and
// changes nothing. Two different ones are of kind conflict.
func SamePair(ctx context.Context, rows *store.Store, bucket *objects.Bucket) error {
	ids, err := ReadIDs(ctx, rows, bucket)
	if err != nil {
		return err
	}
	return ids.compare()
}

// Join declares that a database and an object store belong together, whatever
// they hold: the store takes the database's id. It is for an operator who has
// looked at both.
func Join(ctx context.Context, rows *store.Store, bucket *objects.Bucket) error {
	if err := noRestore(ctx, bucket); err != nil {
		return err
	}
	ids, err := ReadIDs(ctx, rows, bucket)
	if err != nil {
		return err
	}
	if ids.Database != "" {
		ids.Objects = ""
	}
	return join(ctx, rows, bucket, ids)
}

// join completes a pair of ids of which at least one is missing.
func join(ctx context.Context, rows *store.Store, bucket *objects.Bucket, ids IDs) error {
	id := ids.Objects
	if id == "" {
		id = string(gendu.NewID(rows.Now()))
	}
	var err error
	if ids.Database, err = rows.AdoptInstallationID(ctx, id); err != nil {
		return err
	}
	if ids.Objects == "" {
		ids.Objects = ids.Database
		return bucket.Put(ctx, idKey, strings.NewReader(ids.Objects+"\n"), int64(len(ids.Objects))+1)
	}
	return ids.compare()
}

const howToFix = "Look at --database and --objects: is one of them mistyped, or is a disk not mounted? If the database was restored from an older copy, restore the matching one. If you are sure that the two belong together, run `gendu installation join`."

// compare is the error of two ids that differ.
func (ids IDs) compare() error {
	if ids.Database == ids.Objects {
		return nil
	}
	return gendu.Errorf(gendu.Conflict, "the database belongs to installation %.40q, but the object store belongs to installation %.40q, so gendu does not start. %s", ids.Database, ids.Objects, howToFix)
}

// related says whether a database and an object store without a common id look
// like a pair.
func related(ctx context.Context, rows *store.Store, bucket *objects.Bucket, ids IDs) error {
	keys, err := sample(ctx, bucket)
	if err != nil {
		return err
	}
	if len(keys) == 0 && ids.Objects != "" { // an empty store says nothing of whose it is but its id
		return gendu.Errorf(gendu.Conflict, "the database is new, but the object store belongs to installation %.40q, so gendu does not start. %s", ids.Objects, howToFix)
	}
	if len(keys) == 0 {
		return unused(ctx, rows)
	}
	standings, err := rows.Standings(ctx, keys)
	if err != nil {
		return err
	}
	known := 0
	for _, s := range standings {
		if s == store.Wanted || s == store.Released {
			known++
		}
	}
	if 2*known >= len(keys) {
		return nil
	}
	return gendu.Errorf(gendu.Conflict, "the database does not know the files in the object store: it names %d of the %d that were looked up, so gendu does not start. %s", known, len(keys), howToFix)
}

// unused says whether a database expects no object, as a new one does.
func unused(ctx context.Context, rows *store.Store) error {
	for ref, err := range rows.Expected(ctx) {
		if err != nil {
			return err
		}
		return gendu.Errorf(gendu.Conflict, "the object store is empty, but the database expects files in it, such as %s, so gendu does not start. %s", ref.Key, howToFix)
	}
	return nil
}

// sample draws up to sampleSize keys at random, of every kind of object.
func sample(ctx context.Context, bucket *objects.Bucket) ([]string, error) {
	var keys []string
	for _, kind := range kinds {
		n := 0
		for info, err := range bucket.List(ctx, kind) {
			if err != nil {
				return nil, fmt.Errorf("looking at the object store: %w", err)
			}
			keys = append(keys, info.Key)
			if n++; n == sampleFrom {
				break
			}
		}
	}
	rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	return keys[:min(len(keys), sampleSize)], nil
}
