package audio

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"strings"

	"gendu"
	"gendu/audio/wav"
)

const (
	// ClipTailMS of a tone that nobody hears follow the samples of a clip: browsers drop
	// some 20 ms at the end at rates other than 1.
	ClipTailMS = 150
	// ClipFadeMS is how long a clip fades in and out where it is cut inside sound.
	ClipFadeMS = 3
	// ClipVersion goes up whenever the bytes of a clip change, so that a cache does not
	// join ranges of an old and a new one.
	ClipVersion = "2"

	clipSample = 2 // bytes; practice.wav is mono, 16 bit
)

// Clip is a piece of practice.wav as a file of its own: a header of 44 bytes, the exact
// samples, and [ClipTailMS] of what nobody hears. Nothing is decoded. A cut inside sound
// gets a fade of [ClipFadeMS], so that it does not click; a cut in a pause stays as it is.
type Clip struct {
	first, n int64 // samples of practice.wav
}

// CutClip is the clip between two times in milliseconds of a practice.wav of so many
// bytes. It ends where the audio ends; ok is false where the audio ends before it begins.
func CutClip(practiceLen, fromMS, toMS int64) (clip Clip, ok bool) {
	total := (practiceLen - wav.HeaderBytes) / clipSample
	first, last := clipSampleAt(fromMS), min(clipSampleAt(toMS), total)
	return Clip{first, last - first}, first < last
}

func clipSampleAt(ms int64) int64 { return ms * gendu.PracticeRate / 1000 }

// PracticeBytes reads n bytes of practice.wav from off on.
type PracticeBytes func(ctx context.Context, off, n int64) (io.ReadCloser, error)

// Size is the length of the whole clip in bytes.
func (k Clip) Size() int64 { return wav.HeaderBytes + k.n*clipSample + int64(len(clipTail)) }

// Open gives n bytes of the clip from off on, read from practice.wav while they are
// read: a clip has up to 5.8 MB, which a slow reader must not keep in memory.
func (k Clip) Open(ctx context.Context, practice PracticeBytes, off, n int64) (io.ReadCloser, error) {
	header := wav.Header(gendu.PracticeRate, 1, k.n+int64(len(clipTail))/clipSample)
	samples, err := k.samples(ctx, practice, off-wav.HeaderBytes, off-wav.HeaderBytes+n)
	if err != nil {
		return nil, err
	}
	tail := within(clipTail, off-wav.HeaderBytes-k.n*clipSample, n)
	return pieces{io.MultiReader(bytes.NewReader(within(header, off, n)), samples, bytes.NewReader(tail)), samples}, nil
}

// pieces are read one behind the other, and closed as one.
type pieces struct {
	io.Reader
	io.Closer
}

// samples gives what lies between two places among the bytes of the clip's samples.
func (k Clip) samples(ctx context.Context, practice PracticeBytes, from, to int64) (io.ReadCloser, error) {
	pcm := k.n * clipSample
	if from, to = max(from, 0), min(to, pcm); from >= to {
		return io.NopCloser(strings.NewReader("")), nil
	}
	// An end of the clip is read whole, since it fades by how loud it is.
	end := min(ClipFadeMS*gendu.PracticeRate/1000, k.n/2) * clipSample
	start, stop := min(from, pcm-end), max(to, end)
	if from < end {
		start = 0
	}
	if to > pcm-end {
		stop = pcm
	}
	body, err := practice(ctx, wav.HeaderBytes+k.first*clipSample+start, stop-start)
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
	pcm := make([]byte, ClipTailMS*gendu.PracticeRate/1000*clipSample)
	for i := range len(pcm) / clipSample {
		v := 4 * math.Sin(2*math.Pi*100*float64(i)/gendu.PracticeRate)
		binary.LittleEndian.PutUint16(pcm[i*clipSample:], uint16(int16(math.Round(v)))) //nolint:gosec // two's complement is what the file holds
	}
	return pcm
}()

// clipPauseLevel is the RMS below which a cut lies in a pause: -45 dB re full scale,
// where a step is not heard as a click.
const clipPauseLevel = 184.0

// fadeIn fades 16-bit samples in where they do not lie in a pause.
func fadeIn(pcm []byte) {
	n := len(pcm) / clipSample
	if loudPCM(pcm) {
		for i := range n {
			scaleSample(pcm, i, float64(i)/float64(n))
		}
	}
}

// fadeOut fades 16-bit samples out where they do not lie in a pause.
func fadeOut(pcm []byte) {
	n := len(pcm) / clipSample
	if loudPCM(pcm) {
		for i := range n {
			scaleSample(pcm, n-1-i, float64(i)/float64(n))
		}
	}
}

func pcmSample(pcm []byte, i int) float64 {
	return float64(int16(binary.LittleEndian.Uint16(pcm[i*clipSample:]))) //nolint:gosec // 16-bit PCM
}

func scaleSample(pcm []byte, i int, by float64) {
	v := int16(math.Round(pcmSample(pcm, i) * by))
	binary.LittleEndian.PutUint16(pcm[i*clipSample:], uint16(v)) //nolint:gosec // by is at most 1
}

func loudPCM(pcm []byte) bool {
	n := len(pcm) / clipSample
	var sum float64
	for i := range n {
		sum += pcmSample(pcm, i) * pcmSample(pcm, i)
	}
	return sum > clipPauseLevel*clipPauseLevel*float64(n)
}
