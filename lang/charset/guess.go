package charset

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// sampleBytes is how much of a file a guess looks at.
const sampleBytes = 64 << 10

// leastScore is how much like a text of its language a reading must be to be taken.
const leastScore = 0.15

// guess names the encoding of a text; "" where none is likely.
func guess(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return "utf-16le"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return "utf-16be"
	case bytes.HasPrefix(b, byteOrderMark):
		return "utf-8"
	}
	zeros := bytes.Count(b, []byte{0})
	if zeros*maxNULs <= len(b) && utf8.Valid(b) {
		return "utf-8"
	}
	sample := b[:min(len(b), sampleBytes)]
	if name := guessUTF16(sample); name != "" {
		return name
	}
	if zeros*maxNULs > len(b) {
		return ""
	}
	if mostlyUTF8(b) {
		return "utf-8"
	}
	if isolated(sample) {
		return western(sample)
	}
	best, most := "", leastScore
	for _, name := range []string{"big5", "gb18030", "shift_jis", "euc-jp", "euc-kr", "windows-1251"} {
		if score := plausibility(sample, name); score >= most && (best == "" || score > most) {
			best, most = name, score
		}
	}
	return best
}

// guessUTF16 recognises UTF-16 without a byte order mark by the zero bytes of
// its ASCII characters: line ends and spaces at least.
func guessUTF16(b []byte) string {
	var even, odd int
	for i, c := range b {
		if c == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	switch {
	case odd > 4*even && odd*50 >= len(b):
		return "utf-16le"
	case even > 4*odd && even*50 >= len(b):
		return "utf-16be"
	}
	return ""
}

// mostlyUTF8 reports whether the bytes beyond ASCII are UTF-8 with few exceptions. In
// other encodings, few of them happen to be.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case n > 1:
			good += n
		case r == utf8.RuneError:
			bad++
		}
		b = b[n:]
	}
	return good >= 2*bad
}

// isolated reports whether bytes beyond ASCII nearly all stand alone, as the accented
// letters of western languages do. Those of Chinese, Japanese, Korean and Russian stand
// together.
func isolated(b []byte) bool {
	alone, all := 0, 0
	for i, c := range b {
		if c < 0x80 {
			continue
		}
		all++
		if (i == 0 || b[i-1] < 0x80) && (i+1 == len(b) || b[i+1] < 0x80) {
			alone++
		}
	}
	return all > 0 && alone*4 >= all*3
}

// western tells the code pages of western and of central Europe apart: what is a letter
// in one of them is a sign in the other, and signs do not stand inside words.
func western(b []byte) string {
	inside := map[string]int{}
	for _, name := range []string{"windows-1252", "windows-1250"} {
		out, err := named(name).NewDecoder().Bytes(b)
		if err != nil {
			continue
		}
		last := ' '
		for i, r := range string(out) {
			next, _ := utf8.DecodeRune(out[i+utf8.RuneLen(r):])
			switch {
			case r == utf8.RuneError || unicode.Is(unicode.Cc, r) && r >= 0x80:
				inside[name] += 4
			case r >= 0x80 && !unicode.IsLetter(r) && !isPunctuation(r) && unicode.IsLetter(last) && unicode.IsLetter(next):
				inside[name]++
			}
			last = r
		}
	}
	switch {
	case inside["windows-1250"] < inside["windows-1252"]:
		return "windows-1250"
	case inside["windows-1252"]*8 > len(b):
		return ""
	}
	return "windows-1252"
}

// isPunctuation reports whether a sign may stand inside a word: ’ and dashes.
func isPunctuation(r rune) bool { return r >= 0x2010 && r <= 0x203A || r == 0xB7 || r == 0xAD }

// plausibility decodes a sample and says how much it looks like running text of the
// encoding's language: frequent characters speak for it, undecodable and rare ones
// against.
func plausibility(sample []byte, name string) float64 {
	out, err := named(name).NewDecoder().Bytes(sample)
	if err != nil {
		return 0
	}
	var sum float64
	var bad, wide int
	for _, r := range string(out) {
		if r < 0x80 {
			continue
		}
		wide++
		if r == utf8.RuneError || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cc, r) {
			bad++
			sum -= 3
			continue
		}
		sum += weight(r, name)
	}
	// The sample may end inside a character.
	if wide == 0 || bad > 1+wide/50 {
		return 0
	}
	return sum / float64(wide)
}

// weight says how much one character speaks for the language of an encoding.
func weight(r rune, name string) float64 {
	hiragana := r >= 0x3041 && r <= 0x3093
	switch name {
	case "shift_jis", "euc-jp":
		switch {
		case hiragana, r >= 0x30A1 && r <= 0x30F6, r == 0x30FC, isCJKPunctuation(r):
			return 1
		case r >= 0xFF61 && r <= 0xFF9F: // half as wide
			return -1
		case frequentHan[r]:
			return 0.5
		}
	case "euc-kr":
		switch {
		case frequentHangul[r], isCJKPunctuation(r):
			return 1
		case unicode.Is(unicode.Hangul, r):
			return 0.2
		}
		return -0.5
	case "windows-1251":
		switch {
		case r >= 'а' && r <= 'я' && bytes.ContainsRune([]byte("оеаинтсрвл"), r):
			return 1
		case r >= 'а' && r <= 'я':
			return 0.2
		case r >= 'А' && r <= 'Я', r == '«', r == '»', r == '—', r == '…':
			return 0
		}
		return -1
	default:
		switch {
		case frequentHan[r], isCJKPunctuation(r):
			return 1
		case hiragana:
			return -0.5
		}
	}
	return 0
}

func isCJKPunctuation(r rune) bool {
	return r >= 0x3000 && r <= 0x3011 || r >= 0xFF01 && r <= 0xFF1F
}
