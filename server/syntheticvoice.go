package server

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
)

const (
	speakTime = 10 * time.Second // for a word, on a busy machine
	speakMost = 2                // words that are spoken at the same time
	maxSpoken = 200              // bytes of a term
)

// synthetic is the concern of words that nobody says in the audio: the speech synthesizer
// says them, and pages call it that.
type synthetic struct {
	s     *Server
	turns chan struct{}
}

func newSynthetic(s *Server) *synthetic { return &synthetic{s, make(chan struct{}, speakMost)} }

// syntheticPath is where a keyword is spoken.
const syntheticPath = "/media/episodes/%s/keywords/%s/voice.wav"

// addSynthetic gives the keywords of a page that are not heard in the audio the address of
// the synthetic voice.
func (s *Server) addSynthetic(page *api.Page, episodeID gendu.ID) {
	if s.voice == nil {
		return
	}
	for i := range page.Keywords {
		k := &page.Keywords[i]
		if k.Id != nil && k.Spoken == nil && k.TermTime == nil && len(k.Term) <= maxSpoken {
			k.SyntheticUrl = text(fmt.Sprintf(syntheticPath, episodeID, *k.Id))
		}
	}
}

// get speaks the term of a keyword that is not heard in the audio.
func (v *synthetic) get(c echo.Context) error {
	ctx, o := c.Request().Context(), requestOf(c.Request().Context()).object
	term, err := v.term(ctx, o.episode, c.Param("keywordId"))
	if err != nil {
		return hide(err)
	}
	sum := sha256.Sum256([]byte(o.show.Language + "\x00" + term))
	sound, err := v.speak(ctx, o.show.Language, term)
	if err != nil {
		return err
	}
	userBytesHeaders(c.Response().Header())
	return v.s.serve(c, content{
		size: int64(len(sound)), kind: "audio/wav", cache: "private, max-age=86400", known: validator{etag: fmt.Sprintf("%q", fmt.Sprintf("%x", sum[:12]))},
		open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(sound[off : off+n])), nil
		},
	})
}

// term is what a keyword without a place in the audio says.
func (v *synthetic) term(ctx context.Context, e *gendu.Episode, name string) (string, error) {
	id, err := gendu.ParseID(name)
	if err != nil || v.s.voice == nil || e.TranscriptID == "" {
		return "", errNothing()
	}
	t, err := v.s.store.Transcript(ctx, e.TranscriptID)
	if err != nil {
		return "", err
	}
	cues, err := v.s.store.Cues(ctx, t.ID)
	if err != nil {
		return "", err
	}
	drill := publishing.Drill(t, cues, id)
	if drill == nil || drill.Spoken || len(drill.Text) > maxSpoken {
		return "", errNothing()
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
	s, err := v.s.voice.Synthesize(ctx, language, term)
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
