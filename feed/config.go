package feed

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

//go:generate go test . -run "TestSchemaIsCurrent|TestSourcesDocsAreCurrent" -update

// ConfigError is one thing wrong with a sources.yaml.
type ConfigError struct {
	File         string
	Line, Column int    // from 1; 0 where the file as a whole is meant
	Message      string // what is wrong
	Hint         string // what to do about it; may be empty
}

// Error writes file:line:column: message; hint.
func (e ConfigError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	b.WriteString(": " + e.Message)
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// ConfigErrors is everything wrong with a sources.yaml, in order of place,
// never empty.
type ConfigErrors []ConfigError

// Error writes one error a line.
func (es ConfigErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Load reads and checks a sources.yaml. What is wrong with its content comes
// as [ConfigErrors], all of it at once.
func Load(file string) (Config, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return Config{}, fmt.Errorf("sources: %w; name one with --config, or write one: docs/sources.md shows how, and dateline import makes one of an OPML list", err)
	}
	if err != nil {
		return Config{}, fmt.Errorf("sources: %w", err)
	}
	return ParseConfig(file, data)
}

// ParseConfig is [Load] of a file's content. The name stands in messages, and
// relative file: sources are looked up from its folder.
func ParseConfig(name string, data []byte) (Config, error) {
	var f configFile
	c := checker{file: name, dir: filepath.Dir(name), getenv: os.LookupEnv}
	if root, ok := nodeTree(data); ok {
		c.root = root
	}
	if err := yaml.Load(data, &f, yaml.WithKnownFields()); err != nil {
		c.yamlErrors(err, data)
	}
	// What follows looks only at what was understood; an entry that YAML
	// refused is empty and its own checks would only repeat the complaint.
	config := c.config(f)
	if len(c.errs) > 0 {
		return Config{}, c.sorted()
	}
	config.Remarks = c.remarks(config, f)
	return config, nil
}

// nodeTree reads the file as bare nodes, for the places of what is missing.
func nodeTree(data []byte) (*yaml.Node, bool) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil || len(doc.Content) == 0 {
		return nil, false
	}
	return doc.Content[0], true
}

func (c *checker) sorted() ConfigErrors {
	slices.SortStableFunc(c.errs, func(a, b ConfigError) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return slices.Compact(c.errs)
}
