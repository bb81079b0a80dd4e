package audio

import (
	"bytes"
	"os"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/mp3/mp3test"
)

// TestDeriveCover takes out an embedded picture, its type by its bytes.
func TestDeriveCover(t *testing.T) {
	t.Parallel()
	sound := mp3test.Silent(mp3test.Mono, 40)
	jpeg := append([]byte("\xff\xd8\xff\xe0"), audiotest.Bytes(1, 3<<20)...)
	png := append([]byte("\x89PNG\r\n\x1a\n"), audiotest.Bytes(2, 300)...)
	webp := append([]byte("RIFF\x00\x01\x00\x00WEBPVP8L"), audiotest.Bytes(3, 300)...)
	picture := func(mime string, b []byte) []byte {
		return audiotest.ID3Part("APIC", audiotest.Join([]byte("\x00"+mime+"\x00\x03\x00"), b))
	}
	for name, c := range map[string]struct {
		tag  []byte
		kind string
		want []byte
	}{
		"JPEG of 3 MB":      {picture("image/jpeg", jpeg), "image/jpeg", jpeg},
		"PNG called JPEG":   {picture("image/jpeg", png), "image/png", png},
		"WebP":              {picture("image/webp", webp), "image/webp", webp},
		"a page":            {picture("image/png", []byte("<!doctype html><script>alert(1)</script>")), "", nil},
		"a drawing":         {picture("image/svg+xml", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")), "", nil},
		"an address":        {picture("-->", []byte("http://127.0.0.1/cover.jpg")), "", nil},
		"more than 5 MiB":   {picture("image/jpeg", append([]byte("\xff\xd8\xff"), make([]byte, MaxCoverBytes)...)), "", nil},
		"nothing":           {audiotest.ID3Title("TIT2", "none"), "", nil},
		"the front wins":    {audiotest.Join(audiotest.ID3Part("APIC", audiotest.Join([]byte("\x00image/png\x00\x00\x00"), png)), picture("image/jpeg", jpeg)), "image/jpeg", jpeg},
		"the first 3 bytes": {picture("image/jpeg", jpeg[:3]), "image/jpeg", jpeg[:3]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deriveBytes(t, audiotest.Join(audiotest.ID3v2(3, 0, c.tag), sound), DeriveOptions{})
			if d.CoverType != c.kind || (d.Cover == "") != (c.kind == "") || d.Listening != "m4a" {
				t.Fatalf("%+v", d)
			}
			if c.kind == "" {
				return
			}
			got, err := os.ReadFile(d.Cover)
			if err != nil || !bytes.Equal(got, c.want) {
				t.Errorf("%d bytes of %d: %v", len(got), len(c.want), err)
			}
		})
	}
}
