package pronunciation

import (
	"context"
	"slices"
	"strings"
	"unicode"
)

// Lexicon gives the words of a text their pronunciations.
type Lexicon struct {
	Dictionary *Dictionary
	// ReadAloud gives what a speaker says for each word; nil leaves words as they are.
	ReadAloud func(words []string) []string
	// Phonemes gives espeak-ng's phonemes of texts that the dictionary does not have; nil
	// leaves such words without a pronunciation.
	Phonemes func(ctx context.Context, texts []string) ([]string, error)
}

// maxSpoken bounds the spoken words for one word of a text ("$3.5m" has several).
const maxSpoken = 12

// Pronounce gives the pronunciations of each word of a text; none for what is not spoken
// or not known. The error is that of Phonemes.
func (l *Lexicon) Pronounce(ctx context.Context, words []string) ([][]Pronunciation, error) {
	said := words
	if l.ReadAloud != nil {
		said = l.ReadAloud(words)
	}
	spoken := make([][]string, len(words))
	var unknown []string
	for i := range words {
		spoken[i] = spokenParts(said[i])
		for _, part := range spoken[i] {
			if l.known(part) == nil && !slices.Contains(unknown, part) {
				unknown = append(unknown, part)
			}
		}
	}
	guessed, err := l.guess(ctx, unknown)
	if err != nil {
		return nil, err
	}
	out := make([][]Pronunciation, len(words))
	for i, parts := range spoken {
		out[i] = l.joined(parts, guessed)
	}
	return out, nil
}

// spokenParts splits what is said for a word into the words of a dictionary.
func spokenParts(said string) []string {
	said = strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == '‘' || r == 'ˈ' || r == 'ʼ' || r == '`' || r == '´':
			return '\''
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune("'.,$€£¥%&+@#=", r):
			return r
		}
		return ' '
	}, said)
	var parts []string
	for part := range strings.FieldsSeq(said) {
		if part = strings.Trim(part, "'.,"); part != "" && len(parts) < maxSpoken {
			parts = append(parts, part)
		}
	}
	return parts
}

// known is what the dictionary has for a part: as it stands, as an abbreviation that is
// spelled, or as the possessive or plural of a word that it has.
func (l *Lexicon) known(part string) []Pronunciation {
	word := strings.ToLower(part)
	if found := l.Dictionary.Lookup(word); found != nil {
		return found
	}
	for _, end := range []string{"'s", "s'"} {
		if base, ok := strings.CutSuffix(word, end); ok {
			var out []Pronunciation
			for _, p := range l.Dictionary.Lookup(base) {
				out = append(out, append(slices.Clone(p), sibilant(p[len(p)-1])...))
			}
			return out
		}
	}
	return nil
}

// sibilant is how an s sounds behind a phone.
func sibilant(after string) Pronunciation {
	switch after {
	case "S", "Z", "SH", "ZH", "CH", "JH":
		return Pronunciation{"IH", "Z"}
	case "P", "T", "K", "F", "TH":
		return Pronunciation{"S"}
	}
	return Pronunciation{"Z"}
}

func (l *Lexicon) guess(ctx context.Context, unknown []string) (map[string][]Pronunciation, error) {
	out := map[string][]Pronunciation{}
	if l.Phonemes == nil || len(unknown) == 0 {
		return out, nil
	}
	phonemes, err := l.Phonemes(ctx, unknown)
	if err != nil {
		return nil, err
	}
	for i, word := range unknown {
		if p, ok := FromEspeak(phonemes[i]); ok {
			out[word] = []Pronunciation{p}
		}
	}
	return out, nil
}

// joined is the pronunciations of a word that is said as several: their combinations, up
// to maxVariants. Where one part is not known, neither is the word.
func (l *Lexicon) joined(parts []string, guessed map[string][]Pronunciation) []Pronunciation {
	var out []Pronunciation
	for i, part := range parts {
		variants := l.known(part)
		if variants == nil {
			variants = guessed[part]
		}
		if len(variants) == 0 {
			return nil
		}
		if i == 0 {
			out = variants
			continue
		}
		var next []Pronunciation
		for _, a := range out {
			for _, b := range variants {
				if len(next) < maxVariants {
					next = append(next, slices.Concat(a, b))
				}
			}
		}
		out = next
	}
	return out
}
