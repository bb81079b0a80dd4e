// Package espeak speaks text with the espeak-ng program: the reference voice that
// gendu aligns recordings to. Every run of the program has a context, a deadline
// and a bounded output. The method is written down in
// docs/adr/0009-word-boundaries-of-the-reference-voice.md.
package espeak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"gendu/audio"
	"gendu/audio/dsp"
)

// ErrNotInstalled says that there is no espeak-ng program on the PATH.
var ErrNotInstalled = errors.New("espeak-ng was not found: install it (Debian: apt-get install espeak-ng)")

// ErrLanguage says that espeak-ng has no voice for a language; it is an
// audio.ErrNoVoice.
var ErrLanguage = fmt.Errorf("espeak-ng: %w", audio.ErrNoVoice)

// ErrTooLong says that a text would take the voice longer than a run may last.
var ErrTooLong = errors.New("text too long to be spoken in one run")

// ErrFailed says that the program failed or answered with something else than speech.
var ErrFailed = errors.New("espeak-ng failed")

const (
	// maxTextBytes bounds what one run is asked to say, before markup.
	maxTextBytes = 32 << 10
	// maxSpeechBytes bounds what one run may answer: about 25 minutes of speech.
	maxSpeechBytes = 64 << 20
	// baseTime and timePerByte are the deadline of a run: the program takes about
	// 0.1 ms per byte; the rest is for a machine that is busy.
	baseTime    = 20 * time.Second
	timePerByte = 4 * time.Millisecond
)

// Voice is the espeak-ng program. It is safe for concurrent use.
type Voice struct {
	path      string
	once      sync.Once
	languages map[string]bool
	listErr   error
}

// Find looks for espeak-ng on the PATH. The error is ErrNotInstalled.
func Find() (*Voice, error) {
	path, err := exec.LookPath("espeak-ng")
	if err != nil {
		return nil, ErrNotInstalled
	}
	return &Voice{path: path}, nil
}

// Synthesize speaks a text as one utterance. The signal is mono at the voice's own
// rate (22,050 Hz). lang is a BCP 47 tag.
func (v *Voice) Synthesize(ctx context.Context, lang, text string) (dsp.Signal, error) {
	name, err := v.voiceFor(ctx, lang)
	if err != nil {
		return dsp.Signal{}, err
	}
	if len(text) > maxTextBytes {
		return dsp.Signal{}, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLong, len(text), maxTextBytes)
	}
	wav, err := v.run(ctx, text, len(text), "-v", name, "-b", "1", "--stdin", "--stdout")
	if err != nil {
		return dsp.Signal{}, err
	}
	rate, pcm, err := parseStreamedWAV(wav)
	if err != nil {
		return dsp.Signal{}, err
	}
	return dsp.Signal{Rate: rate, Samples: toFloat(pcm)}, nil
}

// voiceFor is the name of the voice for a BCP 47 tag.
func (v *Voice) voiceFor(ctx context.Context, lang string) (string, error) {
	v.once.Do(func() { v.languages, v.listErr = v.list(context.WithoutCancel(ctx)) })
	if v.listErr != nil {
		return "", v.listErr
	}
	for _, name := range candidates(lang) {
		if v.languages[name] {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w: %q", ErrLanguage, lang)
}

// candidates are the voices for a tag, best first. Mandarin is read by
// cmn-latn-pinyin: espeak-ng 1.51 as Debian ships it reads Chinese characters under
// cmn as the English names of their pinyin letters, and reads them right under
// cmn-latn-pinyin. Bare English is American, as most podcasts are.
func candidates(lang string) []string {
	tag := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(lang), "_", "-"))
	parts := strings.Split(tag, "-")
	switch parts[0] {
	case "zh", "cmn":
		if strings.Contains(tag, "yue") || strings.HasSuffix(tag, "-hk") {
			return []string{"yue"}
		}
		return []string{"cmn-latn-pinyin", "cmn"}
	case "en":
		if len(parts) == 1 {
			return []string{"en-us", "en-gb", "en"}
		}
	case "no":
		return []string{"nb"}
	}
	var names []string
	for n := len(parts); n > 0; n-- {
		names = append(names, strings.Join(parts[:n], "-"))
	}
	// A language that is only there with a region (fr-fr) is wanted by its bare tag.
	return append(names, parts[0]+"-"+parts[0], parts[0]+"-us", parts[0]+"-gb")
}

func (v *Voice) list(ctx context.Context) (map[string]bool, error) {
	out, err := v.run(ctx, "", 0, "--voices")
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) >= 2 {
			names[strings.ToLower(fields[1])] = true
		}
	}
	return names, nil
}

// run starts the program with input on its stdin and returns its stdout.
func (v *Voice) run(ctx context.Context, input string, textBytes int, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, baseTime+time.Duration(textBytes)*timePerByte)
	defer cancel()
	cmd := exec.CommandContext(ctx, v.path, args...)
	cmd.Stdin = strings.NewReader(input)
	// The voice must not depend on who runs it: espeak-ng reads its text as UTF-8
	// only under a UTF-8 locale.
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.WaitDelay = time.Second
	stdout, stderr := &bounded{limit: maxSpeechBytes, stop: cancel}, &tail{}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err := cmd.Run()
	switch {
	case stdout.over:
		return nil, fmt.Errorf("%w: it wrote more than %d MiB", ErrFailed, maxSpeechBytes>>20)
	case err != nil && ctx.Err() != nil:
		return nil, fmt.Errorf("espeak-ng stopped: %w", context.Cause(ctx))
	case err != nil:
		return nil, fmt.Errorf("%w: %w: %s", ErrFailed, err, stderr)
	}
	return stdout.buf.Bytes(), nil
}

// bounded keeps what is written up to a limit; beyond it, it stops the program.
type bounded struct {
	buf   bytes.Buffer
	limit int
	over  bool
	stop  func()
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.buf.Len()+len(p) > b.limit {
		b.over = true
		b.stop()
		return 0, errors.New("output too long")
	}
	return b.buf.Write(p)
}

// tail keeps the last lines of stderr for the error message.
type tail struct{ kept []byte }

func (t *tail) Write(p []byte) (int, error) {
	const limit = 400
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - limit; extra > 0 {
		t.kept = t.kept[:copy(t.kept, t.kept[extra:])]
	}
	return len(p), nil
}

func (t *tail) String() string {
	return strings.ToValidUTF8(strings.Join(strings.Fields(string(t.kept)), " "), "")
}
