package gendu

import (
	"crypto/rand"
	"encoding/hex"
	"time"
)

// ID names a thing for ever: a UUID version 7 (RFC 9562, section 5.7) in its
// canonical lower-case text form. IDs made later sort later.
type ID string

// NewID makes an ID that carries the moment now.
func NewID(now time.Time) ID {
	var b [16]byte
	_, _ = rand.Read(b[6:]) // never fails since Go 1.24
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return ID(formatUUID(b))
}

// ParseID reads a UUID of any version in canonical form, as a client may make
// it for a take. Anything else is an error of kind [Invalid].
func ParseID(s string) (ID, error) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return "", Errorf(Invalid, "%q is not an id: a UUID such as 0192f0c1-2345-7abc-8def-0123456789ab is expected", clip(s, 48))
	}
	for i := range len(s) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", Errorf(Invalid, "%q is not an id: lower-case hexadecimal digits are expected", clip(s, 48))
		}
	}
	return ID(s), nil
}

func formatUUID(b [16]byte) string {
	var d [36]byte
	hex.Encode(d[0:8], b[0:4])
	hex.Encode(d[9:13], b[4:6])
	hex.Encode(d[14:18], b[6:8])
	hex.Encode(d[19:23], b[8:10])
	hex.Encode(d[24:36], b[10:16])
	d[8], d[13], d[18], d[23] = '-', '-', '-', '-'
	return string(d[:])
}

// clip shortens a user's text for an error message.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}
