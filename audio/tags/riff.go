package tags

import (
	"bytes"
	"encoding/binary"
)

// riff reads a WAV file: the texts of its INFO list, an id3 chunk, and its markers, which
// are chapters where they have a name (Microsoft and IBM, "Multimedia Programming
// Interface and Data Specifications 1.0").
func (f *file) riff() {
	var rate int64
	var markers []marker
	labels := map[uint32][]byte{}
	var info []named
	at := int64(12)
	for range maxChunks {
		head := f.bytes(at, 8)
		if head == nil {
			break
		}
		n, body := int64(binary.LittleEndian.Uint32(head[4:])), at+8
		switch string(head[:4]) {
		case "fmt ":
			if b := f.bytes(body, min(n, 16)); len(b) >= 8 {
				rate = int64(binary.LittleEndian.Uint32(b[4:]))
			}
		case "LIST":
			info = append(info, f.riffList(body, n, labels)...)
		case "id3 ", "ID3 ", "Id3 ":
			f.id3(body, min(n, f.size-body))
		case "cue ":
			markers = cueMarkers(f.bytes(body, min(n, maxList)))
		case "ds64": // the sizes of a file above 4 GiB, whose tags are not worth the way
			return
		}
		at = body + n
		if n&1 != 0 && !f.chunkName(at) { // some programs leave the padding out
			at++
		}
	}
	f.texts(info, infoFields)
	if rate > 0 && len(f.tags.Chapters) == 0 {
		f.markersAsChapters(markers, labels, rate)
	}
}

var infoFields = map[string]string{"INAM": "title", "IART": "artist", "IPRD": "album"}

// chunkName reports whether the name of a chunk stands here.
func (f *file) chunkName(at int64) bool {
	b := f.bytes(at, 4)
	return b != nil && !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' || r > '~' })
}

// riffList returns the texts of an INFO list and adds the labels of an adtl list.
func (f *file) riffList(off, n int64, labels map[uint32][]byte) []named {
	b := f.bytes(off, min(n, maxList, f.size-off))
	if len(b) < 4 {
		return nil
	}
	kind, b := string(b[:4]), b[4:]
	var out []named
	for range maxChunks {
		if len(b) < 8 {
			break
		}
		key, size := string(b[:4]), int(min(int64(binary.LittleEndian.Uint32(b[4:])), int64(len(b)-8)))
		body := b[8 : 8+size]
		switch {
		case kind == "INFO":
			out = append(out, named{key, body})
		case kind == "adtl" && key == "labl" && size > 4:
			labels[binary.LittleEndian.Uint32(body)] = body[4:]
		}
		b = b[min(8+size+size&1, len(b)):]
	}
	return out
}

// marker is a point of a WAV file, in samples.
type marker struct {
	id uint32
	at uint32
}

// cueMarkers reads a cue chunk.
func cueMarkers(b []byte) []marker {
	if len(b) < 4 {
		return nil
	}
	var out []marker
	for b = b[4:]; len(b) >= 24 && len(out) < MaxChapters; b = b[24:] {
		out = append(out, marker{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[20:])})
	}
	return out
}

func (f *file) markersAsChapters(markers []marker, labels map[uint32][]byte, rate int64) {
	var all []byte
	for _, m := range markers {
		all = append(append(all, labels[m.id]...), '\n')
	}
	encoding := guessEncoding(all)
	for _, m := range markers {
		label := labels[m.id]
		if title := latin(label[:min(len(label), MaxText)], encoding); title != "" {
			f.chapter(Chapter{StartMS: int64(m.at) * 1000 / rate, Title: title})
		}
	}
}
