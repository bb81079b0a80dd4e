package readaloud

import "strings"

// respell writes a Chinese name in Hanyu Pinyin so that an English voice comes near
// to how it is said: Xiaohongshu is sheeow hoong shoo, not zairo. Only words that no
// English spelling explains are touched: capitals that begin with x, zh or qi and are
// pinyin to their end.
func respell(w string) string {
	stem, suffix := w, ""
	for _, s := range []string{"'s", "’s"} {
		if rest, ok := strings.CutSuffix(w, s); ok {
			stem, suffix = rest, "'s"
		}
	}
	lower := strings.ToLower(stem)
	if len(stem) < 2 || len(stem) > 24 || lower[0] == stem[0] || !startsAny(lower, "xi", "xu", "zh", "qi") {
		return w
	}
	parts := pinyin(lower)
	if parts == nil {
		return w
	}
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sayInitial(p[0]))
		b.WriteString(sayFinal(p[0], p[1]))
	}
	return b.String() + suffix
}

func startsAny(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

var pinyinInitials = []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""}

// pinyinFinals and how an English voice should be made to say them.
var pinyinFinals = map[string]string{
	"a": "ah", "o": "aw", "e": "uh", "i": "ee", "u": "oo", "ai": "eye", "ei": "ay", "ao": "ow", "ou": "oh", "an": "ahn", "en": "un",
	"ang": "ahng", "eng": "ung", "ong": "oong", "ia": "yah", "ie": "yeh", "iao": "yow", "iu": "yoh", "ian": "yen", "in": "een",
	"iang": "yahng", "ing": "eeng", "iong": "yoong", "ua": "wah", "uo": "waw", "uai": "why", "ui": "way", "uan": "wahn", "un": "wun",
	"uang": "wahng", "ue": "weh", "er": "er",
}

// pinyin cuts a word into syllables of initial and final, the longest first; nil if
// it is not all pinyin.
func pinyin(w string) [][2]string {
	if w == "" {
		return [][2]string{}
	}
	for _, initial := range pinyinInitials {
		rest, ok := strings.CutPrefix(w, initial)
		if !ok {
			continue
		}
		for n := min(4, len(rest)); n > 0; n-- {
			if _, ok := pinyinFinals[rest[:n]]; !ok {
				continue
			}
			if tail := pinyin(rest[n:]); tail != nil {
				return append([][2]string{{initial, rest[:n]}}, tail...)
			}
		}
	}
	return nil
}

func sayInitial(s string) string {
	switch s {
	case "x":
		return "sh"
	case "q":
		return "ch"
	case "zh":
		return "j"
	case "c":
		return "ts"
	case "z":
		return "dz"
	}
	return s
}

func sayFinal(initial, final string) string {
	switch {
	case final == "i" && strings.Contains("zh ch sh r z c s", initial):
		return "ur"
	case final == "u" && strings.Contains("j q x y", initial):
		return "ew"
	case len(final) > 1 && final[0] == 'i' && strings.Contains("j q x", initial):
		// An English voice says shyow as shy-ow: the glide is a vowel of its own.
		if glide, ok := strings.CutPrefix(pinyinFinals[final], "y"); ok {
			return "ee" + glide
		}
	}
	return pinyinFinals[final]
}
