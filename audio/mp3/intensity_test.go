package mp3

import (
	"bytes"
	"fmt"
	"testing"

	"gendu/audio/audiotest"
)

// TestIntensityStereo decodes intensity stereo, which no encoder at hand makes: the
// headers of stereo files are rewritten to it, so that the scale factors of the right
// channel become positions wherever its spectrum is empty. MPEG-2 has another layout of
// the positions, so that its files are made without scale factors (-q 9).
func TestIntensityStereo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate   int
		args   []string
		bits   Header // mode and mode extension
		silent bool   // the right side holds nothing: all bands are intensity
	}{
		{44100, []string{"-b", "96", "-m", "s"}, 0x50, false},
		{44100, []string{"-b", "96", "-m", "s"}, 0x50, true},
		{44100, []string{"-b", "96", "-m", "j"}, 0x70, false},
		{48000, []string{"-V", "7", "-m", "s"}, 0x50, true},
		{22050, []string{"-b", "48", "-m", "s", "-q", "9"}, 0x50, false},
		{22050, []string{"-b", "48", "-m", "s"}, 0x50, true},
		{16000, []string{"-b", "40", "-m", "s", "-q", "9"}, 0x50, false},
	} {
		t.Run(fmt.Sprint(c.rate, c.args, c.silent), func(t *testing.T) {
			t.Parallel()
			pcm := audiotest.Music(c.rate, 2, 2)
			if c.silent {
				for i := 1; i < len(pcm); i += 2 {
					pcm[i] = 0
				}
			}
			file := audiotest.LAME(t, c.rate, 2, pcm, append(c.args, "-t", "--resample", fmt.Sprint(float64(c.rate)/1000))...)
			x, plain := decodeBytes(t, file, 1)
			b := bytes.Clone(file)
			for _, f := range x.frames {
				b[f.off+3] = b[f.off+3]&0x0f | byte(c.bits)
			}
			_, got := decodeBytes(t, b, 2)
			if audiotest.Difference(got, plain) < 1 {
				t.Error("the intensity changed nothing")
			}
			audiotest.SameDecode(t, "ffmpeg", got, audiotest.ByFFmpeg(t, b))
			// Where the right side is empty mpg123 goes its own way.
			if !c.silent {
				audiotest.SameDecode(t, "mpg123", got, audiotest.ByMPG123(t, b))
			}
		})
	}
}
