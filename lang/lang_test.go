package lang

import "testing"

func TestLanguages(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]struct {
		base             string
		tonal, spaceless bool
	}{
		"":           {"", false, false},
		"en":         {"en", false, false},
		"en-GB":      {"en", false, false},
		"zh-Hant-TW": {"zh", true, true},
		"CMN":        {"cmn", true, true},
		"yue":        {"yue", false, true}, // its tones are not compared
		"ja-JP":      {"ja", false, true},
		"th":         {"th", false, true},
		"ko":         {"ko", false, false},
	} {
		if Base(tag) != want.base || Tonal(tag) != want.tonal || Spaceless(tag) != want.spaceless {
			t.Errorf("%q: %q, tonal %t, spaceless %t", tag, Base(tag), Tonal(tag), Spaceless(tag))
		}
	}
}

func TestCharacters(t *testing.T) {
	t.Parallel()
	for r, want := range map[rune][2]bool{'a': {}, '好': {true, true}, 'あ': {false, true}, 'ア': {false, true}, '한': {}, 'ก': {}, '，': {}, '1': {}} {
		if HasHan("x"+string(r)) != want[0] || Wide(r) != want[1] {
			t.Errorf("%c: %t, %t", r, HasHan(string(r)), Wide(r))
		}
	}
}
