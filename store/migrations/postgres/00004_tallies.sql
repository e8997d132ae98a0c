-- +goose Up
-- How many events begin on a day with a term, by what the band over the timeline
-- tells apart: read instead of counting a hundred thousand events for a page. The
-- rows are made by indexing anew, which the next line asks for.
CREATE TABLE tallies (
	term       TEXT NOT NULL, -- as in terms; empty: any event
	day        BIGINT NOT NULL,
	status     TEXT NOT NULL,
	precision  INTEGER NOT NULL,
	background INTEGER NOT NULL,
	off        INTEGER NOT NULL, -- 1: of types that are off by default
	events     BIGINT NOT NULL,
	PRIMARY KEY (term, day, status, precision, background, off)
);
UPDATE changes SET indexed = 0 WHERE EXISTS (SELECT 1 FROM events);

-- Events longer than a day, by their last: those that began before a day and are
-- not over on it.
CREATE INDEX events_open ON events (last, day, key) WHERE last > day;
