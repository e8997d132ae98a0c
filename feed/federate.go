package feed

import (
	"strings"

	"github.com/dateline-news/dateline/timeline"
)

// reportURI names a report across datelines: a report that came from another
// dateline keeps the name that one gave it, in its GUID.
func (d *document) reportURI(r timeline.Report) string {
	if isReportURI(r.GUID) {
		return r.GUID
	}
	return d.tag("report", r.ID)
}

func isReportURI(guid string) bool {
	return strings.HasPrefix(guid, "tag:") && strings.Contains(guid, ","+tagYear+":report/")
}
