package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/dateline-news/dateline/timeline"
)

// eventDoc is an event as it is stored. The times and the operator's marks are in
// columns or change without the event: they are kept here all the same, so that
// one document is the whole event.
type eventDoc struct {
	timeline.Event
	Mentions []mentionDoc
}

// mentionDoc keeps the offsets of the evidence, which JSON for readers leaves out.
type mentionDoc struct {
	timeline.Mention
	Start, End int
}

func encodeEvent(e timeline.Event) (string, error) {
	doc := eventDoc{Event: e, Mentions: make([]mentionDoc, len(e.Mentions))}
	for i, m := range e.Mentions {
		doc.Mentions[i] = mentionDoc{m, m.Evidence.Start, m.Evidence.End}
	}
	b, err := json.Marshal(doc)
	return string(b), err
}

func decodeEvent(body []byte) (timeline.Event, error) {
	var doc eventDoc
	if err := json.Unmarshal(body, &doc); err != nil {
		return timeline.Event{}, fmt.Errorf("stored event: %w", err)
	}
	e := doc.Event
	e.Mentions = make([]timeline.Mention, len(doc.Mentions))
	for i, m := range doc.Mentions {
		m.Evidence.Start, m.Evidence.End = m.Start, m.End
		e.Mentions[i] = m.Mention
	}
	return e, nil
}

// keyOf reads an event's id as a number that orders as ids do.
func keyOf(id string) (int64, error) {
	n, err := strconv.ParseUint(id, 16, 64)
	if err != nil || len(id) != 16 {
		return 0, ErrNotFound
	}
	return int64(n ^ 1<<63), nil // wraps on purpose
}

func idOf(key int64) string {
	return fmt.Sprintf("%016x", uint64(key)^1<<63) // wraps on purpose
}

// micros is how instants are stored; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
