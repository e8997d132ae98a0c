package web

import (
	"bytes"
	"net/http"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// outletsOPML lists the public outlets, so that a feed reader subscribes to all of
// them at once.
func (s *server) outletsOPML(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	if err := feed.WriteOutletsOPML(&b, "dateline", s.base(r)+"/", time.Time{}, s.Config().Outlets); err != nil {
		return err
	}
	s.sendOPML(w, r, b.Bytes())
	return nil
}

// sourcesOPML lists the sources, without what their requests carry.
func (s *server) sourcesOPML(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	if err := feed.WriteSourcesOPML(&b, "dateline", time.Time{}, s.Config().Sources, false); err != nil {
		return err
	}
	s.sendOPML(w, r, b.Bytes())
	return nil
}

func (s *server) sendOPML(w http.ResponseWriter, r *http.Request, body []byte) {
	s.send(w, r, newDocument("text/x-opml; charset=utf-8", body).with(feedCache))
}
