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
);
INSERT INTO newest (term, month, updated)
	SELECT t.term, CASE WHEN t.day < -1000000000 THEN t.day
		ELSE CAST(-1073741824 + 12 * EXTRACT(YEAR FROM DATE '1970-01-01' + CAST(t.day AS INTEGER)) + EXTRACT(MONTH FROM DATE '1970-01-01' + CAST(t.day AS INTEGER)) - 1 AS BIGINT) END, MAX(e.updated)
	FROM events e JOIN terms t ON t.day = e.day AND t.event = e.key
	WHERE substr(t.term, 1, 5) IN ('actor', 'pair:', 'place', 'sourc')
	GROUP BY 1, 2;
