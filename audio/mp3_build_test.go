package audio

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
)

// Headers that the tests build streams of.
const (
	mpeg1Mono   = mp3Header(0xfffb50c0) // 44.1 kHz, 64 kbit/s
	mpeg1Stereo = mp3Header(0xfffb9000) // 44.1 kHz, 128 kbit/s
	mpeg1At48   = mp3Header(0xfffb54c0) // 48 kHz mono
	mpeg2Mono   = mp3Header(0xfff380c0) // 22.05 kHz, 64 kbit/s
	mpeg25Mono  = mp3Header(0xffe340c0) // 11.025 kHz, 32 kbit/s
)

// silentFrames is a stream of n frames without a spectrum.
func silentFrames(h mp3Header, n int) []byte {
	return bytes.Repeat(emptyFrame(h), n)
}

// xingFrame is a frame with an Info header that states frames, delay and padding.
func xingFrame(h mp3Header, frames uint32, delay, padding int) []byte {
	b := emptyFrame(h)
	p := b[4+h.sideInfo():]
	copy(p, "Info\x00\x00\x00\x01")
	binary.BigEndian.PutUint32(p[8:], frames)
	copy(p[12:], "LAME3.100")
	p[12+21], p[12+22], p[12+23] = byte(delay>>4), byte(delay<<4)|byte(padding>>8&15), byte(padding)
	return b
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// id3v2 is a tag of the given version with the frames given.
func id3v2(version byte, flags byte, frames ...[]byte) []byte {
	body := join(frames...)
	return append([]byte{'I', 'D', '3', version, 0, flags, byte(len(body) >> 21 & 127), byte(len(body) >> 14 & 127), byte(len(body) >> 7 & 127), byte(len(body) & 127)}, body...)
}

// id3Part is a frame of an ID3v2.3 tag.
func id3Part(id string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32([]byte(id), uint32(len(body)))
	return append(append(b, 0, 0), body...)
}

func id3Title(id, text string) []byte { return id3Part(id, append([]byte{3}, text...)) }

func id3Chapter(id string, start, end uint32, title string) []byte {
	b := append([]byte(id), 0)
	for _, v := range []uint32{start, end, 0xffffffff, 0xffffffff} {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return id3Part("CHAP", append(b, id3Title("TIT2", title)...))
}

func id3v1(title string) []byte {
	b := make([]byte, 128)
	copy(b, "TAG"+title)
	return b
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
	return join(end(0xa0000000), item, end(0x80000000))
}

// noise is bytes that are the same in every run.
func noise(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
