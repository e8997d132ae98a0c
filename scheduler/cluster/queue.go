package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/jackc/pgx/v5"

	"github.com/dateline-news/dateline/scheduler"
)

// Work is what the nodes share: [scheduler.Scheduler].
type Work interface {
	// DueTurns returns what is due, at most one poll of each host.
	DueTurns(ctx context.Context, limit int) ([]scheduler.Turn, error)
	// PollTurn polls a source, if it is still due.
	PollTurn(ctx context.Context, source string) error
}

// The times of jobs.
const (
	jobTime      = 2 * time.Minute
	rescueAfter  = 5 * time.Minute // what River does about jobs of dead nodes; they find nothing due by then
	keepJobs     = 5 * time.Minute // the history of jobs; that of polls is the store's
	callAgain    = 30 * time.Second
	softStop     = 4 * time.Second
	hardStop     = 5 * time.Second // after that
	queuedLately = 2 * time.Second // a source that is still due is given to another node after this
)

// How the leader looks for what is due.
const (
	looks   = 4   // in a second
	mostDue = 500 // hosts, at each look
)

// DefaultWorkers is how many polls a node does at once.
const DefaultWorkers = 16

// pollJob calls on a node to poll a source.
type pollJob struct {
	Source string `json:"source"`
}

// Kind is the job's name in River.
func (pollJob) Kind() string { return "poll" }

// InsertOpts makes a job unique per source and node while it waits or runs, but no
// longer than callAgain: that it has ended may never have been stored. It is not
// tried again: while the source is due, the next node is given one.
func (pollJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByQueue: true, ByPeriod: callAgain, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
	}}}
}

// poller works poll jobs.
type poller struct {
	river.WorkerDefaults[pollJob]
	n    *Node
	work Work
}

// Work polls.
func (p *poller) Work(ctx context.Context, job *river.Job[pollJob]) error {
	if err := p.work.PollTurn(ctx, job.Args.Source); err != nil {
		if ctx.Err() == nil {
			p.n.log.Error("a source could not be polled; it is tried again while it is due", "source", job.Args.Source, "error", err)
		}
		return river.JobCancel(err) // said, and not to be retried
	}
	return nil
}

// Live takes part without polling: other nodes see this one, and it hears their
// calls. It returns when ctx ends.
func (n *Node) Live(ctx context.Context) { n.live(ctx) }

// Run polls what is due, workers at once (0: [DefaultWorkers]), until ctx ends.
// What is under way then has some seconds to finish; what does not finish is not
// stored, and polled again. The error says that it could not begin.
func (n *Node) Run(ctx context.Context, work Work, workers int) error {
	if workers == 0 {
		workers = DefaultWorkers
	}
	led, queue := make(chan struct{}, 1), "poll-"+n.suffix
	client, err := n.client(work, queue, workers, led)
	if err == nil {
		err = client.Start(context.WithoutCancel(ctx))
	}
	if err != nil {
		return fmt.Errorf("queue of polls: %w", err)
	}
	n.queue.Store(&queue)
	go n.lead(ctx, work, client, led)
	n.live(ctx)
	n.queue.Store(new(string))
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), softStop+hardStop)
	defer cancel()
	if err := client.Stop(stop); err != nil {
		n.log.Warn("polls that would not end were left behind; they are polled again", "error", err)
	}
	return nil
}

// client is this node's River. Its periodic job, which the elected leader alone
// makes, is only a signal to look for what is due.
func (n *Node) client(work Work, queue string, workers int, led chan<- struct{}) (*river.Client[pgx.Tx], error) {
	all := river.NewWorkers()
	if err := river.AddWorkerSafely(all, &poller{n: n, work: work}); err != nil {
		return nil, err
	}
	signal := func() (river.JobArgs, *river.InsertOpts) {
		select {
		case led <- struct{}{}:
		default: // still looking
		}
		return nil, nil
	}
	return river.NewClient(riverpgxv5.New(n.pool), &river.Config{
		ID: n.id, Logger: slog.New(quieter{n.log.Handler(), &sync.Map{}}), Workers: all,
		Queues:       map[string]river.QueueConfig{queue: {MaxWorkers: workers}},
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(time.Second), signal, &river.PeriodicJobOpts{RunOnStart: true})},
		JobTimeout:   jobTime, RescueStuckJobsAfter: rescueAfter, SoftStopTimeout: softStop,
		CompletedJobRetentionPeriod: keepJobs, CancelledJobRetentionPeriod: keepJobs, DiscardedJobRetentionPeriod: keepJobs,
	})
}

// lead looks for what is due, several times after each signal to do so.
func (n *Node) lead(ctx context.Context, work Work, client *river.Client[pgx.Tx], led <-chan struct{}) {
	d := &dispatch{n: n, work: work, client: client, lately: map[string]time.Time{}}
	for {
		select {
		case <-led:
		case <-ctx.Done():
			return
		}
		for range looks {
			d.lookLogged(ctx)
			select {
			case <-time.After(time.Second / looks):
			case <-ctx.Done():
				return
			}
		}
	}
}

// dispatch queues what is due.
type dispatch struct {
	n      *Node
	work   Work
	client *river.Client[pgx.Tx]
	lately map[string]time.Time // when a source was given to a node
	next   int                  // the node whose turn it is
	failed bool
}

func (d *dispatch) lookLogged(ctx context.Context) {
	err := d.look(ctx)
	switch {
	case err != nil && ctx.Err() == nil && !d.failed:
		d.failed = true
		d.n.log.Error("what is due cannot be queued; it is tried again until it can", "error", err)
	case err == nil && d.failed:
		d.failed = false
		d.n.log.Info("what is due can be queued again")
	}
}

// look queues a job for each host that is free and has something due.
func (d *dispatch) look(ctx context.Context) error {
	turns, err := d.work.DueTurns(ctx, mostDue)
	if err != nil || len(turns) == 0 {
		return err
	}
	hosts := make([]string, len(turns))
	for i, t := range turns {
		hosts[i] = t.Host
	}
	busy, err := d.n.busy(ctx, hosts)
	if err != nil {
		return err
	}
	queues, err := d.n.queues(ctx)
	if err != nil || len(queues) == 0 {
		return err // this node is not seen yet
	}
	jobs := d.assign(turns, busy, queues, time.Now())
	if len(jobs) == 0 {
		return nil
	}
	if _, err := d.client.InsertMany(ctx, jobs); err != nil {
		clear(d.lately)
		return fmt.Errorf("queueing polls: %w", err)
	}
	return nil
}

// assign gives what is due to the nodes' queues in turn, but for what was given
// only just now.
func (d *dispatch) assign(turns []scheduler.Turn, busy map[string]bool, queues []string, now time.Time) (jobs []river.InsertManyParams) {
	maps.DeleteFunc(d.lately, func(_ string, at time.Time) bool { return now.Sub(at) > queuedLately })
	for _, t := range turns {
		if _, queued := d.lately[t.Source]; queued || busy[t.Host] {
			continue
		}
		d.lately[t.Source] = now
		d.next++
		jobs = append(jobs, river.InsertManyParams{Args: pollJob{Source: t.Source}, InsertOpts: &river.InsertOpts{Queue: queues[d.next%len(queues)]}})
	}
	return jobs
}

// queues returns those of the nodes that poll and gave a sign of life lately.
func (n *Node) queues(ctx context.Context) ([]string, error) {
	rows, err := n.pool.Query(ctx, "SELECT queue FROM nodes WHERE queue <> '' AND seen > clock_timestamp() - $1::interval ORDER BY queue", n.opts.Dead/2)
	if err != nil {
		return nil, fmt.Errorf("nodes that poll: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// quieter passes on River's warnings and errors, each once in quietFor: what else
// it has to say is of use to its authors, and while the database is away each of
// its parts says so every second.
type quieter struct {
	slog.Handler
	said *sync.Map // when, by message
}

const quietFor = time.Minute

// Handle passes a record on.
func (q quieter) Handle(ctx context.Context, r slog.Record) error {
	if at, ok := q.said.Load(r.Message); ok && r.Time.Sub(at.(time.Time)) < quietFor { // only times are stored
		return nil
	}
	q.said.Store(r.Message, r.Time)
	return q.Handler.Handle(ctx, r)
}

// Enabled reports whether a record is passed on.
func (q quieter) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// WithAttrs and WithGroup keep it quiet.
func (q quieter) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quieter{q.Handler.WithAttrs(attrs), q.said}
}

// WithGroup is like WithAttrs.
func (q quieter) WithGroup(name string) slog.Handler {
	return quieter{q.Handler.WithGroup(name), q.said}
}
