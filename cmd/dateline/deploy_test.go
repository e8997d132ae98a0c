package main

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	yaml "go.yaml.in/yaml/v4"
)

// understood fails where the command line or an environment variable of a
// deployment is none of dateline's.
func understood(t *testing.T, where string, args, environment []string) {
	t.Helper()
	parser, err := kong.New(&cli{}, kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Errorf("%s: dateline %s: %v", where, strings.Join(args, " "), err)
	}
	known := map[string]bool{"DATELINE_ADMIN_TOKEN": true}
	var collect func(n *kong.Node)
	collect = func(n *kong.Node) {
		for _, f := range n.Flags {
			for _, name := range f.Envs {
				known[name] = true
			}
		}
		for _, c := range n.Children {
			collect(c)
		}
	}
	collect(parser.Model.Node)
	for _, v := range environment {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "DATELINE_") && !known[name] {
			t.Errorf("%s sets %s, which dateline does not read", where, name)
		}
	}
}

func deployFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The tests and make targets that the threat model names are there.
func TestThreatModelNamesTests(t *testing.T) {
	root := filepath.Join("..", "..")
	model, err := os.ReadFile(filepath.Join(root, "docs", "threat-model.md"))
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, room := range []string{"cmd/dateline", "feed", "scheduler", "store", "timeline", "web"} {
		files, err := filepath.Glob(filepath.Join(root, room, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(text)
		}
	}
	names := regexp.MustCompile(`\b(Test|Fuzz)[A-Z]\w+`).FindAllString(string(model), -1)
	if len(names) < 15 {
		t.Errorf("the threat model names %d tests only", len(names))
	}
	for _, name := range names {
		if !strings.Contains(tests.String(), "func "+name+"(") {
			t.Errorf("the threat model names %s, which is not there", name)
		}
	}
}

func TestDeployUnit(t *testing.T) {
	var args, environment []string
	lines := bufio.NewScanner(strings.NewReader(deployFile(t, "dateline.service")))
	for lines.Scan() {
		switch key, value, _ := strings.Cut(lines.Text(), "="); key {
		case "ExecStart":
			args = strings.Fields(value)[1:]
		case "Environment":
			environment = append(environment, strings.Fields(value)...)
		}
	}
	understood(t, "dateline.service", args, environment)
}

func TestDeployImage(t *testing.T) {
	var environment []string
	user := ""
	for line := range strings.Lines(deployFile(t, "Dockerfile")) {
		switch word, rest, _ := strings.Cut(strings.TrimSpace(line), " "); word {
		case "ENV":
			environment = strings.Fields(rest)
		case "USER":
			user = rest
		}
	}
	understood(t, "Dockerfile", []string{"serve"}, environment)
	if user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
		t.Errorf("the image runs as %q", user)
	}
}

func TestDeployCompose(t *testing.T) {
	var compose struct {
		Services map[string]struct {
			Command     []string
			Environment map[string]string
		}
	}
	if err := yaml.Load([]byte(deployFile(t, "compose.yaml")), &compose); err != nil {
		t.Fatal(err)
	}
	s := compose.Services["dateline"]
	var environment []string
	for name := range s.Environment {
		environment = append(environment, name)
	}
	understood(t, "compose.yaml", s.Command, environment)
}
