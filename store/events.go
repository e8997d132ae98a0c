package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// Page asks for a part of a query's events.
type Page struct {
	Order  Order  // empty: the query's own order, else NewestDate
	Cursor string // as Events returned it; empty for the first page
	Limit  int    // at most so many events; 0: 50
	Bare   bool   // the events come without their mentions, see [Store.Mentions]
}

// Order is the order of a page of events.
type Order string

// The orders. Undated events come last by date in either direction.
const (
	NewestDate Order = "newest"  // latest date first
	OldestDate Order = "oldest"  // earliest date first
	Latest     Order = "changed" // latest changed first: the order of feeds
)

// ordering is an order in full.
type ordering struct {
	by   timeline.SortBy
	desc bool
}

// latestDate is the order of most pages.
var latestDate = ordering{timeline.ByDate, true}

func orderOf(q timeline.Query, p Page) ordering {
	switch {
	case p.Order == OldestDate:
		return ordering{timeline.ByDate, false}
	case p.Order == Latest:
		return ordering{timeline.ByUpdated, true}
	case p.Order == "" && q.Sort.By != "":
		return ordering{q.Sort.By, q.Sort.Desc}
	default:
		return latestDate
	}
}

// maxHeads is along how many terms a page is walked; longer lists are sorted.
const maxHeads = 4

// Events returns a page of the events that q selects, and the cursor of the next
// page, empty on the last. Events of one value are in order of id.
func (s *Store) Events(ctx context.Context, q timeline.Query, page Page) (events []timeline.Event, next string, err error) {
	found, next, err := s.places(ctx, q, page)
	if err != nil {
		return nil, "", err
	}
	if events, err = s.documents(ctx, found); err == nil && !page.Bare {
		err = s.withMentions(ctx, events)
	}
	if err != nil {
		return nil, "", fmt.Errorf("events: %w", explain(err))
	}
	return events, next, nil
}

// Mentions reads the mentions of events that came without into them.
func (s *Store) Mentions(ctx context.Context, events []timeline.Event) error {
	if err := s.withMentions(ctx, events); err != nil {
		return fmt.Errorf("mentions: %w", explain(err))
	}
	return nil
}

// places finds the events of a page without reading them. Those of a feed are looked
// for twice, for its fingerprint and to write it.
func (s *Store) places(ctx context.Context, q timeline.Query, page Page) (found []place, next string, err error) {
	order := orderOf(q, page)
	at, err := parseCursor(page.Cursor, order)
	if err != nil {
		return nil, "", err
	}
	limit := page.Limit
	if limit <= 0 {
		limit = 50
	}
	look := func(ctx context.Context) ([]place, error) { return s.list(ctx, q, order, at, limit+1) }
	if order.by == timeline.ByUpdated {
		found, err = cached(ctx, s, fmt.Sprint("places ", page), q, look)
	} else {
		found, err = look(ctx)
	}
	if err != nil {
		return nil, "", fmt.Errorf("events: %w", explain(err))
	}
	if len(found) > limit {
		found = found[:limit]
		next = found[limit-1].cursor.String()
	}
	return found, next, nil
}

// list returns at most limit places of the query's events after a cursor.
func (s *Store) list(ctx context.Context, q timeline.Query, order ordering, at *cursor, limit int) ([]place, error) {
	p, err := s.plan(ctx, q, now(), order)
	if err != nil {
		return nil, err
	}
	return s.reach(ctx, p, order, at, limit)
}

// place is an event's place in a list, where its document is, and what is
// counted of it.
type place struct {
	cursor
	slot, doc int64
	terms     string // as countedOf writes them, where the plan is for counting
	columns
}

// columns are some of a row of events.
type columns struct {
	day, last  int64
	precision  int
	status     timeline.Status
	background bool
	updated    int64
}

// reach returns at most limit places of the plan's events after a cursor.
func (s *Store) reach(ctx context.Context, p *plan, o ordering, at *cursor, limit int) ([]place, error) {
	var found []place
	for _, phase := range p.phases(o, at) {
		if len(found) >= limit {
			break
		}
		of := p
		if phase.open {
			of = p.open()
		}
		some, err := s.walk(ctx, of, o, phase, limit-len(found))
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// documents reads the events at the places, in their order, without their mentions.
func (s *Store) documents(ctx context.Context, places []place) ([]timeline.Event, error) {
	slots := make([]int64, len(places))
	at := map[int64]int{}
	for i, p := range places {
		slots[i], at[p.slot] = p.slot, i
	}
	events := make([]timeline.Event, len(places))
	err := in(ctx, s.read, "SELECT slot, body FROM documents WHERE slot IN (%s)", slots, func(r *sql.Rows) error {
		var slot int64
		var body []byte
		if err := r.Scan(&slot, &body); err != nil {
			return err
		}
		e, err := decodeEvent(body)
		events[at[slot]] = e
		return err
	})
	// An event merged away since its place was read is in another event now.
	return slices.DeleteFunc(events, func(e timeline.Event) bool { return e.ID == "" }), err
}

// walk returns at most limit places of a phase.
func (s *Store) walk(ctx context.Context, p *plan, o ordering, ph phase, limit int) (found []place, err error) {
	texts := p.lookedUp()
	if len(texts) == 0 {
		return s.step(ctx, p, o, ph, limit)
	}
	if ph.open {
		return s.walkOpen(ctx, p, o, ph, limit, texts)
	}
	for n := limit + lookUpLeast; len(found) < limit; n = min(2*n, lookUpMost) {
		some, err := s.step(ctx, p, o, ph, n)
		if err != nil {
			return nil, err
		}
		last := len(some) < n
		if !last {
			at := some[n-1].cursor
			ph.after = &at
		}
		if some, err = s.having(ctx, p.choice, texts, some); err != nil {
			return nil, err
		}
		if found = append(found, some...); last {
			break
		}
	}
	return found[:min(limit, len(found))], nil
}

// step returns at most limit places of a phase, whether or not they have the texts
// that are looked up: along every head, then in one list.
func (s *Store) step(ctx context.Context, p *plan, o ordering, ph phase, limit int) ([]place, error) {
	var found []place
	if p.along != (timeline.Text{}) && ph.docs == nil {
		err := s.along(ctx, p, o, ph, limit, func(ph phase) (bool, error) {
			some, err := s.step(ctx, p, o, ph, len(ph.docs))
			found = append(found, some...)
			return len(found) < limit, err
		})
		return found[:min(limit, len(found))], err
	}
	heads := p.heads
	if len(heads) == 0 {
		heads = []string{""}
	}
	for _, head := range heads {
		some, err := s.found(ctx, p, o, ph, limit, head)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, func(a, b place) int {
		c := cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.key, b.key))
		if o.desc {
			return -c
		}
		return c
	})
	found = slices.CompactFunc(found, func(a, b place) bool { return a.key == b.key })
	return found[:min(limit, len(found))], nil
}

// found returns at most limit places of a phase, along a head where the plan has any.
func (s *Store) found(ctx context.Context, p *plan, o ordering, ph phase, limit int, head string) (found []place, err error) {
	query, args := p.sql(o, ph, limit, head)
	found = make([]place, 0, min(limit, surveyed+1))
	err = rows(ctx, s.read, query, args, func(r *sql.Rows) error {
		at := place{cursor: cursor{order: o}}
		err := r.Scan(&at.value, &at.key, &at.slot, &at.doc, &at.day, &at.last, &at.precision, &at.status, &at.background, &at.updated, &at.terms)
		found = append(found, at)
		return err
	})
	return found, err
}

// sql writes the statement of a phase, along a head where the plan has any.
func (p *plan) sql(o ordering, ph phase, limit int, head string) (string, []any) {
	l, c := p.listing(o, ph, head)
	terms := "''"
	if p.counting {
		terms = "e.terms"
	}
	return "SELECT " + l.value + ", " + l.key + ", e.slot, e.doc, e.day, e.last, e.precision, e.status, e.background, e.updated, " + terms + l.rows + " ORDER BY " + l.sorted + " LIMIT " + c.limit(limit), c.args
}

// countSQL writes the statement that counts a phase, up to so many.
func (p *plan) countSQL(o ordering, ph phase, most int, head string) (string, []any) {
	l, c := p.listing(o, ph, head)
	return "SELECT COUNT(*) FROM (SELECT 1" + l.rows + " LIMIT " + c.limit(most) + ") c", c.args
}

// docsSQL writes the statement that lists the documents of a phase, up to so many.
func (p *plan) docsSQL(o ordering, ph phase, most int, head string) (string, []any) {
	l, c := p.listing(o, ph, head)
	return "SELECT e.doc" + l.rows + " LIMIT " + c.limit(most), c.args
}

// listing are the parts of a statement that lists a phase: what it is in order of, and
// " FROM … WHERE …".
type listing struct{ value, key, sorted, rows string }

func (p *plan) listing(o ordering, ph phase, head string) (listing, *conditions) {
	c := p.conditions
	c.args = slices.Clone(c.args)
	c.given.texts = append(slices.Clone(c.given.texts), p.texts...)
	value := map[timeline.SortBy]string{
		timeline.ByDate: p.day, timeline.ByUpdated: p.updated, timeline.ByReported: "e.reported", timeline.ByReports: "e.reports",
	}[o.by]
	key := p.key
	sign, direction := ">", ""
	if o.desc {
		sign, direction = "<", " DESC"
	}
	var where []string
	if head != "" {
		where, c.given.terms = append(where, "h.term = "+c.arg(head)), implied(head)
	}
	from, sorted := p.from, value+direction+", "+key+direction
	if ph.docs != nil {
		from = "(" + c.these(ph.docs) + ") h CROSS JOIN events e"
		where = append(where, "e.doc = h.doc")
	}
	if p.along != (timeline.Text{}) {
		sorted = "e.doc" + direction
	}
	switch p.link {
	case "":
	case listed:
		where = append(where, c.engine.listed)
	default:
		where = append(where, p.link)
	}
	if p.follows {
		where = append(where, p.foreseen(&c)...)
	}
	where = append(where, c.whole(p.query))
	if o.by == timeline.ByDate {
		if ph.undated {
			where = append(where, p.day+" = "+c.arg(int64(undated)))
		} else {
			where = append(where, fmt.Sprintf("%s BETWEEN %s AND %s", p.day, c.arg(p.lo), c.arg(p.hi)))
		}
	}
	if ph.after != nil {
		where = append(where, fmt.Sprintf("(%s, %s) %s (%s, %s)", value, key, sign, c.arg(ph.after.value), c.arg(ph.after.key)))
	}
	return listing{value, key, sorted, " FROM " + from + " WHERE " + strings.Join(where, " AND ")}, &c
}

// cursor is a place in a list: after the event of the key.
type cursor struct {
	order ordering
	value int64
	key   int64
}

// String writes the cursor for URLs.
func (c cursor) String() string {
	return c.order.letters() + strconv.FormatInt(c.value, 36) + "." + idOf(c.key)
}

func (o ordering) letters() string {
	if o.desc {
		return string(o.by) + "-"
	}
	return string(o.by) + "."
}

func parseCursor(s string, o ordering) (*cursor, error) {
	if s == "" {
		return nil, nil // no cursor is the first page
	}
	rest, ours := strings.CutPrefix(s, o.letters())
	value, id, ok := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(value, 36, 64)
	key, bad := keyOf(id)
	if !ours || !ok || err != nil || bad != nil {
		return nil, ErrCursor
	}
	return &cursor{o, n, key}, nil
}

// Event returns the event of the id. The error is [ErrNotFound] for an id never
// issued, a [*RedirectedError] for one whose event became part of another.
func (s *Store) Event(ctx context.Context, id string) (timeline.Event, error) {
	key, err := keyOf(id)
	if err != nil {
		return timeline.Event{}, err
	}
	var body []byte
	err = s.read.QueryRowContext(ctx, "SELECT d.body FROM events e JOIN documents d ON d.slot = e.slot WHERE e.key = $1", key).Scan(&body)
	if err == nil {
		return s.whole(ctx, body)
	}
	if errors.Is(err, sql.ErrNoRows) {
		var target int64
		if err = s.read.QueryRowContext(ctx, "SELECT target FROM redirects WHERE key = $1", key).Scan(&target); err == nil {
			return timeline.Event{}, &RedirectedError{To: idOf(target)}
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return timeline.Event{}, ErrNotFound
	}
	return timeline.Event{}, fmt.Errorf("event %s: %w", id, explain(err))
}

// whole reads the event of a document with its mentions.
func (s *Store) whole(ctx context.Context, body []byte) (timeline.Event, error) {
	e, err := decodeEvent(body)
	if err != nil {
		return e, err
	}
	events := []timeline.Event{e}
	err = s.withMentions(ctx, events)
	return events[0], err
}

// Changed returns a number that grows with every change of reports or events.
func (s *Store) Changed(ctx context.Context) (int64, error) {
	var n int64
	if err := s.read.QueryRowContext(ctx, "SELECT n FROM changes WHERE id = 1").Scan(&n); err != nil {
		return 0, fmt.Errorf("count of changes: %w", explain(err))
	}
	return n, nil
}
