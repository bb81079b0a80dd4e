package charset

import (
	"errors"
	"strings"
	"testing"
)

// samples are texts as people have them, in the encodings of their languages.
var samples = map[string]string{
	"big5":         "1\n00:00:01,000 --> 00:00:02,000\n國際時事跟讀:美國用戶湧入小紅書,在美國和中國社群媒體之間建立起意想不到的連結。",
	"gb18030":      "1\n00:00:01,000 --> 00:00:02,000\n国际时事跟读:美国用户涌入小红书,在美国和中国社交媒体之间建立起意想不到的连接。",
	"shift_jis":    "1\n00:00:01,000 --> 00:00:02,000\n昨日は雨でしたから、家で本を読みました。\n",
	"euc-jp":       "1\n00:00:01,000 --> 00:00:02,000\n昨日は雨でしたから、家で本を読みました。\n",
	"euc-kr":       "1\n00:00:01,000 --> 00:00:02,000\n어제는 비가 와서 집에서 책을 읽었습니다.\n",
	"windows-1252": "1\n00:00:01,000 --> 00:00:02,000\nThe señor’s café serves crème brûlée – for £5.\n",
	"windows-1250": "1\n00:00:01,000 --> 00:00:02,000\nDzień dobry, proszę księdza. Źle się czuję, więc pójdę już.\n",
	"windows-1251": "1\n00:00:01,000 --> 00:00:02,000\nВчера шёл дождь, и мы остались дома.\n",
}

func encoded(t *testing.T, text, name string) []byte {
	t.Helper()
	e := named(name)
	if e == nil {
		return []byte(text)
	}
	b, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(name, err)
	}
	return b
}

// TestDecode: each encoding is recognised, and none is read as another in silence.
func TestDecode(t *testing.T) {
	t.Parallel()
	for _, name := range Names {
		text := samples[name]
		if text == "" {
			text = samples["big5"] + samples["gb18030"] + "\r\ncafé"
		}
		b := encoded(t, text, name)
		if got, guess, err := Decode(b); err != nil || guess != name || string(got) != text {
			t.Errorf("%s: guessed %s, %v: %q", name, guess, err, got)
		}
		if got, err := DecodeAs(b, name); err != nil || string(got) != text {
			t.Errorf("%s: %v: %q", name, err, got)
		}
	}
	if _, err := DecodeAs([]byte("x"), "ebcdic"); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown encoding was read: %v", err)
	}
}

// TestDecodeDamaged: one bad byte, a zero byte or a byte order mark leaves UTF-8 what
// it is; what is no text is refused.
func TestDecodeDamaged(t *testing.T) {
	t.Parallel()
	zh := strings.Repeat("昨天下雨,我們待在家裡。", 4)
	for name, c := range map[string]struct{ in, want, encoding string }{
		"one bad byte in Chinese":     {zh + "\xE6\x98" + zh, zh + "\uFFFD" + zh, "utf-8"},
		"cut off at the end":          {zh + "\xE6", zh + "\uFFFD", "utf-8"},
		"one bad byte in English":     {"It costs \xA35 in the café.", "It costs \uFFFD5 in the café.", "utf-8"},
		"byte order mark, bad byte":   {"\uFEFFOnly \xA35.", "Only \uFFFD5.", "utf-8"},
		"byte order mark, Chinese":    {"\uFEFF" + zh, zh, "utf-8"},
		"a zero byte":                 {"One line, and a z\x00ro byte in it.", "One line, and a z\uFFFDro byte in it.", "utf-8"},
		"one accented letter":         {"We met at the caf\xE9.", "We met at the café.", "windows-1252"},
		"a typographic apostrophe":    {"It\x92s late.", "It’s late.", "windows-1252"},
		"many zero bytes":             {"\x00\x01\x02\xff\xfe\x00abc\x00\x00", "", ""},
		"bytes without any structure": {"\x8f\xff\xfd\x81\xf5\xa0\x9f\xff\xfe\x80\x80\xff", "", ""},
	} {
		got, encoding, err := Decode([]byte(c.in))
		if encoding != c.encoding || string(got) != c.want || (err != nil) != (c.encoding == "") {
			t.Errorf("%s: %s, %v: %q", name, encoding, err, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range Names {
		f.Add([]byte(samples[name]))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		text, name, err := Decode(b)
		if err != nil {
			if !errors.Is(err, ErrUnknown) {
				t.Fatal(err)
			}
			return
		}
		if strings.ToValidUTF8(string(text), "") != string(text) || strings.ContainsRune(string(text), 0) {
			t.Fatalf("%s: %q", name, text)
		}
	})
}
