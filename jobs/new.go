package jobs

import (
	"cmp"
	"log/slog"
	"time"

	"gendu"
	"gendu/audio"
	"gendu/audio/mp3"
	"gendu/audio/take"
	"gendu/judging"
	"gendu/objects"
	"gendu/pictures"
	"gendu/store"
	"gendu/transcripts/alignment"
)

// Parts are what a runner is made of.
type Parts struct {
	Store     *store.Store
	Bucket    *objects.Bucket
	Converter audio.Converter // nil: only MP3 and WAV are taken
	Decoded   *take.Decoded   // recordings that the server has decoded; nil: none
	Decoder   mp3.Engine      // "": audio's own
	Voice     alignment.Voice // nil: sentences are timed by pauses, weakly
	Judge     *judging.Judge  // nil: takes are compared without a phone model
	Log       *slog.Logger
	Now       func() time.Time
	TempDir   string // for derived audio under way; "" for the system's
	// CompressAfter is how old a recording is when it is stored as FLAC; 0: never.
	CompressAfter time.Duration
	// KeepTakes is how old a recording is when it is deleted; 0: never.
	KeepTakes time.Duration
}

// maxSaid is how much of what the reference voice said is kept: some two hours.
const maxSaid = 32 << 20

// New makes a runner; [Runner.Run] starts it.
func New(p Parts) *Runner {
	r := &Runner{
		queue:  p.Store,
		sweeps: p.Store,
		owner:  Owner(),
		log:    p.Log,
		now:    p.Now,
		began:  p.Now(),
		wake:   map[gendu.JobKind]chan struct{}{},

		compressAfter: p.CompressAfter,
		workers: map[gendu.JobKind]worker{
			gendu.IngestAudio:     &ingest{store: p.Store, bucket: p.Bucket, converter: p.Converter, decoder: p.Decoder, tempDir: p.TempDir},
			gendu.AlignTranscript: &align{store: p.Store, bucket: p.Bucket, voice: p.Voice, said: alignment.NewCache(maxSaid)},
			gendu.CompareTake:     &compare{store: p.Store, bucket: p.Bucket, converter: p.Converter, decoded: p.Decoded, tones: readerOf(p.Voice), judge: cmp.Or(p.Judge, &judging.Judge{})},
			gendu.CompressTakes:   &compress{store: p.Store, bucket: p.Bucket, now: p.Now, after: p.CompressAfter},
			gendu.EncodeCovers:    &covers{store: p.Store, bucket: p.Bucket, pictures: pictures.NewWorker()},
			gendu.LinkTakes:       &links{store: p.Store},
			gendu.PrepareLists:    &lists{store: p.Store},
			gendu.Sweep:           &sweep{store: p.Store, bucket: p.Bucket, now: p.Now, keep: p.KeepTakes},
		},
	}
	for _, lane := range lanes {
		r.wake[lane[0]] = make(chan struct{}, 1)
	}
	return r
}
