package web

import (
	"sync"

	"github.com/dateline-news/dateline/timeline"
)

// markings remembers marked evidence: finding dates in prose costs more than all
// the rest of a list, and lists show the same sentences again and again.
type markings struct {
	mu sync.Mutex
	by map[marking][]run
}

type marking struct{ mention, text string }

// markingsMost is how many sentences are remembered; then it starts anew.
const markingsMost = 20_000

// of returns the evidence of the mention with its words marked.
func (k *markings) of(m timeline.Mention) []run {
	if k == nil {
		return marks(m)
	}
	key := marking{m.Key(), m.Evidence.Text}
	k.mu.Lock()
	r, ok := k.by[key]
	k.mu.Unlock()
	if ok {
		return r
	}
	r = marks(m)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil || len(k.by) >= markingsMost {
		k.by = map[marking][]run{}
	}
	k.by[key] = r
	return r
}
