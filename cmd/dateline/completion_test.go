package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// printed is what a command prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), args, stdio{in: strings.NewReader(""), out: &out, err: &errs}); code != exitOK {
		t.Fatalf("dateline %v: %s", args, errs.String())
	}
	return out.String()
}

func TestCompletionsAndManNameEverything(t *testing.T) {
	root, err := commandLine()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"bash": printed(t, "completion", "bash"), "zsh": printed(t, "completion", "zsh"), "fish": printed(t, "completion", "fish"),
		"man": strings.ReplaceAll(printed(t, "man"), `\-`, "-"),
	} {
		for _, c := range commands(root) {
			if !strings.Contains(text, c.Name) {
				t.Errorf("%s does not name the command %s", name, c.path)
			}
			for _, f := range c.flags {
				if !strings.Contains(text, "--"+f.Name) && !strings.Contains(text, "-l "+f.Name) {
					t.Errorf("%s does not name --%s of %q", name, f.Name, c.path)
				}
			}
		}
	}
}

// The shells that are there read their scripts, and man its page without a warning.
func TestCompletionScriptsAreRead(t *testing.T) {
	for shell, args := range map[string][]string{"bash": {"-n"}, "zsh": {"-n"}, "fish": {"-n"}} {
		file := filepath.Join(t.TempDir(), shell)
		writeFile(t, file, printed(t, "completion", shell))
		if _, err := exec.LookPath(shell); err != nil {
			continue
		}
		if out, err := exec.CommandContext(t.Context(), shell, append(args, file)...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", shell, err, out)
		}
	}
	page := filepath.Join(t.TempDir(), "dateline.1")
	writeFile(t, page, printed(t, "man"))
	if _, err := exec.LookPath("groff"); err == nil {
		if out, err := exec.CommandContext(t.Context(), "groff", "-Kutf8", "-man", "-Tutf8", "-ww", "-z", page).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("groff: %v\n%s", err, out)
		}
	}
}

func TestCompletionInBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Log("no bash here: its completion is not tried")
		return
	}
	script := filepath.Join(t.TempDir(), "dateline.bash")
	writeFile(t, script, printed(t, "completion", "bash"))
	for line, want := range map[string]string{
		"dateline ser":                      "serve",
		"dateline events sp":                "split",
		"dateline serve --adm":              "--admin-listen --admin-token-file",
		"dateline timeline --format geo":    "geojson",
		"dateline completion f":             "fish",
		"dateline --log j":                  "json",
		"dateline --log json check --li":    "--live",
		"dateline timeline --format text p": "",
	} {
		words := "'" + strings.Join(strings.Split(line, " "), "' '") + "'"
		cmd := "source " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _dateline; echo ${COMPREPLY[*]}"
		out, err := exec.CommandContext(t.Context(), bash, "-c", cmd).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q completes to %q, %v, want %q", line, got, err, want)
		}
	}
}
