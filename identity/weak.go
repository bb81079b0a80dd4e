package identity

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
	"unicode"

	"gendu"
)

//go:generate go run ./common

// commonFile is made by the program in the folder common.
//
//go:embed common.txt.gz
var commonFile []byte

// maxCommon bounds what is read of it.
const maxCommon = 4 << 20

// common are the passwords of the file, in lower case.
var common = sync.OnceValue(func() map[string]bool {
	zip, err := gzip.NewReader(bytes.NewReader(commonFile))
	if err != nil {
		panic(err) // it is part of the program
	}
	text, err := io.ReadAll(io.LimitReader(zip, maxCommon))
	if err != nil {
		panic(err)
	}
	set := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		set[strings.TrimSpace(line)] = true
	}
	return set
})

// lookalike undoes the signs that people write for letters.
var lookalike = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// weak says whether a password, in lower case, is one that many people have, also with
// signs for letters, one text over and over, or a word of the installation with digits and
// signs around it.
func weak(lower string, words []string) bool {
	if common()[lower] || common()[lookalike.Replace(lower)] || repeated(lower) {
		return true
	}
	noLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	core := strings.TrimFunc(lower, noLetter)
	plain := lookalike.Replace(core)
	if common()[core] || common()[plain] || common()[plain+lower[len(strings.TrimRightFunc(lower, noLetter)):]] {
		return true
	}
	for _, word := range words {
		word = strings.ToLower(strings.TrimSpace(word))
		if len(word) >= 3 && (core == word || lower == word || strings.ReplaceAll(core, " ", "") == strings.ReplaceAll(word, " ", "") || core == word+word) {
			return true
		}
	}
	return false
}

// repeated says whether a text is at most four characters over and over.
func repeated(text string) bool {
	runes := []rune(text)
	for n := 1; n <= 4 && n < len(runes); n++ {
		same := true
		for i := n; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-n]
		}
		if same {
			return true
		}
	}
	return false
}

// CheckName cleans a name that others see and says what is wrong with it: characters that
// cannot be seen, or that change the direction of the text behind them, let one person look
// like another. Joiners within a word stay: several scripts and emoji need them.
func CheckName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", gendu.Errorf(gendu.Invalid, "The name is empty.")
	}
	runes, seen := []rune(name), false
	for i, r := range runes {
		joins := (r == '\u200c' || r == '\u200d') && i > 0 && i < len(runes)-1 && visible(runes[i-1]) && visible(runes[i+1])
		if !joins && !visible(r) && r != ' ' && r != '\u3000' {
			return "", gendu.Errorf(gendu.Invalid, "Character %d of the name, U+%04X, cannot be seen or changes the direction of the text. Please leave it out.", i+1, r)
		}
		seen = seen || visible(r) && !unicode.Is(unicode.Mn, r)
	}
	if !seen {
		return "", gendu.Errorf(gendu.Invalid, "The name has no character that can be seen.")
	}
	return name, nil
}

// blanks look like nothing although they are letters or symbols.
var blanks = []rune{'\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u034f', '\u17b4', '\u17b5', '\u180b', '\u180c', '\u180d', '\u180f'}

func visible(r rune) bool {
	for _, b := range blanks {
		if r == b {
			return false
		}
	}
	return r != '\ufffd' && unicode.IsGraphic(r) && !unicode.Is(unicode.Zs, r)
}
