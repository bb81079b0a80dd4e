package alignment

import (
	"container/list"
	"crypto/sha256"
	"fmt"
	"hash/fnv"
	"sync"

	"gendu/transcripts/readaloud"
)

// Cache keeps what a reference voice has said, as features, least recently
// used first to go: the next revision of a page says most of its lines again. It is
// for one voice, and safe for concurrent use. An alignment is the same with and
// without it.
type Cache struct {
	most int // bytes

	mu    sync.Mutex
	size  int
	kept  map[batchKey]*list.Element
	order *list.List // of *keptBatch, the last used in front
}

type batchKey [sha256.Size]byte

type keptBatch struct {
	key  batchKey
	said *reference
	size int
}

// NewCache makes a cache of at most so many bytes. A minute of speech takes
// about 290 kB.
func NewCache(bytes int) *Cache {
	return &Cache{most: bytes, kept: map[batchKey]*list.Element{}, order: list.New()}
}

// get is what was said of a batch, nil where it is not there or there is no cache.
func (c *Cache) get(key batchKey) *reference {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.kept[key]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*keptBatch).said
}

// put keeps what was said; it must not change any more.
func (c *Cache) put(key batchKey, said *reference) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	b := &keptBatch{key, said, said.bytes()}
	if _, ok := c.kept[key]; ok || b.size > c.most {
		return
	}
	c.kept[key] = c.order.PushFront(b)
	for c.size += b.size; c.size > c.most; {
		last := c.order.Remove(c.order.Back()).(*keptBatch)
		delete(c.kept, last.key)
		c.size -= last.size
	}
}

// bytes is about what a batch takes in memory.
func (r *reference) bytes() int {
	const perLine = 64
	n := 2 * r.feats.n * r.feats.dim
	for _, l := range r.lines {
		n += perLine + 8*len(l.words)
	}
	return n
}

// keyOf names what the voice says: the language, whether words are marked, and every
// word.
func keyOf(lines []readaloud.Line, o Options) (key batchKey) {
	h := sha256.New()
	fmt.Fprintf(h, "%q %v\n", o.Lang, o.Words)
	for _, l := range lines {
		fmt.Fprintf(h, "%q %q\n", l.Text(), l.Said())
	}
	h.Sum(key[:0])
	return key
}

// batchBytes is how much text one run of the voice gets at most: about two minutes of
// speech, so that memory stays small and progress moves.
const batchBytes = 2000

// nextBatch is where the batch ends that begins at line from. The voice says a line a
// little differently behind another one, so that it is kept by batches; where these
// end depends on the lines about there alone, so that a change in one line leaves the
// batches before it and most behind it as they were.
func nextBatch(lines []readaloud.Line, from int) int {
	const oneOf = 4
	size := 0
	for to := from; to < len(lines); to++ {
		if to > from && size+lines[to].Size() > batchBytes {
			return to
		}
		size += lines[to].Size()
		h := fnv.New32a()
		_, _ = h.Write([]byte(lines[to].Text())) // never fails
		if size > batchBytes/2 && h.Sum32()%oneOf == 0 {
			return to + 1
		}
	}
	return len(lines)
}
