package feed

import (
	"errors"

	yaml "go.yaml.in/yaml/v4"
)

// configFile and the types below are the shape of sources.yaml: the YAML is
// read into them and docs/sources.schema.json is generated from them.
type configFile struct {
	Defaults defaultsEntry `yaml:"defaults,omitempty" jsonschema_description:"What sources take where they say nothing themselves."`
	Sources  []sourceEntry `yaml:"sources" jsonschema_description:"The feeds to poll."`
	Outlets  []outletEntry `yaml:"outlets,omitempty" jsonschema_description:"Named queries that are published as feeds."`
	Actors   []actorEntry  `yaml:"actors,omitempty" jsonschema_description:"Additions to and corrections of the built-in gazetteer."`
	Network  networkEntry  `yaml:"network,omitempty" jsonschema_description:"Which addresses may be fetched."`
}

type defaultsEntry struct {
	Schedule  text  `yaml:"schedule,omitempty" jsonschema_description:"Five cron fields, or @every with a duration of a minute or more. Default: @every 30m." jsonschema:"example=@every 20m"`
	Timezone  text  `yaml:"timezone,omitempty" jsonschema_description:"IANA time zone of dates that name none, where the source sets no timezone. Default: UTC." jsonschema:"example=UTC"`
	Lang      text  `yaml:"lang,omitempty" jsonschema_description:"ISO 639-1 code." jsonschema:"example=de"`
	Fulltext  *bool `yaml:"fulltext,omitempty" jsonschema_description:"Fetch the article when the feed carries a teaser. Default: false."`
	Keep      text  `yaml:"keep,omitempty" jsonschema_description:"How long the texts of articles are kept: years (5y), months (18mo), days (90d) or forever. Events and the sentences they rest on stay. Default: forever." jsonschema:"example=5y"`
	UserAgent text  `yaml:"user_agent,omitempty" jsonschema_description:"The User-Agent header. Default: dateline's own."`
	Proxy     text  `yaml:"proxy,omitempty" jsonschema_description:"URL of an http, https or socks5 proxy. ${NAME} stands for an environment variable, ${file:PATH} for a file's content."`
}

type sourceEntry struct {
	ID        text          `yaml:"id" jsonschema_description:"Names the source for ever, in queries and addresses: lower-case letters, digits, dots, hyphens and underscores." jsonschema:"example=daz"`
	Title     text          `yaml:"title,omitempty" jsonschema_description:"The name readers see. Default: the id."`
	URL       text          `yaml:"url" jsonschema_description:"The feed: http, https, or file with a path relative to this file." jsonschema:"example=https://daz.asia/feed/"`
	Home      text          `yaml:"home,omitempty" jsonschema_description:"The site's page, for readers. Default: what the feed says."`
	Lang      text          `yaml:"lang,omitempty" jsonschema_description:"ISO 639-1 code. Default: what the feed says, else detected." jsonschema:"example=de"`
	Timezone  text          `yaml:"timezone,omitempty" jsonschema_description:"IANA time zone of the newsroom; it decides what 'yesterday' means. Default: the zone of each date in the feed." jsonschema:"example=Asia/Almaty"`
	Schedule  text          `yaml:"schedule,omitempty" jsonschema_description:"Five cron fields, or @every with a duration of a minute or more." jsonschema:"example=*/20 * * * *"`
	Tags      []text        `yaml:"tags,omitempty" jsonschema_description:"Labels for the query field tag:."`
	Fulltext  *bool         `yaml:"fulltext,omitempty" jsonschema_description:"Fetch the article when the feed carries a teaser."`
	Keep      text          `yaml:"keep,omitempty" jsonschema_description:"How long the texts of its articles are kept: 5y, 18mo, 90d or forever. Default: what defaults say." jsonschema:"example=5y"`
	Enabled   *bool         `yaml:"enabled,omitempty" jsonschema_description:"false: listed and shown, but not polled. Default: true."`
	Note      text          `yaml:"note,omitempty" jsonschema_description:"A remark for whoever reads this file."`
	Hold      text          `yaml:"hold,omitempty" jsonschema_description:"What waits when the server asks to come back later: this feed, or every feed of its host. Default: feed." jsonschema:"enum=feed,enum=host"`
	Header    map[text]text `yaml:"header,omitempty" jsonschema_description:"Extra request headers. ${NAME} stands for an environment variable, ${file:PATH} for a file's content."`
	UserAgent text          `yaml:"user_agent,omitempty" jsonschema_description:"The User-Agent header."`
	BasicAuth *authEntry    `yaml:"basic_auth,omitempty" jsonschema_description:"Name and password for HTTP basic authentication."`
	Proxy     text          `yaml:"proxy,omitempty" jsonschema_description:"URL of an http, https or socks5 proxy. ${NAME} stands for an environment variable, ${file:PATH} for a file's content."`
}

type authEntry struct {
	Username text `yaml:"username" jsonschema_description:"The name. ${NAME} stands for an environment variable, ${file:PATH} for a file's content."`
	Password text `yaml:"password" jsonschema_description:"The password. ${NAME} stands for an environment variable, ${file:PATH} for a file's content."`
}

type outletEntry struct {
	Name  text `yaml:"name" jsonschema_description:"Names the outlet in its addresses: lower-case letters, digits, hyphens and underscores." jsonschema:"example=kz-ch"`
	Title text `yaml:"title,omitempty" jsonschema_description:"The name readers see. Default: the name."`
	Query text `yaml:"query" jsonschema_description:"What to publish, in the query language." jsonschema:"example=actor:KAZ actor:CHE"`

	RenamedFrom []text        `yaml:"renamed_from,omitempty" jsonschema_description:"Former names; their addresses redirect to this one."`
	Private     bool          `yaml:"private,omitempty" jsonschema_description:"true: only who brings one of the tokens reads it; to everybody else it is not there. It is left out of lists, OPML and pings. Default: false."`
	Tokens      map[text]text `yaml:"tokens,omitempty" jsonschema_description:"Tokens of a private outlet by the reader's name; 16 characters or more each. Remove a line to revoke one. ${NAME} stands for an environment variable, ${file:PATH} for a file's content."`
	Gone        bool          `yaml:"gone,omitempty" jsonschema_description:"true: no longer published; its addresses say so. Default: false."`
}

type actorEntry struct {
	Code   text            `yaml:"code" jsonschema_description:"ISO 3166-1 alpha-3 code of a state, or an organisation's own short code." jsonschema:"example=KAZ"`
	Person text            `yaml:"person,omitempty" jsonschema_description:"Full name of an office holder; absent where the entry names the party itself."`
	Role   text            `yaml:"role,omitempty" jsonschema_description:"The person's office, in English." jsonschema:"example=foreign minister"`
	From   text            `yaml:"from,omitempty" jsonschema_description:"First day in office, YYYY-MM-DD."`
	Until  text            `yaml:"until,omitempty" jsonschema_description:"Last day in office, YYYY-MM-DD."`
	Names  map[text][]text `yaml:"names,omitempty" jsonschema_description:"Further names, by ISO 639-1 language code."`
}

type networkEntry struct {
	Allow []text `yaml:"allow,omitempty" jsonschema_description:"Addresses beside the public ones that may be fetched: CIDR prefixes or single IP addresses." jsonschema:"example=127.0.0.0/8"`
}

// text is a scalar and the place it stands at, as written: `lang: no` is
// Norwegian, not false.
type text struct {
	value        string
	line, column int
}

// UnmarshalYAML implements the library's interface.
func (t *text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return errWantText
	}
	*t = text{n.Value, n.Line, n.Column}
	return nil
}

var errWantText = errors.New("want a single value here, not a list or a mapping")
