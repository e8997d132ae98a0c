package feed

import (
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// maxPace bounds what a feed can ask for; beyond it numbers are typing errors.
const maxPace = 366 * 24 * time.Hour

// rssPace reads ttl (minutes), skipHours, skipDays and the syndication module.
func rssPace(f *rss.Feed) Pace {
	p := syPace(f.Extensions)
	if n, err := strconv.Atoi(strings.TrimSpace(f.TTL)); err == nil && n > 0 {
		p.TTL = min(time.Duration(min(n, 1<<20))*time.Minute, maxPace)
	}
	for _, h := range f.SkipHours {
		if n, err := strconv.Atoi(strings.TrimSpace(h)); err == nil && n >= 0 && n <= 24 {
			p.SkipHours = append(p.SkipHours, n%24) // RSS 0.91 counts from 1 to 24
		}
	}
	for _, d := range f.SkipDays {
		for w := time.Sunday; w <= time.Saturday; w++ {
			if strings.EqualFold(strings.TrimSpace(d), w.String()) {
				p.SkipDays = append(p.SkipDays, w)
			}
		}
	}
	return p
}

// syPace reads the RSS 1.0 syndication module, used in every format.
func syPace(x ext.Extensions) Pace {
	periods := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour,
		"monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
	}
	var p Pace
	p.Period = periods[strings.ToLower(extValue(x, "sy", "updatePeriod"))]
	if n, err := strconv.Atoi(extValue(x, "sy", "updateFrequency")); err == nil && n > 1 && p.Period > 0 {
		p.Period /= time.Duration(n)
	}
	if t, ok := parseDate(extValue(x, "sy", "updateBase"), dateZones{}); ok {
		p.Base = t
	}
	return p
}
