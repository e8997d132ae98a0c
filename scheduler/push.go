package scheduler

import (
	"context"
	"net/http"
	"net/url"
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

// queuePush queues the next request to a source's hub.
func (s *Scheduler) queuePush(source string) {
	s.mu.Lock()
	p := s.states[source].Push
	at := pushDue(p, time.Now())
	queued := s.pushes[source]
	ask := s.repeated && !at.IsZero() && queued != p.Token+at.String()
	if ask {
		s.pushes[source] = p.Token + at.String()
	}
	s.mu.Unlock()
	if !ask {
		return
	}
	s.queue.add(&job{
		at: at, host: hostOf(p.Hub), minor: true,
		run: func(ctx context.Context) {
			s.mu.Lock()
			current := s.pushes[source] == p.Token+at.String()
			s.mu.Unlock()
			if current {
				s.subscribe(ctx, source)
			}
		},
	})
}

// subscribe asks the hub of a source. The wish is stored before, because the hub
// may verify it before it answers.
func (s *Scheduler) subscribe(ctx context.Context, source string) {
	s.changePush(ctx, source, func(p *Push) { p.Pending, p.Asked = true, time.Now().UTC() })
	s.mu.Lock()
	p := s.states[source].Push
	s.mu.Unlock()
	err := s.opts.Subscribe(ctx, feed.Subscription{
		Hub: p.Hub, Topic: p.Topic, Secret: p.Secret, Lease: leaseWished,
		Callback: strings.TrimSuffix(s.opts.PublicURL, "/") + "/websub/" + p.Token,
	})
	if err != nil && ctx.Err() == nil {
		s.opts.Log.Warn("a hub does not take the subscription; polling goes on", "source", source, "error", err)
	}
	s.queuePush(source)
}

// changePush changes a source's subscription and stores it. While the source is
// being polled that is left to the poll's end: two writers would undo each other.
func (s *Scheduler) changePush(ctx context.Context, source string, change func(*Push)) {
	s.mu.Lock()
	st := s.states[source]
	change(&st.Push)
	s.states[source] = st
	u := s.owner[source]
	if u == nil || u.running {
		s.mu.Unlock()
		return
	}
	u.running = true
	s.mu.Unlock()
	s.store(ctx, st)
	s.release(u)
}

// store stores a state on its own.
func (s *Scheduler) store(ctx context.Context, st State) {
	if _, err := s.poller.commit(ctx, Outcome{State: st}); err != nil {
		s.opts.Log.Error("a source's state could not be stored", "source", st.Source, "error", err)
	}
}

// mergePush keeps what happened to a subscription during a poll.
func mergePush(polled, live Push) Push {
	if polled.Token == live.Token {
		return live
	}
	return polled
}

// Hub is the handler of WebSub callbacks, to be mounted at /websub/ below
// PublicURL.
func (s *Scheduler) Hub() http.Handler { return feed.PushHandler(pushes{s}) }

type pushes struct{ s *Scheduler }

// byToken returns the source with the subscription of a token.
func (p pushes) byToken(token string) (feed.Source, Push, bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, src := range p.s.sources {
		if push := p.s.states[src.ID].Push; token != "" && push.Token == token && !src.Disabled {
			return src, push, true
		}
	}
	return feed.Source{}, Push{}, false
}

// Confirm implements [feed.Pushes].
func (p pushes) Confirm(token, topic string, lease time.Duration) bool {
	src, push, ok := p.byToken(token)
	if !ok || push.Topic != topic || !push.Pending {
		return false
	}
	p.s.changePush(context.Background(), src.ID, func(at *Push) {
		at.Pending = false
		at.Until = time.Now().UTC().Add(lease)
	})
	p.s.queuePush(src.ID)
	return true
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
		p.s.nudge(src.ID)
		return
	}
	page.URL = topic
	p.s.queue.add(&job{at: time.Now(), run: func(ctx context.Context) { p.s.pushed(ctx, src, page) }})
}

// nudge polls a source soon after a hub's word for it, unless it was polled just now.
func (s *Scheduler) nudge(source string) {
	if _, err := s.hasten(source); err != nil {
		s.opts.Log.Info("a hub's news is left to the next poll", "source", source, "reason", err)
	}
}

// pushed reads what a hub sent. What cannot be read is polled for.
func (s *Scheduler) pushed(ctx context.Context, src feed.Source, page feed.Page) {
	o, err := s.poller.Pushed(ctx, src, page)
	if err != nil {
		s.opts.Log.Info("a hub's news could not be used", "source", src.ID, "error", err)
		s.nudge(src.ID)
		return
	}
	s.queueArticles(src, o.Articles)
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

// storeLate stores the states of outcomes whose subscription changed while they
// were polled and stored.
func (s *Scheduler) storeLate(ctx context.Context, outcomes []Outcome) {
	for _, o := range outcomes {
		for stored := o.State.Push; ; {
			s.mu.Lock()
			st := s.states[o.State.Source]
			s.mu.Unlock()
			if st.Push == stored {
				break
			}
			s.store(ctx, st)
			stored = st.Push
		}
	}
}
