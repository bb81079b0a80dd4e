package audio

import (
	"bytes"
	"os"
	"path/filepath"

	"gendu/audio/blocks"
)

// MaxCoverBytes bounds a picture.
const MaxCoverBytes = 5 << 20

// PictureType is the media type of a JPEG, PNG or WebP picture by its first 16
// bytes, "" of anything else: whatever its sender calls it is not asked.
func PictureType(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(b) >= 16 && bytes.HasPrefix(b, []byte("RIFF")) && bytes.Equal(b[8:12], []byte("WEBP")) && bytes.HasPrefix(b[12:], []byte("VP8")):
		return "image/webp"
	}
	return ""
}

// cover writes the embedded picture into dir. One that is too large or no picture is
// left out: it would only have been a suggestion.
func (p *derivation) cover(dir string) error {
	c := p.d.Tags.Cover
	if c == nil || c.Bytes > MaxCoverBytes {
		return nil
	}
	picture := c.Data
	if picture == nil {
		picture = make([]byte, c.Bytes)
		if err := blocks.ReadFull(p.src.r, picture, c.Offset); err != nil {
			return err
		}
	}
	kind := PictureType(picture)
	if kind == "" {
		return nil
	}
	p.d.Cover, p.d.CoverType = filepath.Join(dir, "cover"), kind
	return os.WriteFile(p.d.Cover, picture, 0o600)
}
