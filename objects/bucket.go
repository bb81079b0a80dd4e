package objects

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"
	"time"

	"gendu"
)

// Bucket is an object store. It is safe for concurrent use.
type Bucket struct {
	d       driver
	hashed  func(key string) bool
	written Written
}

// Written receives the size and the SHA-256 of an object that has just been stored.
type Written func(ctx context.Context, key string, size int64, sum []byte) error

// OnPut has f called after each [Bucket.Put] of a key for which of is true; where f fails,
// so does Put, although the object is stored. Other objects are not hashed. It is to be
// set before the bucket is used; a nil f ends it.
func (b *Bucket) OnPut(of func(key string) bool, f Written) { b.hashed, b.written = of, f }

// Info describes an object.
type Info struct {
	Key     string
	Size    int64     // of the whole object, bytes
	ModTime time.Time // to the second on S3
	ETag    string    // without quotes; another one whenever the object was replaced
}

// driver is what the folder and S3 do each in their way. Keys are valid; the
// ranges of get lie within the object, or are refused.
type driver interface {
	put(ctx context.Context, key string, body io.Reader, size int64) error
	get(ctx context.Context, key string, off, n int64) (*Body, Info, error)
	openAt(ctx context.Context, key string) (*Blob, error)
	stat(ctx context.Context, key string) (Info, error)
	remove(ctx context.Context, key string) error
	move(ctx context.Context, from, to string) error
	list(ctx context.Context, prefix string) iter.Seq2[Info, error]
	presign(ctx context.Context, key string, ttl time.Duration) (url string, ok bool, err error)
	fits(size int64) error
	check(ctx context.Context) error
	close() error
}

// Open opens the store at url:
//
//   - file:DIR, a folder, which is made where it is missing;
//   - s3://BUCKET?endpoint=URL&region=NAME&path_style=true&prefix=PREFIX. Without
//     an endpoint it is Amazon's. Credentials come from the usual AWS environment
//     and files, or from access_key and secret_key. create=true makes a bucket
//     that is missing.
//
// A faulty url is [gendu.Invalid] and does not repeat the url, which may hold
// secrets.
func Open(ctx context.Context, url string, options ...Option) (*Bucket, error) {
	if err := CheckURL(url); err != nil {
		return nil, err
	}
	var c choices
	for _, o := range options {
		o(&c)
	}
	if dir, ok := strings.CutPrefix(url, "file:"); ok {
		d, err := openFolder(strings.TrimPrefix(dir, "//"))
		if err != nil {
			return nil, err
		}
		d.reserve, d.fullText = c.reserve, c.full
		return &Bucket{d: d}, nil
	}
	if strings.HasPrefix(url, "s3://") {
		d, err := openS3(ctx, url)
		if err != nil {
			return nil, err
		}
		d.fullText = c.full
		return &Bucket{d: d}, nil
	}
	return nil, badURL()
}

// OpenReadOnly opens the store at url for looking at it. It makes neither a folder
// nor a bucket, and works where the file system is read-only. A folder that is not
// there is of kind conflict. The bucket must not be written to.
func OpenReadOnly(ctx context.Context, url string) (*Bucket, error) {
	if err := CheckURL(url); err != nil {
		return nil, err
	}
	if dir, ok := strings.CutPrefix(url, "file:"); ok {
		root, err := os.OpenRoot(strings.TrimPrefix(dir, "//"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, gendu.Errorf(gendu.Conflict, "there is no folder %s: look at --objects", strings.TrimPrefix(dir, "//"))
		}
		if err != nil {
			return nil, gendu.Wrap(err, gendu.Unavailable, "the folder of the objects cannot be read")
		}
		return &Bucket{d: &folder{root: root}}, nil
	}
	o, err := parseS3(url)
	if err != nil {
		return nil, err
	}
	o.create = false
	d, err := connectS3(ctx, o)
	if err != nil {
		return nil, err
	}
	return &Bucket{d: d}, nil
}

// CheckURL says what is wrong with a url for [Open], without opening anything.
func CheckURL(url string) error {
	if dir, ok := strings.CutPrefix(url, "file:"); ok {
		return checkFolder(strings.TrimPrefix(dir, "//"))
	}
	if strings.HasPrefix(url, "s3://") {
		_, err := parseS3(url)
		return err
	}
	return badURL()
}

func badURL() error {
	return gendu.Errorf(gendu.Invalid, "the objects must be given as file:DIR or s3://BUCKET?endpoint=…&region=…")
}

// Close gives the store back. Bodies that are open may be read on.
func (b *Bucket) Close() error { return b.d.close() }

// Fits says whether an object of size bytes could be written now, as far as the store
// knows: where not, it is [gendu.Full]. A folder knows, S3 says so only to a write.
func (b *Bucket) Fits(size int64) error { return b.d.fits(size) }

// Free is the number of bytes that are free for objects; known is false where the store
// does not say.
func (b *Bucket) Free() (bytes int64, known bool) {
	f, ok := b.d.(*folder)
	if !ok {
		return 0, false
	}
	bytes, err := f.left()
	return bytes, err == nil
}

// Put writes an object of size bytes, or of any number where size is -1, and
// replaces the one that was there. When it returns nil, the object is on stable
// storage; when it fails, or ctx ends, nothing has changed. A body of another
// length than size is [gendu.Invalid], a store without space for it [gendu.Full]. A key that continues another object's key with
// a slash, or the other way round, is refused by the folder and by some stores.
func (b *Bucket) Put(ctx context.Context, key string, body io.Reader, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if b.written == nil || !b.hashed(key) {
		return b.d.put(ctx, key, &exact{ctx: ctx, r: body, want: size}, size)
	}
	sum := sha256.New()
	e := &exact{ctx: ctx, r: io.TeeReader(body, sum), want: size}
	if err := b.d.put(ctx, key, e, size); err != nil {
		return err
	}
	return b.written(ctx, key, e.read, sum.Sum(nil))
}

// PutFile writes the file at path as an object.
func (b *Bucket) PutFile(ctx context.Context, key, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("objects: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("objects: %w", err)
	}
	return b.Put(ctx, key, f, info.Size())
}

// Get reads n bytes of an object from off on, or all from there where n is -1; a
// range that goes behind the end is cut there, one that begins behind it is
// [gendu.Invalid]. The reader is always a [*Body], and must be closed.
func (b *Bucket) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, Info, error) {
	if err := checkKey(key); err != nil {
		return nil, Info{}, err
	}
	if off < 0 || n < -1 {
		return nil, Info{}, gendu.Errorf(gendu.Invalid, "the range of %d bytes from %d on makes no sense", n, off)
	}
	body, info, err := b.d.get(ctx, key, off, n)
	if err != nil {
		return nil, Info{}, err // a bare nil, not a nil *Body
	}
	return body, info, nil
}

// OpenAt opens an object for reading at any place, by several goroutines too, until
// ctx ends or the blob is closed.
func (b *Bucket) OpenAt(ctx context.Context, key string) (*Blob, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	return b.d.openAt(ctx, key)
}

// Stat describes an object.
func (b *Bucket) Stat(ctx context.Context, key string) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, err
	}
	return b.d.stat(ctx, key)
}

// Delete removes an object; one that is not there is no error.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	return b.d.remove(ctx, key)
}

// Move gives an object another key; one that was there under that key is
// replaced. Where it fails half-way, the object is there under the former key,
// under the new one, or under both, and a second call completes it.
func (b *Bucket) Move(ctx context.Context, from, to string) error {
	for _, key := range []string{from, to} {
		if err := checkKey(key); err != nil {
			return err
		}
	}
	if from == to {
		_, err := b.d.stat(ctx, from)
		return err
	}
	return b.d.move(ctx, from, to)
}

// List goes through the objects whose keys begin with prefix ("" for all), in no
// promised order. It ends at the first error.
func (b *Bucket) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return b.d.list(ctx, prefix)
}

// Presign gives a URL under which anybody may read the object until ttl is over,
// straight from the store; ok is false where the store has no such thing.
func (b *Bucket) Presign(ctx context.Context, key string, ttl time.Duration) (url string, ok bool, err error) {
	if err := checkKey(key); err != nil {
		return "", false, err
	}
	return b.d.presign(ctx, key, ttl)
}

// Check says whether the store can be used: it writes to the folder, or asks for
// the bucket. An error says what to repair: [gendu.Full] where only space is missing, so
// that objects can still be read and deleted, else [gendu.Unavailable].
func (b *Bucket) Check(ctx context.Context) error { return b.d.check(ctx) }

// MaxKey is the greatest length of a key in bytes.
const MaxKey = 512

// checkKey keeps keys to what every store and file system takes: parts of
// letters, digits and . _ - + = @ with / between them.
func checkKey(key string) error {
	if key == "" || len(key) > MaxKey {
		return gendu.Errorf(gendu.Invalid, "an object's key has 1 to %d bytes, not %d", MaxKey, len(key))
	}
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || part[0] == '.' || len(part) > 200 {
			return badKey(key)
		}
		for i := range len(part) {
			c := part[i]
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("._-+=@", rune(c)) {
				return badKey(key)
			}
		}
	}
	return nil
}

func badKey(key string) error {
	return gendu.Errorf(gendu.Invalid, "%.80q is no key for an object: parts of letters, digits and . _ - + = @ with / between are expected, and none begins with a dot", key)
}

func notFound(key string, err error) error {
	return gendu.Wrap(fmt.Errorf("object %s: %w", key, err), gendu.NotFound, "This file is not there.")
}

func behindEnd(key string, off, size int64) error {
	return gendu.Errorf(gendu.Invalid, "object %s has %d bytes; none can be read from %d on", key, size, off)
}

// within is how many bytes there are from off on when n were asked for.
func within(key string, off, n, size int64) (int64, error) {
	if off > size {
		return 0, behindEnd(key, off, size)
	}
	if left := size - off; n < 0 || n > left {
		return left, nil
	}
	return n, nil
}

// exact reads a body to its end, stops when ctx does, and fails where the body
// has not the length that was promised.
type exact struct {
	ctx  context.Context
	r    io.Reader
	read int64
	want int64 // -1: any
}

func (e *exact) Read(p []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := e.r.Read(p)
	e.read += int64(n)
	if e.want >= 0 && (e.read > e.want || err == io.EOF && e.read < e.want) {
		return n, gendu.Wrap(io.ErrUnexpectedEOF, gendu.Invalid,
			fmt.Sprintf("the body has %d bytes so far, but %d were announced", e.read, e.want))
	}
	return n, err
}
