package tags

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"reflect"
	"strings"
	"testing"

	"gendu/audio/audiotest"
)

// What the inputs say of themselves, in the encodings that files have.
const (
	gbkTitle  = "\xcb\xfd\xb5\xc4\xb9\xca\xca\xc2" // 她的故事
	big5Title = "\xa6o\xaa\xba\xacG\xa8\xc6"       // 她的故事
	png       = "\x89PNG\r\n\x1a\n a picture"
)

func be32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func le32(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

// atom is a box of an MP4 file.
func atom(kind string, parts ...string) string {
	body := strings.Join(parts, "")
	return be32(8+len(body)) + kind + body
}

// item is an item of iTunes' list, with the type of its data.
func item(kind string, code int, value string) string {
	return atom(kind, atom("data", be32(code), be32(0), value))
}

// itunes is an MP4 file with these items.
func itunes(items ...string) string {
	return atom("ftyp", "M4A \x00\x00\x00\x00") + atom("mdat", "sound") +
		atom("moov", atom("udta", atom("meta", be32(0), atom("hdlr", strings.Repeat("\x00", 24)), atom("ilst", items...))))
}

// book is an MP4 file whose second track holds the chapters' titles, each of them lasting
// two and a half seconds.
func book(titles ...string) string {
	file := atom("ftyp", "M4B \x00\x00\x00\x00")
	sizes, samples := "", ""
	for _, title := range titles {
		text := string(binary.BigEndian.AppendUint16(nil, uint16(len(title)))) + title
		sizes += be32(len(text))
		samples += text
	}
	at := len(file) + 8
	file += atom("mdat", samples)
	id := func(n int) string {
		return atom("tkhd", strings.Repeat("\x00", 12), be32(n), strings.Repeat("\x00", 68))
	}
	table := atom("stbl",
		atom("stts", be32(0), be32(1), be32(len(titles)), be32(1500)),
		atom("stsc", be32(0), be32(1), be32(1), be32(len(titles)), be32(1)),
		atom("stsz", be32(0), be32(0), be32(len(titles)), sizes),
		atom("stco", be32(0), be32(1), be32(at)))
	media := atom("mdia", atom("mdhd", strings.Repeat("\x00", 12), be32(600), be32(0), be32(0)),
		atom("hdlr", be32(0), be32(0), "text", strings.Repeat("\x00", 13)), atom("minf", table))
	return file + atom("moov", atom("trak", id(1), atom("tref", atom("chap", be32(2)))), atom("trak", id(2), media))
}

// nero is an MP4 file with a list of chapters, one a second.
func nero(titles ...string) string {
	list := ""
	for i, title := range titles {
		list += be32(0) + be32(i*10_000_000) + string(rune(len(title))) + title
	}
	return atom("moov", atom("udta", atom("chpl", "\x01\x00\x00\x00", be32(0), string(rune(len(titles))), list)))
}

// flacFile has these blocks, given as kind and content.
func flacFile(blocks ...string) string {
	out := "fLaC"
	for i, b := range blocks {
		kind := b[0]
		if i == len(blocks)-1 {
			kind |= 0x80
		}
		out += string([]byte{kind}) + be32(len(b) - 1)[1:] + b[1:]
	}
	return out + "\xff\xf8sound"
}

func vorbis(comments ...string) string {
	out := "\x04" + le32(3) + "own" + le32(len(comments))
	for _, c := range comments {
		out += le32(len(c)) + c
	}
	return out
}

func picture(kind int, data string) string {
	return "\x06" + be32(kind) + be32(9) + "image/png" + be32(5) + "cover" + strings.Repeat("\x00", 16) + be32(len(data)) + data
}

func riffFile(chunks ...string) string {
	w := new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(1, 1, 8000, 16)).Chunk("data", -1, make([]byte, 10))
	for _, c := range chunks {
		w.Chunk(c[:4], -1, []byte(c[4:]))
	}
	return string(w.Bytes())
}

func list(kind string, parts ...string) string {
	out := "LIST" + kind
	for _, p := range parts {
		out += p[:4] + le32(len(p)-4) + p[4:] + strings.Repeat("\x00", len(p)&1)
	}
	return out
}

func cue(points ...int) string {
	out := "cue " + le32(len(points))
	for i, at := range points {
		out += le32(i+1) + le32(at) + "data" + le32(0) + le32(0) + le32(at)
	}
	return out
}

// containerFiles are small files of each kind with what they say of themselves.
var containerFiles = []struct {
	name, format, file string
	want               Tags
	cover              string
}{
	{"M4A: title, artist, album", "mov", itunes(item("\xa9nam", 1, "跟讀"), item("\xa9too", 1, "x"), item("\xa9ART", 1, "Mei"), item("\xa9alb", 1, "Show")), Tags{Title: "跟讀", Artist: "Mei", Album: "Show"}, ""},
	{"M4A: cover", "mov", itunes(item("covr", 14, png)), Tags{}, png},
	{"M4A: title in UTF-16", "mov", itunes(item("\xa9nam", 2, "\x8d\xdf\x8b\x80")), Tags{Title: "跟讀"}, ""},
	{"M4A: title in UTF-16 without a mark, said to be UTF-8", "mov", itunes(item("\xa9nam", 1, "H\x00e\x00l\x00l\x00o\x00")), Tags{Title: "Hello"}, ""},
	{"M4A: title in GBK", "mov", itunes(item("\xa9nam", 1, gbkTitle)), Tags{Title: "她的故事"}, ""},
	{"M4A: title in Big5", "mov", itunes(item("\xa9nam", 1, big5Title)), Tags{Title: "她的故事"}, ""},
	{"M4A: sizes in 64 bits, meta without a version", "mov", be32(1) + "mdat" + be32(0) + be32(20) + "abcd" + atom("moov", atom("meta", atom("hdlr", strings.Repeat("\x00", 24)), atom("ilst", item("\xa9nam", 1, "long")))), Tags{Title: "long"}, ""},
	{"MOV: a text of QuickTime", "mov", atom("moov", atom("udta", atom("\xa9nam", "\x00\x04\x15\xc7Film"))), Tags{Title: "Film"}, ""},
	{"M4B: chapters of QuickTime", "mov", book("One", "\xff\xfeT\x00w\x00o\x00", "跟讀"), Tags{Chapters: []Chapter{{0, 2500, "One"}, {2500, 5000, "Two"}, {5000, 7500, "跟讀"}}}, ""},
	{"M4B: chapters of Nero", "mov", nero("One", gbkTitle), Tags{Chapters: []Chapter{{0, 0, "One"}, {1000, 0, "她的故事"}}}, ""},
	{"WAV: INFO", "wav", riffFile(list("INFO", "INAMTitle\x00", "IARTMei\x00", "IPRDShow\x00", "ISFTeditor\x00")), Tags{Title: "Title", Artist: "Mei", Album: "Show"}, ""},
	{"WAV: INFO in GBK", "wav", riffFile(list("INFO", "INAM"+gbkTitle+"\x00")), Tags{Title: "她的故事"}, ""},
	{"WAV: INFO in Big5", "wav", riffFile(list("INFO", "INAM"+big5Title)), Tags{Title: "她的故事"}, ""},
	{"WAV: INFO in UTF-16 without a mark", "wav", riffFile(list("INFO", "INAMH\x00e\x00l\x00l\x00o\x00\x00\x00")), Tags{Title: "Hello"}, ""},
	{"WAV: an id3 chunk", "wav", riffFile("id3 " + string(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "tag"), audiotest.ID3Part("CHAP", []byte("a\x00\x00\x00\x00\x00\x00\x00\x00\x64\xff\xff\xff\xff\xff\xff\xff\xff")), audiotest.ID3Part("APIC", []byte("\x00image/png\x00\x03\x00"+png))))), Tags{Title: "tag", Chapters: []Chapter{{0, 100, ""}}}, png},
	{"WAV: ID3 before INFO", "wav", riffFile(list("INFO", "INAMinfo", "IARTMei"), "ID3 "+string(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "tag")))), Tags{Title: "tag", Artist: "Mei"}, ""},
	{"WAV: markers with names", "wav", riffFile(cue(0, 16000, 24000), list("adtl", "labl"+le32(1)+"One\x00", "note"+le32(2)+"no name", "labl"+le32(3)+"Three\x00")), Tags{Chapters: []Chapter{{0, 0, "One"}, {3000, 0, "Three"}}}, ""},
	{"FLAC: comments", "flac", flacFile("\x00"+strings.Repeat("\x00", 34), vorbis("title=跟讀", "ARTIST=Mei", "Album=Show", "encoder=x")), Tags{Title: "跟讀", Artist: "Mei", Album: "Show"}, ""},
	{"FLAC: chapters", "flac", flacFile(vorbis("CHAPTER002=00:01:02.500", "CHAPTER001=00:00:00.000", "CHAPTER001NAME=One", "chapter002name=Two")), Tags{Chapters: []Chapter{{0, 0, "One"}, {62500, 0, "Two"}}}, ""},
	{"FLAC: the front cover before others", "flac", flacFile(picture(4, "the back"), picture(3, png)), Tags{}, png},
	{"FLAC: a picture in a comment", "flac", flacFile(vorbis("METADATA_BLOCK_PICTURE=" + base64.StdEncoding.EncodeToString([]byte(picture(3, png)[1:])))), Tags{}, png},
	{"FLAC: comments in Big5", "flac", flacFile(vorbis("TITLE=" + big5Title)), Tags{Title: "她的故事"}, ""},
}

func TestContainers(t *testing.T) {
	t.Parallel()
	for _, c := range containerFiles {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := &audiotest.BoundedReader{T: t, B: []byte(c.file)}
			got := Read(c.format, r, int64(len(c.file)))
			cover := ""
			if v := got.Cover; v != nil {
				if cover, got.Cover = string(v.Data), nil; v.Data == nil {
					cover = c.file[v.Offset : v.Offset+v.Bytes]
				}
			}
			if !reflect.DeepEqual(got, c.want) || cover != c.cover {
				t.Errorf("%+v, a cover of %q; want %+v and %q", got, cover, c.want, c.cover)
			}
			if other := Read("ogg", r, int64(len(c.file))); !reflect.DeepEqual(other, Tags{}) {
				t.Errorf("in another container: %+v", other)
			}
		})
	}
}

// TestContainersCut cuts each file at every byte: the tags are the same or fewer.
func TestContainersCut(t *testing.T) {
	t.Parallel()
	for _, c := range containerFiles {
		for n := range c.file {
			got := Read(c.format, &audiotest.BoundedReader{T: t, B: []byte(c.file[:n])}, int64(n))
			if len(got.Chapters) > len(c.want.Chapters)+1 || !strings.HasPrefix(c.want.Artist, got.Artist) {
				t.Errorf("%s cut at %d: %+v", c.name, n, got)
			}
		}
	}
}

// TestFront reads tags in front of another container, with the picture in memory.
func TestFront(t *testing.T) {
	t.Parallel()
	tag := audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "one")),
		audiotest.ID3v2(3, 0, audiotest.ID3Title("TPE1", "two"), audiotest.ID3Part("APIC", []byte("\x00image/png\x00\x03\x00"+png))))
	got := Front(bytes.NewReader(append(tag, "fLaC"...)), int64(len(tag)))
	if got.Title != "one" || got.Artist != "two" || got.Cover == nil || string(got.Cover.Data) != png {
		t.Errorf("%+v, cover %+v", got, got.Cover)
	}
}

// TestContainerLimits: counts and sizes that a file cannot hold cost nothing.
func TestContainerLimits(t *testing.T) {
	t.Parallel()
	many := make([]string, 3000)
	for i := range many {
		many[i] = "x"
	}
	for name, c := range map[string]struct{ format, file string }{
		"3000 chapters":             {"mov", book(many...)},
		"a sample table of 4 G":     {"mov", strings.ReplaceAll(book("a"), be32(0)+be32(0)+be32(1), be32(0)+be32(9)+be32(-1))},
		"samples of 4 G":            {"mov", strings.ReplaceAll(book("a"), be32(1)+be32(1500), be32(-1)+be32(-1))},
		"4 G comments":              {"flac", flacFile("\x04" + le32(0) + le32(-1) + le32(1) + "x")},
		"a picture of 4 G":          {"flac", flacFile("\x06" + be32(3) + be32(-1) + "image/png")},
		"a list of 4 G":             {"wav", strings.Replace(riffFile(list("INFO", "INAMx")), le32(10), le32(-1), 1)},
		"boxes of nothing":          {"mov", strings.Repeat(be32(8)+"free", 5000)},
		"a box that holds itself":   {"mov", be32(1) + "moov" + be32(-1) + be32(-1)},
		"a picture beyond the file": {"mov", atom("moov", atom("udta", atom("meta", be32(0), atom("ilst", be32(1<<30)+"covr"+be32(1<<29)+"data"))))},
	} {
		r := &audiotest.BoundedReader{T: t, B: []byte(c.file)}
		got := Read(c.format, r, int64(len(c.file)))
		if len(got.Chapters) > MaxChapters || got.Cover != nil || r.Read > 200<<10 {
			t.Errorf("%s: %d chapters, cover %v, %d bytes read", name, len(got.Chapters), got.Cover, r.Read)
		}
	}
}

func FuzzContainers(f *testing.F) {
	for _, c := range containerFiles {
		f.Add(c.format, []byte(c.file))
	}
	f.Fuzz(func(t *testing.T, format string, b []byte) {
		if len(b) > 64<<10 {
			return
		}
		got := Read(format, bytes.NewReader(b), int64(len(b)))
		if c := got.Cover; c != nil && c.Data == nil && (c.Offset < 0 || c.Bytes <= 0 || c.Offset+c.Bytes > int64(len(b))) {
			t.Fatalf("cover at %d, %d bytes, in a file of %d", c.Offset, c.Bytes, len(b))
		}
		if len(got.Chapters) > MaxChapters || len(got.Title) > 3*MaxText {
			t.Fatal("tags beyond their limits")
		}
		got.FitChapters(5000)
		for _, c := range got.Chapters {
			if c.StartMS < 0 || c.EndMS < c.StartMS {
				t.Fatalf("chapter %+v", c)
			}
		}
	})
}
