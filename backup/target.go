package backup

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

const (
	formatVersion  = 1
	markerKey      = "backup"
	objectsPrefix  = "objects/"
	snapshotPrefix = "snapshots/"
	// maxDescription bounds the small JSON files, in bytes.
	maxDescription = 64 << 10
	// maxSnapshots bounds their numbers.
	maxSnapshots = 100_000_000
)

// Description is what snapshot.json says of a snapshot.
type Description struct {
	Format       int       `json:"format"`
	Number       int       `json:"number"` // grows by one from snapshot to snapshot, whatever the clock says
	Installation string    `json:"installation"`
	Program      string    `json:"program"` // the version of the gendu that made it
	Schema       uint      `json:"schema"`
	TakenAt      time.Time `json:"takenAt"` // when the rows were read
	EndedAt      time.Time `json:"endedAt"` // up to when its deletion log is complete
	Rows         File      `json:"rows"`
	Objects      File      `json:"objects"`
	Bytes        int64     `json:"bytes"` // of all objects
	Gone         int       `json:"gone"`  // objects that were deleted while they were copied
	Lost         int       `json:"lost"`  // objects that were missing or altered
	// Newest tells a later state of the database from a copy that went its own way.
	Newest store.Newest `json:"newest"`
}

// owner is what the marker of a target says.
type owner struct {
	Format       int    `json:"format"`
	Installation string `json:"installation"`
	// guessed: the marker is lost, and the newest description says it.
	guessed bool
}

// target is the place of a backup.
type target struct{ *objects.Bucket }

func snapshotKey(number int, name string) string {
	return fmt.Sprintf("%s%06d/%s", snapshotPrefix, number, name)
}

// The names of the files of a snapshot.
const (
	rowsName        = "rows.jsonl.gz"
	manifestName    = "objects.jsonl.gz"
	descriptionName = "snapshot.json"
)

// contentKey is the key of bytes by their SHA-256 in hexadecimal.
func contentKey(sum string) string { return objectsPrefix + sum[:2] + "/" + sum }

// readJSON reads a small object.
func (t target) readJSON(ctx context.Context, key string, into any) error {
	body, info, err := t.Get(ctx, key, 0, maxDescription+1)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return err
	}
	if info.Size > maxDescription {
		return gendu.Errorf(gendu.Invalid, "%s has %d bytes, and at most %d are expected", key, info.Size, maxDescription)
	}
	return gendu.Wrap(json.Unmarshal(text, into), gendu.Invalid, key+" of the backup cannot be read")
}

func (t target) writeJSON(ctx context.Context, key string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return t.Put(ctx, key, bytes.NewReader(append(text, '\n')), int64(len(text))+1)
}

// owner reads whose backup this is; [gendu.NotFound] where it is none yet. Where the marker
// was lost or damaged, the newest snapshot that can be read says it.
func (t target) owner(ctx context.Context) (owner, error) {
	var o owner
	err := t.readJSON(ctx, markerKey, &o)
	if k := gendu.KindOf(err); k == gendu.NotFound || k == gendu.Invalid {
		if list, lerr := Snapshots(ctx, t.Bucket, func(int, error) {}); lerr == nil && len(list) > 0 {
			return owner{Format: formatVersion, Installation: list[len(list)-1].Installation, guessed: true}, nil
		}
	}
	if err == nil && o.Format != formatVersion {
		err = gendu.Errorf(gendu.Conflict, "the backup has version %d of the format, and this gendu knows version %d: use the newer gendu", o.Format, formatVersion)
	}
	return o, err
}

// claim makes sure that the target belongs to an installation. An empty place becomes
// its backup; with adopt, that of another installation does so too.
func (t target) claim(ctx context.Context, installation string, adopt bool) error {
	marked, err := t.claimable(ctx, installation, adopt)
	if err != nil || marked {
		return err
	}
	return t.writeJSON(ctx, markerKey, owner{Format: formatVersion, Installation: installation})
}

// claimable says whether an installation may claim the target, and whether its marker says
// so already. It changes nothing.
func (t target) claimable(ctx context.Context, installation string, adopt bool) (marked bool, err error) {
	o, err := t.owner(ctx)
	switch {
	case gendu.KindOf(err) == gendu.NotFound:
		for info, err := range t.List(ctx, "") {
			if err != nil {
				return false, err
			}
			if strings.HasPrefix(info.Key, runningPrefix) { // of a first backup that was killed
				continue
			}
			return false, gendu.Errorf(gendu.Conflict, "the target is neither empty nor a backup: it holds %s. Give an empty folder or prefix", info.Key)
		}
		return false, nil
	case err != nil:
		return false, err
	case o.Installation != installation && !adopt:
		return false, gendu.Errorf(gendu.Conflict, "this is the backup of installation %.40q, and not of %.40q. Give another target; or, if this installation was restored from that backup and takes its place, run `gendu backup --adopt`",
			o.Installation, installation)
	}
	return o.Installation == installation && !o.guessed, nil
}

// numbers lists the numbers of all snapshots, with whether each is complete.
func (t target) numbers(ctx context.Context) (map[int]bool, error) {
	complete := map[int]bool{}
	for info, err := range t.List(ctx, snapshotPrefix) {
		if err != nil {
			return nil, err
		}
		folder, name, _ := strings.Cut(strings.TrimPrefix(info.Key, snapshotPrefix), "/")
		// A folder with a number that no backup reaches is not ours.
		if n, err := strconv.Atoi(folder); err == nil && n > 0 && n < maxSnapshots {
			complete[n] = complete[n] || name == descriptionName
		}
	}
	return complete, nil
}

// newest is the highest number among the snapshots that are complete.
func newest(complete map[int]bool) int {
	most := 0
	for n, whole := range complete {
		if whole {
			most = max(most, n)
		}
	}
	return most
}

// describe reads what is said of a snapshot.
func (t target) describe(ctx context.Context, number int) (*Description, error) {
	d := new(Description)
	if err := t.readJSON(ctx, snapshotKey(number, descriptionName), d); err != nil {
		return nil, err
	}
	if d.Format != formatVersion || d.Number != number {
		return nil, gendu.Errorf(gendu.Invalid, "%s does not describe snapshot %d in a format that this gendu knows", snapshotKey(number, descriptionName), number)
	}
	return d, nil
}

// held lists the contents that the target has, by their hash, with their sizes.
func (t target) held(ctx context.Context) (map[[32]byte]int64, error) {
	list := map[[32]byte]int64{}
	for info, err := range t.List(ctx, objectsPrefix) {
		if err != nil {
			return nil, err
		}
		if sum, ok := hashOf(info.Key); ok {
			list[sum] = info.Size
		}
	}
	return list, nil
}

// hashOf is the hash in the key of a content.
func hashOf(key string) (sum [32]byte, ok bool) {
	text := key[strings.LastIndexByte(key, '/')+1:]
	n, err := hex.Decode(sum[:], []byte(text[:min(len(text), 64)]))
	return sum, err == nil && n == 32 && key == contentKey(text)
}
