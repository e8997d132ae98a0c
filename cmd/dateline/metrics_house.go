package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
)

// houseCollector asks the scheduler and the store at each scrape.
type houseCollector struct {
	load   func() scheduler.Load
	counts func() store.Counts
	unlaid func(context.Context) (waiting, refused int, err error)
}

var (
	descWaiting = desc("dateline_queue_waiting", "Polls and articles that are due and wait for their host or for a free worker.")
	descRunning = desc("dateline_queue_running", "Polls and articles under way.")
	descLate    = desc("dateline_queue_late_seconds", "How long the first of those waiting is due.")
	descSources = desc("dateline_sources", "Enabled sources, by state: ok, failing, held or gone.", "state")
	descUnlaid  = desc("dateline_unlaid_reports", "Reports that are stored and not on the timeline yet, by state: waiting, or refused because they could not be laid out.", "state")
	descEvents  = desc("dateline_events_total", "Events created and stored again by this process, by change: created or changed.", "change")
	descMerges  = desc("dateline_merges_total", "Events that became part of another.")
	descRetract = desc("dateline_retractions_total", "Events of which no report is left.")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// Describe implements prometheus.Collector.
func (c houseCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descWaiting, descRunning, descLate, descSources, descUnlaid, descEvents, descMerges, descRetract} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c houseCollector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	total := func(d *prometheus.Desc, n int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	l := c.load()
	gauge(descWaiting, float64(l.Waiting))
	gauge(descRunning, float64(l.Running))
	gauge(descLate, l.Late.Seconds())
	gauge(descSources, float64(l.Sources-l.Failing-l.Held-l.Gone), "ok")
	gauge(descSources, float64(l.Failing), "failing")
	gauge(descSources, float64(l.Held), "held")
	gauge(descSources, float64(l.Gone), "gone")
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if waiting, refused, err := c.unlaid(ctx); err == nil { // else the database is away: other figures tell
		gauge(descUnlaid, float64(waiting), "waiting")
		gauge(descUnlaid, float64(refused), "refused")
	}
	n := c.counts()
	total(descEvents, n.Created, "created")
	total(descEvents, n.Changed, "changed")
	total(descMerges, n.Merged)
	total(descRetract, n.Retracted)
}
