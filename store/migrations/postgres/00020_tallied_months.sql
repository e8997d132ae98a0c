-- +goose Up
-- Rows of tallies that count a month, and all days: a page of ten years reads some
-- hundred of them, not a row for each day. store/tally.go tells on which days they
-- stand.
INSERT INTO tallies (term, day, status, precision, background, off, events)
	SELECT term, -2147483647, status, precision, background, off, CAST(SUM(events) AS BIGINT)
	FROM tallies GROUP BY term, status, precision, background, off;
INSERT INTO tallies (term, day, status, precision, background, off, events)
	SELECT term, -1073741824 + CAST(12 * EXTRACT(YEAR FROM DATE '1970-01-01' + CAST(day AS INTEGER)) + EXTRACT(MONTH FROM DATE '1970-01-01' + CAST(day AS INTEGER)) - 1 AS BIGINT), status, precision, background, off, CAST(SUM(events) AS BIGINT)
	FROM tallies WHERE day > -1000000000
	GROUP BY 1, 2, 3, 4, 5, 6;
