package scheduler

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/feed"
)

// The times of WebSub subscriptions.
const (
	leaseWished = 10 * 24 * time.Hour
	pushRetry   = 24 * time.Hour // after a hub refused or stayed silent
	renewAhead  = 24 * time.Hour // before a lease ends, at most
)

// pushStore is a [Store] that keeps subscriptions to hubs: a hub's answer may reach
// any of the machines that share it.
type pushStore interface {
	// Pushes returns the subscriptions of the sources that have one, by source; of all
	// sources where none is named.
	Pushes(ctx context.Context, sources ...string) (map[string]Push, error)
	// PushOf returns the subscription with the token, and whose it is; empty where there is none.
	PushOf(ctx context.Context, token string) (source string, p Push, err error)
	// SavePush stores the subscription of a source in place of the one it had. Without
	// a hub it has none.
	SavePush(ctx context.Context, source string, p Push) error
	// ChangePush changes the subscription with the token, one change after the other,
	// where change says so. It returns whether it did.
	ChangePush(ctx context.Context, token string, change func(*Push) bool) (changed bool, err error)
}

// withPushes adds to states the subscriptions of the sources, all where none is named.
func (s *Scheduler) withPushes(ctx context.Context, states map[string]State, sources ...string) error {
	if s.hubs == nil {
		return nil
	}
	pushes, err := s.hubs.Pushes(ctx, sources...)
	if err != nil {
		return fmt.Errorf("reading the sources' subscriptions: %w", err)
	}
	for id, st := range states {
		st.Push = pushes[id]
		states[id] = st
	}
	return nil
}

// offered is the subscription that follows from a document: the one there was,
// a new one to be asked for, or none.
func (p *Poller) offered(old Push, page feed.Page, doc feed.Document) Push {
	if p.opts.Subscribe == nil || p.opts.PublicURL == "" {
		return Push{}
	}
	hub, topic := feed.HubOf(page, doc)
	if hub == "" || hub == old.Hub && topic == old.Topic {
		if hub == "" {
			return Push{}
		}
		return old
	}
	return Push{Hub: hub, Topic: topic, Token: feed.NewToken(), Secret: feed.NewToken()}
}

// pushDue is when a hub is to be asked (again): at once, before its lease ends,
// or a day after it did not keep its word. Zero: never.
func pushDue(p Push, now time.Time) time.Time {
	switch {
	case p.Hub == "":
		return time.Time{}
	case p.Asked.IsZero():
		return now
	case p.Until.After(p.Asked):
		return p.Until.Add(-min(renewAhead, p.Until.Sub(p.Asked)/3))
	}
	return p.Asked.Add(pushRetry)
}

// queuePush queues the next request to a source's hub. Where machines share the store
// that is left to the first poll after it is due, on whichever machine.
func (s *Scheduler) queuePush(source string) {
	now := time.Now()
	s.mu.Lock()
	p := s.states[source].Push
	at := pushDue(p, now)
	key := p.Token + at.String()
	ask := s.hubs != nil && s.running && !at.IsZero() && s.pushes[source] != key && (s.repeated || !at.After(now))
	if ask {
		s.pushes[source] = key
	}
	s.mu.Unlock()
	if !ask {
		return
	}
	s.queue.add(&job{at: at, host: hostOf(p.Hub), minor: true, run: func(ctx context.Context) {
		s.mu.Lock()
		current := s.pushes[source] == key
		if current {
			delete(s.pushes, source)
		}
		s.mu.Unlock()
		if current {
			s.subscribe(ctx, source, p.Token)
		}
	}})
}

// subscribe asks the hub of a source, if nobody has meanwhile. The wish is stored
// before, because the hub may verify it before it answers.
func (s *Scheduler) subscribe(ctx context.Context, source, token string) {
	var p Push
	ask, err := s.changePush(ctx, source, token, func(at *Push) bool {
		now := time.Now().UTC()
		if due := pushDue(*at, now); due.IsZero() || due.After(now) {
			return false
		}
		at.Pending, at.Asked = true, now
		p = *at
		return true
	})
	if err != nil {
		s.opts.Log.Error("a hub is not asked, since that cannot be stored; it is asked after the next poll", "source", source, "error", err)
		return
	}
	if ask {
		err = s.opts.Subscribe(ctx, feed.Subscription{
			Hub: p.Hub, Topic: p.Topic, Secret: p.Secret, Lease: leaseWished,
			Callback: strings.TrimSuffix(s.opts.PublicURL, "/") + "/websub/" + p.Token,
		})
		if err != nil && ctx.Err() == nil {
			s.opts.Log.Warn("a hub does not take the subscription; polling goes on", "source", source, "error", err)
		}
	}
	s.queuePush(source)
}

// changePush changes a source's subscription, in the store and here.
func (s *Scheduler) changePush(ctx context.Context, source, token string, change func(*Push) bool) (changed bool, err error) {
	var now Push
	changed, err = s.hubs.ChangePush(ctx, token, func(p *Push) bool {
		ok := change(p)
		now = *p
		return ok
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, known := s.states[source]; known && err == nil && st.Push.Token == now.Token {
		st.Push = now
		s.states[source] = st
	}
	return changed, err
}

// savePush stores the subscription that follows from a poll. Where it cannot, the next
// poll finds the same.
func (s *Scheduler) savePush(ctx context.Context, source string, p Push) {
	if err := s.hubs.SavePush(context.WithoutCancel(ctx), source, p); err != nil {
		s.opts.Log.Error("a subscription to a hub cannot be stored", "source", source, "error", err)
		s.mu.Lock()
		defer s.mu.Unlock()
		st := s.states[source]
		st.Push = Push{}
		s.states[source] = st
	}
}

// takePush takes the subscription over that follows from a poll. What happened
// to it meanwhile is kept.
func (s *Scheduler) takePush(polled, live Push) (p Push, news bool) {
	switch {
	case s.hubs == nil:
		return Push{}, false
	case polled.Token == live.Token:
		return live, false
	}
	return polled, true
}

// Hub is the handler of WebSub callbacks, to be mounted at /websub/ below
// PublicURL. What hubs send is read while [Scheduler.Run] or [Scheduler.RunPushes] runs.
func (s *Scheduler) Hub() http.Handler { return feed.PushHandler(pushes{s}) }

// RunPushes reads what hubs send until ctx ends, on a machine that polls nothing.
func (s *Scheduler) RunPushes(ctx context.Context) { s.queue.run(ctx, false) }

type pushes struct{ s *Scheduler }

// byToken returns the source with the subscription of a token.
func (p pushes) byToken(token string) (feed.Source, Push, bool) {
	if token == "" || p.s.hubs == nil {
		return feed.Source{}, Push{}, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), hubWaits)
	defer cancel()
	id, push, err := p.s.hubs.PushOf(ctx, token)
	if err != nil {
		p.s.opts.Log.Error("a hub's call cannot be answered", "error", err)
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	i := slices.IndexFunc(p.s.sources, func(src feed.Source) bool { return src.ID == id && !src.Disabled })
	if i < 0 || push.Token != token {
		return feed.Source{}, Push{}, false
	}
	return p.s.sources[i], push, true
}

// hubWaits is how long a hub waits for the database at most.
const hubWaits = 5 * time.Second

// Confirm implements [feed.Pushes].
func (p pushes) Confirm(token, topic string, lease time.Duration) bool {
	src, _, ok := p.byToken(token)
	if !ok {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), hubWaits)
	defer cancel()
	confirmed, err := p.s.changePush(ctx, src.ID, token, func(at *Push) bool {
		if at.Topic != topic || !at.Pending {
			return false
		}
		at.Pending, at.Until = false, time.Time{}
		if lease > 0 {
			at.Until = time.Now().UTC().Add(lease)
		}
		return true
	})
	if err != nil {
		p.s.opts.Log.Error("a hub's word on a subscription cannot be stored", "source", src.ID, "error", err)
	}
	p.s.queuePush(src.ID)
	return confirmed && err == nil
}

// Secret implements [feed.Pushes].
func (p pushes) Secret(token string) (string, bool) {
	_, push, ok := p.byToken(token)
	if !ok || !push.Until.After(time.Now()) {
		return "", false
	}
	if !strings.HasPrefix(push.Hub, "https://") {
		return "", true
	}
	return push.Secret, true
}

// Deliver implements [feed.Pushes].
func (p pushes) Deliver(token string, page feed.Page) {
	src, push, ok := p.byToken(token)
	if !ok {
		return
	}
	topic, err := url.Parse(push.Topic)
	if err != nil || len(page.Body) == 0 {
		p.s.queue.add(&job{at: time.Now(), run: func(ctx context.Context) { p.s.nudge(ctx, src.ID) }})
		return
	}
	page.URL = topic
	p.s.queue.add(&job{at: time.Now(), run: func(ctx context.Context) { p.s.pushed(ctx, src, page) }})
}

// nudge polls a source soon after a hub's word for it, unless it was polled just now.
func (s *Scheduler) nudge(ctx context.Context, source string) {
	var err error
	if s.shared() != nil {
		err = s.advance(ctx, source)
	} else {
		_, err = s.hasten(source)
	}
	if err != nil {
		s.opts.Log.Info("a hub's news is left to the next poll", "source", source, "reason", err)
	}
}

// pushed reads what a hub sent. What cannot be read is polled for.
func (s *Scheduler) pushed(ctx context.Context, src feed.Source, page feed.Page) {
	o, err := s.poller.Pushed(ctx, src, page)
	if err != nil {
		s.opts.Log.Info("a hub's news could not be used", "source", src.ID, "error", err)
		s.nudge(ctx, src.ID)
		return
	}
	s.mu.Lock()
	fetches := s.running
	s.mu.Unlock()
	if fetches { // else the next poll finds that they are missing
		s.queueArticles(src, o.Articles)
	}
}

// Pushed reads a feed that a hub sent and commits its reports. It leaves the
// source's state alone: nothing was asked.
func (p *Poller) Pushed(ctx context.Context, src feed.Source, page feed.Page) (o Outcome, err error) {
	doc, err := p.parse(page, src)
	if err != nil {
		return o, err
	}
	if o.Readings, o.Articles, err = p.readReports(ctx, src, doc.Reports); err != nil {
		return o, err
	}
	o.Poll = Poll{Source: src.ID, At: page.Fetched, Status: page.Status, Items: len(doc.Reports), Took: time.Since(page.Fetched)}
	return p.commit(ctx, o)
}
