package mp4

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/mp3"
	"gendu/audio/mp3/mp3test"
)

// mp4Box finds a box by its path and returns its content.
func mp4Box(t *testing.T, b []byte, path ...string) []byte {
	t.Helper()
	for _, kind := range path {
		found := false
		for len(b) >= 8 {
			n := int(binary.BigEndian.Uint32(b))
			if n < 8 || n > len(b) {
				t.Fatalf("box %q has %d bytes of %d", b[4:8], n, len(b))
			}
			if string(b[4:8]) == kind {
				b, found = b[8:n], true
				break
			}
			b = b[n:]
		}
		if !found {
			t.Fatalf("no box %s", kind)
		}
	}
	return b
}

func remux(t *testing.T, file []byte) (*mp3.Index, []byte) {
	t.Helper()
	x, err := mp3test.Scan(file)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n, err := Remux(&out, bytes.NewReader(file), x)
	if err != nil || n != int64(out.Len()) {
		t.Fatalf("%d bytes of %d: %v", n, out.Len(), err)
	}
	return x, out.Bytes()
}

func TestRemuxKeepsFrames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate, channels int
		args           []string
	}{
		{44100, 2, []string{"-V", "4"}},
		{44100, 1, []string{"-b", "64", "-m", "m"}},
		{22050, 1, []string{"-V", "5", "--resample", "22.05"}},
		{48000, 2, []string{"-b", "128", "-t"}},
	} {
		t.Run(fmt.Sprint(c.rate, c.args), func(t *testing.T) {
			t.Parallel()
			encoded := audiotest.LAME(t, c.rate, c.channels, audiotest.Music(c.rate, c.channels, 4), c.args...)
			file := audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("APIC", audiotest.Bytes(1, 50000))), encoded[:len(encoded)/2], encoded[len(encoded)/2:], audiotest.ID3v1("x"))
			x, m4a := remux(t, file)

			// Follow the sample table as a browser does.
			stbl := mp4Box(t, m4a, "moov", "trak", "mdia", "minf", "stbl")
			word := func(b []byte, i int) int { return int(binary.BigEndian.Uint32(b[4*i:])) }
			stsz, stco, stsc := mp4Box(t, stbl, "stsz"), mp4Box(t, stbl, "stco"), mp4Box(t, stbl, "stsc")
			if word(stsz, 2) != x.Frames() {
				t.Fatalf("%d samples, %d frames", word(stsz, 2), x.Frames())
			}
			perChunk := word(stsc, 3)
			if d := float64(perChunk*x.Frame(0).Header.Samples()) / float64(x.Rate); d > 1 || d < 0.8 {
				t.Errorf("chunks of %.2f s", d)
			}
			at := 0
			for i := range x.Frames() {
				f := x.Frame(i)
				if i%perChunk == 0 {
					at = word(stco, 2+i/perChunk)
				}
				n := word(stsz, 1)
				if n == 0 {
					n = word(stsz, 3+i)
				}
				if !bytes.Equal(m4a[at:at+n], file[f.Offset:f.Offset+int64(f.Bytes)]) {
					t.Fatalf("frame %d is not the source's", i)
				}
				at += n
			}
			if at != len(m4a) {
				t.Errorf("%d bytes behind the last frame", len(m4a)-at)
			}
			if moov := bytes.Index(m4a, []byte("moov")); moov > 64 {
				t.Errorf("moov at byte %d", moov)
			}
			// The edit list: one entry, from the first sample of the timeline, of its length.
			elst := mp4Box(t, m4a, "moov", "trak", "edts", "elst")
			if word(elst, 1) != 1 || int64(word(elst, 2)) != x.Samples() || int64(word(elst, 3)) != x.TrimStart() || word(elst, 4) != 0x10000 {
				t.Errorf("edit list % x, want %d samples from %d", elst, x.Samples(), x.TrimStart())
			}
			_, pcm := mp3test.Decode(t, file, 2)
			probe(t, x, m4a, pcm)
		})
	}
}

// probe asks ffprobe for the duration and ffmpeg for the sound, which has to be ours
// from the first sample on.
func probe(t *testing.T, x *mp3.Index, m4a []byte, pcm []float32) {
	t.Helper()
	audiotest.NeedProgram(t, "ffprobe")
	path := filepath.Join(t.TempDir(), "x.m4a")
	if err := os.WriteFile(path, m4a, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-of", "json", "-show_entries", "stream=codec_name,duration_ts,time_base,start_pts", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Streams []struct {
			Codec    string `json:"codec_name"`
			Duration int64  `json:"duration_ts"`
			Start    int64  `json:"start_pts"`
			Base     string `json:"time_base"`
		}
	}
	if err := json.Unmarshal(out, &got); err != nil || len(got.Streams) != 1 {
		t.Fatalf("%s: %v", out, err)
	}
	s := got.Streams[0]
	if s.Codec != "mp3" || s.Duration != x.Samples() || s.Start != 0 || s.Base != fmt.Sprintf("1/%d", x.Rate) {
		t.Errorf("ffprobe sees %+v, want %d samples at %d Hz", s, x.Samples(), x.Rate)
	}
	played := audiotest.ByFFmpeg(t, m4a)
	if len(played) < len(pcm) {
		t.Fatalf("ffmpeg plays %d values of %d", len(played), len(pcm))
	}
	audiotest.SameDecode(t, "ffmpeg's decode of the m4a", pcm, played[:len(pcm)])
}

// TestRemuxBrokenFrames keeps the length where frames were cut or junk was dropped.
func TestRemuxBrokenFrames(t *testing.T) {
	t.Parallel()
	frame := mp3.EmptyFrame(mp3test.Mono)
	file := audiotest.Join(mp3test.Silent(mp3test.Mono, 50), []byte("some junk"), mp3test.Silent(mp3test.Mono, 49), frame[:100], mp3test.Silent(mp3test.Mono, 50))
	x, m4a := remux(t, file)
	if x.Frames() != 150 || x.CutFrames != 1 || x.JunkRuns != 1 {
		t.Fatalf("%d frames, %d cut, %d runs of junk", x.Frames(), x.CutFrames, x.JunkRuns)
	}
	mdat := mp4Box(t, m4a, "mdat")
	if !bytes.Equal(mdat, mp3test.Silent(mp3test.Mono, 150)) {
		t.Error("mdat does not hold 150 whole frames")
	}
	_, pcm := mp3test.Decode(t, file, 2)
	probe(t, x, m4a, pcm)
}

func TestRemuxRefuses(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"MPEG-2.5":     mp3test.Silent(mp3test.MPEG25Mono, 40),
		"new rate":     audiotest.Join(mp3test.Silent(mp3test.Mono, 40), mp3test.Silent(mp3test.MonoAt48, 40)),
		"new channels": audiotest.Join(mp3test.Silent(mp3test.Mono, 40), mp3test.Silent(mp3test.Stereo, 40)),
	} {
		x, err := mp3test.Scan(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Remux(&bytes.Buffer{}, bytes.NewReader(file), x); !errors.Is(err, ErrNoListening) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRemuxBeyond4GiB looks at the head alone: 64-bit offsets and a 64-bit mdat.
func TestRemuxBeyond4GiB(t *testing.T) {
	t.Parallel()
	h := mp3.Header(0xfffbe000) // 44.1 kHz stereo, 320 kbit/s: 1044 bytes
	const n = 4<<30/1044 + 1000
	made := newSampleTable(track{
		frames: n, header: func(int) mp3.Header { return h }, rate: 44100, channels: 2, bitrate: 320000, samples: n * 1152,
	}).head()
	var file bytes.Buffer
	w := bufio.NewWriter(&file)
	made.write(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	head := file.Bytes()
	if made.size != int64(len(head)) {
		t.Errorf("the head says %d bytes and has %d", made.size, len(head))
	}
	if got := binary.BigEndian.Uint64(head[len(head)-8:]); got != n*1044+16 {
		t.Errorf("mdat has %d bytes, want %d", got, n*1044+16)
	}
	if string(head[len(head)-12:len(head)-8]) != "mdat" {
		t.Error("no 64-bit mdat")
	}
	co64 := mp4Box(t, head[:len(head)-16], "moov", "trak", "mdia", "minf", "stbl", "co64")
	count := int(binary.BigEndian.Uint32(co64[4:]))
	if first := binary.BigEndian.Uint64(co64[8:]); first != uint64(len(head)) {
		t.Errorf("the first chunk is at %d, the head ends at %d", first, len(head))
	}
	per := 44100 / 1152
	if last := binary.BigEndian.Uint64(co64[8*count:]); last != uint64(len(head)+(count-1)*per*1044) {
		t.Errorf("the last chunk is at %d", last)
	}
}
