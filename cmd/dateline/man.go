package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// manCmd is `dateline man`, which packagers run: it prints the manual page.
type manCmd struct{}

// Run prints.
func (manCmd) Run(e *env) error {
	root, err := commandLine()
	if err != nil {
		return err
	}
	writeMan(e.out, root, versionText())
	return nil
}

// writeMan writes the page in the man(7) language, from the command line's model.
func writeMan(w io.Writer, root *kong.Node, version string) {
	all := commands(root)
	fmt.Fprintf(w, ".TH DATELINE 1 \"\" \"dateline %s\" \"User Commands\"\n", roff(version))
	fmt.Fprintf(w, ".SH NAME\ndateline \\- a timeline of diplomatic events out of news feeds\n")
	fmt.Fprint(w, ".SH SYNOPSIS\n.B dateline\n.I command\n[flags] [arguments]\n")
	fmt.Fprintf(w, ".SH DESCRIPTION\n%s\n", roff(root.Help))
	fmt.Fprint(w, ".SH FLAGS OF EVERY COMMAND\n")
	for _, f := range root.Flags {
		manFlag(w, f)
	}
	fmt.Fprint(w, ".SH COMMANDS\n")
	for _, c := range all[1:] {
		fmt.Fprintf(w, ".SS dateline %s\n%s\n", roff(strings.TrimPrefix(c.Summary(), "dateline ")), roff(c.Help))
		if c.Detail != "" {
			fmt.Fprintf(w, ".PP\n%s\n", roff(c.Detail))
		}
		for _, p := range c.Positional {
			fmt.Fprintf(w, ".TP\n.I %s\n%s\n", roff(p.Name), roff(p.Help))
		}
		for _, f := range c.Flags {
			manFlag(w, f)
		}
	}
	fmt.Fprint(w, ".SH EXIT STATUS\n0 done, 1 failed, 2 the command line was not understood.\n")
	fmt.Fprint(w, ".SH FILES\n.TP\n.I sources.yaml\nWhat to read and what to publish.\n.TP\n.I dateline.db\nThe database, where none is named with \\-\\-db.\n")
}

func manFlag(w io.Writer, f *kong.Flag) {
	if f.Hidden {
		return
	}
	name := `\fB\-\-` + roff(f.Name) + `\fR`
	if !f.IsBool() {
		name += `=\fI` + roff(f.FormatPlaceHolder()) + `\fR`
	}
	help := f.Help
	if len(f.Envs) > 0 {
		help += " Environment: " + strings.Join(f.Envs, ", ") + "."
	}
	fmt.Fprintf(w, ".TP\n%s\n%s\n", name, roff(help))
}

// roff escapes what man(7) would obey; indented lines stand as they are written.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	var out []string
	block := false
	for line := range strings.SplitSeq(s, "\n") {
		indented := strings.HasPrefix(line, "  ")
		if indented != block {
			out = append(out, map[bool]string{true: ".nf", false: ".fi"}[indented])
			block = indented
		}
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			line = `\&` + line
		}
		if line == "" {
			line = ".PP"
		}
		out = append(out, line)
	}
	if block {
		out = append(out, ".fi")
	}
	return strings.Join(out, "\n")
}
