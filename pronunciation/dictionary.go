package pronunciation

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Dictionary holds the pronunciations of words, as the CMU Pronouncing Dictionary has
// them: a line a word, phones without stress, further pronunciations as word(2). The
// file itself is kept with an index of its lines, which takes a tenth of a map's memory.
// It is safe for concurrent use.
type Dictionary struct {
	data  []byte
	lines []uint32 // offsets of the lines, by word
}

const maxDictionaryLines = 1 << 20

// ReadDictionary reads a dictionary, all phones of which the model must have. Errors:
// fs.ErrNotExist, ErrModel with the line.
func ReadDictionary(files fs.FS, name string, m *Model) (*Dictionary, error) {
	data, err := readBounded(files, name)
	if err != nil {
		return nil, err
	}
	return parseDictionary(name, data, m)
}

func parseDictionary(name string, data []byte, m *Model) (*Dictionary, error) {
	d := &Dictionary{data: data}
	number := 0
	for at := 0; at < len(data); {
		number++
		line := data[at:]
		if n := bytes.IndexByte(line, '\n'); n >= 0 {
			line = line[:n]
		}
		words := strings.Fields(string(line))
		switch {
		case len(words) == 1 || len(words) > 64 || len(words) > 0 && !bytes.HasPrefix(line, []byte(words[0])):
			return nil, fmt.Errorf("%w: %s, line %d: a word and 1 to 63 phones are expected", ErrModel, name, number)
		case number > maxDictionaryLines:
			return nil, fmt.Errorf("%w: %s has more than %d lines", ErrModel, name, maxDictionaryLines)
		}
		for _, phone := range words[min(1, len(words)):] {
			if i, ok := m.index[phone]; !ok || !m.isSpeech(i) {
				return nil, fmt.Errorf("%w: %s, line %d: %q is no phone of the model", ErrModel, name, number, phone)
			}
		}
		if len(words) > 0 {
			d.lines = append(d.lines, uint32(at))
		}
		at += len(line) + 1
	}
	slices.SortStableFunc(d.lines, func(a, b uint32) int { return bytes.Compare(d.word(a), d.word(b)) })
	return d, nil
}

// word is the word of the line at an offset, without the number of its variant.
func (d *Dictionary) word(at uint32) []byte {
	line := d.data[at:]
	n := 0
	for n < len(line) && line[n] != ' ' && line[n] != '\t' && line[n] != '\n' && line[n] != '\r' {
		n++
	}
	word := line[:n]
	if i := bytes.IndexByte(word, '('); i > 0 && word[n-1] == ')' {
		word = word[:i]
	}
	return word
}

// Lookup gives the pronunciations of a word in lower case, in the order of the file;
// none where the dictionary does not have it.
func (d *Dictionary) Lookup(word string) []Pronunciation {
	i, _ := slices.BinarySearchFunc(d.lines, []byte(word), func(at uint32, w []byte) int { return bytes.Compare(d.word(at), w) })
	var out []Pronunciation
	for ; i < len(d.lines) && string(d.word(d.lines[i])) == word && len(out) < maxVariants; i++ {
		line, _, _ := bytes.Cut(d.data[d.lines[i]:], []byte("\n"))
		out = append(out, strings.Fields(string(line))[1:])
	}
	return out
}
