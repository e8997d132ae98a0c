package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// completionCmd is `dateline completion`.
type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is the long help.
func (completionCmd) Help() string {
	return `Prints a script that makes a shell complete commands and flags.

  bash:  source <(dateline completion bash)
  zsh:   dateline completion zsh > "${fpath[1]}/_dateline"
  fish:  dateline completion fish > ~/.config/fish/completions/dateline.fish`
}

// Run prints.
func (c completionCmd) Run(e *env) error {
	root, err := commandLine()
	if err != nil {
		return err
	}
	write := map[string]func(io.Writer, []command){"bash": writeBash, "zsh": writeZsh, "fish": writeFish}[c.Shell]
	write(e.out, commands(root))
	return nil
}

// commandLine is the model of the command line: what it may be made of.
func commandLine() (*kong.Node, error) {
	parser, err := kong.New(&cli{}, describe()...)
	if err != nil {
		return nil, fmt.Errorf("command line: %w", err)
	}
	return parser.Model.Node, nil
}

// command is a command with all flags it takes, or the program itself.
type command struct {
	*kong.Node
	path  string // "events split"; empty for the program
	flags []*kong.Flag
}

// commands lists the program and every command that is shown.
func commands(root *kong.Node) []command {
	var out []command
	var walk func(n *kong.Node, path string)
	walk = func(n *kong.Node, path string) {
		c := command{Node: n, path: path}
		for _, group := range n.AllFlags(true) {
			c.flags = append(c.flags, group...)
		}
		out = append(out, c)
		for _, child := range n.Children {
			if !child.Hidden {
				walk(child, strings.TrimSpace(path+" "+child.Name))
			}
		}
	}
	walk(root, "")
	return out
}

// choices are the words a flag or argument takes; empty where any may follow.
func choices(v *kong.Value) []string {
	if v.Enum == "" {
		return nil
	}
	return v.EnumSlice()
}

// next are the words that may follow a command.
func (c command) next() []string {
	var words []string
	for _, child := range c.Children {
		if !child.Hidden {
			words = append(words, child.Name)
		}
	}
	for _, p := range c.Positional {
		words = append(words, choices(p)...)
	}
	return words
}

func writeBash(w io.Writer, all []command) {
	fmt.Fprint(w, "# bash completion of dateline: source <(dateline completion bash)\n_dateline() {\n"+
		"  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\" path= words= word\n"+
		"  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$path $word\" in\n")
	for _, c := range all[1:] {
		fmt.Fprintf(w, "      ' %s') path=\"$path $word\" ;;\n", c.path)
	}
	fmt.Fprint(w, "    esac\n  done\n  case \"$path:$prev\" in\n")
	for _, c := range all {
		for _, f := range c.flags {
			if words := choices(f.Value); len(words) > 0 {
				fmt.Fprintf(w, "    '%s:--%s') COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", spaced(c.path), f.Name, strings.Join(words, " "))
			} else if !f.IsBool() {
				fmt.Fprintf(w, "    '%s:--%s') COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n", spaced(c.path), f.Name)
			}
		}
	}
	fmt.Fprint(w, "  esac\n  case \"$path\" in\n")
	for _, c := range all {
		words := c.next()
		for _, f := range c.flags {
			words = append(words, "--"+f.Name)
		}
		fmt.Fprintf(w, "    '%s') words='%s' ;;\n", spaced(c.path), strings.Join(words, " "))
	}
	fmt.Fprint(w, "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _dateline dateline\n")
}

func spaced(path string) string {
	if path == "" {
		return ""
	}
	return " " + path
}

func writeZsh(w io.Writer, all []command) {
	fmt.Fprint(w, "#compdef dateline\n# zsh completion of dateline: dateline completion zsh > \"${fpath[1]}/_dateline\"\n_dateline() {\n"+
		"  local at= word\n  local -a names flags\n  for word in \"${(@)words[2,CURRENT-1]}\"; do\n    case \"$at $word\" in\n")
	for _, c := range all[1:] {
		fmt.Fprintf(w, "      ' %s') at=\"$at $word\" ;;\n", c.path)
	}
	fmt.Fprint(w, "    esac\n  done\n  case \"$at:${words[CURRENT-1]}\" in\n")
	for _, c := range all {
		for _, f := range c.flags {
			if words := choices(f.Value); len(words) > 0 {
				fmt.Fprintf(w, "    '%s:--%s') compadd %s; return ;;\n", spaced(c.path), f.Name, strings.Join(words, " "))
			} else if !f.IsBool() {
				fmt.Fprintf(w, "    '%s:--%s') _files; return ;;\n", spaced(c.path), f.Name)
			}
		}
	}
	fmt.Fprint(w, "  esac\n  case \"$at\" in\n")
	for _, c := range all {
		fmt.Fprintf(w, "    '%s')\n      names=(", spaced(c.path))
		for _, child := range c.Children {
			if !child.Hidden {
				fmt.Fprintf(w, " %s", zshWord(child.Name, child.Help))
			}
		}
		for _, p := range c.Positional {
			for _, word := range choices(p) {
				fmt.Fprintf(w, " %s", zshWord(word, p.Help))
			}
		}
		fmt.Fprint(w, " )\n      flags=(")
		for _, f := range c.flags {
			fmt.Fprintf(w, " %s", zshWord("--"+f.Name, f.Help))
		}
		fmt.Fprint(w, " ) ;;\n")
	}
	fmt.Fprint(w, "  esac\n  (( $#names )) && _describe command names\n  _describe -o option flags\n  (( $#names )) || _files\n}\n_dateline \"$@\"\n")
}

// zshWord writes a word and its meaning for _describe.
func zshWord(word, help string) string {
	return "'" + strings.ReplaceAll(word, ":", "\\:") + ":" + strings.ReplaceAll(help, "'", `'\''`) + "'"
}

func writeFish(w io.Writer, all []command) {
	fmt.Fprint(w, "# fish completion of dateline: dateline completion fish > ~/.config/fish/completions/dateline.fish\n")
	for _, c := range all {
		when := "__fish_use_subcommand"
		if c.path != "" {
			when = "__fish_seen_subcommand_from " + strings.ReplaceAll(c.path, " ", "; and __fish_seen_subcommand_from ")
		}
		for _, child := range c.Children {
			if !child.Hidden {
				fmt.Fprintf(w, "complete -c dateline -n '%s' -a %s -d '%s'\n", when, child.Name, fishText(child.Help))
			}
		}
		for _, p := range c.Positional {
			if words := choices(p); len(words) > 0 {
				fmt.Fprintf(w, "complete -c dateline -n '%s' -x -a '%s'\n", when, strings.Join(words, " "))
			}
		}
		for _, f := range c.flags {
			takes := " -r"
			if words := choices(f.Value); len(words) > 0 {
				takes = " -x -a '" + strings.Join(words, " ") + "'"
			} else if f.IsBool() {
				takes = ""
			}
			fmt.Fprintf(w, "complete -c dateline -n '%s' -l %s%s -d '%s'\n", when, f.Name, takes, fishText(f.Help))
		}
	}
}

func fishText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s)
}
