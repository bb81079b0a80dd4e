package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"gendu/audio/mp3"
	"gendu/installation"
	"gendu/objects"
	"gendu/store"
)

// stores says where rows and objects are kept, and how audio becomes objects.
type stores struct {
	Database    string   `help:"Database: sqlite:PATH or postgres://…" default:"sqlite:data/gendu.db" env:"GENDU_DATABASE" placeholder:"URL"`
	Objects     string   `help:"Objects: file:DIR or s3://BUCKET?endpoint=…&region=…&path_style=true" default:"file:data/objects" env:"GENDU_OBJECTS" placeholder:"URL"`
	DiskReserve byteSize `name:"disk-reserve" help:"Space that uploads and recordings leave free on the disks of the objects and of the database, so that deleting and signing in go on." default:"256MiB" env:"GENDU_DISK_RESERVE" placeholder:"SIZE"`
	// MP3Decoder is here since every command that works on jobs opens a backend.
	MP3Decoder string `name:"mp3-decoder" help:"What decodes uploaded MP3: own, or go-mp3, which takes ten times the CPU." enum:"own,go-mp3" default:"own" env:"GENDU_MP3_DECODER"`

	speechModel

	// unread is what was wrong with the files of GENDU_…_FILE. It is here so that it
	// is reported together with all other faults.
	unread error
}

// speechModel says where the phone model is, for the commands that judge takes.
type speechModel struct {
	SpeechModel string `name:"speech-model" help:"Folder of the phone model of English (Debian: pocketsphinx-en-us); without it takes are compared, but not scored." default:"/usr/share/pocketsphinx/model/en-us" env:"GENDU_SPEECH_MODEL" placeholder:"DIR"`
}

// secretFaults is what was wrong with the files of GENDU_…_FILE.
type secretFaults struct{ err error }

// AfterApply hands the flags to the command that embeds them.
func (s *stores) AfterApply(k *kong.Context, faults secretFaults) error {
	s.unread = faults.err
	k.Bind(s)
	return nil
}

// validate names every fault at once, before anything is opened.
func (s *stores) validate() error {
	return usage(s.unread, named("--database", store.CheckURL(s.Database)), named("--objects", objects.CheckURL(s.Objects)))
}

// named says which flag an error is about.
func named(flag string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", flag, err)
}

// backend is the opened database and objects.
type backend struct {
	store  *store.Store
	bucket *objects.Bucket
	mp3    mp3.Engine
	// speechModel is the folder that runner reads the phone model from, and unjudged
	// says then why there is none.
	speechModel string
	unjudged    error
	// compressAfter is how old a recording is when it is stored as FLAC; 0: never.
	compressAfter time.Duration
	// keepTakes is how old a recording is when it is deleted; 0: never.
	keepTakes time.Duration
}

// open migrates the database and opens both stores, which must belong together.
func (s *stores) open(ctx context.Context, options ...store.Option) (*backend, error) {
	h, err := s.openUnbound(ctx, options...)
	if err != nil {
		return nil, err
	}
	if err := installation.Bind(ctx, h.store, h.bucket); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// openUnbound is open for a pair that may not belong together.
func (s *stores) openUnbound(ctx context.Context, options ...store.Option) (*backend, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	if err := store.Migrate(ctx, s.Database); err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, s.Database, options...)
	if err != nil {
		return nil, err
	}
	bucket, err := objects.Open(ctx, s.Objects, objects.WithReserve(int64(s.DiskReserve)))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	h := &backend{store: db, bucket: bucket, mp3: mp3.Engine(s.MP3Decoder), speechModel: s.SpeechModel}
	h.keepRecords(warnings())
	return h, nil
}

// space watches the disks of this machine.
func (s *stores) space() *installation.Space {
	file, isFile := strings.CutPrefix(s.Database, "sqlite:")
	if !isFile {
		file = ""
	}
	return &installation.Space{Database: strings.TrimPrefix(file, "//"), Reserve: int64(s.DiskReserve)}
}

// openExisting is open for commands that change what is there: a mistyped path makes
// no database and no folder.
func (s *stores) openExisting(ctx context.Context) (*backend, error) {
	if err := s.checkThere(ctx); err != nil {
		return nil, err
	}
	return s.open(ctx)
}

// checkThere says whether both stores are there.
func (s *stores) checkThere(ctx context.Context) error {
	if err := s.validate(); err != nil {
		return err
	}
	if err := store.CheckThere(s.Database); err != nil {
		return err
	}
	bucket, err := objects.OpenReadOnly(ctx, s.Objects)
	if err != nil {
		return err
	}
	return bucket.Close()
}

// openRows opens only the database, for commands that only look at rows.
func (s *stores) openRows(ctx context.Context) (*store.Store, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	return store.OpenReadOnly(ctx, s.Database)
}

// openReadOnly opens both stores for commands that only look: a mistyped address
// makes no database and no folder.
func (s *stores) openReadOnly(ctx context.Context) (*backend, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	rows, err := store.OpenReadOnly(ctx, s.Database)
	if err != nil {
		return nil, err
	}
	bucket, err := objects.OpenReadOnly(ctx, s.Objects)
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return &backend{store: rows, bucket: bucket}, nil
}

// keepRecords has deletions and hashes written down, and log say what went wrong.
func (h *backend) keepRecords(log *slog.Logger) {
	installation.KeepRecords(h.store, h.bucket, func(err error) {
		log.Error("a deletion is done, but the deletion log does not hold it yet; it is tried again with the next one, the next sweep and the next start", "error", err)
	})
}

func (h *backend) close() {
	_ = h.bucket.Close()
	_ = h.store.Close()
}

// maxSecret bounds a file named by GENDU_…_FILE.
const maxSecret = 64 << 10

// readSecretFiles gives GENDU_X the content of the file that GENDU_X_FILE names,
// as container systems hand secrets over. GENDU_X itself wins.
func readSecretFiles() error {
	var faults []error
	for _, pair := range os.Environ() {
		name, file, _ := strings.Cut(pair, "=")
		target, isFile := strings.CutSuffix(name, "_FILE")
		if !isFile || !strings.HasPrefix(name, "GENDU_") || file == "" || os.Getenv(target) != "" {
			continue
		}
		b, err := os.ReadFile(file)
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		case len(b) > maxSecret:
			faults = append(faults, fmt.Errorf("%s: %s holds more than %d bytes", name, file, maxSecret))
		default:
			faults = append(faults, os.Setenv(target, strings.TrimSpace(string(b))))
		}
	}
	return errors.Join(faults...)
}
