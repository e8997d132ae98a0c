package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/dateline-news/dateline/timeline"
	jsonv2 "github.com/go-json-experiment/json" // reads in half the time
)

// encodeEvent writes an event without its mentions, which have rows of their own.
// The times and the operator's marks are in columns or change without the event:
// they are kept here all the same, so that one document is the whole event.
func encodeEvent(e timeline.Event) (string, error) {
	e.Mentions = nil
	b, err := json.Marshal(e)
	return string(b), err
}

func decodeEvent(body []byte) (timeline.Event, error) {
	var e timeline.Event
	if err := jsonv2.Unmarshal(body, &e); err != nil {
		return e, fmt.Errorf("stored event: %w", err)
	}
	return e, nil
}

// wholeEvent is an event as it was stored before mentions had rows.
type wholeEvent struct {
	timeline.Event
	Mentions []struct {
		timeline.Mention
		Start, End int
	}
}

func decodeWhole(body []byte) (timeline.Event, error) {
	var doc wholeEvent
	if err := json.Unmarshal(body, &doc); err != nil {
		return timeline.Event{}, fmt.Errorf("stored event: %w", err)
	}
	e := doc.Event
	for _, m := range doc.Mentions {
		m.Evidence.Start, m.Evidence.End = m.Start, m.End
		e.Mentions = append(e.Mentions, m.Mention)
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
