package identity

import (
	"strings"
	"testing"

	"gendu"
)

func TestCommonPasswords(t *testing.T) {
	t.Parallel()
	if n := len(common()); n < 3000 {
		t.Errorf("only %d passwords are known", n)
	}
	words := []string{"gendu", "gendu.school.example", "Mei Lin"}
	for _, c := range []struct {
		password string
		good     bool
	}{
		{"sunshine2024", false},
		{"P@ssw0rd123", false},
		{"Dragon123456", false},
		{"1qaz2wsx1qaz2wsx", false},
		{"!!qwertyuiop!!", false},
		{"abcabcabcabc", false},
		{"gendu12345", false},
		{"Gendu!2026!", false},
		{"meilin1990", false},
		{"Mei Lin 1990", false},
		{"gendu.school.example", false},
		{"alice-alice", true},
		{"correct horse battery", true},
		{"我喜歡跟讀練習", true},
		{"tram seven leaves early", true},
	} {
		if err := CheckPassword(c.password, "someone", words...); (err == nil) != c.good {
			t.Errorf("%q: %v", c.password, err)
		}
	}
}

func TestLoginOfDeletedAccounts(t *testing.T) {
	t.Parallel()
	if err := CheckLogin("deleted-01a22a57-c3b6-71f5-a400-013b3e479f2c"); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("somebody may take the name of a deleted account: %v", err)
	}
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"  Mei Lin ":     "Mei Lin",
		"林美":             "林美",
		"O’Neill-Ruiz":   "O’Neill-Ruiz",
		"نوشین\u200cها":  "نوشین\u200cها", // a joiner within a word
		"👩\u200d🏫 Ana":   "👩\u200d🏫 Ana",
		"e\u0301lan":     "e\u0301lan",
		"Ana\u202eniM":   "",
		"Ana\u200b":      "",
		"\u2066Ana":      "",
		"Ana\ufeffB":     "",
		"Ana\u200d":      "",
		"Ana\tB":         "",
		"Ana\u2028B":     "",
		"\u3164":         "",
		"   ":            "",
		"\u0301":         "",
		"A\U000e0041":    "",
		"Ana\ue000":      "",
		"Ana\u2800Maria": "",
	} {
		got, err := CheckName(name)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%+q: %+q, %v", name, got, err)
		}
		if err != nil && (gendu.KindOf(err) != gendu.Invalid || !strings.Contains(gendu.MessageOf(err), "name")) {
			t.Errorf("%+q: %v", name, err)
		}
	}
}
