package installation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

// restoringKey is the object that says that a restore is under way. While it is there
// no server starts on this object store.
const restoringKey = "restoring"

// Restoring says which restore is under way.
type Restoring struct {
	Source   string `json:"source"`   // the installation that was backed up
	Snapshot int    `json:"snapshot"` // its number in the backup
	ID       string `json:"id"`       // what the restored installation will be called
}

// RestoreUnderWay gives the restore that was begun in an object store and has not
// ended; [gendu.NotFound] where there is none.
func RestoreUnderWay(ctx context.Context, bucket *objects.Bucket) (*Restoring, error) {
	body, _, err := bucket.Get(ctx, restoringKey, 0, 4<<10)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return nil, err
	}
	v := new(Restoring)
	if err := json.Unmarshal(text, v); err != nil {
		return nil, gendu.Wrap(err, gendu.Conflict, "the object \""+restoringKey+"\" in the object store cannot be read")
	}
	return v, nil
}

// BeginRestore notes that a restore has begun, in an object store that must be empty,
// else it is of kind conflict.
func BeginRestore(ctx context.Context, bucket *objects.Bucket, v *Restoring) error {
	for _, prefix := range append([]string{idKey, trashPrefix, DeletionsPrefix}, kinds...) {
		for info, err := range bucket.List(ctx, prefix) {
			if err != nil {
				return err
			}
			return gendu.Errorf(gendu.Conflict, "the object store is not empty: it holds %s. Restore into a new one: look at --objects", info.Key)
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return bucket.Put(ctx, restoringKey, bytes.NewReader(text), int64(len(text)))
}

// EndRestore makes a pair of a restored database and object store: the store takes
// the id that the database got with its rows, and servers may start.
func EndRestore(ctx context.Context, rows *store.Store, bucket *objects.Bucket) error {
	id, err := rows.InstallationID(ctx)
	if err != nil {
		return err
	}
	if err := bucket.Put(ctx, idKey, strings.NewReader(id+"\n"), int64(len(id))+1); err != nil {
		return err
	}
	return bucket.Delete(ctx, restoringKey)
}

// noRestore refuses an object store in which a restore has not ended.
func noRestore(ctx context.Context, bucket *objects.Bucket) error {
	v, err := RestoreUnderWay(ctx, bucket)
	switch {
	case gendu.KindOf(err) == gendu.NotFound:
		return nil
	case err != nil:
		return err
	}
	return gendu.Errorf(gendu.Conflict, "a restore of snapshot %d into this installation has not ended, so gendu does not start: run the same `gendu restore` again, which goes on where it stopped", v.Snapshot)
}
