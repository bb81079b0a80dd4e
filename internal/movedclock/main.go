// Movedclock serves the data below the working directory as "gendu serve" does, with a
// clock that is moved from outside: the journeys in web/e2e live through weeks with it.
// The program itself has no such switch.
//
//	movedclock -addr 127.0.0.1:8080 -base-url http://127.0.0.1:8080
//
// Each line on standard input is how far the clock is ahead, in ms; it is printed once it
// holds. The server ends with its input.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gendu/audio/espeak"
	"gendu/audio/mp3"
	"gendu/audio/take"
	"gendu/installation"
	"gendu/jobs"
	"gendu/judging"
	"gendu/objects"
	"gendu/server"
	"gendu/store"
	"gendu/transcripts/alignment"
	"gendu/web"
)

// speechModel is where Debian puts the phone model of English.
const speechModel = "/usr/share/pocketsphinx/model/en-us"

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	baseURL := flag.String("base-url", "", "how browsers reach this server")
	flag.Parse()
	if err := serve(context.Background(), *addr, *baseURL, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "movedclock:", err)
		os.Exit(1)
	}
}

// clock is the time of this machine, and so much more.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// obey moves the clock to what each line says, until there are no more.
func (c *clock) obey(lines io.Reader, done io.Writer) error {
	in := bufio.NewScanner(lines)
	for in.Scan() {
		ms, err := strconv.ParseInt(strings.TrimSpace(in.Text()), 10, 64)
		if err != nil {
			return fmt.Errorf("%q is no number of ms", in.Text())
		}
		c.ahead.Store(int64(time.Duration(ms) * time.Millisecond))
		if _, err := fmt.Fprintln(done, ms); err != nil {
			return err
		}
	}
	return in.Err()
}

// serve runs the server and its jobs until the input ends.
func serve(ctx context.Context, addr, baseURL string, in io.Reader, out io.Writer) error {
	const database = "sqlite:data/gendu.db"
	var c clock
	if err := store.Migrate(ctx, database); err != nil {
		return err
	}
	rows, err := store.Open(ctx, database, store.WithClock(c.now))
	if err != nil {
		return err
	}
	defer rows.Close()
	bucket, err := objects.Open(ctx, "file:data/objects")
	if err != nil {
		return err
	}
	defer bucket.Close()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := installation.Bind(ctx, rows, bucket); err != nil {
		return err
	}
	installation.KeepRecords(rows, bucket, func(err error) { log.Error("the deletion log", "error", err) })
	app, runner, err := wire(&c, rows, bucket, log, addr, baseURL)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var working sync.WaitGroup
	working.Go(func() { runner.Run(ctx) })
	var served error
	working.Go(func() { served = app.Serve(ctx, listener) })
	err = c.obey(in, out)
	stop()
	working.Wait()
	if err == nil {
		err = served
	}
	return err
}

// wire makes the server and its jobs of the stores, as cmd/gendu does, with this clock.
func wire(c *clock, rows *store.Store, bucket *objects.Bucket, log *slog.Logger, addr, baseURL string) (*server.Server, *jobs.Runner, error) {
	var voice alignment.Voice
	var spells judging.Phonemes
	if found, err := espeak.Find(); err == nil {
		voice, spells = found, found
	}
	judge, unjudged := judging.Open(speechModel, spells)
	if unjudged != nil {
		judge = &judging.Judge{}
	}
	decoded := new(take.Decoded)
	runner := jobs.New(jobs.Parts{Store: rows, Bucket: bucket, Decoded: decoded, Decoder: mp3.Engine("own"), Voice: voice, Judge: judge, Log: log, Now: c.now})
	app, err := server.New(server.Config{Addr: addr, BaseURL: baseURL, Version: "moved clock", Owner: jobs.Owner()}, server.Deps{
		Store: rows, Bucket: bucket, Decoded: decoded, Scored: unjudged == nil, Voice: voice, Web: web.Dist(), Log: log, Now: c.now, Wake: runner.Wake,
	})
	return app, runner, err
}
