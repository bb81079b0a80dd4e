package pronunciation

import (
	"bytes"
	"fmt"
	"strings"
)

// readMdef reads the binary model definition of CMU Sphinx (BMDF, version 1): the names
// of the phones, and for each phone in context its state sequence and transitions.
// Layout after the header: ten counts, the names, the tree of contexts (skipped, since
// the list of phones says the same), the phones, the state sequences.
func readMdef(data []byte) (*Model, error) {
	f := &fields{name: "mdef", data: data}
	if string(f.bytes(4)) != "BMDF" {
		f.at = 0
		f.fail("the file does not begin with BMDF: only little-endian binary definitions can be read")
		return nil, f.err
	}
	f.count("version", 1, 1)
	f.bytes(f.count("length of the description", 0, 1<<16))
	phones := f.count("number of phones", 2, maxPhones)
	units := f.count("number of units", phones, 1<<21)
	emitting := f.count("states of a phone", states, states)
	f.int32() // senones of the phones alone
	senones := f.count("number of senones", phones, 1<<16)
	f.int32() // transition matrices: each unit names its own, checked when they are read
	sequences := f.count("number of state sequences", phones, 1<<20)
	f.int32() // contexts
	tree := f.count("size of the tree", 0, 1<<22)
	silence := f.count("number of the silence phone", 0, max(phones-1, 0))
	m := &Model{index: map[string]int{}, triphones: make(map[uint32]int32), silence: silence}
	m.readNames(f, phones)
	f.bytes(8 * tree)
	m.readUnits(f, phones, units, sequences)
	if all := f.count("length of all state sequences", sequences*emitting, sequences*emitting); all == 0 {
		return nil, f.err
	}
	m.readSequences(f, sequences, senones)
	// What follows are bytes that give the phones alone their senones: derived data.
	if f.err != nil {
		return nil, f.err
	}
	return m, m.placeSenones(senones)
}

func (m *Model) readNames(f *fields, phones int) {
	start := f.at
	for i := 0; i < phones && f.err == nil; i++ {
		n := bytes.IndexByte(f.data[f.at:], 0)
		if n < 1 || n > 16 {
			f.fail("the name of phone %d is empty, too long, or does not end", i)
			return
		}
		name := string(f.bytes(n))
		f.bytes(1)
		if _, twice := m.index[name]; twice {
			f.fail("phone %q is there twice", name)
			return
		}
		m.index[name] = i
		m.phones = append(m.phones, name)
	}
	f.bytes(-(f.at - start) & 3) // names are padded to four bytes
	if f.err == nil && m.phones[m.silence] != "SIL" {
		f.fail("the silence phone is %q; SIL is expected", m.phones[m.silence])
	}
	for i := range m.phones {
		if m.isSpeech(i) {
			m.speech = append(m.speech, i)
		}
	}
}

func (m *Model) readUnits(f *fields, phones, units, sequences int) {
	if units > len(f.data)/12 {
		f.fail("%d units do not fit into the file", units)
		return
	}
	m.units = make([]unit, 0, units)
	for i := 0; i < units && f.err == nil; i++ {
		u := unit{int32(f.count("state sequence of a unit", 0, sequences-1)), int32(f.count("transition matrix of a unit", 0, 1<<16))}
		context := f.bytes(4)
		m.units = append(m.units, u)
		if i < phones || context == nil {
			continue
		}
		position, base, left, right := int(context[0]), int(context[1]), int(context[2]), int(context[3])
		if max(base, left, right) >= phones || position > single {
			f.fail("unit %d names a phone or a position that does not exist", i)
			return
		}
		m.triphones[triphoneKey(base, left, right, position)] = int32(i)
	}
}

func (m *Model) readSequences(f *fields, sequences, senones int) {
	m.sequences = make([][states]uint16, 0, min(sequences, len(f.data)/6))
	for i := 0; i < sequences && f.err == nil; i++ {
		var s [states]uint16
		for k := range s {
			if s[k] = f.uint16(); int(s[k]) >= senones {
				f.fail("senone %d of %d", s[k], senones)
				return
			}
		}
		m.sequences = append(m.sequences, s)
	}
}

// placeSenones finds the codebook of each senone: that of the phone whose states use it.
func (m *Model) placeSenones(senones int) error {
	m.codebookOf = make([]uint8, senones)
	owned := make([]bool, senones)
	own := func(u unit, phone int) error {
		for _, s := range m.sequences[u.sequence] {
			if owned[s] && int(m.codebookOf[s]) != phone {
				return fmt.Errorf("%w: mdef: senone %d is used by %s and %s; in a phonetically tied model (ptm) it has one phone", ErrModel, s, m.phones[m.codebookOf[s]], m.phones[phone])
			}
			owned[s], m.codebookOf[s] = true, uint8(phone)
		}
		return nil
	}
	for i := range m.phones {
		if err := own(m.units[i], i); err != nil {
			return err
		}
	}
	for key, i := range m.triphones {
		if err := own(m.units[i], int(key>>24)); err != nil {
			return err
		}
	}
	return nil
}

// featParams are the settings of the front end that this package implements.
var featParams = map[string]string{
	"-lowerf": "130", "-upperf": "6800", "-nfilt": "25", "-transform": "dct", "-lifter": "22", "-feat": "1s_c_d_dd",
	"-svspec": "0-12/13-25/26-38", "-agc": "none", "-cmn": "batch", "-varnorm": "no", "-model": "ptm",
}

// checkFeatParams refuses a model that was trained with another front end. A setting
// that is not named is at its default, which is what is expected for those not listed.
func checkFeatParams(data []byte) error {
	seen := map[string]bool{}
	words := strings.Fields(string(data))
	for i := 0; i+1 < len(words); i += 2 {
		name, value := words[i], words[i+1]
		if name == "-cmninit" {
			continue // for live use; a whole recording has a mean of its own
		}
		want, known := featParams[name]
		if !known || value != want {
			return fmt.Errorf("%w: feat.params: %s %s is not supported (%q is)", ErrModel, name, value, want)
		}
		seen[name] = true
	}
	for name, want := range featParams {
		if !seen[name] {
			return fmt.Errorf("%w: feat.params: %s is missing; %s is expected", ErrModel, name, want)
		}
	}
	return nil
}

// checkNoiseDictionary reads what counts as silence and noise; each must be a phone of
// the model.
func checkNoiseDictionary(data []byte, m *Model) error {
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		for _, phone := range words[1:] {
			if i, ok := m.index[phone]; !ok || m.isSpeech(i) {
				return fmt.Errorf("%w: noisedict, line %d: %q is no silence or noise of the model", ErrModel, n, phone)
			}
		}
	}
	return nil
}
