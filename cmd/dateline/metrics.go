package main

import (
	"net/http"
	"path"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/dateline-news/dateline/feed"
	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
)

// metrics is what Prometheus reads: the rooms count in their own words
// (scheduler.Poll, scheduler.Load, store.Counts), and only this file knows how
// that is called outside. No label holds a source, an address or a query: the
// number of series does not grow with use.
type metrics struct {
	registry *prometheus.Registry
	polls    *prometheus.CounterVec   // by status: a class, 304, or none
	errors   *prometheus.CounterVec   // by kind
	took     prometheus.Histogram     // of polls, with their commit
	items    prometheus.Counter       // in the documents read
	reports  *prometheus.CounterVec   // by change
	reloads  *prometheus.CounterVec   // by result
	requests *prometheus.CounterVec   // by kind, format and code
	answered *prometheus.HistogramVec // by kind
}

// newMetrics returns metrics that count from zero.
func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		polls:    counters("dateline_polls_total", "Polls, by class of the HTTP status; 304 is a class of its own, none where no answer came.", "status"),
		errors:   counters("dateline_poll_errors_total", "Polls that failed, by kind: dns, connect, timeout, status, body, feed, store …", "kind"),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "dateline_poll_seconds", Help: "Time of a poll, from the request to the end of its commit.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}),
		items:    prometheus.NewCounter(prometheus.CounterOpts{Name: "dateline_items_total", Help: "Items in the feeds that were read, known ones too."}),
		reports:  counters("dateline_reports_total", "Reports stored, by change: new or changed.", "change"),
		reloads:  counters("dateline_config_reloads_total", "Reloads of sources.yaml, by result: ok or refused.", "result"),
		requests: counters("dateline_http_requests_total", "Requests answered, by kind (page, feed, api, live, static, hub, health), format of a feed, and status.", "kind", "format", "code"),
		answered: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "dateline_http_seconds", Help: "Time of a request, by kind; streams are left out.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"kind"}),
	}
	info := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "dateline_build_info", Help: "1, with what was built."}, []string{"version", "goversion"})
	info.WithLabelValues(versionText(), runtime.Version()).Set(1)
	m.registry.MustRegister(
		m.polls, m.errors, m.took, m.items, m.reports, m.reloads, m.requests, m.answered, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// poll counts an attempt; it is scheduler.Options.Observe.
func (m *metrics) poll(p scheduler.Poll) {
	status := "none"
	switch {
	case p.Status == http.StatusNotModified:
		status = "304"
	case p.Status >= 100:
		status = strconv.Itoa(p.Status/100) + "xx"
	}
	m.polls.WithLabelValues(status).Inc()
	if p.Fault != "" {
		m.errors.WithLabelValues(p.Fault).Inc()
	}
	m.took.Observe(p.Took.Seconds())
	m.items.Add(float64(p.Items))
	m.reports.WithLabelValues("new").Add(float64(p.New))
	m.reports.WithLabelValues("changed").Add(float64(p.Changed))
}

// reload counts a reload of sources.yaml.
func (m *metrics) reload(err error) {
	if err != nil {
		m.reloads.WithLabelValues("refused").Inc()
		return
	}
	m.reloads.WithLabelValues("ok").Inc()
}

// watch adds what is asked for at each scrape: the queue, the sources and the
// timeline's changes.
func (m *metrics) watch(load func() scheduler.Load, db *store.Store) {
	m.registry.MustRegister(houseCollector{load, db.Counts, db.Unlaid})
}

// handler answers scrapes.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// instrument counts the requests to next.
func (m *metrics) instrument(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		kind, format := kindOf(r.URL.Path)
		defer func() {
			m.requests.WithLabelValues(kind, format, strconv.Itoa(seen.status)).Inc()
			if kind != "live" {
				m.answered.WithLabelValues(kind).Observe(time.Since(began).Seconds())
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
	wrote  bool
}

// WriteHeader notes the first final status.
func (w *statusWriter) WriteHeader(status int) {
	if !w.wrote && status >= 200 {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer began.
func (w *statusWriter) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// kindOf sorts an address into few kinds, feeds by format too.
func kindOf(p string) (kind, format string) {
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	switch first {
	case "static", "favicon.ico":
		return "static", ""
	case "api", "live":
		return first, ""
	case "websub":
		return "hub", ""
	case "healthz", "readyz":
		return "health", ""
	}
	if f, ok := feed.FormatBy(strings.TrimPrefix(path.Ext(p), ".")); ok {
		return "feed", f.Ext
	}
	return "page", ""
}
