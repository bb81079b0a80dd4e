package pictures

import (
	"bytes"
	"encoding/binary"
)

// ofJPEG goes through the segments before the pixels: how many bytes image/jpeg takes for
// a pixel, and which side of the picture is up.
//
// Source: ITU-T T.81, annex B (markers, frame header).
func ofJPEG(b []byte) (each float64, orientation int) {
	each, orientation = 8, 1
	for at := 2; at+4 <= len(b) && b[at] == 0xff; {
		marker, n := b[at+1], int(binary.BigEndian.Uint16(b[at+2:]))
		if marker == 0xff { // a fill byte
			at++
			continue
		}
		end := at + 2 + n
		if n < 2 || end > len(b) || marker == 0xda { // the pixels begin
			break
		}
		switch body := b[at+4 : end]; {
		case marker >= 0xc0 && marker <= 0xc2:
			each = ofFrame(body, marker == 0xc2)
		case marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			if v := orientationOf(body[6:]); v != 0 {
				orientation = v
			}
		}
		at = end
	}
	return each, orientation
}

// ofFrame is how many bytes a pixel takes: a byte for each component at its sampling, four
// more where its coefficients are collected over several scans, and four where the
// components are put together.
func ofFrame(body []byte, progressive bool) float64 {
	if len(body) < 6 {
		return 8
	}
	count := int(body[5])
	samples, most := 0, 1
	for i := range count {
		if 6+3*i+1 >= len(body) {
			break
		}
		v := body[6+3*i+1]
		blocks := int(v>>4) * int(v&15)
		samples += blocks
		most = max(most, blocks)
	}
	each := float64(samples) / float64(most)
	if progressive {
		each *= 5
	}
	if count > 1 {
		each += 4
	}
	return each
}

// orientationOf is the orientation that a TIFF header and its first directory state, 1 to
// 8; 0 where they state none.
//
// Source: Exif 2.32 (CIPA DC-008), sections 4.5 and 4.6.4, tag 0x0112.
func orientationOf(b []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 0
	}
	if len(b) < 8 {
		return 0
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < 12 {
			return 0
		}
		const tag, short = 0x0112, 3
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}
