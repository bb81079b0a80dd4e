package backup

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"gendu"
	"gendu/installation"
	"gendu/store"
)

// workers is how many objects are copied at once: an S3 store answers slowly, and to
// many.
const workers = 4

// copier copies the objects that a snapshot names and the target does not hold.
type copier struct {
	backup *Backup
	to     target

	mu       sync.Mutex
	contents map[[32]byte]int64
	result

	copied      int // over all tries
	copiedBytes int64
}

// result is of one try.
type result struct {
	manifest *spool
	bytes    int64
	vanished int // deleted since the rows were read
	lost     int
	problems [][2]string // keys, and what is wrong with them
}

// maxProblems bounds what is remembered of the lost objects; all are in the manifest.
const maxProblems = 1000

// copyAll copies what the list names and gives the manifest.
func (c *copier) copyAll(ctx context.Context, named *spool) (*spool, error) {
	manifest, err := newSpool()
	if err != nil {
		return nil, err
	}
	c.result = result{manifest: manifest}
	r, err := named.read()
	if err == nil {
		err = inParallel(ctx, func(ctx context.Context, give func(entry) bool) error {
			for e, err := range entries(r) {
				if err != nil {
					return err
				}
				if !give(e) {
					return nil
				}
			}
			return nil
		}, c.one)
	}
	if err != nil {
		manifest.close()
		return nil, err
	}
	return manifest, nil
}

// inParallel has workers handle what list gives, and ends at the first error.
func inParallel(ctx context.Context, list func(ctx context.Context, give func(entry) bool) error, handle func(context.Context, entry) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan entry)
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for e := range work {
				if err := handle(ctx, e); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	err := list(ctx, func(e entry) bool {
		select {
		case work <- e:
			return true
		case <-ctx.Done():
			return false
		}
	})
	close(work)
	running.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// one makes sure that the target holds an object, and writes its line.
func (c *copier) one(ctx context.Context, e entry) error {
	err := c.hold(ctx, &e)
	if errors.Is(err, errSource) && gendu.KindOf(err) != gendu.NotFound {
		err = c.hold(ctx, &e) // a connection may have broken
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	problem := ""
	switch {
	case err == nil:
	case errors.Is(err, errAltered):
		e.State, problem = lost, "it was altered: "+err.Error()
	case errors.Is(err, errSource) && gendu.KindOf(err) != gendu.NotFound:
		e.State, problem = lost, "it cannot be read: "+err.Error()
	case gendu.KindOf(err) == gendu.NotFound && e.Optional:
		return nil
	case gendu.KindOf(err) == gendu.NotFound:
		standing, err := c.backup.Store.Standings(ctx, []string{e.Key})
		if err != nil {
			return err
		}
		if e.State = gone; standing[0] == store.Wanted {
			e.State, problem = lost, "a row names it, and it is not there"
		}
	default:
		return fmt.Errorf("copying %s to the backup: %w", e.Key, err)
	}
	e.Optional = false
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e.State {
	case held:
		c.bytes += e.Size
	case gone:
		c.vanished++
	case lost:
		c.lost++
	}
	if problem != "" && len(c.problems) < maxProblems {
		c.problems = append(c.problems, [2]string{e.Key, problem})
	}
	return c.manifest.add(e)
}

// errSource is in the chain of what went wrong with the installation's own object.
var errSource = errors.New("the object of the installation")

// hold makes sure that the target holds the bytes of an object, and completes e. What
// is wrong with the object itself is errAltered, errSource or of kind not_found.
func (c *copier) hold(ctx context.Context, e *entry) error {
	if e.SHA256 == "" {
		if err := c.hash(ctx, e); err != nil {
			return err
		}
	}
	sum, _ := e.sum()
	c.mu.Lock()
	size, there := c.contents[sum]
	c.mu.Unlock()
	if there && (e.Size < 0 || size == e.Size) {
		e.Size = size
		return nil
	}
	body, info, err := c.backup.Bucket.Get(ctx, e.Key, 0, -1)
	if err != nil {
		return ofSource(err)
	}
	defer func() { _ = body.Close() }() // it was only read
	err = c.to.Put(ctx, contentKey(e.SHA256), verify(&sourceReader{body}, e.SHA256, e.Key), info.Size)
	if err != nil {
		return err
	}
	e.Size = info.Size
	c.mu.Lock()
	defer c.mu.Unlock()
	c.contents[sum] = info.Size
	c.copied++
	c.copiedBytes += info.Size
	return nil
}

// hash reads an object whose hash nobody knows yet, and keeps the hash, so that the
// next backup need not read it.
func (c *copier) hash(ctx context.Context, e *entry) error {
	sum, size, err := installation.HashObject(ctx, c.backup.Bucket, e.Key)
	if err != nil {
		return ofSource(err)
	}
	e.SHA256, e.Size = hex.EncodeToString(sum), size
	if !installation.KeepsHash(e.Key) || c.backup.ReadOnly {
		return nil
	}
	return c.backup.Store.AdoptObjectHash(ctx, e.Key, size, sum)
}

// ofSource tells what is wrong with the installation from what is wrong with the target.
func ofSource(err error) error {
	if gendu.KindOf(err) == gendu.Unavailable { // the store does not answer, which is no matter of one object
		return err
	}
	return errors.Join(errSource, err)
}

// sourceReader marks the errors of reading the installation's own object.
type sourceReader struct{ r io.Reader }

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // a reader answers io.EOF itself
		err = ofSource(err)
	}
	return n, err
}
