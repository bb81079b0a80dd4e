package pronunciation

import (
	"errors"
	"os"
	"testing"
	"testing/fstest"
)

// tiny is a whole model of two phones, a few hundred bytes to a file, so that fuzzing
// reaches every field.
func tiny() fstest.MapFS {
	return fstest.MapFS{
		"mdef":                {Data: tinyMdef()},
		"means":               {Data: tinyGaussians(1)},
		"variances":           {Data: tinyGaussians(2)},
		"sendump":             {Data: tinySendump()},
		"transition_matrices": {Data: tinyTransitions()},
		"feat.params":         {Data: []byte("-lowerf 130 -upperf 6800 -nfilt 25 -transform dct -lifter 22 -feat 1s_c_d_dd -svspec 0-12/13-25/26-38 -agc none -cmn batch -varnorm no -model ptm\n")},
		"noisedict":           {Data: []byte("<s> SIL\n</s> SIL\n")},
	}
}

type builder []byte

func (b *builder) ints(values ...int) *builder {
	for _, v := range values {
		*b = append(*b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return b
}

func (b *builder) text(s string) *builder { *b = append(*b, s...); return b }

func tinyMdef() []byte {
	b := (&builder{}).text("BMDF").ints(1, 4).text("fmt ")
	b.ints(2, 3, 3, 6, 6, 2, 2, 3, 0, 1)
	b.text("AA\x00SIL\x00\x00")
	b.ints(0, 0).text("\x00\x00\x00\x00") // AA
	b.ints(1, 1).text("\x00\x01\x00\x00") // SIL
	b.ints(0, 0).text("\x03\x00\x01\x01") // AA alone between silence
	b.ints(6)
	b.text("\x00\x00\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00")
	return *b
}

func tinyGaussians(seed int) []byte {
	b := (&builder{}).text("s3\nversion 1.0\nendhdr\n").ints(0x11223344, 2, 3, topN, dims, dims, dims, 2*3*topN*dims)
	for i := range 2 * 3 * topN * dims {
		b.ints(0x3f800000 + seed*i*1000)
	}
	return *b
}

func tinySendump() []byte {
	b := (&builder{}).ints(2).text("x\x00").ints(0, topN, 6)
	for i := range 3 * topN * 6 {
		*b = append(*b, byte(i))
	}
	return *b
}

func tinyTransitions() []byte {
	b := (&builder{}).text("s3\nversion 1.0\nendhdr\n").ints(0x11223344, 2, 3, 4, 24)
	for range 24 {
		b.ints(0x3f000000)
	}
	return *b
}

func TestTinyModelIsRead(t *testing.T) {
	t.Parallel()
	m, err := ReadModel(tiny())
	if err != nil {
		t.Fatal(err)
	}
	if m.unitOf(1, 0, 1, single) != 2 || m.unitOf(0, 0, 0, single) != 0 {
		t.Error("the triphone of the model is not found, or one that is none")
	}
}

// TestDamagedModels: every file cut anywhere is refused with its name, as is each that
// is not there.
func TestDamagedModels(t *testing.T) {
	t.Parallel()
	for _, name := range ModelFiles {
		files := tiny()
		whole := files[name].Data
		for n := range whole {
			files[name] = &fstest.MapFile{Data: whole[:n]}
			_, err := ReadModel(files)
			padded := name == "means" || name == "variances" || name == "feat.params" || name == "noisedict"
			if err == nil && !padded || err != nil && !errors.Is(err, ErrModel) {
				t.Errorf("%s cut at %d of %d: %v", name, n, len(whole), err)
			}
		}
		delete(files, name)
		if _, err := ReadModel(files); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// FuzzReadModel: whatever is in one of the files, reading it ends, and a model that is
// read can be used.
func FuzzReadModel(f *testing.F) {
	for i, name := range ModelFiles {
		f.Add(byte(i), []byte(tiny()[name].Data))
	}
	f.Fuzz(func(t *testing.T, which byte, data []byte) {
		files := tiny()
		files[ModelFiles[int(which)%len(ModelFiles)]] = &fstest.MapFile{Data: data}
		m, err := ReadModel(files)
		if err != nil {
			return
		}
		r, err := m.Listen(make([]float32, Rate/10))
		if err != nil {
			t.Fatal(err)
		}
		for _, phone := range m.speech {
			words := [][]Pronunciation{{{m.phones[phone]}}}
			if _, err := r.Analyse(words, Options{}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzDictionary(f *testing.F) {
	m, err := ReadModel(tiny())
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("aa AA\naa(2) AA AA\n'b AA\n"), "aa")
	f.Fuzz(func(t *testing.T, data []byte, word string) {
		d, err := parseDictionary("dict", data, m)
		if err != nil {
			return
		}
		for _, p := range d.Lookup(word) {
			if len(p) == 0 {
				t.Errorf("%q has an empty pronunciation", word)
			}
		}
	})
}

func FuzzFromEspeak(f *testing.F) {
	f.Add("t_@_m_'eI_t#_oU")
	f.Fuzz(func(t *testing.T, s string) {
		if p, ok := FromEspeak(s); ok && len(p) == 0 {
			t.Error("no phones")
		}
	})
}
