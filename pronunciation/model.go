package pronunciation

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Shape of the models that this package reads: phonetically tied mixtures over three
// streams (cepstra, first and second differences) with three emitting states a phone.
const (
	streams   = 3
	dims      = 13 // of each stream
	states    = 3  // emitting states of a phone
	topN      = 4  // densities of a codebook that count in a frame
	maxFile   = 64 << 20
	maxPhones = 250 // context-free phones; their numbers are bytes in the mdef file
)

// Model is an acoustic model: phones, their states in context, and the densities of the
// states. It is read once, does not change, and is safe for concurrent use.
type Model struct {
	phones  []string
	index   map[string]int
	silence int
	speech  []int // the phones that are no silence and no noise

	units      []unit           // context-free phones first, then triphones
	triphones  map[uint32]int32 // triphoneKey to unit
	sequences  [][states]uint16 // senones of a state sequence
	codebookOf []uint8          // of each senone

	codebooks   [][streams]codebook
	weights     [streams][]uint8 // senone × density: scaled negative logarithms
	transitions [][states][states + 1]float32
}

// unit is a phone in context: its state sequence and its transition matrix.
type unit struct{ sequence, transition int32 }

// densities of a codebook; the same in all of them.
func (m *Model) densities() int { return len(m.codebooks[0][0]) }

// ModelFiles are the names of the files that ReadModel needs.
var ModelFiles = []string{"mdef", "means", "variances", "sendump", "transition_matrices", "feat.params", "noisedict"}

// ReadModel reads the files of an acoustic model from the root of a file system.
// Errors: fs.ErrNotExist where a file is missing, ErrModel for what cannot be used.
func ReadModel(files fs.FS) (*Model, error) {
	data := map[string][]byte{}
	for _, name := range ModelFiles {
		b, err := readBounded(files, name)
		if err != nil {
			return nil, err
		}
		data[name] = b
	}
	if err := checkFeatParams(data["feat.params"]); err != nil {
		return nil, err
	}
	m, err := readMdef(data["mdef"])
	if err != nil {
		return nil, err
	}
	if err := checkNoiseDictionary(data["noisedict"], m); err != nil {
		return nil, err
	}
	if err := m.readCodebooks(data["means"], data["variances"]); err != nil {
		return nil, err
	}
	if err := m.readWeights(data["sendump"]); err != nil {
		return nil, err
	}
	if err := m.readTransitions(data["transition_matrices"]); err != nil {
		return nil, err
	}
	return m, nil
}

func readBounded(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("acoustic model: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	err = errors.Join(err, f.Close())
	if err != nil {
		return nil, fmt.Errorf("acoustic model: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%w: %s is larger than %d MiB", ErrModel, name, maxFile>>20)
	}
	return b, nil
}

// Phone gives the name of a phone, as in the CMU dictionary but without stress: AA … ZH.
func (m *Model) Phone(i int) string { return m.phones[i] }

// isSpeech says whether a phone is neither silence nor noise.
func (m *Model) isSpeech(phone int) bool {
	return m.phones[phone] != "SIL" && m.phones[phone][0] != '+'
}

// Positions of a phone in its word, as the mdef file numbers them.
const (
	inside = iota
	begins
	ends
	single
)

func triphoneKey(base, left, right, position int) uint32 {
	return uint32(base)<<24 | uint32(left)<<16 | uint32(right)<<8 | uint32(position)
}

// unitOf is the unit of a phone between two others. Where the model does not know the
// triphone at this position of a word it takes another position, then the phone alone.
func (m *Model) unitOf(left, base, right, position int) int32 {
	if !m.isSpeech(base) {
		return int32(base)
	}
	for _, p := range [...]int{position, inside, begins, ends, single} {
		if u, ok := m.triphones[triphoneKey(base, left, right, p)]; ok {
			return u
		}
	}
	return int32(base)
}
