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
	cut := clipCut{m: m, key: a.ObjectKey("practice.wav"), first: first, n: last - first}
	return m.s.serve(c, content{
		size: cut.size(), kind: "audio/wav", cache: immutable,
		known: validator{etag: `"` + string(a.ID) + "." + c.Param("clip") + "." + clipCutting + `"`},
		open:  cut.open,
	})
}

// clipCutting is the version of how clips are cut; it goes up whenever the bytes of
// a clip change. The address stays, so that a cache may play an old clip on; but it
// must not join ranges of an old and a new one. By a date it could: none is told.
const clipCutting = "2"

func samplesAt(ms int64) int64 { return ms * gendu.PracticeRate / 1000 }

// clipCut is a clip that is read while it goes out: it has at most 5.8 MB, and who
// reads slowly must not keep that in memory.
type clipCut struct {
	m        *media
	key      string
	first, n int64 // samples of practice.wav
}

// size is the length of the whole clip in bytes.
func (k clipCut) size() int64 { return wavHeader + k.n*sampleLen + int64(len(clipTail)) }

// open gives n bytes of the clip from off on.
func (k clipCut) open(ctx context.Context, off, n int64) (io.ReadCloser, error) {
	header := audio.WAVHeader(gendu.PracticeRate, 1, k.n+int64(len(clipTail))/sampleLen)
	samples, err := k.samples(ctx, off-wavHeader, off-wavHeader+n)
	if err != nil {
		return nil, err
	}
	tail := within(clipTail, off-wavHeader-k.n*sampleLen, n)
	return pieces{io.MultiReader(bytes.NewReader(within(header, off, n)), samples, bytes.NewReader(tail)), samples}, nil
}

// pieces are read one behind the other, and closed as one.
type pieces struct {
	io.Reader
	io.Closer
}

// samples gives what lies between two places among the bytes of the clip's samples.
func (k clipCut) samples(ctx context.Context, from, to int64) (io.ReadCloser, error) {
	pcm := k.n * sampleLen
	if from, to = max(from, 0), min(to, pcm); from >= to {
		return io.NopCloser(strings.NewReader("")), nil
	}
	// An end of the clip is read whole, since it fades by how loud it is.
	end := min(clipFadeMS*gendu.PracticeRate/1000, k.n/2) * sampleLen
	start, stop := min(from, pcm-end), max(to, end)
	if from < end {
		start = 0
	}
	if to > pcm-end {
		stop = pcm
	}
	body, _, err := k.m.bucket.Get(ctx, k.key, wavHeader+k.first*sampleLen+start, stop-start)
	if err != nil {
		return nil, err
	}
	var parts []io.Reader
	middle := stop - start
	if start == 0 {
		parts, middle = append(parts, &fading{body: body, left: end, fade: fadeIn}), middle-end
	}
	if stop == pcm {
		middle -= end
	}
	parts = append(parts, io.LimitReader(body, middle))
	if stop == pcm {
		parts = append(parts, &fading{body: body, left: end, fade: fadeOut})
	}
	r := io.MultiReader(parts...)
	if _, err := io.CopyN(io.Discard, r, from-start); err != nil {
		_ = body.Close() // it was only read
		return nil, err
	}
	return pieces{io.LimitReader(r, to-from), body}, nil
}

// fading reads the next few samples of a body at once and fades them.
type fading struct {
	body  io.Reader
	left  int64 // bytes to be read and faded
	fade  func(pcm []byte)
	faded bytes.Reader
}

// Read implements [io.Reader].
func (f *fading) Read(p []byte) (int, error) {
	if f.left > 0 {
		pcm := make([]byte, f.left)
		if _, err := io.ReadFull(f.body, pcm); err != nil {
			return 0, err
		}
		f.fade(pcm)
		f.faded.Reset(pcm)
		f.left = 0
	}
	return f.faded.Read(p)
}

// within is what b holds of the n bytes from off on; both may lie outside of it.
func within(b []byte, off, n int64) []byte {
	size := int64(len(b))
	return b[min(max(off, 0), size):min(max(off+n, 0), size)]
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

// fadeIn fades 16-bit samples in where they do not lie in a pause.
func fadeIn(pcm []byte) {
	n := len(pcm) / sampleLen
	if loud(pcm) {
		for i := range n {
			scale(pcm, i, float64(i)/float64(n))
		}
	}
}

// fadeOut fades 16-bit samples out where they do not lie in a pause.
func fadeOut(pcm []byte) {
	n := len(pcm) / sampleLen
	if loud(pcm) {
		for i := range n {
			scale(pcm, n-1-i, float64(i)/float64(n))
		}
	}
}

func sampleAt(pcm []byte, i int) float64 {
	return float64(int16(binary.LittleEndian.Uint16(pcm[i*sampleLen:]))) //nolint:gosec // 16-bit PCM
}

func scale(pcm []byte, i int, by float64) {
	v := int16(math.Round(sampleAt(pcm, i) * by))
	binary.LittleEndian.PutUint16(pcm[i*sampleLen:], uint16(v)) //nolint:gosec // by is at most 1
}

func loud(pcm []byte) bool {
	n := len(pcm) / sampleLen
	var sum float64
	for i := range n {
		sum += sampleAt(pcm, i) * sampleAt(pcm, i)
	}
	return sum > pauseLevel*pauseLevel*float64(n)
}
