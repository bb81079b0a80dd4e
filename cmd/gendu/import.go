package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gendu"
	"gendu/transcripts"
)

type importCmd struct {
	Show        string `required:"" help:"Slug of the show; it is made where there is none." placeholder:"SLUG"`
	Audio       string `required:"" type:"existingfile" help:"Audio file."`
	Notes       string `type:"existingfile" help:"The episode's page as text or HTML." xor:"text"`
	Transcript  string `type:"existingfile" help:"A timed transcript file (SRT, WebVTT, LRC, …)."`
	Article     string `type:"existingfile" help:"The reference article, as text or HTML."`
	Encoding    string `enum:",utf-8,utf-16le,utf-16be,big5,gb18030" default:"" help:"Encoding of both text files; guessed by default."`
	Language    string `default:"en" help:"Language of a new show's speech (BCP 47)."`
	Translation string `default:"zh-Hant" help:"Language of a new show's learners (BCP 47)."`
	Owner       string `help:"Login of a new show's host; by default the first host."`
	Publish     bool   `help:"Publish the episode once it is ready."`
}

func (c *importCmd) Run(ctx context.Context, s *stores) error {
	if c.Notes == "" && c.Transcript == "" {
		return gendu.Errorf(gendu.Invalid, "--notes FILE or --transcript FILE is needed: without a text there is nothing to practise")
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	log := slog.New(slog.DiscardHandler)
	if err := h.voidDeadLeases(ctx, log); err != nil {
		return err
	}
	show, err := h.showFor(ctx, c)
	if err != nil {
		return err
	}
	in := intake{show: show, audio: c.Audio}
	if in.draft, err = c.draft(show); err != nil {
		return err
	}
	if c.Article != "" {
		if err := addArticle(in.draft.Page, c.Article); err != nil {
			return err
		}
		if in.draft.Transcript.PageJSON, err = in.draft.Page.Encode(); err != nil {
			return err
		}
	}
	episode, err := h.takeIn(ctx, in)
	if err != nil {
		return err
	}
	fmt.Printf("episode %s %s %q\n", episode.ID, episode.Number, episode.Title)
	if err := h.workOff(ctx, episode.ID, log); err != nil {
		return err
	}
	if c.Publish {
		if err := h.store.SetEpisodeState(ctx, episode.ID, gendu.Published); err != nil {
			return err
		}
		fmt.Println("published")
	}
	return nil
}

// draft reads the page and, where there is one, the timed transcript: the times
// are the transcript's, everything else is the page's.
func (c *importCmd) draft(show *gendu.Show) (*transcripts.Draft, error) {
	hints := transcripts.DraftOptions{
		NotesOptions: transcripts.NotesOptions{Language: show.Language, TranslationLanguage: show.Translation},
		Encoding:     c.Encoding,
	}
	read := func(file string) (*transcripts.Draft, error) {
		b, err := readFile(file, mostText)
		if err != nil {
			return nil, err
		}
		d, err := transcripts.NewDraft(b, filepath.Base(file), hints)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		return d, nil
	}
	if c.Transcript == "" {
		return read(c.Notes)
	}
	timed, err := read(c.Transcript)
	if err != nil || c.Notes == "" {
		return timed, err
	}
	page, err := read(c.Notes)
	if err != nil {
		return nil, err
	}
	timed.Page = page.Page
	timed.Page.Paragraphs = nil
	timed.Transcript.PageJSON, err = timed.Page.Encode()
	return timed, err
}

// intake is what becomes an episode.
type intake struct {
	show  *gendu.Show
	audio string // file
	draft *transcripts.Draft
}

// takeIn stores the source and the text, and enqueues the work on them.
func (h *house) takeIn(ctx context.Context, in intake) (*gendu.Episode, error) {
	page := in.draft.Page
	title := page.Title
	if title == "" {
		title = strings.TrimSuffix(filepath.Base(in.audio), filepath.Ext(in.audio))
	}
	now := time.Now()
	episode := &gendu.Episode{
		ID: gendu.NewID(now), ShowID: in.show.ID, Number: page.Number, Title: title,
		TitleTranslation: page.TitleTranslation, State: gendu.Draft, CreatedAt: now,
	}
	if err := h.store.CreateEpisode(ctx, episode); err != nil {
		return nil, err
	}
	in.draft.Transcript.EpisodeID = episode.ID
	if err := h.store.AddTranscript(ctx, in.draft.Transcript, in.draft.Cues, nil); err != nil {
		return nil, err
	}
	info, err := os.Stat(in.audio)
	if err != nil {
		return nil, err
	}
	row := &gendu.Audio{
		ID: gendu.NewID(now), EpisodeID: episode.ID, FileName: filepath.Base(in.audio), Size: info.Size(),
		State: gendu.Pending, CreatedAt: now,
	}
	if err := h.bucket.PutFile(ctx, row.ObjectKey("source"), in.audio); err != nil {
		return nil, err
	}
	return episode, h.store.AddAudio(ctx, row, &gendu.Job{Kind: gendu.IngestAudio, SubjectID: row.ID, EpisodeID: episode.ID})
}

// showFor finds the show of the slug, or makes it.
func (h *house) showFor(ctx context.Context, c *importCmd) (*gendu.Show, error) {
	show, err := h.store.ShowBySlug(ctx, c.Show)
	if gendu.KindOf(err) != gendu.NotFound {
		return show, err
	}
	owner, err := h.host(ctx, c.Owner)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	show = &gendu.Show{
		ID: gendu.NewID(now), OwnerID: owner.ID, Slug: c.Show, Title: c.Show,
		Language: c.Language, Translation: c.Translation, CreatedAt: now, UpdatedAt: now,
	}
	return show, h.store.CreateShow(ctx, show)
}

// host finds who will own a new show. Where nobody is a host yet, an account
// without a password is made, so that an import needs no users.
func (h *house) host(ctx context.Context, login string) (*gendu.User, error) {
	if login != "" {
		return h.store.UserByLogin(ctx, strings.ToLower(login))
	}
	users, err := h.store.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if u.Has(gendu.Host) && !u.Disabled {
			return u, nil
		}
	}
	now := time.Now()
	u := &gendu.User{ID: gendu.NewID(now), Login: "host", Name: "Host", Roles: []gendu.Role{gendu.Learner, gendu.Host}, CreatedAt: now}
	if err := h.store.CreateUser(ctx, u); err != nil {
		return nil, err
	}
	fmt.Println("made the account \"host\" without a password; give it one with: gendu user password host")
	return u, nil
}

// workOff runs jobs until those of the episode have ended, wherever they run,
// and prints their progress.
func (h *house) workOff(ctx context.Context, episode gendu.ID, log *slog.Logger) error {
	workCtx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.runner(log).Run(workCtx)
	}()
	err := h.watch(ctx, episode)
	stop()
	<-done
	return err
}

func (h *house) watch(ctx context.Context, episode gendu.ID) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	last := ""
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		list, err := h.store.Jobs(ctx, episode)
		if err != nil {
			return err
		}
		open := 0
		for _, job := range list {
			switch job.State {
			case gendu.JobFailed, gendu.JobCanceled:
				return gendu.Errorf(gendu.Invalid, "%s: %s", job.Kind, job.Message)
			case gendu.JobQueued, gendu.JobRunning:
				open++
				if line := fmt.Sprintf("%s %s %3.0f %%", job.Kind, job.Step, 100*job.Progress); line != last && job.Step != "" {
					fmt.Println(line)
					last = line
				}
			}
		}
		if open == 0 {
			fmt.Println("ready")
			return nil
		}
	}
}
