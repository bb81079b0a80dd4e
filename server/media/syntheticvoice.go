package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio"
	"gendu/audio/wav"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
)

const (
	speakTime = 10 * time.Second // for a word, on a busy machine
	speakMost = 2                // words that are spoken at the same time
	maxSpoken = 200              // bytes of a term
)

// synthetic is the concern of words that nobody says in the audio: the speech synthesizer
// says them, and pages call it that.
type synthetic struct {
	s     *services.Services
	turns chan struct{}
}

// NewSynthetic makes the handler of words that the synthetic voice reads.
func NewSynthetic(s *services.Services) *synthetic {
	return &synthetic{s, make(chan struct{}, speakMost)}
}

// SyntheticPath is where a keyword is spoken.
const SyntheticPath = "/media/episodes/%s/keywords/%s/voice.wav"

// AddSynthetic gives the keywords of a page that are not heard in the audio the address of
// the synthetic voice.
func AddSynthetic(page *api.Page, episodeID gendu.ID) {
	for i := range page.Keywords {
		k := &page.Keywords[i]
		if k.Id != nil && k.Spoken == nil && k.TermTime == nil && len(k.Term) <= maxSpoken {
			k.SyntheticUrl = api.OptionalText(fmt.Sprintf(SyntheticPath, episodeID, *k.Id))
		}
	}
}

// Get speaks the term of a keyword that is not heard in the audio.
func (v *synthetic) Get(c echo.Context) error {
	ctx, o := c.Request().Context(), gate.RequestOf(c.Request().Context()).Object
	term, err := v.term(ctx, o.Episode, c.Param("keywordId"))
	if err != nil {
		return httpio.Hide(err)
	}
	sum := sha256.Sum256([]byte(o.Show.Language + "\x00" + term))
	sound, err := v.speak(ctx, o.Show.Language, term)
	if err != nil {
		return err
	}
	httpio.UserBytesHeaders(c.Response().Header())
	return v.s.Serve(c, httpio.Content{
		Size: int64(len(sound)), Kind: "audio/wav", Cache: "private, max-age=86400", Known: httpio.Validator{ETag: fmt.Sprintf("%q", fmt.Sprintf("%x", sum[:12]))},
		Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(sound[off : off+n])), nil
		},
	})
}

// term is what a keyword without a place in the audio says.
func (v *synthetic) term(ctx context.Context, e *gendu.Episode, name string) (string, error) {
	id, err := gendu.ParseID(name)
	if err != nil || v.s.Voice == nil || e.TranscriptID == "" {
		return "", httpio.ErrNothing()
	}
	t, err := v.s.Store.Transcript(ctx, e.TranscriptID)
	if err != nil {
		return "", err
	}
	cues, err := v.s.Store.Cues(ctx, t.ID)
	if err != nil {
		return "", err
	}
	drill := publishing.Drill(t, cues, id)
	if drill == nil || drill.Spoken || len(drill.Text) > maxSpoken {
		return "", httpio.ErrNothing()
	}
	return drill.Text, nil
}

func (v *synthetic) speak(ctx context.Context, language, term string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, speakTime)
	defer cancel()
	select {
	case v.turns <- struct{}{}:
		defer func() { <-v.turns }()
	case <-ctx.Done():
		return nil, gendu.Wrap(ctx.Err(), gendu.Busy, "Many words are spoken just now. Try again in a moment.")
	}
	s, err := v.s.Voice.Synthesize(ctx, language, term)
	switch {
	case errors.Is(err, audio.ErrNoVoice):
		return nil, gendu.Wrap(err, gendu.NotFound, "The synthetic voice does not speak this language.")
	case err != nil:
		return nil, fmt.Errorf("speaking a keyword: %w", err)
	case len(s.Samples) == 0:
		return nil, gendu.Errorf(gendu.NotFound, "The synthetic voice cannot read this word.")
	}
	return wav.Encode(s), nil
}
