package feed

import (
	"fmt"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

// yamlSource is a source as sources.yaml writes it.
type yamlSource struct {
	ID       string   `yaml:"id"`
	Title    string   `yaml:"title,omitempty"`
	URL      string   `yaml:"url"`
	Home     string   `yaml:"home,omitempty"`
	Lang     string   `yaml:"lang,omitempty"`
	Timezone string   `yaml:"timezone,omitempty"`
	Schedule string   `yaml:"schedule,omitempty"`
	Tags     []string `yaml:"tags,omitempty,flow"`
	Fulltext bool     `yaml:"fulltext,omitempty"`
	Enabled  *bool    `yaml:"enabled,omitempty"`
	Hold     string   `yaml:"hold,omitempty"`
	Note     string   `yaml:"note,omitempty"`

	Header    map[string]string `yaml:"header,omitempty"`
	UserAgent string            `yaml:"user_agent,omitempty"`
	BasicAuth *yamlAuth         `yaml:"basic_auth,omitempty"`
	Proxy     string            `yaml:"proxy,omitempty"`
}

type yamlAuth struct {
	Username string `yaml:"username"`
	Password string `yaml:"password"`
}

// SourcesYAML writes sources as the sources section of a sources.yaml, for the
// user to add to his own. It holds the secrets that the sources hold.
func SourcesYAML(sources []Source) ([]byte, error) {
	file := struct {
		Sources []yamlSource `yaml:"sources"`
	}{}
	for _, s := range sources {
		y := yamlSource{ID: s.ID, Title: s.Title, URL: s.URL, Home: s.Home, Lang: s.Lang, Tags: s.Tags, Fulltext: s.Fulltext, Note: s.Note}
		if s.OwnSchedule {
			y.Schedule = s.Schedule
		}
		if s.Timezone != nil {
			y.Timezone = s.Timezone.String()
		}
		if s.Disabled {
			y.Enabled = new(bool)
		}
		if s.HoldHost {
			y.Hold = "host"
		}
		y.access(s)
		file.Sources = append(file.Sources, y)
	}
	data, err := yaml.Dump(file)
	if err != nil {
		return nil, fmt.Errorf("sources: %w", err)
	}
	return data, nil
}

// access adds what a request carries.
func (y *yamlSource) access(s Source) {
	y.UserAgent = s.UserAgent
	for name := range s.Header {
		if y.Header == nil {
			y.Header = map[string]string{}
		}
		y.Header[name] = strings.Join(s.Header.Values(name), ", ")
	}
	if s.BasicAuth != nil {
		y.BasicAuth = &yamlAuth{s.BasicAuth.Username, s.BasicAuth.Password}
	}
	if s.Proxy != nil {
		y.Proxy = s.Proxy.String()
	}
}
