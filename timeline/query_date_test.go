package timeline

import (
	"testing"
	"time"
)

// TestDateRange: what a range means on Thursday, 29 February 2024, 13:30 UTC.
func TestDateRange(t *testing.T) {
	for in, want := range map[string]string{
		"2024-02-20": "2024-02-20 2024-02-20", "2024-02": "2024-02-01 2024-02-29", "2024": "2024-01-01 2024-12-31",
		"2024-W09": "2024-02-26 2024-03-03", "2024-Q2": "2024-04-01 2024-06-30", "2020-W53": "2020-12-28 2021-01-03",
		"today": "2024-02-29 2024-02-29", "yesterday": "2024-02-28 2024-02-28", "tomorrow": "2024-03-01 2024-03-01",
		"this-week": "2024-02-26 2024-03-03", "next-week": "2024-03-04 2024-03-10", "last-month": "2024-01-01 2024-01-31",
		"this-quarter": "2024-01-01 2024-03-31", "next-year": "2025-01-01 2025-12-31",
		"next-30d": "2024-02-29 2024-03-30", "last-7d": "2024-02-22 2024-02-29", "next-2w": "2024-02-29 2024-03-14", "next-1y": "2024-02-29 2025-03-01",
		"P30D": "2024-02-29 2024-03-30", "-P1W": "2024-02-22 2024-02-29", "P1M10D": "2024-02-29 2024-04-08", "next-P1M10D": "2024-02-29 2024-04-08", "last-P1W": "2024-02-22 2024-02-29", "last-24h": "2024-02-28 2024-02-29",
		"2024-02-20..2024-03-05": "2024-02-20 2024-03-05", "2024-02..": "2024-02-01 9999-12-31", "..today": "0001-01-01 2024-02-29",
		"-7d..+7d": "2024-02-22 2024-03-07", "yesterday..tomorrow": "2024-02-28 2024-03-01",
		">=2024-02": "2024-02-01 9999-12-31", ">2024-02": "2024-03-01 9999-12-31", "<=2024-02": "0001-01-01 2024-02-29", "<2024-02": "0001-01-01 2024-01-31",
		">today": "2024-03-01 9999-12-31", "<this-week": "0001-01-01 2024-02-25", ">+7d": "2024-03-08 9999-12-31",
		"2024-02-20/P2W": "2024-02-20 2024-03-04", "2024-01/P1Y": "2024-01-01 2024-12-31", "NEXT-7D": "2024-02-29 2024-03-07",
	} {
		r, err := ParseDateRange(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		first, last := r.Days(queryNow)
		if got := first.String() + " " + last.String(); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
		later := queryNow.AddDate(3, 0, 0)
		if a, b := r.at(queryNow).Days(later); a != first || b != last {
			t.Errorf("%s, once resolved, still moves: %s %s", in, a, b)
		}
	}
	for _, in := range []string{"", "..", "2024-2", "2024-02-30", "2024-W54", "2021-W53", "0000", "next-", "next-3x", "P", "PT", "today/P1D", "2024..2023", "soon", "next-999999d", "next-P", "last--P1W", "2024-02..2024-03..2024-04"} {
		if r, err := ParseDateRange(in); err == nil {
			t.Errorf("%q is read as %v", in, r)
		}
	}
	r, err := ParseDateRange("last-24h")
	if err != nil {
		t.Fatal(err)
	}
	if from, until := r.Times(queryNow); !from.Equal(queryNow.Add(-24*time.Hour)) || !until.Equal(queryNow.Add(time.Second)) {
		t.Errorf("the last 24 hours are %s to %s", from, until)
	}
}
