package judging

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"gendu"
	"gendu/practice"
)

// maxReferences is of how many references the words' times are kept: a learner says the
// same sentence many times, and finding them costs as much as judging a take.
const maxReferences = 256

// references keeps the words' times of the references that were found last.
type references struct {
	mu    sync.Mutex
	order [][sha256.Size]byte // the oldest first
	words map[[sha256.Size]byte][]gendu.Word
}

func (r *references) get(key [sha256.Size]byte) (words []gendu.Word, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	words, ok = r.words[key]
	return words, ok
}

func (r *references) put(key [sha256.Size]byte, words []gendu.Word) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.words == nil {
		r.words = map[[sha256.Size]byte][]gendu.Word{}
	}
	if _, there := r.words[key]; there {
		return
	}
	if len(r.order) >= maxReferences {
		delete(r.words, r.order[0])
		r.order = slices.Delete(r.order, 0, 1)
	}
	r.words[key], r.order = words, append(r.order, key)
}

// keyOf tells references apart: by what is heard and what is said.
func keyOf(ref practice.Reference, words []string) (key [sha256.Size]byte) {
	h := sha256.New()
	var b [4]byte
	number := func(v uint32) {
		binary.LittleEndian.PutUint32(b[:], v)
		h.Write(b[:])
	}
	number(uint32(ref.Audio.Rate))
	for _, v := range ref.Audio.Samples {
		number(math.Float32bits(v))
	}
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// timed are the words of a reference as the model finds them, so that both sides are cut
// at the same places; nil where it does not find them. Nobody may change them.
func (j *Judge) timed(ctx context.Context, ref practice.Reference, words []string) ([]gendu.Word, error) {
	key := keyOf(ref, words)
	if found, ok := j.references.get(key); ok {
		return found, nil
	}
	places, err := j.Speech.Locate(ctx, At(ref.Audio), words)
	if err != nil && !cannotJudge(err) {
		return nil, err
	}
	var found []gendu.Word
	for i, p := range places {
		found = append(found, gendu.Word{Text: words[i], StartMS: p.FromMS, EndMS: p.ToMS})
	}
	j.references.put(key, found)
	return found, nil
}
