package pronunciation

import (
	"context"
	"strings"
	"testing"
)

func TestPronounce(t *testing.T) {
	t.Parallel()
	l := &Lexicon{
		Dictionary: dictionary(t),
		ReadAloud: func(words []string) []string {
			return strings.Split(strings.ReplaceAll(strings.Join(words, "|"), "$3", "3 dollars"), "|")
		},
		Phonemes: func(_ context.Context, texts []string) ([]string, error) {
			known := map[string]string{"ghiblix": "g_'I_b_l_I_k_s", "3": "T_r_'i:", "xx": "~~"}
			out := make([]string, len(texts))
			for i, text := range texts {
				out[i] = known[text]
			}
			return out, nil
		},
	}
	words := []string{"“The", "cat’s", "—", "ghiblix,", "well-known", "$3", "xx", "bus's", "Don't"}
	got, err := l.Pronounce(t.Context(), words)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"DH AH|DH IY", "K AE T S", "", "G IH B L IH K S", "W EH L N OW N", "TH R IY D AA L ER Z|TH R IY D AO L ER Z", "", "B AH S IH Z", "D OW N T|D OW N",
	} {
		var all []string
		for _, p := range got[i] {
			all = append(all, strings.Join(p, " "))
		}
		if s := strings.Join(all, "|"); s != want {
			t.Errorf("%s: %q, want %q", words[i], s, want)
		}
	}
}

// TestEspeakPhonesAreOfTheModel holds the table against the phones that there are.
func TestEspeakPhonesAreOfTheModel(t *testing.T) {
	t.Parallel()
	m := model(t)
	for mnemonic, phones := range espeakPhones {
		for phone := range strings.FieldsSeq(phones) {
			if i, ok := m.index[phone]; !ok || !m.isSpeech(i) {
				t.Errorf("%s is %s, which the model does not have", mnemonic, phone)
			}
		}
	}
	if p, ok := FromEspeak("f_'aI3_r-"); !ok || strings.Join(p, " ") != "F AY ER" {
		t.Errorf("fire: %v %v", p, ok)
	}
	if _, ok := FromEspeak("~~"); ok {
		t.Error("an unknown phoneme is taken")
	}
}
