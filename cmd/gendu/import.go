package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"gendu"
	"gendu/publishing"
	"gendu/transcripts"
	"gendu/transcripts/notes"
)

type importCmd struct {
	Stores stores `embed:""`

	Show        string `required:"" help:"Slug of the show; it is made where there is none." placeholder:"SLUG"`
	Audio       string `required:"" type:"existingfile" help:"Audio file."`
	Notes       string `type:"existingfile" help:"The episode's page as text or HTML." xor:"text"`
	Transcript  string `type:"existingfile" help:"A timed transcript file (SRT, WebVTT, LRC, …)."`
	Article     string `type:"existingfile" help:"The reference article, as text or HTML."`
	Encoding    string `enum:",utf-8,utf-16le,utf-16be,big5,gb18030,shift_jis,euc-jp,euc-kr,windows-1250,windows-1251,windows-1252" default:"" help:"Encoding of both text files; guessed by default."`
	Title       string `help:"The episode's title; by default the page's, else the audio file's own, else its name." placeholder:"TEXT"`
	ShowTitle   string `help:"Title of a new show; the slug by default." placeholder:"TEXT"`
	Language    string `default:"en" help:"Language of a new show's speech (BCP 47)."`
	Translation string `default:"zh-Hant" help:"Language of a new show's learners (BCP 47)."`
	Owner       string `help:"Login of a new show's host; by default the first host."`
	Publish     bool   `help:"Publish the episode once it is ready."`
}

func (c *importCmd) Run(ctx context.Context, s *stores) error {
	if c.Notes == "" && c.Transcript == "" {
		return usage(gendu.Errorf(gendu.Invalid, "--notes FILE or --transcript FILE is needed: without a text there is nothing to practise"))
	}
	tags, unusable := checkSource(ctx, c.Audio)
	if err := errors.Join(c.check(), unusable, s.validate()); err != nil {
		return err
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	log := warnings()
	if err := h.voidDeadLeases(ctx, log); err != nil {
		return err
	}
	show, err := h.showFor(ctx, c)
	if err != nil {
		return err
	}
	in := intake{show: show, audio: c.Audio, title: strings.TrimSpace(c.Title), tagged: tags.Title}
	if in.draft, err = c.draft(show); err != nil {
		return err
	}
	if err := c.addArticle(in.draft); err != nil {
		return err
	}
	if show.ID == "" { // all of it can be read: now the show may be made
		if err := h.makeShow(ctx, show); err != nil {
			return err
		}
	}
	episode, err := h.takeIn(ctx, in)
	if err != nil {
		return err
	}
	fmt.Printf("episode %s %s %q\n", episode.ID, episode.Number, episode.Title)
	if err := h.workOff(ctx, episode.ID, log); err != nil {
		return errors.Join(err, h.withdraw(ctx, episode.ID, err))
	}
	if c.Publish {
		if err := h.store.SetEpisodeState(ctx, episode.ID, gendu.Published); err != nil {
			return err
		}
		fmt.Println("published")
	}
	return nil
}

// check names every fault of the flags at once, by the rules of the server.
func (c *importCmd) check() error {
	faults := []error{
		named("--show", publishing.CheckSlug(c.Show)), checkTitle("--title", c.Title), checkTitle("--show-title", c.ShowTitle),
	}
	var err error
	if c.Language, err = publishing.CheckLanguage(c.Language); err != nil {
		faults = append(faults, named("--language", err))
	}
	if c.Translation, err = publishing.CheckTranslation(c.Translation); err != nil {
		faults = append(faults, named("--translation", err))
	}
	return usage(faults...)
}

// checkTitle refuses a title that the server would cut off.
func checkTitle(flag, title string) error {
	if n := utf8.RuneCountInString(title); n > publishing.MaxTitle {
		return gendu.Errorf(gendu.Invalid, "%s has %d characters; a title has at most %d", flag, n, publishing.MaxTitle)
	}
	return nil
}

// withdraw takes an episode back whose audio or text was refused, so that no
// draft stays that nobody asked for. One whose work was broken off stays, since it
// goes on elsewhere, and so does one that failed for want of a disk or a network.
func (h *backend) withdraw(ctx context.Context, episode gendu.ID, refused error) error {
	if gendu.KindOf(refused) != gendu.Invalid {
		return nil
	}
	err := h.store.DeleteEpisode(ctx, episode)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil // its host was faster
	}
	return err
}

// addArticle puts the article that the episode is about, where one is given, among
// the references of its page.
func (c *importCmd) addArticle(d *transcripts.Draft) error {
	if c.Article == "" {
		return nil
	}
	return addArticle(d.Page, c.Article)
}

// draft reads the page and, where there is one, the timed transcript: the times
// are the transcript's, everything else is the page's.
func (c *importCmd) draft(show *gendu.Show) (*transcripts.Draft, error) {
	hints := transcripts.DraftOptions{
		Options:  notes.Options{Language: show.Language, TranslationLanguage: show.Translation},
		Encoding: c.Encoding,
	}
	read := func(file string) (*transcripts.Draft, error) {
		b, err := readFile(file, maxText)
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
	timed.Transcript.Page = timed.Page
	return timed, nil
}

// showFor finds the show of the slug, or says what a new one would be: without an
// id, and without an owner where nobody is a host.
func (h *backend) showFor(ctx context.Context, c *importCmd) (*gendu.Show, error) {
	title := strings.TrimSpace(c.ShowTitle)
	show, err := h.store.ShowBySlug(ctx, c.Show)
	if err == nil && title != "" && title != show.Title {
		return nil, gendu.Errorf(gendu.Conflict,
			"--show-title: the show %s exists and its title is %q; leave --show-title out, or change the title in the studio", c.Show, show.Title)
	}
	if gendu.KindOf(err) != gendu.NotFound {
		return show, err
	}
	owner, err := h.host(ctx, c.Owner)
	if err != nil {
		return nil, err
	}
	return &gendu.Show{OwnerID: owner, Slug: c.Show, Title: cmp.Or(title, c.Show), Language: c.Language, Translation: c.Translation}, nil
}

// host finds who will own a new show; "" where nobody is a host yet.
func (h *backend) host(ctx context.Context, login string) (gendu.ID, error) {
	if login != "" {
		u, err := h.store.UserByLogin(ctx, strings.ToLower(login))
		if err != nil {
			return "", named("--owner "+login, err)
		}
		if !u.Has(gendu.Host) || u.Disabled {
			return "", gendu.Errorf(gendu.Invalid, "--owner %s: this account is no host, or is disabled", login)
		}
		return u.ID, nil
	}
	users, err := h.store.Users(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range users {
		if u.Has(gendu.Host) && !u.Disabled {
			return u.ID, nil
		}
	}
	return "", nil
}

// makeShow writes a new show. Where it has no owner, an account without a
// password is made, so that an import needs no users.
func (h *backend) makeShow(ctx context.Context, show *gendu.Show) error {
	if show.OwnerID != "" {
		return h.store.CreateShow(ctx, show)
	}
	u := &gendu.User{ID: gendu.NewID(time.Now()), Login: "host", Name: "Host", Roles: []gendu.Role{gendu.Learner, gendu.Host}}
	if err := h.store.CreateUser(ctx, u); err != nil {
		return err
	}
	fmt.Println("made the account \"host\" without a password; give it one with: gendu user password host")
	show.OwnerID = u.ID
	return h.store.CreateShow(ctx, show)
}
