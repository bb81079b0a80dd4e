package transcripts

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// encodingSample is how much of a file the guess looks at.
const encodingSample = 64 << 10

// Encodings lists the names DecodeText and DecodeTextAs know.
var Encodings = []string{"utf-8", "utf-16le", "utf-16be", "big5", "gb18030"}

// DecodeText finds the encoding of a text by its byte order mark, its bytes and,
// between Big5 and GB18030, by which reading gives more frequent characters. It
// returns the text without a byte order mark, and the encoding's name, so that
// the guess can be shown and, with DecodeTextAs, changed.
func DecodeText(b []byte) (text, name string, err error) {
	t, name, err := decodeText(b)
	return string(t), name, err
}

// DecodeTextAs decodes a text whose encoding is known; the name is one of
// Encodings. Bytes that are not valid in it become U+FFFD.
func DecodeTextAs(b []byte, name string) (string, error) {
	if len(b) > MaxFileBytes {
		return "", &PositionError{Err: ErrTooLarge}
	}
	if name == "utf-8" {
		return string(bytes.ToValidUTF8(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), []byte("\uFFFD"))), nil
	}
	e := encodingNamed(name)
	if e == nil {
		return "", &PositionError{Reason: "has an encoding that is not known here: " + name, Err: ErrEncoding}
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return "", &PositionError{Reason: "cannot be read as " + name + ": " + err.Error(), Err: ErrEncoding}
	}
	return string(bytes.TrimPrefix(out, []byte("\uFEFF"))), nil
}

func encodingNamed(name string) encoding.Encoding {
	switch name {
	case "utf-16le":
		return xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	case "utf-16be":
		return xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
	case "big5":
		return traditionalchinese.Big5
	case "gb18030":
		return simplifiedchinese.GB18030
	}
	return nil
}

func decodeText(b []byte) (text []byte, name string, err error) {
	if len(b) > MaxFileBytes {
		return nil, "", &PositionError{Err: ErrTooLarge}
	}
	name = guessEncoding(b)
	switch name {
	case "utf-8":
		return bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), name, nil
	case "":
		return nil, "", &PositionError{Err: ErrEncoding}
	}
	s, err := DecodeTextAs(b, name)
	if err != nil {
		return nil, "", err
	}
	return []byte(s), name, nil
}

func guessEncoding(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return "utf-16le"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return "utf-16be"
	case utf8.Valid(b) && bytes.IndexByte(b, 0) < 0:
		return "utf-8"
	}
	sample := b[:min(len(b), encodingSample)]
	if name := guessUTF16(sample); name != "" {
		return name
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return ""
	}
	big5, okBig5 := plausibility(sample, "big5")
	gb, okGB := plausibility(sample, "gb18030")
	switch {
	case okBig5 && (!okGB || big5 >= gb):
		return "big5"
	case okGB:
		return "gb18030"
	}
	return ""
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

// plausibility decodes a sample and says how much it looks like running Chinese
// text: frequent characters speak for it, undecodable and rare ones against.
func plausibility(sample []byte, name string) (float64, bool) {
	out, err := encodingNamed(name).NewDecoder().Bytes(sample)
	if err != nil {
		return 0, false
	}
	var frequent, bad, wide int
	for _, r := range string(out) {
		switch {
		case r < 0x80:
			continue
		case r == utf8.RuneError || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cc, r):
			bad++
		case frequentHan[r] || isCJKPunctuation(r):
			frequent++
		}
		wide++
	}
	// The sample may end inside a character.
	if wide == 0 || bad > 1+wide/50 {
		return 0, false
	}
	return float64(frequent-3*bad) / float64(wide), true
}

func isCJKPunctuation(r rune) bool {
	return r >= 0x3000 && r <= 0x3011 || r >= 0xFF01 && r <= 0xFF1F
}

// frequentHan holds the characters that make up about half of any Chinese text,
// in both forms.
var frequentHan = func() map[rune]bool {
	set := make(map[rune]bool)
	for _, r := range `的一是不了在人有我他這这中大來来上國国個个到說说們们為为子和你地出道也時时年得就那要下以生會会自著着去之過过家學学對对可她里裡後后小麼么心多天而能好都然沒没日於于起還还發发成事只作當当想看文無无開开手十用主行方又如前所本見见經经頭头面公同三已老從从動动兩两長长知民樣样現现分將将外但身些與与高意進进把法此實实回二理美點点月明其種种聲声全工己話话兒儿者向情部正名定女問问力機机給给等幾几很業业最間间新什打便位因重被走電电四第門门相次東东政海口使教西再平真聽听世氣气信北少關关並并內内加化由卻却代軍军產产入先山五太水萬万市眼體体別别處处總总才場场師师書书比住員员九笑性通目華华報报立馬马命張张活難难神數数件安表原車车白應应路期叫死常提感金何更反合放做系計计或司利受光王果親亲界及今京務务制解各任至清物台象記记邊边共風风戰战幹干接它許许八特覺觉望直服毛林題题建南度統统色字請请交愛爱讓让認认算論论百吃義义科怎元社術术結结六功指思非流每青管夫連连遠远資资隊队跟帶带花快條条院變变聯联言權权往展該该領领傳传近留紅红治決决周保達达辦办運运武半候七必城父強强步完革深區区即求品士轉转量空甚眾众技輕轻程告江語语英基派滿满式李息寫写呢識识極极令黃黄德收臉脸錢钱黨党倒未持取設设始版雙双歷历越史商千片容研像找友孩站廣广改議议形委早房音火際际則则首單单據据導导影失拿網网香似斯專专石若兵弟誰谁校讀读志飛飞觀观爭争究包組组造落視视濟济喜離离雖虽壞坏兴興` {
		set[r] = true
	}
	return set
}()
