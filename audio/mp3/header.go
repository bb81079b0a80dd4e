package mp3

import "encoding/binary"

// Header is the 32-bit header word of an MPEG audio frame (ISO 11172-3,
// 2.4.1.3; MPEG-2.5 is Fraunhofer's extension of it to half the MPEG-2 rates).
type Header uint32

// syncMask covers the eleven set bits that open a header.
const syncMask = 0xffe00000

// The bits in which all headers of one stream agree: sync, version, layer and
// sampling rate. Bit rate, padding, CRC and the stereo mode may change.
const streamMask = syncMask | 0x001e0000 | 0x00000c00

var (
	bitratesV1 = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, -1}
	bitratesV2 = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, -1}
)

func parseHeader(b []byte) Header { return Header(binary.BigEndian.Uint32(b)) }

// valid tells whether h opens a Layer III frame whose size is known.
func (h Header) valid() bool {
	return h&syncMask == syncMask && h.version() != 1 && h.layer3() &&
		h>>12&15 != 15 && h>>12&15 != 0 && h>>10&3 != 3
}

// freeFormat tells whether h opens a Layer III frame without a stated bit rate.
func (h Header) freeFormat() bool {
	return h&syncMask == syncMask && h.version() != 1 && h.layer3() &&
		h>>12&15 == 0 && h>>10&3 != 3
}

// version is 3 for MPEG-1, 2 for MPEG-2, 0 for MPEG-2.5; 1 is reserved.
func (h Header) version() int { return int(h >> 19 & 3) }
func (h Header) layer3() bool { return h>>17&3 == 1 }

// MPEG1 says whether the frame is of MPEG-1: 32 to 48 kHz.
func (h Header) MPEG1() bool { return h.version() == 3 }

// MPEG25 says whether the frame is of MPEG-2.5: 8 to 12 kHz.
func (h Header) MPEG25() bool { return h.version() == 0 }

func (h Header) hasCRC() bool { return h&0x10000 == 0 }
func (h Header) padding() int { return int(h >> 9 & 1) }
func (h Header) mode() int    { return int(h >> 6 & 3) }
func (h Header) joint() bool  { return h.mode() == 1 }

// withMode is h with the stereo mode of another header.
func (h Header) withMode(o Header) Header { return h&^0xc0 | o&0xc0 }

func (h Header) channels() int {
	if h.mode() == 3 {
		return 1
	}
	return 2
}

// Bitrate in bits per second.
func (h Header) Bitrate() int {
	if h.MPEG1() {
		return bitratesV1[h>>12&15] * 1000
	}
	return bitratesV2[h>>12&15] * 1000
}

// Rate is the sampling rate in Hz.
func (h Header) Rate() int {
	r := [4]int{44100, 48000, 32000, 0}[h>>10&3]
	switch h.version() {
	case 2:
		r /= 2
	case 0:
		r /= 4
	}
	return r
}

// Samples is the number of samples of each channel in the frame.
func (h Header) Samples() int {
	if h.MPEG1() {
		return 1152
	}
	return 576
}

// Size is the length of the frame in bytes, its header included; Index.sizeOf knows
// it for free format, too.
func (h Header) Size() int {
	return h.Samples()/8*h.Bitrate()/h.Rate() + h.padding()
}

// sideInfo is the length in bytes of the side information behind header and CRC.
func (h Header) sideInfo() int {
	switch {
	case h.MPEG1() && h.channels() == 2:
		return 32
	case h.MPEG1() || h.channels() == 2:
		return 17
	default:
		return 9
	}
}

// mainStart is the offset of the main data inside the frame.
func (h Header) mainStart() int {
	n := 4 + h.sideInfo()
	if h.hasCRC() {
		n += 2
	}
	return n
}

// sameStream tells whether two headers can stand in one stream.
func (h Header) sameStream(o Header) bool {
	return h&streamMask == o&streamMask
}

// mainDataBegin reads how many bytes of main data lie in earlier frames.
func mainDataBegin(h Header, frame []byte) int {
	p := 4
	if h.hasCRC() {
		p += 2
	}
	if p+2 > len(frame) {
		return 0
	}
	if h.MPEG1() {
		return int(frame[p])<<1 | int(frame[p+1])>>7
	}
	return int(frame[p])
}

func mpegName(h Header) string {
	switch h.version() {
	case 3:
		return "MPEG-1 Layer III"
	case 2:
		return "MPEG-2 Layer III"
	default:
		return "MPEG-2.5 Layer III"
	}
}

// EmptyFrame is a frame of h's shape without any spectrum.
func EmptyFrame(h Header) []byte {
	b := make([]byte, h.Size())
	binary.BigEndian.PutUint32(b, uint32(h|0x10000)) // no CRC
	return b
}
