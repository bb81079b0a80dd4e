package audiotest

import (
	"encoding/binary"
	"math"
)

// WAV builds a file chunk by chunk; a size below 0 stands for the true one.
type WAV struct{ body []byte }

// Chunk adds a chunk.
func (w *WAV) Chunk(id string, size int64, data []byte) *WAV {
	if size < 0 {
		size = int64(len(data))
	}
	w.body = append(w.body, id...)
	w.body = binary.LittleEndian.AppendUint32(w.body, uint32(size))
	w.body = append(w.body, data...)
	if len(data)&1 == 1 {
		w.body = append(w.body, 0)
	}
	return w
}

// Bytes is the file.
func (w *WAV) Bytes() []byte {
	out := append([]byte("RIFF"), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(w.body)+4))
	return append(append(out, "WAVE"...), w.body...)
}

// FmtChunk is the content of a format chunk: tag 1 is integer, 3 float.
func FmtChunk(tag, channels, rate, bits int) []byte {
	le := binary.LittleEndian
	var b []byte
	for _, v := range []int{tag, channels} {
		b = le.AppendUint16(b, uint16(v))
	}
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(rate*channels*bits/8))
	b = le.AppendUint16(b, uint16(channels*bits/8))
	return le.AppendUint16(b, uint16(bits))
}

// RF64 is a file whose data chunk of dataLength bytes is followed by another chunk,
// and whose sizes stand in a ds64 chunk of the length given.
func RF64(ds64 int, dataLength uint64) []byte {
	sizes := binary.LittleEndian.AppendUint64(make([]byte, 8), dataLength)
	sizes = append(sizes, make([]byte, 12)...)
	w := new(WAV).Chunk("ds64", -1, sizes[:ds64]).Chunk("fmt ", -1, FmtChunk(1, 1, 8000, 16))
	b := w.Chunk("data", math.MaxUint32, make([]byte, 200)).Chunk("junk", -1, make([]byte, 300)).Bytes()
	return append([]byte("RF64"), b[4:]...)
}

// WAVFile is a 16-bit WAV file of interleaved samples; what lies beyond full scale is
// clamped.
func WAVFile(rate, channels int, samples []float32) []byte {
	var data []byte
	for _, v := range samples {
		data = binary.LittleEndian.AppendUint16(data, uint16(int16(math.Round(float64(min(max(v*32768, -32768), 32767))))))
	}
	return new(WAV).Chunk("fmt ", -1, FmtChunk(1, channels, rate, 16)).Chunk("data", -1, data).Bytes()
}
