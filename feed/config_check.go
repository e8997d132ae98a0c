package feed

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	yaml "go.yaml.in/yaml/v4"

	"github.com/dateline-news/dateline/timeline"
)

// defaultSchedule stands in where neither source nor defaults set one.
const defaultSchedule = "@every 30m"

// minEvery is the shortest interval to ask a public address at; cron fields cannot
// ask for less.
const minEvery = time.Minute

// checker turns the file's entries into the domain's types and gathers what is
// wrong on the way.
type checker struct {
	file   string
	dir    string
	getenv func(string) (string, bool)
	root   *yaml.Node // nil: the file is not YAML
	errs   []ConfigError
}

func (c *checker) fail(t text, hint, format string, args ...any) {
	c.errs = append(c.errs, ConfigError{c.file, t.line, t.column, fmt.Sprintf(format, args...), hint})
}

// node finds the node at the path of keys and indexes, nil where there is none.
func (c *checker) node(path ...any) *yaml.Node {
	n := c.root
	for _, step := range path {
		n = child(n, step)
	}
	return n
}

// place is where the node at the path stands.
func (c *checker) place(path ...any) text {
	if n := c.node(path...); n != nil {
		return text{line: n.Line, column: n.Column}
	}
	return text{}
}

func child(n *yaml.Node, step any) *yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch step := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && step < len(n.Content) {
			return n.Content[step]
		}
	case string:
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

// understood reports whether the entry at the path is a mapping, as it should
// be: of the rest YAML has complained already.
func (c *checker) understood(path ...any) bool {
	n := c.node(path...)
	return n != nil && (n.Kind == yaml.MappingNode || n.Kind == yaml.AliasNode)
}

func (c *checker) require(t text, key, example string, path ...any) bool {
	if t.value != "" {
		return true
	}
	switch n := c.node(append(path, key)...); {
	case n == nil || t.line > 0:
		c.fail(c.place(path...), "add "+example, "%s is missing", key)
	case n.ShortTag() == "!!null": // "url:" and nothing behind it
		c.fail(text{line: n.Line, column: n.Column}, "add "+example, "%s is empty", key)
	} // else it is there, and YAML has said what is wrong with it
	return false
}

func (c *checker) config(f configFile) Config {
	config := Config{File: c.file}
	if c.root == nil {
		return config
	}
	if len(f.Sources) == 0 && len(c.errs) == 0 {
		c.fail(c.place(), "list at least one feed: sources: [{id: daz, url: https://daz.asia/feed/}]", "no sources")
	}
	d := c.defaults(f.Defaults)
	ids := seen{}
	for i, e := range f.Sources {
		if c.understood("sources", i) {
			config.Sources = append(config.Sources, c.source(e, d, ids, i))
		}
	}
	names := seen{}
	for i, e := range f.Outlets {
		if c.understood("outlets", i) {
			config.Outlets = append(config.Outlets, c.outlet(e, names, i))
		}
	}
	c.bind(config, f.Outlets)
	for i, e := range f.Actors {
		if c.understood("actors", i) {
			config.Actors = append(config.Actors, c.actor(e, i))
		}
	}
	for _, t := range f.Network.Allow {
		config.Network.Allow = append(config.Network.Allow, c.prefix(t))
	}
	return config
}

// defaults returns the source that the defaults describe.
func (c *checker) defaults(e defaultsEntry) Source {
	return Source{
		Schedule:    cmp.Or(c.schedule(e.Schedule, minEvery), defaultSchedule),
		DefaultZone: c.zone(e.Timezone),
		Lang:        c.lang(e.Lang),
		Fulltext:    e.Fulltext != nil && *e.Fulltext,
		Keep:        c.keep(e.Keep, Keep{}),
		UserAgent:   c.headerValue(e.UserAgent, "user_agent"),
		Proxy:       c.proxy(e.Proxy),
	}
}

func (c *checker) source(e sourceEntry, d Source, ids seen, i int) Source {
	if c.require(e.ID, "id", "a short name that never changes, such as id: daz", "sources", i) {
		c.name(e.ID, "id", sourceID, "use lower-case letters, digits, dots, hyphens and underscores, a letter or digit first")
		ids.once(c, e.ID, "source")
	}
	s := d
	s.ID = e.ID.value
	s.Title = cmp.Or(e.Title.value, e.ID.value)
	if c.require(e.URL, "url", "the feed's address, such as url: https://daz.asia/feed/", "sources", i) {
		s.URL = c.url(e.URL)
	}
	if e.Home.value != "" && absolute(nil, e.Home.value) == "" {
		c.fail(e.Home, "write it as a browser shows it", "home %q is not a web address", e.Home.value)
	}
	s.Home, s.Note = e.Home.value, e.Note.value
	s.Lang = cmp.Or(c.lang(e.Lang), d.Lang)
	s.Timezone = c.zone(e.Timezone)
	if own := c.schedule(e.Schedule, shortest(s.URL)); own != "" {
		s.Schedule, s.OwnSchedule = own, true
	}
	s.Keep = c.keep(e.Keep, d.Keep)
	s.Tags = c.tags(e.Tags)
	if e.Fulltext != nil {
		s.Fulltext = *e.Fulltext
	}
	s.Disabled = e.Enabled != nil && !*e.Enabled
	s.HoldHost = c.hold(e.Hold)
	c.request(e, &s, i)
	return s
}

// request fills in what the source's requests carry.
func (c *checker) request(e sourceEntry, s *Source, i int) {
	s.Header = c.header(e.Header)
	if v := c.headerValue(e.UserAgent, "user_agent"); v != "" {
		s.UserAgent = v
	}
	if p := c.proxy(e.Proxy); p != nil {
		s.Proxy = p
	}
	if e.BasicAuth != nil {
		c.require(e.BasicAuth.Username, "username", `username: and password:, such as password: "${NAME}"`, "sources", i, "basic_auth")
		s.BasicAuth = &BasicAuth{Username: c.secret(e.BasicAuth.Username), Password: c.secret(e.BasicAuth.Password)}
	}
}

func (c *checker) outlet(e outletEntry, names seen, i int) Outlet {
	if c.require(e.Name, "name", "a short name for its address, such as name: kz-ch", "outlets", i) {
		c.name(e.Name, "name", outletName, "use lower-case letters, digits, hyphens and underscores, a letter or digit first")
		names.once(c, e.Name, "outlet")
	}
	if c.require(e.Query, "query", `what to publish, such as query: "actor:KAZ actor:CHE"`, "outlets", i) {
		if _, err := timeline.ParseQuery(e.Query.value); err != nil {
			c.fail(e.Query, "", "query %q: %v", e.Query.value, err)
		}
	}
	o := Outlet{Name: e.Name.value, Title: cmp.Or(e.Title.value, e.Name.value), Query: e.Query.value, Gone: e.Gone, Private: e.Private}
	if len(e.Tokens) > 0 && !e.Private {
		c.fail(c.place("outlets", i, "tokens"), "add private: true, or remove the tokens", "outlet %q has tokens and is public", e.Name.value)
	}
	o = c.tokens(o, e)
	for _, old := range e.RenamedFrom {
		c.name(old, "renamed_from", outletName, "write the former name as it stood in the address")
		names.once(c, old, "outlet")
		o.RenamedFrom = append(o.RenamedFrom, old.value)
	}
	return o
}

// leastToken is how many characters a token must have, so that nobody guesses it.
const leastToken = 16

// tokens adds the tokens that open the outlet. Messages never repeat one.
func (c *checker) tokens(o Outlet, e outletEntry) Outlet {
	owner := map[string]string{}
	for _, name := range slices.SortedFunc(maps.Keys(e.Tokens), func(a, b text) int { return cmp.Compare(a.value, b.value) }) {
		t := e.Tokens[name]
		value := c.secret(t)
		if value == "" && t.value != "" {
			continue // said already
		}
		switch other, twice := owner[value]; {
		case len(value) < leastToken:
			c.fail(t, "make one with: openssl rand -hex 16", "the token of %q has fewer than %d characters", name.value, leastToken)
		case twice:
			c.fail(t, "give each reader a token, so that one can be revoked", "the token of %q is that of %q too", name.value, other)
		}
		owner[value] = name.value
		o = o.WithToken(value)
	}
	o.Private = e.Private
	return o
}

// bind checks that what queries name with in: is there, and that no public outlet
// shows what a private one selects.
func (c *checker) bind(config Config, entries []outletEntry) {
	for _, e := range entries {
		q, err := timeline.ParseQuery(e.Query.value)
		if err != nil {
			continue // said already
		}
		if _, err := q.Bind(config.Binding()); err != nil {
			c.fail(e.Query, "", "query %q: %v", e.Query.value, err)
		} else if _, err := q.Bind(config.PublicBinding()); err != nil && !e.Private {
			c.fail(e.Query, "make this one private too, or write the query out", "query %q uses a private outlet in a public one", e.Query.value)
		}
	}
}

func (c *checker) actor(e actorEntry, i int) Actor {
	if c.require(e.Code, "code", "the party's code, such as code: KAZ", "actors", i) {
		c.name(e.Code, "code", actorCode, "use the ISO 3166-1 alpha-3 code of a state, such as KAZ, or an organisation's code, such as OSCE")
	}
	if e.Person.value == "" && len(e.Names) == 0 {
		c.fail(c.place("actors", i), "add person: or names:", "the actor says nothing")
	}
	a := Actor{
		Code: e.Code.value, Person: e.Person.value, Role: e.Role.value,
		From: c.day(e.From, "from"), Until: c.day(e.Until, "until"),
	}
	if !a.From.IsZero() && !a.Until.IsZero() && a.Until.Before(a.From) {
		c.fail(e.Until, "", "until %s is before from %s", e.Until.value, e.From.value)
	}
	for lang, names := range e.Names {
		if l := c.lang(lang); l != "" {
			if a.Names == nil {
				a.Names = map[string][]string{}
			}
			a.Names[l] = append(a.Names[l], values(names)...)
		}
	}
	return a
}
