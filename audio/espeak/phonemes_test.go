package espeak

import "testing"

func TestPhonemes(t *testing.T) {
	t.Parallel()
	got, err := find(t).Phonemes(t.Context(), "en", []string{"whiskey", "1995", "tomato."})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"w_'I_s_k_i", "n_aI_n_t_i:_n n_'aI_n_t_i f_'aI_v", "t_@_m_'eI_t#_oU"} {
		if i != 1 && got[i] != want {
			t.Errorf("%q, want %q", got[i], want)
		}
	}
	if len(got) != 3 || len(got[1]) < 20 {
		t.Errorf("%q", got)
	}
	if _, err := find(t).Phonemes(t.Context(), "en", []string{"--"}); err == nil {
		t.Error("a text without sounds has phonemes")
	}
}
