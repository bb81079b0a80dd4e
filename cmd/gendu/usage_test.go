package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"gendu"
	"gendu/store"
)

// program runs the command line in a process of its own and in a folder of its
// own, and gives what a shell sees.
func programOf(t *testing.T, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asProgram+"=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// TestMisuseIsOneLine: a fault of the command line is one line with the mistake
// and where to read on, ends with code 2, and opens nothing.
func TestMisuseIsOneLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text.txt")
	ok(t, os.WriteFile(text, []byte("One.\n"), 0o600))
	for line, want := range map[string]string{
		"":                                "gendu: a command is missing; see gendu --help\n",
		"serv":                            "gendu: unexpected argument serv, did you mean one of \"serve\", \"user\"?; see gendu --help\n",
		"--nonsense":                      "gendu: unknown flag --nonsense; see gendu --help\n",
		"--database sqlite:x serve":       "gendu: unknown flag --database in front of the command: flags follow it; see gendu --help\n",
		"serve --nonsense":                "gendu: unknown flag --nonsense; see gendu serve --help\n",
		"user add":                        "gendu: missing argument: <login>; see gendu user add --help\n",
		"user add zoe --role host":        "gendu: unknown flag --role, did you mean \"--roles\"?; see gendu user add --help\n",
		"import --show s":                 "gendu: missing flags: --audio=STRING; see gendu import --help\n",
		"audio inspect missing.mp3":       "see gendu audio inspect --help\n",
		"import --show s --audio " + text: "gendu: --notes FILE or --transcript FILE is needed: without a text there is nothing to practise\n",
		"compare --text One --reference " + text + " --take " + text + " --lang xx": "gendu: --lang: \"xx\" is not a language tag: BCP 47 is expected, such as en, zh-Hant or cmn; see gendu compare --help\n",
		"align --audio " + text + " --text " + text + " --lang english":             "gendu: --lang: \"english\" is not a language tag: BCP 47 is expected, such as en, zh-Hant or cmn; see gendu align --help\n",
	} {
		stdout, stderr, code := programOf(t, dir, strings.Fields(line)...)
		if code != exitUsage || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasSuffix(stderr, want) {
			t.Errorf("gendu %s: code %d, %q, %q; want code 2 and %q", line, code, stdout, stderr, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("a database was made")
	}
}

// TestExitCodes holds the codes of docs/cli.md.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ok(t, os.WriteFile(filepath.Join(dir, "bad.srt"), []byte("1\n00:00:02,000 --> 00:00:01,000\nOne.\n"), 0o600))
	for _, c := range []struct {
		line string
		code int
	}{
		{"--help", 0},
		{"import --help", 0},
		{"--version", 0},
		{"user add zoe", 0},
		{"user add zoe", exitFailed},
		{"user roles nobody host", exitFailed},
		{"episode show K1", exitFailed},
		{"transcript lint bad.srt", exitFaults},
		{"user add z", exitUsage},
		{"user list --database mysql:x", exitUsage},
		{"serve --addr 8080", exitUsage},
	} {
		if _, stderr, code := programOf(t, dir, strings.Fields(c.line)...); code != c.code {
			t.Errorf("gendu %s ends with %d, want %d: %s", c.line, code, c.code, stderr)
		}
	}
	if code := exitCode(fmt.Errorf("importing: %w", context.Canceled)); code != exitInterrupted {
		t.Errorf("what was interrupted ends with %d", code)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"--version"}, {"serve", "--version"}} {
		if out, err := command(t, args...); err != nil || out != "gendu dev\n" {
			t.Errorf("gendu %v: %q, %v", args, out, err)
		}
	}
}

// TestHelpTellsDefaultsAndVariables: each flag of serve with a variable names it,
// the file that may hold its value, and the default.
func TestHelpTellsDefaultsAndVariables(t *testing.T) {
	t.Parallel()
	out, err := command(t, "serve", "--help")
	ok(t, err)
	help := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{
		"(default sqlite:data/gendu.db; $GENDU_DATABASE or $GENDU_DATABASE_FILE)",
		"(default 127.0.0.1:8080; $GENDU_ADDR or $GENDU_ADDR_FILE)",
		"($GENDU_BASE_URL or $GENDU_BASE_URL_FILE)",
	} {
		if !strings.Contains(help, want) {
			t.Errorf("the help of serve does not say %q:\n%s", want, out)
		}
	}
	out, err = command(t, "--help")
	ok(t, err)
	if help := strings.Join(strings.Fields(out), " "); !strings.Contains(help, "GENDU_X_FILE names a file that holds the value") {
		t.Errorf("the help does not tell of GENDU_X_FILE:\n%s", out)
	}
}

// TestStoresFlagsAreWhereStoresAre: a command has --database exactly where its
// work opens the database.
func TestStoresFlagsAreWhereStoresAre(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&cli{}, kong.Bind(secretFaults{}))
	ok(t, err)
	offline := 0
	for _, leaf := range parser.Model.Leaves(false) {
		var flags []string
		for _, group := range leaf.AllFlags(false) {
			for _, f := range group {
				flags = append(flags, f.Name)
			}
		}
		has := slices.Contains(flags, "database")
		if opens := opensStores(leaf.Target); has != opens {
			t.Errorf("gendu %s opens the stores: %v; it has --database: %v", leaf.Path(), opens, has)
		}
		if !has {
			offline++
		}
	}
	if offline < 12 {
		t.Errorf("%d commands work without the stores", offline)
	}
	for _, name := range []string{"notes", "align", "compare", "transcript", "audio", "version", "health"} {
		out, err := command(t, name, "--help")
		if err != nil || strings.Contains(out, "--database") || strings.Contains(out, "--objects") || strings.Contains(out, "--mp3-decoder") {
			t.Errorf("gendu %s --help: %v\n%s", name, err, out)
		}
		if _, err := command(t, name, "--database", "sqlite:x"); err == nil || !strings.Contains(err.Error(), "unknown flag --database") {
			t.Errorf("gendu %s --database: %v", name, err)
		}
	}
}

// opensStores says whether the Run method of a command asks for them.
func opensStores(command reflect.Value) bool {
	method := command.MethodByName("Run")
	if !method.IsValid() {
		method = command.Addr().MethodByName("Run")
	}
	for i := range method.Type().NumIn() {
		if method.Type().In(i) == reflect.TypeFor[*stores]() {
			return true
		}
	}
	return false
}

// TestUserAddTaken names the login and tells nothing of the database.
func TestUserAddTaken(t *testing.T) {
	t.Parallel()
	where := testStores(t)
	ok(t, (&userAddCmd{Login: "zoe"}).Run(t.Context(), where))
	err := (&userAddCmd{Login: "Zoe"}).Run(t.Context(), where)
	if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), `"zoe" is taken`) || strings.Contains(err.Error(), "UNIQUE") {
		t.Errorf("got %v", err)
	}
	err = (&userRolesCmd{Login: "nobody"}).Run(t.Context(), where)
	if gendu.KindOf(err) != gendu.NotFound || !strings.Contains(err.Error(), `"nobody"`) {
		t.Errorf("got %v", err)
	}
}

func testStores(t *testing.T) *stores {
	t.Helper()
	dir := t.TempDir()
	return &stores{Database: "sqlite:" + filepath.Join(dir, "gendu.db"), Objects: "file:" + filepath.Join(dir, "objects"), MP3Decoder: "own"}
}

// TestImportTitles: the title is the one that was asked for, else the page's, else
// the audio file's own, else the name of the file.
func TestImportTitles(t *testing.T) {
	t.Parallel()
	where := testStores(t)
	dir := t.TempDir()
	tagged, plain := toneFile(t, 2), wavFile(t, "hum.wav", humming(3))
	timed := filepath.Join(dir, "timed.srt")
	ok(t, os.WriteFile(timed, []byte("1\n00:00:00,200 --> 00:00:01,000\nThe tone is steady.\n"), 0o600))
	h, err := where.open(t.Context())
	ok(t, err)
	defer h.close()
	for _, c := range []struct {
		name string
		cmd  importCmd
		want string
	}{
		{"the file's own", importCmd{Audio: tagged, Transcript: timed}, "A tone"},
		{"the name of the file", importCmd{Audio: plain, Transcript: timed}, "hum"},
		{"the page's", importCmd{Audio: tagged, Transcript: timed, Notes: "demo/notes.txt"}, "The Quiet Return of the Night Train"},
		{"the flag's", importCmd{Audio: tagged, Transcript: timed, Title: " Of tones "}, "Of tones"},
	} {
		c.cmd.Show, c.cmd.ShowTitle, c.cmd.Language, c.cmd.Translation = "tones", "All about tones", "en", "zh-Hant"
		ok(t, c.cmd.Run(t.Context(), where))
		show, err := h.store.ShowBySlug(t.Context(), "tones")
		ok(t, err)
		if show.Title != "All about tones" {
			t.Errorf("the show is called %q", show.Title)
		}
		episodes, err := h.store.EpisodesOf(t.Context(), show.ID, store.EpisodeQuery{Drafts: true})
		ok(t, err)
		if !slices.ContainsFunc(episodes, func(e store.EpisodeSummary) bool { return e.Title == c.want }) {
			t.Errorf("%s: no episode is called %q", c.name, c.want)
		}
	}
	for name, cmd := range map[string]importCmd{
		"another title for a show that is there": {Audio: plain, Transcript: timed, Show: "tones", ShowTitle: "Noise"},
		"a title that is too long":               {Audio: plain, Transcript: timed, Show: "tones", Title: strings.Repeat("題", 301)},
	} {
		cmd.Language = "en"
		if err := cmd.Run(t.Context(), where); err == nil || !strings.Contains(err.Error(), "title") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
