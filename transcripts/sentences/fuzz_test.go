package sentences_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gendu/transcripts/bitext"
	"gendu/transcripts/sentences"
)

func FuzzSentences(f *testing.F) {
	f.Add("Dr. Lin said \"No.\" She left. 他說:「好。」她走了……", "en")
	f.Fuzz(func(t *testing.T, text, lang string) {
		if !utf8.ValidString(text) {
			return
		}
		keepLetters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		all := sentences.Split(text, lang)
		if got, want := keepLetters(strings.Join(all, "")), keepLetters(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		for _, s := range all {
			parts := sentences.SplitLong(s, lang, 3*time.Second)
			if got, want := keepLetters(strings.Join(parts, "")), keepLetters(s); got != want {
				t.Errorf("split into %q", parts)
			}
		}
		bitext.Sentences(all, all)
	})
}
