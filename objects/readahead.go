package objects

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Reading at any place over the network goes by blocks, each fetched once and
// kept while it is among the last used; reading forward, the next block is
// fetched meanwhile. A blob holds blocksKept blocks at most.
const (
	blockSize  = 1 << 20
	blocksKept = 8
)

// s3ReaderAt reads one version of an object: once it is replaced, reading fails
// instead of mixing the two.
type s3ReaderAt struct {
	ctx    context.Context
	cancel context.CancelFunc
	b      *s3Bucket
	info   Info

	mu     sync.Mutex
	blocks map[int64]*block
	used   []int64 // numbers of blocks, the last used at the end
}

// block is a piece of the object, being fetched until done is closed.
type block struct {
	done chan struct{}
	data []byte
	err  error
}

func (b *s3Bucket) openAt(ctx context.Context, key string) (*Blob, error) {
	info, err := b.stat(ctx, key)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	r := &s3ReaderAt{ctx: ctx, cancel: cancel, b: b, info: info, blocks: map[int64]*block{}}
	return &Blob{ReaderAt: r, c: r, info: info}, nil
}

// ReadAt implements [io.ReaderAt].
func (r *s3ReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, behindEnd(r.info.Key, off, r.info.Size)
	}
	read := 0
	for read < len(p) {
		if off >= r.info.Size {
			return read, io.EOF
		}
		n := off / blockSize
		blk := r.fetch(n)
		if (n+1)*blockSize < r.info.Size {
			r.fetch(n + 1)
		}
		<-blk.done
		if blk.err != nil {
			r.forget(n, blk)
			return read, blk.err
		}
		c := copy(p[read:], blk.data[off-n*blockSize:])
		read += c
		off += int64(c)
	}
	return read, nil
}

// fetch gives a block that is there or on its way.
func (r *s3ReaderAt) fetch(n int64) *block {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, u := range r.used {
		if u == n {
			r.used = append(r.used[:i], r.used[i+1:]...)
			break
		}
	}
	r.used = append(r.used, n)
	if blk := r.blocks[n]; blk != nil {
		return blk
	}
	if len(r.used) > blocksKept {
		delete(r.blocks, r.used[0])
		r.used = r.used[1:]
	}
	blk := &block{done: make(chan struct{})}
	r.blocks[n] = blk
	go func() {
		defer close(blk.done)
		blk.data, blk.err = r.load(n)
	}()
	return blk
}

// forget lets a block that failed be tried again.
func (r *s3ReaderAt) forget(n int64, blk *block) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.blocks[n] == blk {
		delete(r.blocks, n)
	}
}

func (r *s3ReaderAt) load(n int64) ([]byte, error) {
	from := n * blockSize
	size := min(blockSize, r.info.Size-from)
	out, err := r.b.client.GetObject(r.ctx, &s3.GetObjectInput{
		Bucket: &r.b.bucket, Key: aws.String(r.b.prefix + r.info.Key),
		Range:   aws.String(fmt.Sprintf("bytes=%d-%d", from, from+size-1)),
		IfMatch: aws.String(`"` + r.info.ETag + `"`),
	})
	if err != nil {
		return nil, r.b.explain(r.info.Key, err)
	}
	data := make([]byte, size)
	_, err = io.ReadFull(out.Body, data)
	_ = out.Body.Close() // all that was wanted is read
	if err != nil {
		return nil, r.b.explain(r.info.Key, err)
	}
	return data, nil
}

// Close ends what is still being fetched.
func (r *s3ReaderAt) Close() error {
	r.cancel()
	return nil
}
