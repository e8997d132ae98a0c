package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/timeline"
	jsonv2 "github.com/go-json-experiment/json"
)

// said is what a mention says, as it is stored.
type said struct {
	Type       timeline.Type
	Mode       string `json:",omitempty"`
	Status     timeline.Status
	Moved      bool             `json:",omitempty"`
	Date       timeline.Date    `json:",omitzero"`
	Parties    []timeline.Party `json:",omitempty"`
	Place      timeline.Place   `json:",omitzero"`
	Topics     []string         `json:",omitempty"`
	Occasion   string           `json:",omitempty"`
	Background bool             `json:",omitempty"`
}

func encodeSaid(m timeline.Mention) (string, error) {
	b, err := json.Marshal(said{m.Type, m.Mode, m.Status, m.Moved, m.Date, m.Parties, m.Place, m.Topics, m.Occasion, m.Background})
	return string(b), err
}

func decodeSaid(text []byte) (m timeline.Mention, err error) {
	var d said
	if err := jsonv2.Unmarshal(text, &d); err != nil {
		return m, fmt.Errorf("stored mention: %w", err)
	}
	return timeline.Mention{
		Type: d.Type, Mode: d.Mode, Status: d.Status, Moved: d.Moved, Date: d.Date, Parties: d.Parties, Place: d.Place,
		Topics: d.Topics, Occasion: d.Occasion, Background: d.Background,
	}, nil
}

// written is a mention as it is stored: mentions.said and mentions.told.
type written struct{ said, told string }

func writtenOf(m timeline.Mention) (written, error) {
	said, err := encodeSaid(m)
	return written{said, encodeTold(m)}, err
}

// mention reads the n-th mention of a report.
func (w written) mention(report string, n int, reported time.Time) (timeline.Mention, error) {
	m, err := decodeSaid([]byte(w.said))
	if err == nil {
		err = decodeTold(&m, w.told)
	}
	m.Report, m.N, m.Reported = report, n, reported
	return m, err
}

// encodeTold writes the rest of a mention: fields with a tab between them, the
// evidence last, which may hold tabs.
func encodeTold(m timeline.Mention) string {
	e := m.Evidence
	sketch := make([]byte, 0, 4*len(m.Voice.Sketch))
	for _, h := range m.Voice.Sketch {
		sketch = binary.LittleEndian.AppendUint32(sketch, h)
	}
	fields := []string{m.Source, m.Lang, m.Rule, m.Voice.Site, string(e.Field)}
	for i, f := range fields {
		fields[i] = strings.ReplaceAll(f, "\t", " ")
	}
	fields = append(fields, strconv.Itoa(e.Start), strconv.Itoa(e.End), base64.RawStdEncoding.EncodeToString(sketch), e.Text)
	return strings.ReplaceAll(strings.ToValidUTF8(strings.Join(fields, "\t"), "\uFFFD"), "\x00", "\uFFFD")
}

func decodeTold(m *timeline.Mention, told string) error {
	f := strings.SplitN(told, "\t", 9)
	if len(f) < 9 {
		return fmt.Errorf("stored mention: %d fields, want 9", len(f))
	}
	start, err1 := strconv.Atoi(f[5])
	end, err2 := strconv.Atoi(f[6])
	sketch, err3 := base64.RawStdEncoding.DecodeString(f[7])
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			return fmt.Errorf("stored mention: %w", err)
		}
	}
	m.Source, m.Lang, m.Rule, m.Voice.Site = f[0], f[1], f[2], f[3]
	m.Evidence = timeline.Evidence{Field: timeline.Field(f[4]), Start: start, End: end, Text: f[8]}
	for len(sketch) >= 4 {
		m.Voice.Sketch = append(m.Voice.Sketch, binary.LittleEndian.Uint32(sketch))
		sketch = sketch[4:]
	}
	return nil
}

// mentionsOf reads the mentions of events, of each in canonical order, and with
// each the part of the event it is in.
func mentionsOf(ctx context.Context, q querier, events []int64, each func(event int64, part int, m timeline.Mention)) error {
	query := "SELECT event, part, reported, report, n, said, told FROM mentions WHERE event IN (%s) ORDER BY event, reported, report, n"
	return in(ctx, q, query, events, func(r *sql.Rows) error {
		var event, reported int64
		var part, n int
		var report, told string
		var text sql.RawBytes
		if err := r.Scan(&event, &part, &reported, &report, &n, &text, &told); err != nil {
			return err
		}
		m, err := decodeSaid(text)
		if err != nil {
			return err
		}
		m.Report, m.N, m.Reported = report, n, time.UnixMicro(reported).UTC()
		if err := decodeTold(&m, told); err != nil {
			return err
		}
		each(event, part, m)
		return nil
	})
}

// withMentions reads the mentions of the events into them.
func (s *Store) withMentions(ctx context.Context, events []timeline.Event) error {
	var keys []int64
	at := map[int64]int{}
	for i, e := range events {
		if key, err := keyOf(e.ID); err == nil { // else merged away since
			keys, at[key] = append(keys, key), i
		}
	}
	return mentionsOf(ctx, s.read, keys, func(event int64, _ int, m timeline.Mention) {
		e := &events[at[event]]
		e.Mentions = append(e.Mentions, m)
	})
}
