package mp3

import (
	"bytes"
	"fmt"
	"strings"

	"gendu/audio/audiotest"
)

// lyingTags are tags that say more than there is, before and behind 40 good frames.
func lyingTags() []hostile {
	good := silentFrames(mpeg1Mono, 40)
	const samples = 40 * 1152
	huge := func(n uint32) []byte {
		return []byte{'I', 'D', '3', 3, 0, 0, byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)}
	}
	claim := func(id string, size uint32) []byte {
		b := audiotest.ID3Part(id, []byte("\x03hello"))
		b[4], b[5], b[6], b[7] = byte(size>>24), byte(size>>16), byte(size>>8), byte(size)
		return b
	}
	var many [][]byte
	for i := range 200 {
		many = append(many, audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", fmt.Sprint("title ", i))))
	}
	ape := apeTag("Title", "x")
	bigAPE := bytes.Clone(ape)
	copy(bigAPE[len(bigAPE)-32+12:], "\xff\xff\xff\xff")
	chapters := make([][]byte, 0, 3000)
	for i := range 3000 {
		chapters = append(chapters, id3Chapter(fmt.Sprint("c", i), uint32(i), uint32(i+1), "x"))
	}
	files := map[string][]byte{
		"id3 of 256 MB":       audiotest.Join(huge(1<<28-1), good),
		"id3 one too long":    audiotest.Join(huge(uint32(len(good)+1)), good),
		"two hundred id3":     audiotest.Join(append(many, good)...),
		"frame of 4 GiB":      audiotest.Join(audiotest.ID3v2(3, 0, claim("TIT2", 0xffffffff)), good),
		"cover of 4 GiB":      audiotest.Join(audiotest.ID3v2(3, 0, claim("APIC", 0xfffffff0)), good),
		"chapter of nothing":  audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("CHAP", []byte{0}), audiotest.ID3Part("CHAP", []byte("ab"))), good),
		"3000 chapters":       audiotest.Join(audiotest.ID3v2(3, 0, chapters...), good),
		"extended header":     audiotest.Join(audiotest.ID3v2(3, 0x40, []byte{0xff, 0xff, 0xff, 0xff}), good),
		"extended header 2.4": audiotest.Join(audiotest.ID3v2(4, 0x40, []byte{0x7f, 0x7f, 0x7f, 0x7f}), good),
		"unsynchronised":      audiotest.Join(audiotest.ID3v2(3, 0x80, audiotest.ID3Title("TIT2", "a\xff\x00b")), good),
		"unknown version":     audiotest.Join(audiotest.ID3v2(9, 0xff, []byte("whatever it is")), good),
		"empty id3":           audiotest.Join(audiotest.ID3v2(4, 0), good),
		"padding of zeros":    audiotest.Join(audiotest.ID3v2(3, 0, make([]byte, 4096)), good),
		"id3v1":               audiotest.Join(good, audiotest.ID3v1("x")),
		"ape":                 audiotest.Join(good, ape),
		"ape and id3v1":       audiotest.Join(good, ape, audiotest.ID3v1("x")),
		"id3v1 twice":         audiotest.Join(good, audiotest.ID3v1("x"), audiotest.ID3v1("y")),
		"lyrics":              audiotest.Join(good, []byte("LYRICSBEGIN"), []byte("000011LYRICS200"), audiotest.ID3v1("z")),
		"id3 in the middle":   audiotest.Join(good[:len(good)/2], audiotest.ID3v2(3, 0, make([]byte, 5000)), good[len(good)/2:]),
		"text encodings":      audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TIT2", []byte{1}), audiotest.ID3Part("TPE1", []byte{1, 0xff, 0xfe, 0x00}), audiotest.ID3Part("TALB", []byte{9, 1, 2})), good),
		"picture unfinished":  audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("APIC", []byte("\x01image/jpeg\x00\x03no end")), audiotest.ID3Part("APIC", []byte{0})), good),
		"v2.2":                audiotest.Join(audiotest.ID3v2(2, 0, []byte("TT2\x00\x00\x03\x00ab"), []byte("PIC\x00\x00\x02\x00J")), good),
	}
	var out []hostile
	for name, b := range files {
		h := hostile{name: "tags/" + name, file: b, frames: 40, samples: samples, junk: 0}
		if strings.HasPrefix(name, "id3 o") {
			h.junk = 1
		}
		out = append(out, h)
	}
	broken := audiotest.Join(good, bigAPE)
	return append(out, hostile{name: "tags/ape of 4 GiB", file: broken, frames: 40, samples: samples, junk: -1})
}

// notAudio has nothing to play.
func notAudio() []hostile {
	files := map[string][]byte{
		"empty":           {},
		"three bytes":     []byte("ID3"),
		"hls playlist":    []byte("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9.9,\nhttp://127.0.0.1/secret.ts\n#EXT-X-ENDLIST\n"),
		"text":            []byte(strings.Repeat("Dear diary, this is no music.\r\n", 500)),
		"html":            []byte("<!doctype html><html><body>404 not found</body></html>"),
		"concat script":   []byte("ffconcat version 1.0\nfile /etc/passwd\n"),
		"utf-16 text":     []byte("\xff\xfeh\x00e\x00l\x00l\x00o\x00 \x00w\x00o\x00r\x00l\x00d\x00"),
		"zeros":           make([]byte, 300000),
		"all ones":        bytes.Repeat([]byte{0xff}, 300000),
		"png":             append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), audiotest.Bytes(1, 5000)...),
		"tag alone":       audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "nothing else")),
		"tag and zeros":   audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "nothing else")), make([]byte, 10000)),
		"id3v1 alone":     audiotest.ID3v1("alone"),
		"one frame":       append(EmptyFrame(mpeg1Mono), 1, 2, 3),
		"info frame only": xingFrame(mpeg1Mono, 100, 576, 1000),
		"layer two":       bytes.Repeat(append([]byte{0xff, 0xfd, 0x80, 0xc0}, make([]byte, 413)...), 30),
		"layer one":       bytes.Repeat(append([]byte{0xff, 0xff, 0x80, 0xc0}, make([]byte, 300)...), 30),
		"reserved rate":   bytes.Repeat(append([]byte{0xff, 0xfb, 0x9c, 0xc0}, make([]byte, 413)...), 30),
	}
	var out []hostile
	for name, b := range files {
		h := hostile{name: "not audio/" + name, file: b, err: ErrNotMP3}
		switch name {
		case "empty", "three bytes", "hls playlist", "text", "html", "concat script", "zeros", "png":
			h.err = Path.Unknown
		}
		out = append(out, h)
	}
	for seed := range uint64(20) {
		b := audiotest.Bytes(seed+100, 60000)
		b[0] = 0x81
		out = append(out, hostile{name: fmt.Sprintf("not audio/noise %d", seed), file: b, err: Path.Unknown})
	}
	free := EmptyFrame(mpeg1Mono)
	free[2] &= 0x0f
	uneven := audiotest.Join(free, free, append(bytes.Clone(free), 0), append(bytes.Clone(free), 0))
	out = append(out, hostile{name: "free format", file: bytes.Repeat(free, 40), frames: 40, samples: 40 * 1152, junk: 0})
	out = append(out, hostile{name: "free format of no one length", file: bytes.Repeat(append(bytes.Clone(free), free[:207]...), 40), err: ErrFreeFormat})
	out = append(out, hostile{name: "free format that loses step", file: bytes.Repeat(uneven, 20), frames: -1, samples: -1, junk: -1, cut: -1})
	return append(out, hostile{name: "an m4a without ffmpeg", file: []byte("\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00mp42isom"), err: Path.NeedsFFmpeg})
}

// oddStreams can be read, with warnings.
func oddStreams() []hostile {
	pair := audiotest.Join(silentFrames(mpeg1Mono, 2), []byte("junk!!!"))
	lying := audiotest.Join(silentFrames(mpeg1Mono, 2), []byte("ID3\x03\x00\x00\x7f\x7f\x7f\x7f"))
	rates := audiotest.Join(silentFrames(mpeg1Mono, 2), silentFrames(mpeg1At48, 2))
	shapes := audiotest.Join(silentFrames(mpeg1Mono, 3), silentFrames(mpeg1Stereo, 3))
	lone := audiotest.Join(silentFrames(mpeg1Mono, 9), EmptyFrame(mpeg1Mono.withMode(mpeg1Stereo)))
	return []hostile{
		{name: "a web radio's greeting", file: audiotest.Join([]byte("ICY 200 OK\r\nicy-name: Radio\r\ncontent-type: audio/mpeg\r\n\r\n"+strings.Repeat("x", 100)), silentFrames(mpeg1Mono, 40)), frames: 40, samples: 40 * 1152, junk: 1},
		{name: "a letter first", file: audiotest.Join([]byte(strings.Repeat("Dear diary, ", 90000)), silentFrames(mpeg1Mono, 40)), frames: 40, samples: 40 * 1152, junk: 1},
		{name: "a playlist with frames", file: audiotest.Join([]byte("#EXTM3U\n"), silentFrames(mpeg1Mono, 40)), err: Path.Unknown},
		{name: "5000 lying tags", file: bytes.Repeat(lying, 5000), frames: 10000, samples: 10000 * 1152, junk: 5000},
		{name: "10000 rate changes", file: bytes.Repeat(rates, 5000), err: ErrTooManyChanges},
		{name: "1000 rate changes", file: bytes.Repeat(rates, 500), frames: 2000, samples: 500 * (2304 + 2117)},
		{name: "10000 changes of channels", file: bytes.Repeat(shapes, 5000), err: ErrTooManyChanges},
		{name: "lone changes of channels", file: bytes.Repeat(lone, 20), frames: 200, samples: 200 * 1152, cut: 20, remux: true},
		{name: "10000 runs of junk", file: bytes.Repeat(pair, 10000), frames: 20000, samples: 20000 * 1152, junk: 10000},
		{name: "junk first", file: audiotest.Join(bytes.Repeat([]byte{0xff, 0xfb}, 5000), silentFrames(mpeg1Mono, 10)), frames: 10, samples: 10 * 1152, junk: 1},
		{name: "junk last", file: audiotest.Join(silentFrames(mpeg1Mono, 10), audiotest.Bytes(3, 9999)), frames: 10, samples: 10 * 1152, junk: 1},
		{name: "new rate", file: audiotest.Join(silentFrames(mpeg1Mono, 50), silentFrames(mpeg1At48, 50)), frames: 100, samples: 50*1152 + 52920, junk: 0},
		{name: "new version", file: audiotest.Join(silentFrames(mpeg1Mono, 50), silentFrames(mpeg2Mono, 50), silentFrames(mpeg25Mono, 50)), frames: 150, samples: 50 * 1152 * 4, junk: 0},
		{name: "new channels", file: audiotest.Join(silentFrames(mpeg1Mono, 50), silentFrames(mpeg1Stereo, 50)), frames: 100, samples: 100 * 1152, junk: 0},
		{name: "joined files", file: audiotest.Join(xingFrame(mpeg1Mono, 20, 576, 1000), silentFrames(mpeg1Mono, 20), xingFrame(mpeg1Mono, 20, 576, 1000), silentFrames(mpeg1Mono, 20)), frames: 41, samples: 41*1152 - 1105, junk: 0},
		{name: "delay beyond the end", file: audiotest.Join(xingFrame(mpeg1Mono, 2, 4095, 4095), silentFrames(mpeg1Mono, 2)), frames: 2, samples: 0, junk: 0},
		{name: "xing of 4 G frames", file: audiotest.Join(xingFrame(mpeg1Mono, 0xffffffff, 576, 4095), silentFrames(mpeg1Mono, 9)), frames: 9, samples: 9*1152 - 1105, junk: 0},
		{name: "an Info frame whose mode differs from the stream's", file: audiotest.Join(xingFrame(mpeg1Stereo, 9, 576, 1152), silentFrames(mpeg1Mono, 9)), frames: 9, samples: 9*1152 - 1728, junk: 0},
		{name: "the same with one channel", file: audiotest.Join(xingFrame(mpeg1Mono, 9, 576, 1152), silentFrames(mpeg1Stereo, 9)), frames: 9, samples: 9*1152 - 1728, junk: 0},
		{name: "xing of no frames", file: audiotest.Join(xingFrame(mpeg1Mono, 0, 576, 1152), silentFrames(mpeg1Mono, 9)), frames: 9, samples: 9*1152 - 1105, junk: 0},
		{name: "headers only", file: bytes.Repeat([]byte{0xff, 0xfb, 0x50, 0xc0}, 50000), frames: -1, samples: -1, junk: -1, cut: -1},
		{name: "no reservoir", file: bytes.Repeat(append([]byte{0xff, 0xfb, 0x50, 0xc0, 0xff, 0x80}, make([]byte, 202)...), 40), frames: 40, samples: 40 * 1152, junk: 0},
		{name: "side information of ones", file: bytes.Repeat(append([]byte{0xff, 0xfb, 0x50, 0xc0}, append(bytes.Repeat([]byte{0xff}, 20), make([]byte, 184)...)...), 40), frames: 40, samples: 40 * 1152, junk: 0},
	}
}
