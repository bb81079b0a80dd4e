package gendu

// SaidSound is what a phone model found of one sound in one word of a take. A single one
// says next to nothing (see docs/comparing.md); many of them say what a person may want to
// listen to once more.
type SaidSound struct {
	Word  string  `json:"word"`
	Sound string  `json:"sound"` // ARPAbet without stress: "TH", "IY"
	Score float64 `json:"score"` // on the experts' scale from 0 to 2, fitted
}

// ipa has the sounds of ARPAbet in the International Phonetic Alphabet.
var ipa = map[string]string{
	"AA": "ɑ", "AE": "æ", "AH": "ə", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ",
	"IH": "ɪ", "IY": "i", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "u",
	"B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k", "L": "l",
	"M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "r", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v",
	"W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}

// IPA is a sound of ARPAbet in the International Phonetic Alphabet; "" where it is none.
func IPA(sound string) string { return ipa[sound] }
