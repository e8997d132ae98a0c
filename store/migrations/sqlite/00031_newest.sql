-- +goose Up
-- When an event of a term that begins in a month was changed last. The latest changed
-- events of a relation among a million are found in the few months that have them;
-- they were sought among the latest changed of all, or all of the relation's were
-- read. store/newest.go tells which terms have rows; months are those of tallies, the
-- undated stand under their own day.
CREATE TABLE newest (
	term    TEXT NOT NULL,
	month   BIGINT NOT NULL,
	updated BIGINT NOT NULL,
	PRIMARY KEY (term, month)
) WITHOUT ROWID;
INSERT INTO newest (term, month, updated)
	SELECT t.term, CASE WHEN t.day < -1000000000 THEN t.day
		ELSE -1073741824 + 12 * CAST(strftime('%Y', t.day * 86400, 'unixepoch') AS INTEGER) + CAST(strftime('%m', t.day * 86400, 'unixepoch') AS INTEGER) - 1 END, MAX(e.updated)
	FROM terms t CROSS JOIN events e ON e.day = t.day AND e.key BETWEEN t.event AND t.event
	WHERE substr(t.term, 1, 5) IN ('actor', 'pair:', 'place', 'sourc')
	GROUP BY 1, 2;
