package store

import (
	"context"
	"encoding/hex"
	"time"

	"gendu/store/sqldb"
)

// PutObjectHash keeps the size and the SHA-256 of an object that was just written,
// in place of those of an object that had the key before.
func (s *Store) PutObjectHash(ctx context.Context, key string, size int64, sum []byte) error {
	return s.putHash(ctx, key, size, sum, "DO UPDATE SET size = excluded.size, sha256 = excluded.sha256, recorded_at = excluded.recorded_at")
}

// AdoptObjectHash keeps what an object holds now, where nothing is known of it yet.
func (s *Store) AdoptObjectHash(ctx context.Context, key string, size int64, sum []byte) error {
	return s.putHash(ctx, key, size, sum, "DO NOTHING")
}

func (s *Store) putHash(ctx context.Context, key string, size int64, sum []byte, otherwise string) error {
	_, err := sqldb.Exec(ctx, s.db.Writer, "INSERT INTO object_hashes (key, size, sha256, recorded_at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) "+otherwise,
		key, size, hex.EncodeToString(sum), sqldb.ToMS(s.db.Clock()))
	return err
}

// ForgetObjectHash removes what was known of an object that is no more.
func (s *Store) ForgetObjectHash(ctx context.Context, key string) error {
	_, err := sqldb.Exec(ctx, s.db.Writer, "DELETE FROM object_hashes WHERE key = $1", key)
	return err
}

// keepHashes is how long the hash of a cover stays without a show that names it: its
// object is written before its row.
const keepHashes = 24 * time.Hour

// coverOfHash holds for a show s whose cover an entry of object_hashes is about. The keys
// of its squares differ behind the hash only, of which there are 24 characters.
const coverOfHash = "s.cover_key = object_hashes.key OR s.id = substr(object_hashes.key, 8, 36) AND s.cover_widths <> '' AND substr(s.cover_key, 1, 68) = substr(object_hashes.key, 1, 68)"
