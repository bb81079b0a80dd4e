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
// holds the value. A command that opens the stores embeds [stores]; the others do
// not have its flags.
type cli struct {
	ShowVersion showVersion `name:"version" help:"Print the version and exit."`

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
	Backup     backupCmd     `cmd:"" help:"Copy rows and objects to another place, while servers run."`
	Restore    restoreCmd    `cmd:"" help:"Fill a new installation from a backup."`
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
	p := program{args: os.Args[1:], out: os.Stdout, working: ownTemp}
	if err := p.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "gendu:", explain(err))
		os.Exit(exitCode(err))
	}
}

// program is one call of gendu.
type program struct {
	args []string
	out  io.Writer // for results
	// working is called by commands that work on jobs, before they do, and what it
	// returns at their end. It changes the environment of the process.
	working func() (end func(), err error)
}

// run parses the arguments and runs the chosen command.
func (p *program) run(ctx context.Context) error {
	args, out := p.args, p.out
	var c cli
	unread := secretFaults{readSecretFiles()}
	printed := false // help or the version, which is all that was asked for
	parser, err := kong.New(&c,
		kong.Name("gendu"),
		kong.Description("A podcast shadowing server: loop sentences, speak them back, compare, review.\n\n"+helpOfVariables),
		kong.ValueFormatter(describe),
		kong.Writers(out, os.Stderr),
		kong.Exit(func(int) { printed = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(out, (*io.Writer)(nil)),
		kong.Bind(unread),
	)
	if err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if printed {
		return nil
	}
	if err != nil {
		return errors.Join(unread.err, misused(args, err))
	}
	if name := chosen.Command(); name == "serve" || name == "import" { // these work on jobs
		end, err := p.working()
		if err != nil {
			return err
		}
		defer end()
	}
	return chosen.Run()
}

// explain is what a person at the terminal reads: the message and the cause,
// since they are the one who can fix it.
func explain(err error) string {
	if errors.Is(err, context.Canceled) {
		return "stopped"
	}
	return err.Error()
}

type versionCmd struct{}

func (versionCmd) Run(out io.Writer) error {
	_, err := fmt.Fprintln(out, "gendu", version)
	return err
}

// showVersion is the flag that does what versionCmd does.
type showVersion bool

// BeforeReset prints before the rest of the arguments is looked at, as --help does.
func (showVersion) BeforeReset(k *kong.Kong, out io.Writer) error {
	k.Exit(0)
	return versionCmd{}.Run(out)
}
