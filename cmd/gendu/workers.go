package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"gendu/audio"
	"gendu/audio/ffmpeg"
	"gendu/audio/take"
	"gendu/jobs"
)

// runner wires the background work onto the opened stores. decoded is nil where no server
// takes recordings in.
func (h *backend) runner(log *slog.Logger, decoded *take.Decoded) *jobs.Runner {
	judge, unjudged := openJudge(h.speechModel)
	h.unjudged = unjudged
	return jobs.New(jobs.Parts{
		Store:     h.store,
		Bucket:    h.bucket,
		Converter: findConverter(),
		Decoded:   decoded,
		Decoder:   h.mp3,
		Voice:     findVoice(),
		Judge:     judge,
		Log:       log,
		Now:       time.Now,

		CompressAfter: h.compressAfter,
		KeepTakes:     h.keepTakes,
	})
}

// warnings is the log of the commands that work on jobs beside what they print: what
// went wrong, with its cause.
func warnings() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// voidDeadLeases lets the jobs of processes of this machine that died be claimed
// at once instead of when their lease has run out.
func (h *backend) voidDeadLeases(ctx context.Context, log *slog.Logger) error {
	n, err := h.store.VoidLeases(ctx, jobs.OwnerPrefix(), jobs.Alive)
	if n > 0 {
		log.Info("leases of dead processes are void", "jobs", n)
	}
	return err
}

// findConverter is ffmpeg for what is not MP3 or WAV; nil where it is missing,
// and such a source is then refused with the sentence what to install.
func findConverter() audio.Converter {
	tool, err := ffmpeg.Find()
	if err != nil {
		return nil
	}
	return tool
}
