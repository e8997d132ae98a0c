-- +goose Up
-- Events in order of their days, with their terms beside them: what a page counts of
-- a thousand events in a row is read from some fifty pages of the file, where it
-- took one for each event and another for its document. What the band draws is read
-- from tallies.
CREATE TABLE sorted (
	day        BIGINT NOT NULL,
	key        BIGINT NOT NULL,
	doc        BIGINT NOT NULL,
	slot       BIGINT NOT NULL,
	type       TEXT NOT NULL,
	status     TEXT NOT NULL,
	precision  INTEGER NOT NULL,
	last       BIGINT NOT NULL,
	reported   BIGINT NOT NULL,
	updated    BIGINT NOT NULL,
	reports    INTEGER NOT NULL,
	hidden     INTEGER NOT NULL,
	background INTEGER NOT NULL,
	terms      TEXT NOT NULL,
	PRIMARY KEY (day, key)
) WITHOUT ROWID;
INSERT INTO sorted (day, key, doc, slot, type, status, precision, last, reported, updated, reports, hidden, background, terms)
	SELECT e.day, e.key, e.doc, e.slot, e.type, e.status, e.precision, e.last, e.reported, e.updated, e.reports, e.hidden, e.background, d.terms
	FROM events e JOIN documents d ON d.slot = e.slot ORDER BY e.day, e.key;
DROP TABLE events;
ALTER TABLE sorted RENAME TO events;
CREATE UNIQUE INDEX events_key ON events (key);
CREATE INDEX events_updated ON events (updated, key, day, type, hidden);
CREATE INDEX events_reported ON events (reported, key);
CREATE INDEX events_reports ON events (reports, key);
CREATE INDEX events_doc ON events (doc);
CREATE INDEX events_hidden ON events (key) WHERE hidden = 1;
CREATE INDEX events_open ON events (last, day, key, status, type, hidden) WHERE last > day;
-- How far back an event may begin that is still going on: the longest span.
CREATE INDEX events_span ON events (last - day) WHERE last > day;
ALTER TABLE documents DROP COLUMN terms;
