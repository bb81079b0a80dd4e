package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio"
)

const (
	mostClipMS = 120_000
	clipTailMS = 150 // browsers drop some 20 ms at the end at rates other than 1
	clipFadeMS = 3
	sampleLen  = 2 // bytes; practice.wav is mono, 16 bit
	wavHeader  = 44
)

// clipName reads "<from>-<to>.wav" in milliseconds.
func clipName(name string) (from, to int64, err error) {
	text, ok := strings.CutSuffix(name, ".wav")
	a, b, ok2 := strings.Cut(text, "-")
	if !ok || !ok2 {
		return 0, 0, errNothing()
	}
	from, ok = digits(a)
	to, ok2 = digits(b)
	if !ok || !ok2 || strconv.FormatInt(from, 10) != a || strconv.FormatInt(to, 10) != b {
		return 0, 0, errNothing() // one address for one clip
	}
	if to <= from || to-from > mostClipMS {
		return 0, 0, gendu.Errorf(gendu.Invalid, "A clip has 1 ms to %d s.", mostClipMS/1000)
	}
	return from, to, nil
}

// clip serves a piece of practice.wav: a 44-byte header, the exact samples, and
// 150 ms of what nobody hears. Nothing is decoded. A cut inside sound gets a fade of 3 ms,
// so that it does not click; a cut in a pause is left as it is.
func (m *media) clip(c echo.Context) error {
	ctx := c.Request().Context()
	a := requestOf(ctx).object.audio
	from, to, err := clipName(c.Param("clip"))
	if err != nil {
		return err
	}
	if a.State != gendu.Ready || a.PracticeLen <= wavHeader {
		return gone("practice.wav yet")
	}
	userBytesHeaders(c.Response().Header())
	total := (a.PracticeLen - wavHeader) / sampleLen
	first, last := samplesAt(from), min(samplesAt(to), total)
	if first >= last {
		return gendu.Errorf(gendu.NotFound, "The audio ends before this clip begins.")
	}
	tail := int64(clipTailMS * gendu.PracticeRate / 1000)
	size := wavHeader + (last-first+tail)*sampleLen
	return m.s.serve(c, content{
		size: size, kind: "audio/wav", cache: immutable,
		known: validator{etag: `"` + string(a.ID) + "." + c.Param("clip") + `"`, modified: a.CreatedAt},
		open: func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
			b, err := m.cutClip(ctx, a, first, last, tail)
			if err != nil {
				return nil, err
			}
			return io.NopCloser(bytes.NewReader(b[off : off+n])), nil
		},
	})
}

func samplesAt(ms int64) int64 { return ms * gendu.PracticeRate / 1000 }

// cutClip reads the samples of a clip: at most 5.8 MB.
func (m *media) cutClip(ctx context.Context, a *gendu.Audio, first, last, tail int64) ([]byte, error) {
	n := (last - first) * sampleLen
	body, _, err := m.bucket.Get(ctx, a.ObjectKey("practice.wav"), wavHeader+first*sampleLen, n)
	if err != nil {
		return nil, err
	}
	defer body.Close() //nolint:errcheck // it was only read
	out := make([]byte, wavHeader+n+tail*sampleLen)
	copy(out, audio.WAVHeader(gendu.PracticeRate, 1, last-first+tail))
	if _, err := io.ReadFull(body, out[wavHeader:wavHeader+n]); err != nil {
		return nil, err
	}
	fadeEnds(out[wavHeader : wavHeader+n])
	copy(out[wavHeader+n:], clipTail)
	return out, nil
}

// clipTail is what sounds behind a clip: a tone that nobody hears, 100 Hz at -78 dB re
// full scale. Behind digital silence a browser that stretches time says the last 20 ms
// of a sentence once more: no piece fits silence better than another, so it takes one
// that still sounds. A tone goes on best with itself (docs/adr/0013).
var clipTail = func() []byte {
	pcm := make([]byte, clipTailMS*gendu.PracticeRate/1000*sampleLen)
	for i := range len(pcm) / sampleLen {
		v := 4 * math.Sin(2*math.Pi*100*float64(i)/gendu.PracticeRate)
		binary.LittleEndian.PutUint16(pcm[i*sampleLen:], uint16(int16(math.Round(v)))) //nolint:gosec // two's complement is what the file holds
	}
	return pcm
}()

// pauseLevel is the RMS below which a cut lies in a pause: -45 dB re full scale,
// where a step is not heard as a click.
const pauseLevel = 184.0

// fadeEnds fades both ends of 16-bit samples in and out, each only where it does
// not lie in a pause.
func fadeEnds(pcm []byte) {
	n := len(pcm) / sampleLen
	fade := min(clipFadeMS*gendu.PracticeRate/1000, n/2)
	if fade == 0 {
		return
	}
	at := func(i int) float64 { return float64(int16(binary.LittleEndian.Uint16(pcm[i*sampleLen:]))) } //nolint:gosec // 16-bit PCM
	scale := func(i int, by float64) {
		binary.LittleEndian.PutUint16(pcm[i*sampleLen:], uint16(int16(math.Round(at(i)*by)))) //nolint:gosec // by is at most 1
	}
	loud := func(from int) bool {
		var sum float64
		for i := from; i < from+fade; i++ {
			sum += at(i) * at(i)
		}
		return math.Sqrt(sum/float64(fade)) > pauseLevel
	}
	if loud(0) {
		for i := range fade {
			scale(i, float64(i)/float64(fade))
		}
	}
	if loud(n - fade) {
		for i := range fade {
			scale(n-1-i, float64(i)/float64(fade))
		}
	}
}
