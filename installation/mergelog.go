package installation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store/rows"
)

const (
	// mergeAfter: a younger day of the log may still get entries.
	mergeAfter = 2 * 24 * time.Hour
	// maxMerged bounds the entries that are put into one object.
	maxMerged = 100_000
)

// MergeDeletions puts the objects of each past day of a deletion log together in one,
// so that the log stays quick to read. Entries that are there twice are kept once. A day
// of which an object cannot be read is left as it is.
func MergeDeletions(ctx context.Context, bucket *objects.Bucket, now time.Time) error {
	days := map[string]int{}
	for info, err := range bucket.List(ctx, DeletionsPrefix) {
		if err != nil {
			return err
		}
		day, _, _ := strings.Cut(strings.TrimPrefix(info.Key, DeletionsPrefix), "/")
		if at, err := time.Parse(time.DateOnly, day); err == nil && now.Sub(at) > mergeAfter {
			days[day]++
		}
	}
	for day, n := range days {
		if n < 2 {
			continue
		}
		if err := mergeDay(ctx, bucket, DeletionsPrefix+day+"/"); err != nil {
			return err
		}
	}
	return nil
}

func mergeDay(ctx context.Context, bucket *objects.Bucket, prefix string) error {
	var keys []string
	entries := map[gendu.ID]rows.Deletion{}
	for logged, err := range Deletions(ctx, bucket, prefix) {
		if err != nil {
			return ctx.Err() // a restore names what is wrong with it
		}
		keys = append(keys, logged.Key)
		for _, d := range logged.Entries {
			entries[d.ID] = d
		}
		if len(entries) > maxMerged {
			return nil
		}
	}
	var lines bytes.Buffer
	encode := json.NewEncoder(&lines)
	for _, id := range slices.Sorted(maps.Keys(entries)) {
		if err := encode.Encode(entries[id]); err != nil {
			return fmt.Errorf("the deletion log: %w", err)
		}
	}
	// First the new object, then the removal of the others: a crash leaves entries twice.
	// Its name follows from its entries: the log and its copy in a backup put the same
	// entries into an object of the same name, which is then not copied again.
	sum := sha256.Sum256(lines.Bytes())
	merged := prefix + "day-" + hex.EncodeToString(sum[:16])
	if err := bucket.Put(ctx, merged, bytes.NewReader(lines.Bytes()), int64(lines.Len())); err != nil {
		return fmt.Errorf("the deletion log: %w", err)
	}
	for _, key := range keys {
		if key == merged {
			continue
		}
		if err := bucket.Delete(ctx, key); err != nil {
			return fmt.Errorf("the deletion log: %w", err)
		}
	}
	return nil
}
