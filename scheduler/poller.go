package scheduler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/timeline"
)

// Options are what polling needs. Store, Fetch, Parse and Read must be given.
type Options struct {
	Store Store
	Fetch func(context.Context, feed.Request) (feed.Page, error) // feed.Fetcher.Fetch
	Parse func(feed.Page, feed.Source) (feed.Document, error)    // feed.Parse
	Read  func(timeline.Report) timeline.Reading                 // timeline.Extractor.Read

	// Article takes the text of an article out of its page, feed.Article; nil: no
	// full texts. Robots says which pages may be fetched; nil: all.
	Article func(feed.Page) (text string, err error)
	Robots  *feed.Robots

	// Discover finds the feeds a web page names, best first; nil: a source must be
	// a feed.
	Discover func(feed.Page) []string

	// Subscribe asks a WebSub hub, feed.Fetcher.Subscribe; PublicURL is where hubs
	// reach [Scheduler.Hub]. Without either, hubs are not used.
	Subscribe func(context.Context, feed.Subscription) error
	PublicURL string

	Sources  []feed.Source
	Workers  int           // servers asked at once; 0: 64
	HostGap  time.Duration // between two fetches from one host; 0: 1 s, negative: none
	CoolDown time.Duration // between a poll and the next by hand; 0: 1 min, negative: none
	Chores   []Chore       // housekeeping while Run runs
	Turns    Turns         // where machines share the store, which is a [SharedStore] then; nil: this one is alone
	Log      *slog.Logger  // nil: slog.Default

	Random func(n int64) int64 // in [0, n), for back-off; nil: math/rand

	// Observe is told of every attempt when it is stored, or could not be; nil:
	// nobody. It is called by many at once and must be quick.
	Observe func(Poll)
}

// Member is one source of a poll with its state. Sources with the same URL and
// access are members of one poll.
type Member struct {
	Source feed.Source
	State  State
}

// Poller does single polls. It holds no state of sources and is safe for
// concurrent use; the same poll may safely be done twice.
type Poller struct {
	opts   Options
	asking chan struct{} // servers asked at once; nil: any number
	cpu    chan struct{} // parsing and reading at once: more would only cost memory
	whole  chan struct{} // answers that are in memory whole, from parsing to storing
	writer chan struct{} // of size 1: commits with readings
	quiet  *quiet        // nil where the store cannot
	group  *together     // nil where the store cannot
}

// NewPoller returns a Poller.
func NewPoller(opts Options) *Poller {
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Random == nil {
		opts.Random = rand.Int64N
	}
	if opts.Observe == nil {
		opts.Observe = func(Poll) {}
	}
	cpus := max(2, runtime.GOMAXPROCS(0))
	p := &Poller{opts: opts, cpu: make(chan struct{}, cpus), whole: make(chan struct{}, wholeAnswers+2*cpus), writer: make(chan struct{}, 1)}
	if opts.Workers > 0 {
		p.asking = make(chan struct{}, opts.Workers)
	}
	if s, ok := opts.Store.(quietStore); ok {
		p.quiet = &quiet{store: s}
	}
	if s, ok := opts.Store.(togetherStore); ok {
		p.group = &together{store: s, log: opts.Log, busy: func() bool { return len(p.whole) > 0 }}
	}
	return p
}

// wholeAnswers is how many answers may wait, read, to be stored: some more than one
// transaction takes. Others wait as they came.
const wholeAnswers = 24

// hold waits until one more answer may be in memory whole, until let.
func (p *Poller) hold() { p.whole <- struct{}{} }

func (p *Poller) let() { <-p.whole }

// pause waits for the gap between two fetches from one host. It reports false
// where ctx ends.
func (p *Poller) pause(ctx context.Context) bool {
	select {
	case <-time.After(max(0, p.opts.HostGap)):
		return true
	case <-ctx.Done():
		return false
	}
}

// The times of commits: what one may take, and what is left to it once the
// poller was told to stop.
const (
	commitTime  = 2 * time.Minute
	commitHurry = 5 * time.Second
)

// Poll does one poll for all its members, which share URL and access: fetch,
// parse, read what is new, commit. It returns what was stored for each. An error
// says that nothing was stored for the members that are missing: they are polled
// again, and nothing is lost.
func (p *Poller) Poll(ctx context.Context, members []Member) ([]Outcome, error) {
	if len(members) == 0 {
		return nil, nil
	}
	if err := p.claim(ctx, members, time.Now()); err != nil {
		return nil, err
	}
	page, start, fetchErr := p.fetch(ctx, requestOf(members))
	if fetchErr == nil && !page.NotModified {
		p.hold()
		defer p.let()
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var out []Outcome
	var errs []error
	for _, m := range members {
		o, err := p.outcome(ctx, m, page, fetchErr)
		if err == nil {
			o.Poll.Source, o.Poll.At, o.Poll.Took = m.Source.ID, start.UTC(), time.Since(start)
			o, err = p.commit(ctx, o)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("source %s: %w", m.Source.ID, err))
			continue
		}
		out = append(out, o)
	}
	return out, errors.Join(errs...)
}

// fetch fetches when it is its turn, and says when it began.
func (p *Poller) fetch(ctx context.Context, r feed.Request) (page feed.Page, began time.Time, err error) {
	if p.asking != nil {
		select {
		case p.asking <- struct{}{}:
			defer func() { <-p.asking }()
		case <-ctx.Done():
			return page, began, context.Cause(ctx)
		}
	}
	began = time.Now()
	page, err = p.opts.Fetch(ctx, r)
	return page, began, err
}

// commit stores an outcome. It goes on for a moment after ctx has ended: what
// was fetched should not be fetched again.
func (p *Poller) commit(ctx context.Context, o Outcome) (Outcome, error) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		hurry := time.AfterFunc(commitHurry, cancel)
		context.AfterFunc(work, func() { hurry.Stop() })
	})()
	var err error
	if p.quiet != nil && len(o.Readings) == 0 {
		err = p.quiet.commit(work, o)
	} else if p.group != nil && len(o.Readings) > 0 {
		o.Poll, err = p.group.commit(work, o)
	} else {
		o.Poll, err = p.commitAlone(work, o)
	}
	p.observe(o.Poll, err)
	if err != nil {
		return o, fmt.Errorf("storing the poll: %w", err)
	}
	return o, nil
}

// layOut has laid out on the timeline what commits have left, also those of a
// process that died. Done is closed when nothing is left.
func (p *Poller) layOut(ctx context.Context) (done <-chan struct{}) {
	if p.group == nil {
		done := make(chan struct{})
		close(done)
		return done
	}
	return p.group.begin(ctx)
}

// commitAlone stores an outcome with readings. Stores lay the timeline out anew
// one transaction at a time, so they are queued here, where waiting costs no
// time limit.
func (p *Poller) commitAlone(ctx context.Context, o Outcome) (Poll, error) {
	select {
	case p.writer <- struct{}{}:
		defer func() { <-p.writer }()
	case <-ctx.Done():
		return o.Poll, context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, commitTime)
	defer cancel()
	return p.opts.Store.Commit(ctx, o)
}

// claim stores, before a server is asked, that it need not be asked again for a
// while: a process that dies during a poll does not ask twice when it is back.
func (p *Poller) claim(ctx context.Context, members []Member, now time.Time) error {
	for _, m := range members {
		st := m.State
		sch, err := parseSchedule(m.Source.ID, m.Source.Schedule)
		if err != nil {
			return fmt.Errorf("source %s: %w", m.Source.ID, err)
		}
		due := now.Add(sch.step).UTC()
		if !isHTTP(st.URL) || st.NextDue.After(due) {
			continue
		}
		st.NextDue, st.Reason = due, "being asked; the answer is not stored yet"
		if _, err := p.commit(ctx, Outcome{State: st}); err != nil {
			return fmt.Errorf("source %s: %w: %w", m.Source.ID, errUnasked, err)
		}
	}
	return nil
}

// errUnasked says that the server was not asked, since that could not be stored.
var errUnasked = errors.New("not asked")

// requestOf asks conditionally only with what all members know.
func requestOf(members []Member) feed.Request {
	first := members[0]
	r := feed.RequestFor(first.Source)
	r.URL, r.Validators, r.BodyHash = first.State.URL, first.State.Validators, first.State.BodyHash
	for _, m := range members[1:] {
		if m.State.Validators != r.Validators || m.State.BodyHash != r.BodyHash {
			r.Validators, r.BodyHash = feed.Validators{}, ""
		}
	}
	return r
}

// outcome is what the answer means for one member.
func (p *Poller) outcome(ctx context.Context, m Member, page feed.Page, fetchErr error) (o Outcome, err error) {
	s, err := newSettle(m.Source, page.Fetched)
	if err != nil {
		return o, err
	}
	s.random = p.opts.Random
	o.Poll.Status = page.Status
	failed := func(err error) Outcome {
		o.State, o.Poll.Error, o.Poll.Fault = s.bad(m.State, page, err), err.Error(), faultOf(err)
		return o
	}
	if fetchErr != nil {
		return failed(fetchErr), nil
	}
	if page.NotModified {
		o.State = s.good(m.State, page, nil)
		return o, nil
	}
	doc, err := p.parse(page, m.Source)
	if err != nil && m.State.LastOK.IsZero() && m.State.Failures%10 == 0 {
		var found string
		if page, doc, found, err = p.discover(ctx, m, page, err); found != "" {
			m.State.URL = found
		}
	}
	if err != nil {
		return failed(err), nil
	}
	if o.Readings, o.Articles, err = p.readReports(ctx, m.Source, doc.Reports); err != nil {
		return o, err
	}
	o.Poll.Items = len(doc.Reports)
	m.State.Push = p.offered(m.State.Push, page, doc)
	o.State = s.good(m.State, page, &doc)
	return o, nil
}

// Prepare is the state of a source before a poll: a source that is new, or
// whose URL was changed in sources.yaml, starts anew; one whose credentials,
// headers or proxy changed loses its validators and keeps its due time.
func Prepare(src feed.Source, st State) State {
	if st.From != src.URL {
		adopted := st.From != "" && src.URL == st.URL
		if !adopted {
			st = State{Source: src.ID, URL: src.URL, Push: st.Push} // the next poll finds whether that still holds
		}
		st.From = src.URL
	}
	if access := accessOf(src); st.Access != access {
		st.Access, st.Validators, st.BodyHash = access, feed.Validators{}, ""
	}
	return st
}

// accessOf is a hash of what a source's request carries beside its URL.
func accessOf(src feed.Source) string {
	h := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(src.Header)) {
		fmt.Fprintf(h, "%q=%q\n", k, src.Header[k])
	}
	fmt.Fprintf(h, "%q\n", src.UserAgent)
	if src.BasicAuth != nil {
		fmt.Fprintf(h, "%q:%q\n", src.BasicAuth.Username, src.BasicAuth.Password)
	}
	if src.Proxy != nil {
		fmt.Fprintf(h, "%q\n", src.Proxy)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
