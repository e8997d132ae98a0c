package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"
)

// languages lists the languages of the table; a form's language mask counts in this order.
var languages = []string{"en", "de", "ru", "fr", "es", "kk", "tr", "uk"}

// language is data/xx.yaml. A row lists names separated by ";"; columns are
// separated by "/": names / adjectives / people. See data/README.md for the marks.
type language struct {
	Inflect       map[string]map[string]string `yaml:"inflect"`
	Countries     map[string]string            `yaml:"countries"`
	Seats         map[string]string            `yaml:"seats"`
	Cities        map[string]string            `yaml:"cities"`
	Organisations map[string]string            `yaml:"organisations"`
	Offices       map[string]string            `yaml:"offices"`
	Ignore        string                       `yaml:"ignore"`
	GivenNames    string                       `yaml:"given_names"`
	NoCities      string                       `yaml:"no_cities"`
	Words         map[string]string            `yaml:"words"`
}

// organisation is a row of organisations.yaml.
type organisation struct {
	Part    string `yaml:"part"`    // the organisation that acts through this organ
	Members string `yaml:"members"` // codes of states or organisations; "*" for all UN members
}

// officeFact is a row of offices.yaml.
type officeFact struct {
	Level string `yaml:"level"`
}

// holder is a row of persons.yaml.
type holder struct {
	Code    string            `yaml:"code"`
	Name    string            `yaml:"name"`
	Role    string            `yaml:"role"`
	From    string            `yaml:"from"`
	Until   string            `yaml:"until"`
	Source  string            `yaml:"source"`
	Checked string            `yaml:"checked"`
	Names   map[string]string `yaml:"names"`
}

type cityFact struct {
	ID   string `yaml:"id"`   // geonameid
	At   string `yaml:"at"`   // latitude,longitude of a place the package does not have
	Seat bool   `yaml:"seat"` // a seat of government that is no capital
}

// facts is everything written by hand.
type facts struct {
	lang          map[string]language
	organisations map[string]organisation
	offices       map[string]officeFact
	cities        map[string]cityFact
	holders       []holder
	sum           string // SHA-256 over the files
}

func readFacts(dir string) (*facts, error) {
	f := &facts{lang: map[string]language{}}
	var err error
	if f.sum, err = checksum(dir); err != nil {
		return nil, err
	}
	for _, lang := range languages {
		var l language
		if err := readYAML(dir, lang+".yaml", &l); err != nil {
			return nil, err
		}
		f.lang[lang] = l
	}
	for name, into := range map[string]any{
		"organisations.yaml": &f.organisations, "offices.yaml": &f.offices, "cities.yaml": &f.cities, "persons.yaml": &f.holders,
	} {
		if err := readYAML(dir, name, into); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// checksum is the SHA-256 over the YAML files and the pinned packages' sums.
func checksum(dir string) (string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, p := range pinned {
		fmt.Fprintln(h, p.name, p.version, p.sum)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, filepath.Base(name), len(raw))
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func readYAML(dir, name string, into any) error {
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	if err := yaml.Load(raw, into, yaml.WithKnownFields()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// columns splits a row into its columns and those into names.
func columns(row string) [3][]string {
	var c [3][]string
	for i, col := range strings.SplitN(row, " / ", 3) {
		c[i] = list(col)
	}
	return c
}

// list splits at semicolons.
func list(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.TrimSpace(strings.Join(strings.Fields(part), " ")); part != "" && part != "-" {
			out = append(out, part)
		}
	}
	return out
}
