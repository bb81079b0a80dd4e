package installation

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
	"gendu/store/rows"
)

const (
	// DeletionsPrefix stands before the objects of the deletion log:
	// "deletions/2026-11-29/<id>". Each holds entries as JSON lines.
	DeletionsPrefix = "deletions/"

	deletionsPerObject = 500
	// maxDeletion bounds a line of the log, in bytes.
	maxDeletion = 4 << 10
	// logWithin bounds how long a deletion waits for its entry in the log.
	logWithin = 10 * time.Second
)

// LogDeletions writes the deletions that the database has noted to the log in the
// object store, and removes the notes. A deletion whose note could not be written to
// the log keeps it for the next call. Several servers may call it at once; an entry
// may be in the log twice then.
func LogDeletions(ctx context.Context, rows *store.Store, bucket *objects.Bucket) error {
	for {
		list, err := rows.Deletions(ctx, deletionsPerObject)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := logDeletions(ctx, list, bucket, rows.Now()); err != nil {
			return err
		}
		if err := rows.DeletionsLogged(ctx, list); err != nil {
			return err
		}
	}
}

// CopyNotedDeletions is LogDeletions for a database that can only be read: the notes stay in
// it, and the log that gets them is a copy elsewhere.
func CopyNotedDeletions(ctx context.Context, rows *store.Store, log *objects.Bucket) error {
	list, err := rows.Deletions(ctx, maxDeletions)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(list, deletionsPerObject) {
		if err := logDeletions(ctx, some, log, rows.Now()); err != nil {
			return err
		}
	}
	return nil
}

// logDeletions writes one object of a deletion log.
func logDeletions(ctx context.Context, list []rows.Deletion, bucket *objects.Bucket, now time.Time) error {
	var lines bytes.Buffer
	encode := json.NewEncoder(&lines)
	for _, d := range list {
		if err := encode.Encode(d); err != nil {
			return fmt.Errorf("the deletion log: %w", err)
		}
	}
	key := DeletionsPrefix + now.UTC().Format(time.DateOnly) + "/" + string(gendu.NewID(now))
	if err := bucket.Put(ctx, key, bytes.NewReader(lines.Bytes()), int64(lines.Len())); err != nil {
		return fmt.Errorf("the deletion log: %w", err)
	}
	return nil
}

// KeepRecords has everything that is deleted written to the deletion log at once, and
// the hash of every object that is stored kept in the database. Failed is called with
// what went wrong with the log; the deletion itself is done then, and a later call of
// [LogDeletions] writes its entry.
func KeepRecords(rows *store.Store, bucket *objects.Bucket, failed func(error)) {
	rows.OnDeletion(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), logWithin)
		defer cancel()
		if err := LogDeletions(ctx, rows, bucket); err != nil {
			failed(err)
		}
	})
	bucket.OnPut(KeepsHash, rows.PutObjectHash)
}

// KeepsHash says whether the hash of an object is kept in a table of its own: a take
// has it in its row, and the chunks of uploads are soon gone.
func KeepsHash(key string) bool {
	return strings.HasPrefix(key, "episodes/") || strings.HasPrefix(key, "covers/")
}

// Deletions goes through the objects of a deletion log below a prefix and gives the
// entries of each. An object that cannot be read or understood comes with its error;
// the next one follows.
func Deletions(ctx context.Context, bucket *objects.Bucket, prefix string) iter.Seq2[LoggedDeletions, error] {
	return func(yield func(LoggedDeletions, error) bool) {
		for info, err := range bucket.List(ctx, prefix) {
			logged := LoggedDeletions{Key: info.Key}
			if err == nil {
				logged.Entries, err = readDeletions(ctx, bucket, info.Key)
			}
			if !yield(logged, err) {
				return
			}
		}
	}
}

// LoggedDeletions is one object of a deletion log.
type LoggedDeletions struct {
	Key     string
	Entries []rows.Deletion
}

func readDeletions(ctx context.Context, bucket *objects.Bucket, key string) ([]rows.Deletion, error) {
	body, _, err := bucket.Get(ctx, key, 0, -1)
	if err != nil {
		return nil, err
	}
	list, err := ParseDeletions(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return list, nil
}

// maxDeletions bounds the entries of one object of the log.
const maxDeletions = 1 << 20

// ParseDeletions reads the entries of one object of the log. An error names the line.
func ParseDeletions(r io.Reader) ([]rows.Deletion, error) {
	scan := bufio.NewScanner(r)
	scan.Buffer(make([]byte, 0, maxDeletion), maxDeletion)
	var list []rows.Deletion
	for n := 1; scan.Scan(); n++ {
		var d rows.Deletion
		err := json.Unmarshal(scan.Bytes(), &d)
		if err == nil {
			err = store.CheckDeletion(d)
		}
		if err == nil && n > maxDeletions {
			err = fmt.Errorf("more than %d entries", maxDeletions)
		}
		if err != nil {
			return nil, gendu.Wrap(err, gendu.Invalid, fmt.Sprintf("line %d of the deletion log cannot be read", n))
		}
		list = append(list, d)
	}
	if err := scan.Err(); err != nil {
		return nil, gendu.Wrap(err, gendu.Invalid, fmt.Sprintf("line %d of the deletion log cannot be read", len(list)+1))
	}
	return list, nil
}
