// Command gendu is the podcast shadowing server and its tools.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set by the linker (-X main.version=…) for releases.
var version = "dev"

// cli is the command line. A flag whose help names an environment variable can be
// given by that too, as all that configure a server can; a flag wins over the
// environment, and the environment over the default. For any GENDU_X, GENDU_X_FILE names a file that
// holds the value.
type cli struct {
	Stores stores `embed:""`

	Serve      serveCmd      `cmd:"" help:"Serve the pages and the API, and work on jobs."`
	Migrate    migrateCmd    `cmd:"" help:"Look at the database's schema and bring it up to date."`
	User       userCmd       `cmd:"" help:"Add and change users."`
	Import     importCmd     `cmd:"" help:"Import an episode: audio and its page or transcript."`
	Episode    episodeCmd    `cmd:"" help:"Look at an episode."`
	Notes      notesCmd      `cmd:"" help:"Show how an episode page is read."`
	Align      alignCmd      `cmd:"" help:"Time the sentences of a text against audio."`
	Compare    compareCmd    `cmd:"" help:"Say how a recording differs from the original."`
	Speech     speechCmd     `cmd:"" help:"Look at what the phone model hears in a recording."`
	Transcript transcriptCmd `cmd:"" help:"Convert and check transcript files."`
	Audio      audioCmd      `cmd:"" help:"Look into audio files and convert them."`
	Check      checkCmd      `cmd:"" help:"Find missing objects and broken rows."`
	Sweep      sweepCmd      `cmd:"" help:"Clear the object store of what no row names any more."`
	Trash      trashCmd      `cmd:"" help:"List and restore what sweeps moved to the trash."`
	Pair       pairCmd       `cmd:"" name:"installation" help:"Show and set which object store belongs to the database."`
	Health     healthCmd     `cmd:"" help:"Ask a running server whether it is ready."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

func main() {
	// One signal stops gently; a second one ends at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gendu:", explain(err))
		os.Exit(1)
	}
}

// run parses the arguments and runs the chosen command, whose results go to out.
func run(ctx context.Context, args []string, out io.Writer) error {
	var c cli
	c.Stores.unread = readSecretFiles()
	parser, err := kong.New(&c,
		kong.Name("gendu"),
		kong.Description("A podcast shadowing server: loop sentences, speak them back, compare, review."),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(out, (*io.Writer)(nil)),
		kong.Bind(&c.Stores),
	)
	if err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		if c.Stores.unread != nil {
			fmt.Fprintln(os.Stderr, "gendu:", c.Stores.unread)
		}
		parser.FatalIfErrorf(err)
	}
	if name := chosen.Command(); name == "serve" || name == "import" { // these work on jobs
		remove, err := ownTemp()
		if err != nil {
			return err
		}
		defer remove()
	}
	return chosen.Run()
}

// explain is what a person at the terminal reads: the message and the cause,
// since they are the one who can mend it.
func explain(err error) string {
	if errors.Is(err, context.Canceled) {
		return "stopped"
	}
	return err.Error()
}

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println("gendu", version)
	return nil
}
