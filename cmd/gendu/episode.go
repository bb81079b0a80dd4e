package main

import (
	"context"
	"fmt"
	"os"

	"gendu"
)

type episodeCmd struct {
	Stores stores `embed:""`

	Show episodeShowCmd `cmd:"" help:"Show an episode, its page and its cues."`
}

type episodeShowCmd struct {
	Episode string `arg:"" help:"Number (K935) or id."`
	JSON    bool   `help:"Print as JSON."`
}

// episodeView is the JSON of `gendu episode show`.
type episodeView struct {
	ID         gendu.ID           `json:"id"`
	State      gendu.EpisodeState `json:"state"`
	AudioState gendu.WorkState    `json:"audioState"`
	DurationMS int64              `json:"durationMs"`
	Revision   int                `json:"revision"`
	Method     string             `json:"method"`
	*gendu.Page
	Cues []cueView `json:"cues"`
}

type cueView struct {
	ID          gendu.ID     `json:"id"`
	Position    int          `json:"position"`
	Paragraph   int          `json:"paragraph"`
	Text        string       `json:"text"`
	Translation string       `json:"translation"`
	Speaker     string       `json:"speaker,omitempty"`
	Reading     string       `json:"reading,omitempty"`
	StartMS     int64        `json:"startMs"`
	EndMS       int64        `json:"endMs"`
	Confidence  float64      `json:"confidence"`
	Spoken      bool         `json:"spoken"`
	Words       []gendu.Word `json:"words,omitempty"`
}

func (c *episodeShowCmd) Run(ctx context.Context, s *stores) error {
	rows, err := s.openRows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	view, err := (&backend{store: rows}).episodeView(ctx, c.Episode)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, view)
	}
	printPage(os.Stdout, view.Page)
	fmt.Printf("\n%s, audio %s, %d ms, revision %d, %d cues\n", view.State, view.AudioState, view.DurationMS, view.Revision, len(view.Cues))
	for _, cue := range view.Cues {
		if !cue.Spoken {
			fmt.Printf("%3d  not heard        %s\n", cue.Position+1, cue.Text)
			continue
		}
		fmt.Printf("%3d  %8.3f %8.3f  %s\n", cue.Position+1, seconds(cue.StartMS), seconds(cue.EndMS), cue.Text)
	}
	return nil
}

func (h *backend) episodeView(ctx context.Context, name string) (*episodeView, error) {
	episode, err := h.findEpisode(ctx, name)
	if err != nil {
		return nil, err
	}
	view := &episodeView{ID: episode.ID, State: episode.State, Page: &gendu.Page{}, Cues: []cueView{}}
	if row, err := h.store.AudioOfEpisode(ctx, episode.ID); err == nil {
		view.AudioState, view.DurationMS = row.State, row.DurationMS
	} else if gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	transcript, err := h.store.LatestTranscript(ctx, episode.ID)
	if gendu.KindOf(err) == gendu.NotFound {
		view.Page.Number, view.Page.Title = episode.Number, episode.Title
		return view, nil
	}
	if err != nil {
		return nil, err
	}
	if transcript.Page != nil {
		view.Page = transcript.Page
	}
	// The host may have changed these by hand.
	view.Page.Number, view.Page.Title, view.Page.TitleTranslation = episode.Number, episode.Title, episode.TitleTranslation
	view.Revision, view.Method = transcript.Revision, transcript.Method
	cues, err := h.store.Cues(ctx, transcript.ID)
	for _, cue := range cues {
		view.Cues = append(view.Cues, cueView{
			ID: cue.ID, Position: cue.Position, Paragraph: cue.Paragraph, Text: cue.Text, Translation: cue.Translation,
			Speaker: cue.Speaker, Reading: cue.Reading,
			StartMS: cue.StartMS, EndMS: cue.EndMS, Confidence: cue.Confidence, Spoken: cue.Spoken, Words: cue.Words,
		})
	}
	return view, err
}

func (h *backend) findEpisode(ctx context.Context, name string) (*gendu.Episode, error) {
	if id, err := gendu.ParseID(name); err == nil {
		return h.store.Episode(ctx, id)
	}
	return h.store.EpisodeByNumber(ctx, name)
}
