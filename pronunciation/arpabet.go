package pronunciation

import "strings"

// espeakPhones are the phones of the model for espeak-ng's mnemonics of American
// English. Stress, length and syllable marks are taken off before.
var espeakPhones = map[string]string{
	"p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "g": "G", "f": "F", "v": "V", "T": "TH", "D": "DH", "s": "S", "z": "Z",
	"S": "SH", "Z": "ZH", "h": "HH", "tS": "CH", "dZ": "JH", "m": "M", "n": "N", "N": "NG", "l": "L", "r": "R", "w": "W", "j": "Y",
	"t#": "T", "d#": "D", "?": "T", "x": "K", "C": "K", "W": "W", "l^": "L", "n^": "N Y", "t2": "T", "z/2": "Z", "z#": "Z",
	"I": "IH", "I2": "IH", "I#": "IH", "i": "IY", "i:": "IY", "E": "EH", "E2": "EH", "a": "AE", "a#": "AH", "aa": "AE", "@2": "AH", "@5": "AH",
	"V": "AH", "@": "AH", "0": "AA", "0#": "AA", "A:": "AA", "A#": "AA", "A": "AA", "O:": "AO", "O": "AO", "O2": "AO", "U": "UH", "u:": "UW", "u": "UW",
	"3": "ER", "3:": "ER", "@r": "ER", "eI": "EY", "aI": "AY", "OI": "OY", "oU": "OW", "aU": "AW", "i@": "IY AH", "@L": "AH L",
	"i@3": "IH R", "e@": "EH R", "U@": "UH R", "A@": "AA R", "O@": "AO R", "o@": "AO R", "aI@": "AY ER", "aI3": "AY ER", "aU@": "AW ER", "oUl": "OW L",
	"eI2": "EY", "e": "EH", "e:": "EY", "o": "OW", "o:": "OW", "y": "UW", "Y": "ER", "W2": "ER", "E~": "EH N", "O~": "AO N", "A~": "AA N",
}

// FromEspeak turns espeak-ng's phonemes of one word ("t_@_m_'eI_t#_oU") into phones of
// the model; ok is false where one of them is not known.
func FromEspeak(phonemes string) (p Pronunciation, ok bool) {
	for _, s := range strings.FieldsFunc(phonemes, func(r rune) bool { return r == '_' || r == ' ' }) {
		s = strings.TrimLeft(s, "',%=|")
		s = strings.TrimRight(s, "-;|'")
		if s == "" || s == ":" {
			continue
		}
		phones, known := espeakPhones[s]
		if !known {
			return nil, false
		}
		for phone := range strings.FieldsSeq(phones) {
			// "fire" is f aI3 r: its ER holds the R already.
			if n := len(p); phone == "R" && n > 0 && (p[n-1] == "ER" || p[n-1] == "R") {
				continue
			}
			p = append(p, phone)
		}
	}
	return p, len(p) > 0
}
