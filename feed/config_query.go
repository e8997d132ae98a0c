package feed

// checkQuery says what is wrong with a query.
var checkQuery = func(string) error { return nil }
