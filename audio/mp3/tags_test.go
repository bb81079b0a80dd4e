package mp3

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"gendu/audio/audiotest"
	"gendu/audio/tags"
)

func utf16Text(s string) []byte {
	b := []byte{1, 0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return append(b, 0, 0)
}

func TestTags(t *testing.T) {
	t.Parallel()
	good := silentFrames(mpeg1Mono, 20)
	cover := append([]byte("\xff\xd8\xff\xe0"), audiotest.Bytes(5, 3<<20)...)
	picture := audiotest.ID3Part("APIC", audiotest.Join([]byte("\x00image/jpeg\x00\x03front\x00"), cover))
	back := audiotest.ID3Part("APIC", []byte("\x00image/png\x00\x04\x00back"))
	v24 := func(id, text string) []byte {
		return append([]byte(id+"\x00\x00\x00"+string(rune(len(text)+1))+"\x00\x00\x03"), text...)
	}
	for _, c := range []struct {
		name string
		file []byte
		want tags.Tags
	}{
		{"title and artist", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "Übung"), audiotest.ID3Title("TPE1", "K")), good), tags.Tags{Title: "Übung", Artist: "K"}},
		{"latin 1", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TIT2", []byte("\x00caf\xe9"))), good), tags.Tags{Title: "café"}},
		{"utf-16", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TIT2", utf16Text("跟讀"))), good), tags.Tags{Title: "跟讀"}},
		{"version 2.4", audiotest.Join(audiotest.ID3v2(4, 0, v24("TIT2", "four"), v24("TALB", "show")), good), tags.Tags{Title: "four", Album: "show"}},
		{"version 2.2", audiotest.Join(audiotest.ID3v2(2, 0, []byte("TT2\x00\x00\x04\x00two")), good), tags.Tags{Title: "two"}},
		{"unsynchronised", audiotest.Join(audiotest.ID3v2(3, 0x80, bytes.ReplaceAll(audiotest.ID3Part("TIT2", []byte("\x00\xffx")), []byte{0xff}, []byte{0xff, 0})), good), tags.Tags{Title: "ÿx"}},
		{"two tags", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "first")), audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "second"), audiotest.ID3Title("TPE1", "x")), good), tags.Tags{Title: "first", Artist: "x"}},
		{"ape", audiotest.Join(good, apeTag("Artist", "A")), tags.Tags{Artist: "A"}},
		{"id3v1 under ape under id3v2", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TPE1", "v2")), good, apeTag("Title", "ape"), audiotest.ID3v1("v1")), tags.Tags{Title: "ape", Artist: "v2"}},
		{"id3v1", audiotest.Join(good, audiotest.ID3v1("old")), tags.Tags{Title: "old"}},
		{"control characters", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "a\x01\x1bb\n")), good), tags.Tags{Title: "ab"}},
		{
			"chapters", audiotest.Join(audiotest.ID3v2(3, 0, id3Chapter("b", 5000, 9000, "second"), id3Chapter("a", 0, 5000, "first"), id3Chapter("x", 9, 3, "backwards")), good),
			tags.Tags{Chapters: []tags.Chapter{{StartMS: 0, EndMS: 9, Title: "first"}, {StartMS: 9, EndMS: 5000, Title: "backwards"}, {StartMS: 5000, EndMS: 9000, Title: "second"}}},
		},
		{"GBK", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TIT2", []byte("\x00\xcb\xfd\xb5\xc4\xb9\xca\xca\xc2")), audiotest.ID3Part("TPE1", []byte("\x00\xd0\xa1\xc3\xf7"))), good), tags.Tags{Title: "她的故事", Artist: "小明"}},
		{"Big5", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TIT2", []byte("\x00\xa6o\xaa\xba\xacG\xa8\xc6"))), good), tags.Tags{Title: "她的故事"}},
		{"utf-16 without a mark", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TIT2", []byte("\x01H\x00i\x00\x00\x00")), audiotest.ID3Part("TPE1", []byte("\x01\x00H\x00o"))), good), tags.Tags{Title: "Hi", Artist: "Ho"}},
		{"2.4, unsynchronised as a whole", audiotest.Join(audiotest.ID3v2(4, 0x80, []byte("TIT2\x00\x00\x00\x08\x00\x00\x01\xff\x00\xfeH\x00i\x00")), good), tags.Tags{Title: "Hi"}},
		{"an empty frame", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TCON", nil), audiotest.ID3Title("TIT2", "behind")), good), tags.Tags{Title: "behind"}},
		{"2.4, plain sizes", audiotest.Join(audiotest.ID3v2(4, 0, []byte("TALB\x00\x00\x01\x04\x00\x00\x03"+strings.Repeat("\x00", 259)), v24("TIT2", "plain")), good), tags.Tags{Title: "plain"}},
		{"the names of 2.2 in 2.3", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("TT2\x00", []byte("\x00old"))), good), tags.Tags{Title: "old"}},
		{"the flag of a header that is not there", audiotest.Join(audiotest.ID3v2(3, 0x40, audiotest.ID3Title("TIT2", "flag")), good), tags.Tags{Title: "flag"}},
		{
			"a chapter with a picture first", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("CHAP", audiotest.Join([]byte("a\x00\x00\x00\x00\x00\x00\x00\x00\x64\xff\xff\xff\xff\xff\xff\xff\xff"), audiotest.ID3Part("APIC", bytes.Repeat([]byte{7}, 40<<10)), audiotest.ID3Title("TIT2", "late")))), good),
			tags.Tags{Chapters: []tags.Chapter{{StartMS: 0, EndMS: 100, Title: "late"}}},
		},
		{
			"chapters without ends", audiotest.Join(audiotest.ID3v2(3, 0, id3Chapter("a", 0, 0, "first"), id3Chapter("b", 100, math.MaxUint32, "last"), id3Chapter("c", math.MaxUint32, math.MaxUint32, "none")), good),
			tags.Tags{Chapters: []tags.Chapter{{StartMS: 0, EndMS: 100, Title: "first"}, {StartMS: 100, EndMS: 522, Title: "last"}}},
		},
		{
			"a cover in an unsynchronised tag", audiotest.Join(audiotest.ID3v2(3, 0x80, bytes.ReplaceAll(back, []byte{0xff}, []byte{0xff, 0})), good),
			tags.Tags{Cover: &tags.Cover{Bytes: 4, MIME: "image/png", Data: []byte("back")}},
		},
		{
			"a cover behind the length of its data", audiotest.Join(audiotest.ID3v2(4, 0, []byte("APIC\x00\x00\x00\x15\x00\x01\x00\x00\x00\x11\x00image/png\x00\x03\x00back")), good),
			tags.Tags{Cover: &tags.Cover{Offset: 37, Bytes: 4, MIME: "image/png"}},
		},
		{
			"cover", audiotest.Join(audiotest.ID3v2(3, 0, back, audiotest.ID3Title("TIT2", "t"), picture, audiotest.ID3Title("TPE1", "a")), good),
			tags.Tags{Title: "t", Artist: "a", Cover: &tags.Cover{Offset: int64(10 + len(back) + len(audiotest.ID3Title("TIT2", "t")) + len(picture) - len(cover)), Bytes: int64(len(cover)), MIME: "image/jpeg"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x, err := scanBytes(c.file)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(x.Tags, c.want) {
				t.Errorf("tags %+v (cover %+v), want %+v", x.Tags, x.Tags.Cover, c.want)
			}
			if x.Frames() != 20 || x.JunkRuns != 0 {
				t.Errorf("%d frames, %d runs of junk", x.Frames(), x.JunkRuns)
			}
			if v := x.Tags.Cover; v != nil && v.Data == nil && !slices.ContainsFunc([][]byte{cover, []byte("back")}, func(b []byte) bool { return bytes.Equal(c.file[v.Offset:v.Offset+v.Bytes], b) }) {
				t.Error("the cover does not lie where the index says")
			}
		})
	}
}

// countingReader counts the requests that a scan would send to S3.
type countingReader struct {
	r     io.ReaderAt
	reads int
	bytes int
}

func (c *countingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.r.ReadAt(p, off)
	c.reads++
	c.bytes += n
	return n, err
}

// TestScanReadsInBlocks bounds the requests and skips covers instead of reading them.
func TestScanReadsInBlocks(t *testing.T) {
	t.Parallel()
	audio := silentFrames(mpeg1Stereo, 30000) // 12.5 MB
	tag := audiotest.ID3v2(3, 0, audiotest.ID3Part("APIC", audiotest.Join([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 9<<20))), audiotest.ID3Title("TIT2", "x"))
	file := audiotest.Join(tag, audio, audiotest.ID3v1("y"))
	r := &countingReader{r: bytes.NewReader(file)}
	x, err := Scan(context.Background(), r, int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if x.Frames() != 30000 || x.Tags.Title != "x" {
		t.Errorf("%d frames, title %q", x.Frames(), x.Tags.Title)
	}
	if r.reads > 16 || r.bytes > len(audio)+3<<20 {
		t.Errorf("%d reads of %d bytes in all", r.reads, r.bytes)
	}
}

func FuzzTags(f *testing.F) {
	f.Add(audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "x"), id3Chapter("a", 0, 5, "c"), audiotest.ID3Part("APIC", []byte("\x00image/png\x00\x03\x00data"))), silentFrames(mpeg1Mono, 3)))
	f.Add(audiotest.Join(audiotest.ID3v2(4, 0xf0, audiotest.ID3Part("TIT2", utf16Text("y"))), silentFrames(mpeg1Mono, 3), apeTag("Title", "z"), audiotest.ID3v1("w")))
	f.Add(audiotest.Join(silentFrames(mpeg1Mono, 3), []byte("LYRICSBEGIN000011LYRICS200"), audiotest.ID3v1("w")))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := tags.NewReader(bytes.NewReader(b), int64(len(b)))
		end := r.Tail()
		if end < 0 || end > int64(len(b)) {
			t.Fatalf("the audio ends at %d of %d", end, len(b))
		}
		if n := tags.Length(b[:min(len(b), 32)], int64(len(b))); n > 0 && n <= int64(len(b)) {
			r.Found(0, n)
		}
		found := r.Tags()
		if c := found.Cover; c != nil && (c.Offset < 0 || c.Bytes <= 0 || c.Offset+c.Bytes > int64(len(b))) {
			t.Fatalf("cover at %d, %d bytes, in a file of %d", c.Offset, c.Bytes, len(b))
		}
		if len(found.Chapters) > tags.MaxChapters || len(found.Title) > 2*tags.MaxText {
			t.Fatal("tags beyond their limits")
		}
	})
}

func FuzzScanMP3(f *testing.F) {
	f.Add(audiotest.Join(xingFrame(mpeg1Mono, 5, 576, 1000), silentFrames(mpeg1Mono, 5)))
	f.Add(audiotest.Join(silentFrames(mpeg2Mono, 4), []byte("junk"), silentFrames(mpeg2Mono, 4), silentFrames(mpeg25Mono, 4)))
	f.Add(audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "x")), silentFrames(mpeg1Stereo, 4), audiotest.ID3v1("y")))
	f.Add(bytes.Repeat(append(EmptyFrame(mpeg1Stereo)[:36], audiotest.Bytes(9, 381)...), 6))
	free := EmptyFrame(mpeg1Mono)
	free[2] &= 0x0f
	f.Add(bytes.Repeat(free, 5))
	f.Add(audiotest.Join(silentFrames(mpeg1Mono, 3), EmptyFrame(mpeg1Mono.withMode(mpeg1Stereo)), silentFrames(mpeg1Mono, 2)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 64<<10 {
			return
		}
		x, err := scanBytes(b)
		if err != nil {
			return
		}
		at := int64(0)
		for i, fr := range x.frames {
			if fr.off < at || fr.off+int64(fr.size) > int64(len(b)) || int(fr.size) > x.sizeOf(fr.header()) {
				t.Fatalf("frame %d at %d, %d bytes, after %d, in a file of %d", i, fr.off, fr.size, at, len(b))
			}
			at = fr.off + int64(fr.size)
		}
		// Not NewDecoder: goroutines would make the coverage differ from run to run.
		d, out := new(layer3), make([]float32, 2304)
		for _, fr := range x.frames {
			n := fr.header().Samples() * fr.header().channels()
			if _, panicked := decodeSafely(d, fr, b[fr.off:fr.off+int64(fr.size)], out[:n]); panicked {
				t.Fatalf("the decoder panicked at byte %d", fr.off)
			}
			if loud(out[:n]) {
				t.Fatalf("the frame at byte %d is too loud", fr.off)
			}
		}
		if _, err := Path.Remux(io.Discard, bytes.NewReader(b), x); err != nil && Path.Remuxable(x) == nil {
			t.Fatal(err)
		}
	})
}
