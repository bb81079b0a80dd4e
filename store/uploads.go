package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

var uploads = sqldb.Table[gendu.Upload]{
	Name: "uploads", Thing: "upload",
	Cols: []string{"id", "user_id", "episode_id", "size", "file_name", "meta", "audio_id", "created_at", "updated_at", "expires_at"},
	Fields: func(v *gendu.Upload) []any {
		return []any{
			&v.ID, &v.UserID, &v.EpisodeID, &v.Size, &v.FileName, sqldb.JSON(&v.Meta), &v.AudioID,
			sqldb.Time(&v.CreatedAt), sqldb.Time(&v.UpdatedAt), sqldb.Time(&v.ExpiresAt),
		}
	},
}

// uploadLists reads uploads with what they hold so far.
func uploadLists(ctx context.Context, q sqldb.Queryer, tail string, args ...any) ([]*gendu.Upload, error) {
	return sqldb.Rows(ctx, q, func(v *gendu.Upload) []any { return append(uploads.Fields(v), &v.Offset, &v.Chunks) },
		"SELECT "+uploads.Of("t")+`,
			CAST(COALESCE((SELECT SUM(c.size) FROM upload_chunks c WHERE c.upload_id = t.id), 0) AS BIGINT),
			(SELECT COUNT(*) FROM upload_chunks c WHERE c.upload_id = t.id)
		FROM uploads t `+tail, args...)
}

// CreateUpload begins an upload; one too many of its user is [gendu.Quota].
func (s *Store) CreateUpload(ctx context.Context, v *gendu.Upload) error {
	s.db.Stamp(&v.ID, &v.CreatedAt)
	v.UpdatedAt = v.CreatedAt
	if v.Meta == nil {
		v.Meta = map[string]string{}
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := s.holdOpen(ctx, tx, v.UserID); err != nil {
			return err
		}
		if _, err := rows.HoldUsage(ctx, tx, v.UserID); err != nil {
			return err
		}
		open, err := openUploads(ctx, tx, v.UserID, sqldb.ToMS(s.db.Clock()))
		if err != nil {
			return err
		}
		if err := s.limits.OneMoreUpload(open); err != nil {
			return err
		}
		_, err = uploads.Insert(ctx, tx, "", v)
		return err
	})
}

// Upload is the upload with this id; Offset and Chunks say what it holds.
func (s *Store) Upload(ctx context.Context, id gendu.ID) (*gendu.Upload, error) {
	return s.upload(ctx, s.db.Reader, id)
}

func (s *Store) upload(ctx context.Context, q sqldb.Queryer, id gendu.ID) (*gendu.Upload, error) {
	list, err := uploadLists(ctx, q, "WHERE t.id = $1", id)
	if err == nil && len(list) == 0 {
		err = sqldb.Missing("upload")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// AddChunk notes that chunk n of size bytes is stored durably and follows the
// first wantOffset bytes. Where the upload holds another number of bytes or
// chunks, or the chunk is too long for it, it is [gendu.Conflict].
func (s *Store) AddChunk(ctx context.Context, id gendu.ID, n int, size, wantOffset int64) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		err := sqldb.NotFoundIfNone("upload")(sqldb.Exec(ctx, tx, "UPDATE uploads SET updated_at = $2 WHERE id = $1", id, sqldb.ToMS(s.db.Clock())))
		if err != nil {
			return err
		}
		u, err := s.upload(ctx, tx, id)
		if err != nil {
			return err
		}
		if u.Offset != wantOffset || u.Chunks != n || size < 0 || u.Offset+size > u.Size || u.AudioID != "" {
			return gendu.Wrap(fmt.Errorf("upload %s: chunk %d of %d bytes at %d, but it holds %d of %d bytes in %d chunks",
				id, n, size, wantOffset, u.Offset, u.Size, u.Chunks),
				gendu.Conflict, "This part of the file does not follow what is there. Please ask for the offset and go on from it.")
		}
		_, err = sqldb.Exec(ctx, tx, "INSERT INTO upload_chunks (upload_id, n, size) VALUES ($1, $2, $3)", id, n, size)
		return err
	})
}

// FinishUpload turns a whole upload into an audio with the job that ingests it,
// as [Store.AddAudio] does, once: for the same audio again it does nothing. An
// upload that is not whole, or became another audio, is [gendu.Conflict]. Its
// chunks may be deleted then, and the row with [Store.DeleteUpload].
func (s *Store) FinishUpload(ctx context.Context, id gendu.ID, a *gendu.Audio) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		err := sqldb.NotFoundIfNone("upload")(sqldb.Exec(ctx, tx, "UPDATE uploads SET updated_at = $2 WHERE id = $1", id, sqldb.ToMS(s.db.Clock())))
		if err != nil {
			return err
		}
		u, err := s.upload(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case u.AudioID != "" && u.AudioID == a.ID:
			return nil
		case u.AudioID != "":
			return gendu.Errorf(gendu.Conflict, "This upload is finished already.")
		case u.Offset != u.Size:
			return gendu.Errorf(gendu.Conflict, "This upload holds %d of its %d bytes.", u.Offset, u.Size)
		}
		if err := s.addAudio(ctx, tx, a); err != nil {
			return err
		}
		_, err = sqldb.Exec(ctx, tx, "UPDATE uploads SET audio_id = $2 WHERE id = $1", id, a.ID)
		return err
	})
}

// ForgetUpload is [Store.DeleteUpload] for an upload that has become an audio or has
// expired: nobody took it away, so the deletion log does not speak of it.
func (s *Store) ForgetUpload(ctx context.Context, id gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error { return deleteUpload(ctx, tx, id) })
}

// DeleteUpload deletes an upload, its chunks and its lock. The objects are the
// caller's to delete first.
func (s *Store) DeleteUpload(ctx context.Context, id gendu.ID) error {
	return s.log.Deleting(ctx, rows.UploadDeleted, id, "", func(tx *sql.Tx, _ time.Time) error { return deleteUpload(ctx, tx, id) })
}

func deleteUpload(ctx context.Context, tx *sql.Tx, id gendu.ID) error {
	for _, statement := range []string{
		"DELETE FROM upload_chunks WHERE upload_id = $1",
		"DELETE FROM upload_locks WHERE upload_id = $1",
	} {
		if _, err := sqldb.Exec(ctx, tx, statement, id); err != nil {
			return err
		}
	}
	return sqldb.NotFoundIfNone("upload")(sqldb.Exec(ctx, tx, "DELETE FROM uploads WHERE id = $1", id))
}

// ExpiredUploads lists the uploads whose time was over at now, finished ones too.
// One that a connection is still receiving is left out.
func (s *Store) ExpiredUploads(ctx context.Context, now time.Time) ([]*gendu.Upload, error) {
	return uploadLists(ctx, s.db.Reader, `WHERE t.expires_at <= $1
		AND NOT EXISTS (SELECT 1 FROM upload_locks l WHERE l.upload_id = t.id AND l.lease_end > $1)
		ORDER BY t.expires_at, t.id LIMIT 1000`, sqldb.ToMS(now))
}

// ExpireUpload ends the time of an upload now, so that the next sweep removes its
// chunks and then its row.
func (s *Store) ExpireUpload(ctx context.Context, id gendu.ID) error {
	return sqldb.NotFoundIfNone("upload")(sqldb.Exec(ctx, s.db.Writer, "UPDATE uploads SET expires_at = $2 WHERE id = $1", id, sqldb.ToMS(s.db.Clock())))
}

// LockUpload takes the lock of an upload for the time of a lease. While somebody
// else holds it, that one is asked to let go, and it is [gendu.Conflict]: try
// again shortly. Owner must be another one for every request.
func (s *Store) LockUpload(ctx context.Context, id gendu.ID, owner string, lease time.Duration) error {
	now := s.db.Clock()
	n, err := sqldb.Exec(ctx, s.db.Writer, `INSERT INTO upload_locks (upload_id, owner, lease_end, release) VALUES ($1, $2, $3, FALSE)
		ON CONFLICT (upload_id) DO UPDATE SET owner = excluded.owner, lease_end = excluded.lease_end, release = FALSE
		WHERE upload_locks.lease_end <= $4`, id, owner, sqldb.ToMS(now.Add(lease)), sqldb.ToMS(now))
	if err != nil || n > 0 {
		return err
	}
	if _, err := sqldb.Exec(ctx, s.db.Writer, "UPDATE upload_locks SET release = TRUE WHERE upload_id = $1", id); err != nil {
		return err
	}
	return gendu.Errorf(gendu.Conflict, "This upload is being received by another connection.")
}

// RenewUploadLock prolongs a lock that owner holds and says whether somebody
// else asks for it. A lock that was lost is [gendu.Conflict].
func (s *Store) RenewUploadLock(ctx context.Context, id gendu.ID, owner string, lease time.Duration) (releaseAsked bool, err error) {
	list, err := sqldb.Rows(ctx, s.db.Writer, func(v *bool) []any { return []any{v} },
		"UPDATE upload_locks SET lease_end = $3 WHERE upload_id = $1 AND owner = $2 RETURNING release",
		id, owner, sqldb.ToMS(s.db.Clock().Add(lease)))
	if err == nil && len(list) == 0 {
		err = gendu.Errorf(gendu.Conflict, "This upload is being received by another connection.")
	}
	if err != nil {
		return false, err
	}
	return *list[0], nil
}

// UnlockUpload gives a lock back; one that was lost meanwhile is no error.
func (s *Store) UnlockUpload(ctx context.Context, id gendu.ID, owner string) error {
	_, err := sqldb.Exec(ctx, s.db.Writer, "DELETE FROM upload_locks WHERE upload_id = $1 AND owner = $2", id, owner)
	return err
}
