package feed

import "github.com/dateline-news/dateline/timeline"

// checkQuery says what is wrong with a query.
var checkQuery = func(s string) error {
	_, err := timeline.ParseQuery(s)
	return err
}
