package feed_test

import (
	"testing"
	"time"

	"github.com/dateline-news/dateline/feed"
)

func TestKeepCutsByTheCalendar(t *testing.T) {
	now := time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC)
	for k, want := range map[feed.Keep]string{
		{Years: 5}: "2023-03-01", {Months: 18}: "2026-08-29", {Days: 90}: "2027-12-01",
	} {
		if at, ok := k.Cut(now); !ok || at.Format(time.DateOnly) != want {
			t.Errorf("%+v: %v, %v, want %s", k, at, ok, want)
		}
	}
	if _, ok := (feed.Keep{}).Cut(now); ok {
		t.Error("for ever has an end")
	}
}
