package audio

import (
	"bytes"
	"testing"
)

// TestMP3Wrapped puts tags around files, joins and cuts them, and compares with
// ffmpeg: the same length, the same sound.
func TestMP3Wrapped(t *testing.T) {
	t.Parallel()
	pcm := testMusic(44100, 2, 3)
	tagged := lame(t, 44100, 2, pcm, "-V", "4")
	bare := lame(t, 44100, 2, pcm, "-b", "128", "-t")
	constant := lame(t, 44100, 2, pcm, "-b", "128")
	cover := id3v2(3, 0, id3Title("TIT2", "t"), id3Part("APIC", join([]byte("\x00image/jpeg\x00\x03\x00\xff\xd8"), noise(3, 3<<20))))
	title := id3v2(3, 0, id3Title("TIT2", "again"))
	for _, c := range []struct {
		name  string
		file  []byte
		whole bool // nothing is damaged: the same sound from first to last
	}{
		{"as it is", tagged, true},
		{"two ID3 tags", join(title, title, tagged), true},
		{"a cover of 3 MB", join(cover, tagged), true},
		{"a cover of 3 MB, no LAME tag", join(cover, bare), true},
		{"APE and ID3v1", join(tagged, apeTag("Title", "x"), id3v1("x")), true},
		{"ID3v1, no LAME tag", join(bare, id3v1("x")), true},
		{"the same file twice", join(tagged, tagged), true},
		{"two files, one of constant rate", join(tagged, constant), true},
		{"a bare file behind a tagged one", join(tagged, bare), true},
		{"cut at its end", tagged[:len(tagged)/2], false},
		{"without its start", bare[5000:], false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, got := decodeBytes(t, c.file, 2)
			want := byFFmpeg(t, c.file)
			if c.whole {
				sameDecode(t, "ffmpeg", got, want)
				return
			}
			if len(got) != len(want) {
				t.Errorf("%d values, ffmpeg gives %d", len(got), len(want))
			}
			// A frame or two at the wound may differ.
			const wound = 4 * 2 * 1152
			if d := difference(got[wound:len(got)-wound], want[wound:]); d > 0.05 {
				t.Errorf("%.4f LSB rms from ffmpeg", d)
			}
		})
	}
}

// TestLavcTag reads the delay that ffmpeg's own muxer writes.
func TestLavcTag(t *testing.T) {
	t.Parallel()
	pcm := testMusic(48000, 1, 2)
	b := encodedByFFmpeg(t, wavFile(48000, 1, pcm))
	x, got := decodeBytes(t, b, 1)
	if !x.HasDelay || len(got) != len(pcm) || !bytes.HasPrefix([]byte(x.Encoder), []byte("Lav")) {
		t.Errorf("encoder %q, delay %v, %d values of %d", x.Encoder, x.HasDelay, len(got), len(pcm))
	}
	sameDecode(t, "ffmpeg", got, byFFmpeg(t, b))
}

// TestTagInTheMiddle joins tagged files. ffmpeg drops two good frames at such a
// tag; mpg123 and we do not.
func TestTagInTheMiddle(t *testing.T) {
	t.Parallel()
	bare := lame(t, 44100, 2, testMusic(44100, 2, 3), "-b", "128", "-t")
	file := join(bare, id3v2(3, 0, id3Title("TIT2", "again")), bare)
	x, got := decodeBytes(t, file, 2)
	if x.JunkRuns != 0 {
		t.Errorf("the tag counts as junk: %+v", x.Damage)
	}
	want := byMPG123(t, file)
	if len(got) != len(want) {
		t.Errorf("%d values, mpg123 gives %d", len(got), len(want))
	}
	// mpg123 starts its filters again behind the tag.
	if d := difference(got, want); d > 1 {
		t.Errorf("%.4f LSB rms from mpg123", d)
	}
}
