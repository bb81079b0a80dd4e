package mp3

import (
	"bytes"
	"testing"

	"gendu/audio/audiotest"
)

// TestMP3Wrapped puts tags around files, joins and cuts them, and compares with
// ffmpeg: the same length, the same sound.
func TestMP3Wrapped(t *testing.T) {
	t.Parallel()
	pcm := audiotest.Music(44100, 2, 3)
	tagged := audiotest.LAME(t, 44100, 2, pcm, "-V", "4")
	bare := audiotest.LAME(t, 44100, 2, pcm, "-b", "128", "-t")
	constant := audiotest.LAME(t, 44100, 2, pcm, "-b", "128")
	cover := audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "t"), audiotest.ID3Part("APIC", audiotest.Join([]byte("\x00image/jpeg\x00\x03\x00\xff\xd8"), audiotest.Bytes(3, 3<<20))))
	title := audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "again"))
	for _, c := range []struct {
		name  string
		file  []byte
		whole bool // nothing is damaged: the same sound from first to last
	}{
		{"as it is", tagged, true},
		{"two ID3 tags", audiotest.Join(title, title, tagged), true},
		{"a cover of 3 MB", audiotest.Join(cover, tagged), true},
		{"a cover of 3 MB, no LAME tag", audiotest.Join(cover, bare), true},
		{"APE and ID3v1", audiotest.Join(tagged, apeTag("Title", "x"), audiotest.ID3v1("x")), true},
		{"ID3v1, no LAME tag", audiotest.Join(bare, audiotest.ID3v1("x")), true},
		{"the same file twice", audiotest.Join(tagged, tagged), true},
		{"two files, one of constant rate", audiotest.Join(tagged, constant), true},
		{"a bare file behind a tagged one", audiotest.Join(tagged, bare), true},
		{"cut at its end", tagged[:len(tagged)/2], false},
		{"without its start", bare[5000:], false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, got := decodeBytes(t, c.file, 2)
			want := audiotest.ByFFmpeg(t, c.file)
			if c.whole {
				audiotest.SameDecode(t, "ffmpeg", got, want)
				return
			}
			if len(got) != len(want) {
				t.Errorf("%d values, ffmpeg gives %d", len(got), len(want))
			}
			// A frame or two at the wound may differ.
			const wound = 4 * 2 * 1152
			if d := audiotest.Difference(got[wound:len(got)-wound], want[wound:]); d > 0.05 {
				t.Errorf("%.4f LSB rms from ffmpeg", d)
			}
		})
	}
}

// TestLavcTag reads the delay that ffmpeg's own muxer writes.
func TestLavcTag(t *testing.T) {
	t.Parallel()
	pcm := audiotest.Music(48000, 1, 2)
	b := encodedByFFmpeg(t, audiotest.WAVFile(48000, 1, pcm))
	x, got := decodeBytes(t, b, 1)
	if !x.HasDelay || len(got) != len(pcm) || !bytes.HasPrefix([]byte(x.Encoder), []byte("Lav")) {
		t.Errorf("encoder %q, delay %v, %d values of %d", x.Encoder, x.HasDelay, len(got), len(pcm))
	}
	audiotest.SameDecode(t, "ffmpeg", got, audiotest.ByFFmpeg(t, b))
}

// TestTagInTheMiddle joins tagged files. ffmpeg drops two good frames at such a
// tag; mpg123 and we do not.
func TestTagInTheMiddle(t *testing.T) {
	t.Parallel()
	bare := audiotest.LAME(t, 44100, 2, audiotest.Music(44100, 2, 3), "-b", "128", "-t")
	file := audiotest.Join(bare, audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "again")), bare)
	x, got := decodeBytes(t, file, 2)
	if x.JunkRuns != 0 {
		t.Errorf("the tag counts as junk: %+v", x.Damage)
	}
	want := audiotest.ByMPG123(t, file)
	if len(got) != len(want) {
		t.Errorf("%d values, mpg123 gives %d", len(got), len(want))
	}
	// mpg123 starts its filters again behind the tag.
	if d := audiotest.Difference(got, want); d > 1 {
		t.Errorf("%.4f LSB rms from mpg123", d)
	}
}
