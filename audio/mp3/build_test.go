package mp3

import (
	"bytes"
	"encoding/binary"

	"gendu/audio/audiotest"
)

// Headers that the tests build streams of.
const (
	mpeg1Mono   = Header(0xfffb50c0) // 44.1 kHz, 64 kbit/s
	mpeg1Stereo = Header(0xfffb9000) // 44.1 kHz, 128 kbit/s
	mpeg1At48   = Header(0xfffb54c0) // 48 kHz mono
	mpeg2Mono   = Header(0xfff380c0) // 22.05 kHz, 64 kbit/s
	mpeg25Mono  = Header(0xffe340c0) // 11.025 kHz, 32 kbit/s
)

// silentFrames is a stream of n frames without a spectrum.
func silentFrames(h Header, n int) []byte {
	return bytes.Repeat(EmptyFrame(h), n)
}

// xingFrame is a frame with an Info header that states frames, delay and padding.
func xingFrame(h Header, frames uint32, delay, padding int) []byte {
	b := EmptyFrame(h)
	p := b[4+h.sideInfo():]
	copy(p, "Info\x00\x00\x00\x01")
	binary.BigEndian.PutUint32(p[8:], frames)
	copy(p[12:], "LAME3.100")
	p[12+21], p[12+22], p[12+23] = byte(delay>>4), byte(delay<<4)|byte(padding>>8&15), byte(padding)
	return b
}

func id3Chapter(id string, start, end uint32, title string) []byte {
	b := append([]byte(id), 0)
	for _, v := range []uint32{start, end, 0xffffffff, 0xffffffff} {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return audiotest.ID3Part("CHAP", append(b, audiotest.ID3Title("TIT2", title)...))
}

// apeTag is an APEv2 tag with header and footer.
func apeTag(key, value string) []byte {
	item := binary.LittleEndian.AppendUint32(nil, uint32(len(value)))
	item = append(append(append(append(item, 0, 0, 0, 0), key...), 0), value...)
	end := func(flags uint32) []byte {
		b := append([]byte("APETAGEX"), 0xd0, 7, 0, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(item)+32))
		b = binary.LittleEndian.AppendUint32(b, 1)
		return append(binary.LittleEndian.AppendUint32(b, flags), make([]byte, 8)...)
	}
	return audiotest.Join(end(0xa0000000), item, end(0x80000000))
}
