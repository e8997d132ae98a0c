package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	jsonfeed "github.com/mmcdole/gofeed/json"
)

// readJSON reads JSON Feed 1.0 and 1.1. Where a member has another type than
// it should, items are read one by one so that only the bad ones are lost.
func readJSON(root []byte) (*wire, error) {
	var extra jsonExtra
	if err := json.NewDecoder(bytes.NewReader(root)).Decode(&extra); err != nil && extra.Items == nil {
		return nil, err
	}
	if extra.Items == nil || !strings.Contains(extra.Version, "jsonfeed.org") && extra.Title == "" {
		return nil, fmt.Errorf("%w but other JSON", ErrNotFeed)
	}
	f, broken, err := decodeJSONFeed(root, extra)
	if err != nil {
		return nil, err
	}
	w := &wire{
		format: "json" + jsonVersion(extra.Version), title: f.Title, plain: true, lang: f.Language,
		home: f.HomePageURL, self: f.FeedURL, expired: f.Expired, generator: extra.generator(),
	}
	for _, h := range extra.Hubs {
		w.hubs = append(w.hubs, h.URL)
	}
	for n, i := range f.Items {
		if i != nil {
			w.items = append(w.items, itemOfJSON(i, f))
		} else {
			w.items = append(w.items, item{broken: first(broken[n], "null")})
		}
	}
	return w, nil
}

// jsonExtra is what the parser below does not give.
type jsonExtra struct {
	Version string            `json:"version"`
	Title   string            `json:"title"`
	Items   []json.RawMessage `json:"items"`
	Hubs    []struct {
		URL string `json:"url"`
	} `json:"hubs"`
	Dateline json.RawMessage `json:"_dateline"`
}

func (e jsonExtra) generator() string {
	if e.Dateline != nil {
		return "dateline"
	}
	return ""
}

func jsonVersion(url string) string {
	_, version, _ := strings.Cut(url, "/version/")
	return strings.Trim(version, "/ ")
}

// decodeJSONFeed parses the feed, or, where that fails, its items one by one:
// those that cannot be read are nil, and the map says why.
func decodeJSONFeed(root []byte, extra jsonExtra) (*jsonfeed.Feed, map[int]string, error) {
	f := &jsonfeed.Feed{}
	err := json.NewDecoder(bytes.NewReader(root)).Decode(f)
	if err == nil {
		return f, nil, nil
	}
	head := map[string]json.RawMessage{}
	if json.Unmarshal(root, &head) != nil {
		return nil, nil, err
	}
	f = &jsonfeed.Feed{Title: extra.Title}
	for key, to := range map[string]*string{"home_page_url": &f.HomePageURL, "feed_url": &f.FeedURL, "language": &f.Language} {
		if json.Unmarshal(head[key], to) != nil {
			*to = ""
		}
	}
	broken := map[int]string{}
	for n, raw := range extra.Items {
		i := &jsonfeed.Item{}
		if err := json.Unmarshal(raw, i); err != nil {
			broken[n] = err.Error()
			i = nil
		}
		f.Items = append(f.Items, i)
	}
	return f, broken, nil
}

func itemOfJSON(i *jsonfeed.Item, f *jsonfeed.Feed) item {
	it := item{
		guid: i.ID, links: []string{i.URL, i.ExternalURL}, title: i.Title, plain: true, content: i.ContentHTML, lang: i.Language,
		teaser:    html.EscapeString(i.Summary),
		published: []string{i.DatePublished}, updated: []string{i.DateModified}, tags: i.Tags,
	}
	if it.content == "" {
		it.content = html.EscapeString(i.ContentText)
	}
	if strings.HasPrefix(i.ID, "http") {
		it.links = append(it.links, i.ID)
	}
	authors := append(i.Authors, i.Author)
	if len(i.Authors) == 0 && i.Author == nil {
		authors = append(f.Authors, f.Author)
	}
	for _, a := range authors {
		if a != nil {
			it.authors = append(it.authors, a.Name)
		}
	}
	return it
}
