package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// The exit codes; docs/cli.md lists them.
const (
	exitFailed      = 1   // what was asked for could not be done
	exitUsage       = 2   // the command line or the environment is wrong; nothing was begun
	exitFaults      = 3   // check or lint was done, and found faults
	exitInterrupted = 130 // a signal stopped it, as shells count SIGINT
)

// exitCode is what the process ends with after err.
func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, errFaults):
		return exitFaults
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// usageError is a fault of the command line or the environment.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// usage joins faults of the command line or the environment; nil where there is
// none.
func usage(faults ...error) error {
	if err := errors.Join(faults...); err != nil {
		return &usageError{err}
	}
	return nil
}

// misused says in one line what is wrong with the arguments and where to read how
// they are written.
func misused(args []string, err error) error {
	command := "gendu"
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		for _, step := range parse.Context.Path {
			if step.Command != nil {
				command += " " + step.Command.Name
			}
		}
	}
	message := strings.ReplaceAll(err.Error(), "\n", "; ")
	message = strings.TrimPrefix(message, strings.TrimPrefix(command, "gendu ")+": ")
	if name, ok := strings.CutPrefix(message, "expected \"<"); ok {
		message = "missing argument: <" + strings.TrimSuffix(name, "\"")
	}
	switch {
	case len(args) == 0:
		message = "a command is missing"
	case command == "gendu" && len(args) > 1 && strings.HasPrefix(message, "unknown flag") && strings.HasPrefix(args[0], "-"):
		message += " in front of the command: flags follow it"
	}
	return usage(fmt.Errorf("%s; see %s --help", strings.TrimRight(message, "."), command))
}

// helpOfVariables stands at the top of the help.
const helpOfVariables = "A flag whose help names an environment variable can be given by it; a flag wins over the variable, " +
	"and the variable over the default. For each GENDU_X, GENDU_X_FILE names a file that holds the value."

// describe is the help of one flag: what it means, its default and its variable.
func describe(v *kong.Value) string {
	var more []string
	if v.HasDefault && v.Default != "" && v.Default != "false" {
		more = append(more, "default "+v.Default)
	}
	for _, env := range v.Tag.Envs {
		more = append(more, "$"+env+" or $"+env+"_FILE")
	}
	if len(more) == 0 {
		return v.Help
	}
	return strings.TrimSpace(v.Help + " (" + strings.Join(more, "; ") + ")")
}
