package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gendu"
	"gendu/audio"
	"gendu/audio/tags"
	"gendu/jobs"
	"gendu/publishing"
	"gendu/transcripts"
)

// intake is what becomes an episode.
type intake struct {
	id    gendu.ID // "" for a new one
	show  *gendu.Show
	audio string // file
	draft *transcripts.Draft

	title  string // as asked for; "" takes the page's, else the file's
	tagged string // the title in the audio file's tags
}

// checkSource refuses what the server would refuse to take, or to decode, before
// anything is written of it, and gives what the file says of itself.
func checkSource(ctx context.Context, file string) (tags.Tags, error) {
	f, size, err := openSized(file)
	if err != nil {
		return tags.Tags{}, err
	}
	defer f.Close()
	if size > publishing.MaxAudio {
		return tags.Tags{}, gendu.Errorf(gendu.TooLarge, "%s holds %d bytes; an audio file has at most 2 GiB", file, size)
	}
	source, err := audio.OpenSource(ctx, f, size, findConverter())
	if err != nil {
		if ctx.Err() != nil {
			return tags.Tags{}, err
		}
		return tags.Tags{}, gendu.Wrap(err, gendu.Invalid, file+" cannot be used")
	}
	return source.Info.Tags, source.Close()
}

// takeIn stores the source, then the episode with its text, and enqueues the work
// on them. Where it fails there is no episode; the source is the sweep's.
func (h *backend) takeIn(ctx context.Context, in intake) (*gendu.Episode, error) {
	episode := publishing.NewEpisode(in.show.ID, in.draft.Page, in.tagged, in.audio)
	episode.Title = cmp.Or(in.title, episode.Title)
	episode.ID, episode.CreatedAt = in.id, time.Now()
	row, err := h.putSource(ctx, in.audio)
	if err != nil {
		return nil, err
	}
	return episode, h.store.TakeIn(ctx, episode, in.draft.Transcript, in.draft.Cues, row)
}

// putSource stores a source and gives the row that will stand for it.
func (h *backend) putSource(ctx context.Context, file string) (*gendu.Audio, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	row := &gendu.Audio{ID: gendu.NewID(now), FileName: filepath.Base(file), Size: info.Size(), State: gendu.Pending, CreatedAt: now}
	return row, h.bucket.PutFile(ctx, row.ObjectKey("source"), file)
}

// workOff runs jobs until those of the episode have ended, wherever they run,
// and prints their progress.
func (h *backend) workOff(ctx context.Context, episode gendu.ID, log *slog.Logger) error {
	workCtx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.runner(log, nil).Run(workCtx)
	}()
	err := h.watch(ctx, episode)
	stop()
	<-done
	return err
}

func (h *backend) watch(ctx context.Context, episode gendu.ID) error {
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
		newest := map[gendu.JobKind]bool{}
		for _, job := range list { // the newest first; of older ones of a kind nobody waits for the outcome
			if newest[job.Kind] {
				continue
			}
			newest[job.Kind] = true
			switch job.State {
			case gendu.JobFailed, gendu.JobCanceled:
				return ended(job)
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

// ended is the error of a job that did not do its work: Invalid only where the audio
// or the text was refused.
func ended(j *gendu.Job) error {
	switch {
	case j.State == gendu.JobCanceled:
		return gendu.Errorf(gendu.Conflict, "%s: somebody stopped it", j.Kind)
	case jobs.Refused(j):
		return gendu.Errorf(gendu.Invalid, "%s: %s", j.Kind, j.Message)
	}
	return gendu.Errorf(gendu.Unavailable, "%s: %s The episode stays as a draft.", j.Kind, j.Message)
}
