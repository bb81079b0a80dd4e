package espeak

import (
	"context"
	"fmt"
	"strings"
	"unicode"
)

// Tones are the tones in which Mandarin reads the Chinese characters of a text, in
// their order: 1 to 4, 5 for a character without a tone, 0 where none is known. Other
// letters are left out. A character with several readings gets the one that fits the
// words around it as far as espeak-ng knows them.
func (v *Voice) Tones(ctx context.Context, text string) ([]int, error) {
	var in strings.Builder
	characters := 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			in.WriteRune(r)
			characters++
		}
	}
	if characters == 0 {
		return nil, nil
	}
	if in.Len() > maxTextBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLong, in.Len(), maxTextBytes)
	}
	name, err := v.voiceFor(ctx, "cmn")
	if err != nil {
		return nil, err
	}
	out, err := v.run(ctx, in.String(), in.Len(), "-q", "-x", "-v", name, "--stdin")
	if err != nil {
		return nil, err
	}
	tones := tonesOf(string(out))
	if len(tones) != characters {
		return nil, fmt.Errorf("%w: %d syllables for %d characters", ErrFailed, len(tones), characters)
	}
	return tones, nil
}

// tonesOf reads the tones of mnemonics: each syllable has a pair of the five levels
// of Chao (1930), as in th'iE55n.
func tonesOf(mnemonics string) (out []int) {
	levels := ""
	flush := func() {
		switch levels {
		case "":
			return
		case "55":
			out = append(out, 1)
		case "35":
			out = append(out, 2)
		case "21", "214":
			out = append(out, 3)
		case "51", "53":
			out = append(out, 4)
		default:
			out = append(out, 5)
		}
		levels = ""
	}
	for _, r := range mnemonics {
		if r >= '1' && r <= '5' {
			levels += string(r)
			continue
		}
		flush()
	}
	flush()
	return out
}
