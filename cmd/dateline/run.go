package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/dateline-news/dateline/feed"
)

// version is set by the linker; a plain `go build` leaves the module's own.
var version = ""

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // the command ran and failed
	exitUsage  = 2 // the command line could not be understood
)

// stdio is what a command reads and writes.
type stdio struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// cli is the command line: the struct is the flags, the environment and the help.
type cli struct {
	Config  string           `default:"sources.yaml" env:"DATELINE_CONFIG" placeholder:"FILE" help:"What to read and what to publish (${default})."`
	DB      string           `name:"db" default:"dateline.db" env:"DATELINE_DB" placeholder:"FILE|URL" help:"Where to keep it: a SQLite file (${default}), or postgres://…"`
	Log     string           `default:"text" enum:"text,json" env:"DATELINE_LOG" help:"Form of the log on standard error: text or json."`
	Version kong.VersionFlag `help:"Print the version and exit."`

	Serve      serveCmd      `cmd:"" help:"Poll on schedule and serve pages and feeds."`
	Poll       pollCmd       `cmd:"" help:"Poll once what is due, or the named sources."`
	Timeline   timelineCmd   `cmd:"" help:"Print events."`
	Explain    explainCmd    `cmd:"" help:"Show what dateline reads in one article, and why."`
	Check      checkCmd      `cmd:"" help:"Validate sources.yaml."`
	Extract    extractCmd    `cmd:"" help:"Read reports as JSON Lines, write what is read in each."`
	Merge      mergeCmd      `cmd:"" help:"Read reports as JSON Lines, write the merged timeline."`
	Replay     replayCmd     `cmd:"" help:"Read all stored reports again, after an upgrade of the rules."`
	Events     eventsCmd     `cmd:"" help:"Correct events: split, merge, hide, note."`
	Actors     actorsCmd     `cmd:"" help:"Show what the gazetteer knows, and what it lacks."`
	Import     importCmd     `cmd:"" help:"Turn an OPML list of subscriptions into sources."`
	Export     exportCmd     `cmd:"" help:"Write the sources as OPML, the events or the whole database as JSON Lines."`
	Backup     backupCmd     `cmd:"" help:"Copy the database while it is in use."`
	Restore    restoreCmd    `cmd:"" help:"Make a new database of a backup or an export."`
	Completion completionCmd `cmd:"" help:"Print the completion script of a shell."`
	Man        manCmd        `cmd:"" hidden:"" help:"Print the manual page."`
}

// env is what every command gets beside its own flags.
type env struct {
	stdio
	ctx context.Context
	cli *cli
	log *slog.Logger
	tty bool // standard error is a terminal: progress may be shown there
}

// run runs one command line and returns its exit code. It is the whole program
// but for signals, so the tests' scripts call it too.
func run(ctx context.Context, args []string, io stdio) (code int) {
	var c cli
	parser, err := kong.New(&c, append(describe(), kong.Writers(io.out, io.err), kong.Exit(func(code int) { panic(exit(code)) }))...)
	if err != nil {
		fmt.Fprintln(io.err, "dateline: command line:", err)
		return exitFailed
	}
	defer func() {
		if r := recover(); r != nil {
			asked, ok := r.(exit)
			if !ok {
				panic(r)
			}
			code = int(asked)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	if err != nil {
		return report(io.err, commandOf(err), usageError{err})
	}
	e := &env{stdio: io, ctx: ctx, cli: &c, log: newLog(io.err, c.Log, slog.LevelInfo), tty: isTerminal(io.err)}
	return report(io.err, kctx.Command(), kctx.Run(e))
}

// commandOf is the command that a mistake on the command line belongs to; empty
// where none was understood.
func commandOf(err error) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		return parse.Context.Command()
	}
	return ""
}

// describe is what the help says of the whole program.
func describe() []kong.Option {
	return []kong.Option{
		kong.Name("dateline"),
		kong.Description("News feeds in, one dated timeline of diplomatic events out.\n\nStart with `dateline serve` and open http://localhost:8080."),
		kong.Vars{"version": "dateline " + versionText()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	}
}

// exit carries an exit code out of the parser, which asks to leave for --help and --version.
type exit int

// usageError is an error in the arguments that only the command could see.
type usageError struct{ error }

// silentError fails a command that has already said why.
type silentError struct{ error }

func report(w io.Writer, command string, err error) int {
	var usage usageError
	var silent silentError
	var mistakes feed.ConfigErrors
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &silent):
		return exitFailed
	case errors.As(err, &usage):
		name, _, _ := strings.Cut(command+" <", " <") // without its arguments
		fmt.Fprintf(w, "dateline: %v\nTry '%s --help'.\n", err, strings.TrimSpace("dateline "+name))
		return exitUsage
	case errors.As(err, &mistakes): // as compilers write them, for editors to jump to
		fmt.Fprintf(w, "%v\ndateline: %s: %s\n", mistakes, mistakes[0].File, counted(len(mistakes), "mistake"))
		return exitFailed
	default:
		fmt.Fprintf(w, "dateline: %v\n", err)
		return exitFailed
	}
}

func newLog(w io.Writer, form string, least slog.Level) *slog.Logger {
	opts := &slog.HandlerOptions{Level: least}
	if form == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "devel"
}
