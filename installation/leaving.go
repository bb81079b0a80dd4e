package installation

import (
	"context"
	"strings"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

// TakesOf is the prefix of the objects of a user's takes.
func TakesOf(userID gendu.ID) string { return "takes/" + string(userID) + "/" }

// RemoveTake removes every object of a take, in whichever form it is stored, also one
// whose upload was overtaken by the deletion.
func RemoveTake(ctx context.Context, bucket *objects.Bucket, userID, id gendu.ID) error {
	return removeBelow(ctx, bucket, TakesOf(userID)+string(id)+"-")
}

func removeBelow(ctx context.Context, bucket *objects.Bucket, prefix string) error {
	for info, err := range bucket.List(ctx, prefix) {
		if err != nil {
			return err
		}
		if err := bucket.Delete(ctx, info.Key); err != nil {
			return err
		}
	}
	return nil
}

// CloseAccounts deletes the accounts whose time is over: first their rows, so that nobody
// hears or reads them any more, then their objects, also those in the trash, and last the
// tombstones by which it can be done again where it was stopped in between. It says how
// many accounts are gone.
func CloseAccounts(ctx context.Context, rows *store.Store, bucket *objects.Bucket) (int, error) {
	list, err := rows.Leaving(ctx)
	if err != nil {
		return 0, err
	}
	for n, id := range list {
		// One that was closed before and stopped half-way is not found.
		if err := rows.CloseAccount(ctx, id); err != nil && gendu.KindOf(err) != gendu.NotFound {
			return n, err
		}
		user, err := rows.User(ctx, id)
		if gendu.KindOf(err) == gendu.NotFound || err == nil && user.DeletedAt.IsZero() {
			continue // another server did it, or it was taken back
		}
		if err != nil {
			return n, err
		}
		if err := removeOf(ctx, rows, bucket, id); err != nil {
			return n, err
		}
		if err := rows.ForgetAccount(ctx, id); err != nil && gendu.KindOf(err) != gendu.NotFound {
			return n, err
		}
	}
	return len(list), nil
}

// removeOf removes the objects of a closed account.
func removeOf(ctx context.Context, rows *store.Store, bucket *objects.Bucket, id gendu.ID) error {
	if err := removeBelow(ctx, bucket, TakesOf(id)); err != nil {
		return err
	}
	for v, err := range Trashes(ctx, bucket) {
		if err == nil && strings.HasPrefix(v.Key, TakesOf(id)) {
			err = bucket.Delete(ctx, v.at)
		}
		if err != nil {
			return err
		}
	}
	uploads, err := rows.UploadsOf(ctx, id)
	if err != nil {
		return err
	}
	for _, u := range uploads {
		if err := removeBelow(ctx, bucket, "uploads/"+string(u.ID)+"/"); err != nil {
			return err
		}
		if err := rows.ForgetUpload(ctx, u.ID); err != nil && gendu.KindOf(err) != gendu.NotFound {
			return err
		}
	}
	return nil
}

// expiredAtOnce is how many takes are deleted in one transaction.
const expiredAtOnce = 100

// DeleteOldTakes announces which takes become older than they are kept, and deletes those
// that were announced a week ago. Keep is the age that the operator sets, 0 for none. It
// says how many were announced and deleted. What it could not remove of the objects, a
// sweep removes.
func DeleteOldTakes(ctx context.Context, rows *store.Store, bucket *objects.Bucket, keep time.Duration) (announced, deleted int, err error) {
	if announced, err = rows.AnnounceExpiry(ctx, keep); err != nil {
		return announced, 0, err
	}
	for {
		list, err := rows.DeleteExpired(ctx, expiredAtOnce)
		if err != nil || len(list) == 0 {
			return announced, deleted, err
		}
		deleted += len(list)
		for _, t := range list {
			for _, key := range []string{t.ObjectKey(), t.SentKey()} {
				if err := bucket.Delete(ctx, key); err != nil {
					return announced, deleted, err
				}
			}
		}
	}
}
