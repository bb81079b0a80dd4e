package pronunciation

import (
	"os"
	"slices"
	"sync"
	"testing"
)

const modelFolder = "/usr/share/pocketsphinx/model/en-us"

var installed = sync.OnceValues(func() (*Model, error) { return ReadModel(os.DirFS(modelFolder + "/en-us")) })

// model is the installed one; `make setup` installs its Debian package, pocketsphinx-en-us.
func model(t testing.TB) *Model {
	t.Helper()
	m, err := installed()
	if err != nil {
		t.Fatalf("%v (Debian: apt-get install pocketsphinx-en-us)", err)
	}
	return m
}

func TestReadModel(t *testing.T) {
	t.Parallel()
	m := model(t)
	if len(m.phones) != 42 || len(m.speech) != 39 || len(m.codebookOf) != 5126 || m.densities() != 128 || len(m.transitions) != 42 {
		t.Errorf("%d phones, %d of speech, %d senones, %d densities, %d matrices", len(m.phones), len(m.speech), len(m.codebookOf), m.densities(), len(m.transitions))
	}
	if u := m.unitOf(m.index["K"], m.index["AE"], m.index["T"], inside); int(u) < len(m.phones) {
		t.Error("the AE of cat has no triphone")
	}
	if u := m.unitOf(m.index["K"], m.silence, m.index["T"], inside); int(u) != m.silence {
		t.Errorf("silence has unit %d", u)
	}
}

func dictionary(t testing.TB) *Dictionary {
	t.Helper()
	d, err := ReadDictionary(os.DirFS(modelFolder), "cmudict-en-us.dict", model(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDictionary(t *testing.T) {
	t.Parallel()
	d := dictionary(t)
	for word, want := range map[string][]Pronunciation{
		"cat":  {{"K", "AE", "T"}},
		"the":  {{"DH", "AH"}, {"DH", "IY"}},
		"zzzz": nil, "": nil, "the(2)": nil,
	} {
		if got := d.Lookup(word); !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q: %v, want %v", word, got, want)
		}
	}
}

// TestAlign finds the words of a short recording (the one of the front end: flite says
// "she had") where they are.
func TestAlign(t *testing.T) {
	t.Parallel()
	m, d := model(t), dictionary(t)
	r, err := m.Listen(readWAV(t, "testdata/front_end.wav"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := r.Analyse([][]Pronunciation{d.Lookup("she"), d.Lookup("had")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range a.Segments {
		t.Logf("%-4s word %d %d-%d", m.Phone(s.Phone), s.Word, s.From, s.To)
	}
	for _, s := range a.Loop {
		t.Logf("loop %-4s %d-%d", m.Phone(s.Phone), s.From, s.To)
	}
	t.Logf("warp %.2f", a.Warp)
	for _, p := range a.Phones {
		t.Logf("%s %.1f", m.Phone(p.Phone), p.Values)
	}
	for i, w := range a.Words {
		if gop := (w.Own - w.Loop) / float64(w.Frames()); gop < -2 {
			t.Errorf("word %d: GOP %.1f", i, gop)
		}
	}
}
