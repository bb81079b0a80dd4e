package pictures

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// header is what a picture states before its pixels.
type header struct {
	kind          string // "jpeg", "png", "gif" or "webp"
	width, height int    // as stored, before it is put upright
	orientation   int    // of Exif, 1 to 8
	memory        int64  // bytes that decoding it takes, at most
}

// headerOf reads the header of a picture.
func headerOf(b []byte) (header, error) {
	about := header{orientation: 1}
	var config image.Config
	var err error
	each := 8.0 // bytes for a pixel
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		about.kind = "jpeg"
		config, err = jpeg.DecodeConfig(bytes.NewReader(b))
		each, about.orientation = ofJPEG(b)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		about.kind = "png"
		config, err = png.DecodeConfig(bytes.NewReader(b))
		each = ofPNG(b, config.ColorModel)
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		about.kind = "gif"
		config, err = gif.DecodeConfig(bytes.NewReader(b))
		each = 2 // an interlaced one is put in order in a second copy
	case len(b) >= 16 && bytes.HasPrefix(b, []byte("RIFF")) && bytes.Equal(b[8:15], []byte("WEBPVP8")):
		about.kind = "webp"
		config, err = webp.DecodeConfig(bytes.NewReader(b))
		if w, h := inWebP(b); err == nil && (w != config.Width || h != config.Height) {
			err = fmt.Errorf("the canvas has %d × %d pixels, the picture %d × %d", config.Width, config.Height, w, h)
		}
		each = 16
	default:
		return header{}, ErrUnknown
	}
	if err == nil && (config.Width <= 0 || config.Height <= 0) {
		err = fmt.Errorf("it states %d × %d pixels", config.Width, config.Height)
	}
	if err != nil {
		return header{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	about.width, about.height = config.Width, config.Height
	about.memory = int64(each * float64(config.Width) * float64(config.Height))
	return about, nil
}

// ofPNG is how many bytes image/png takes for a pixel. An interlaced picture is put
// together from parts, which have as many pixels once more.
func ofPNG(b []byte, model color.Model) float64 {
	each := 4.0
	switch model {
	case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
		each = 8
	}
	const interlaced = 28 // the last byte of the first chunk
	if len(b) > interlaced && b[interlaced] != 0 {
		each *= 2
	}
	return each
}

// inWebP is the largest width and height that the pictures in a WebP file state: the
// canvas in its first chunk may state less.
//
// Source: RFC 9649, sections 2.5 (VP8), 2.6 (VP8L); RFC 6386, section 9.1.
func inWebP(b []byte) (width, height int) {
	for at := 12; at+8 <= len(b); {
		kind, n := string(b[at:at+4]), int64(binary.LittleEndian.Uint32(b[at+4:]))
		body := b[at+8:]
		switch {
		case kind == "VP8 " && len(body) >= 10:
			width = max(width, int(binary.LittleEndian.Uint16(body[6:])&0x3fff))
			height = max(height, int(binary.LittleEndian.Uint16(body[8:])&0x3fff))
		case kind == "VP8L" && len(body) >= 5:
			bits := binary.LittleEndian.Uint32(body[1:])
			width, height = max(width, int(bits&0x3fff)+1), max(height, int(bits>>14&0x3fff)+1)
		}
		next := int64(at) + 8 + n + n&1
		if next > int64(len(b)) {
			break
		}
		at = int(next)
	}
	return width, height
}
