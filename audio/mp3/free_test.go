package mp3

import (
	"fmt"
	"testing"

	"gendu/audio/audiotest"
)

// TestFreeFormat decodes what lame writes without a stated bit rate, up to frames that
// hold more than any other MP3's, and compares with mpg123. (ffmpeg reads none of it.)
func TestFreeFormat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate, kbit int
		mode       string
		tagged     bool
	}{
		{44100, 150, "j", true},
		{44100, 57, "m", true},
		{44100, 150, "s", false},
		{48000, 333, "s", true},
		{44100, 640, "s", true},
		{32000, 640, "j", false},
		{22050, 90, "j", true},
		{16000, 170, "m", false},
		{11025, 21, "m", false},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			channels := 2
			if c.mode == "m" {
				channels = 1
			}
			pcm := audiotest.Music(c.rate, channels, 2)
			args := []string{"--freeformat", "-b", fmt.Sprint(c.kbit), "-m", c.mode, "--resample", fmt.Sprint(float64(c.rate) / 1000)}
			if !c.tagged {
				args = append(args, "-t")
			}
			file := audiotest.LAME(t, c.rate, channels, pcm, args...)
			x, got := decodeBytes(t, audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "free")), file), 2)
			if x.Rate != c.rate || x.Channels != channels || x.HasDelay != c.tagged || len(x.Warnings()) > 0 {
				t.Fatalf("%d Hz, %d channels, delay %v, warnings %q", x.Rate, x.Channels, x.HasDelay, x.Warnings())
			}
			if b := x.Bitrate(); b < c.kbit*985 || b > c.kbit*1015 {
				t.Errorf("%d bit/s, want %d kbit/s", b, c.kbit)
			}
			if c.tagged && len(got) != len(pcm) {
				t.Errorf("%d values came back of %d", len(got), len(pcm))
			}
			audiotest.SameDecode(t, "mpg123", got, audiotest.ByMPG123(t, file))
			if _, other, why := decodeWith(t, file, DecodeOptions{Decoder: GoMP3}); why != "free format" || len(other) != len(got) {
				t.Errorf("go-mp3: %d values, our own stood in because of %q", len(other), why)
			}
			if err := Path.Remuxable(x); err == nil {
				t.Error("it counts as remuxable")
			}
		})
	}
}
