-- +goose Up
-- The events of a term in order of change. What a feed shows is read from the end of
-- its term's list, where all events of the months changed last were read and
-- sorted. store/latest.go tells which terms have rows.
CREATE TABLE latest (
	term    TEXT NOT NULL,
	updated BIGINT NOT NULL,
	event   BIGINT NOT NULL,
	day     BIGINT NOT NULL,
	PRIMARY KEY (term, updated, event)
) WITHOUT ROWID;
INSERT INTO latest (term, updated, event, day)
	SELECT t.term, e.updated, t.event, t.day
	FROM terms t CROSS JOIN events e ON e.day = t.day AND e.key BETWEEN t.event AND t.event
	WHERE substr(t.term, 1, 5) IN ('actor', 'pair:', 'place', 'sourc')
	ORDER BY 1, 2, 3;
DROP TABLE newest;
