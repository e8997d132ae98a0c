-- +goose Up
-- The whole timeline. An event and a report are documents (body); the other
-- columns and tables are what they are found by, each written with its document
-- in one transaction. Keys are a 64-bit id read as a number, so that an order by
-- key is an order by id on every engine. Days count from 1970-01-01, instants
-- are microseconds of Unix time.

CREATE TABLE states (
	source TEXT PRIMARY KEY,
	body   TEXT NOT NULL
);

CREATE TABLE polls (
	source  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	took    BIGINT NOT NULL,
	status  INTEGER NOT NULL,
	items   INTEGER NOT NULL,
	new     INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	error   TEXT NOT NULL,
	PRIMARY KEY (source, at)
) WITHOUT ROWID;

CREATE TABLE reports (
	id        TEXT PRIMARY KEY,
	source    TEXT NOT NULL,
	lang      TEXT NOT NULL,
	digest    TEXT NOT NULL,
	reported  BIGINT NOT NULL,
	seen      BIGINT NOT NULL,
	relevant  INTEGER NOT NULL,
	why       TEXT NOT NULL,
	events    INTEGER NOT NULL,
	generation BIGINT NOT NULL,
	body      TEXT NOT NULL
);
CREATE INDEX reports_of ON reports (source, reported, id, relevant, events);
CREATE INDEX reports_telling ON reports (id) WHERE events > 0;
CREATE INDEX reports_newest ON reports (reported, id, relevant);
-- A replay reads all reports of older generations again.
CREATE INDEX reports_generation ON reports (generation);

-- What events are chosen and ordered by, apart from the documents: a list of
-- thousands is read without them.
CREATE TABLE events (
	key        INTEGER PRIMARY KEY,
	doc        BIGINT NOT NULL,
	slot       BIGINT NOT NULL,
	type       TEXT NOT NULL,
	status     TEXT NOT NULL,
	precision  INTEGER NOT NULL,
	day        BIGINT NOT NULL,
	last       BIGINT NOT NULL,
	reported   BIGINT NOT NULL,
	updated    BIGINT NOT NULL,
	reports    INTEGER NOT NULL,
	hidden     INTEGER NOT NULL,
	background INTEGER NOT NULL
);
CREATE TABLE documents (
	slot   INTEGER PRIMARY KEY,
	people TEXT NOT NULL,
	terms  TEXT NOT NULL,
	body   TEXT NOT NULL
);
CREATE INDEX events_day ON events (day, key, type, hidden);
CREATE INDEX events_updated ON events (updated, key);
CREATE INDEX events_reported ON events (reported, key);
CREATE INDEX events_reports ON events (reports, key);
CREATE INDEX events_doc ON events (doc);
-- How far back an event may begin that is still going on: the longest span.
CREATE INDEX events_span ON events (last - day);
-- The band over the timeline counts by day, status and precision.
CREATE INDEX events_band ON events (day, status, precision, background, hidden, type);

-- What an event has, one row each: "actor:KAZ", "pair:CHE+KAZ", "lang:de". The
-- day makes every term a timeline of its own.
CREATE TABLE terms (
	term  TEXT NOT NULL,
	day   BIGINT NOT NULL,
	event BIGINT NOT NULL,
	PRIMARY KEY (term, day, event)
) WITHOUT ROWID;

-- Which report mentions an event, and when it was published.
CREATE TABLE tellings (
	event    BIGINT NOT NULL,
	reported BIGINT NOT NULL,
	report   TEXT NOT NULL,
	PRIMARY KEY (event, reported, report)
) WITHOUT ROWID;
CREATE INDEX tellings_report ON tellings (report, event);

-- Where merging looks for other mentions of an event: timeline.Mention.Blocks and Window.
CREATE TABLE blocks (
	block TEXT NOT NULL,
	lo    BIGINT NOT NULL,
	hi    BIGINT NOT NULL,
	event BIGINT NOT NULL,
	PRIMARY KEY (block, lo, hi, event)
) WITHOUT ROWID;

CREATE TABLE redirects (
	key    BIGINT PRIMARY KEY,
	target BIGINT NOT NULL
);
CREATE INDEX redirects_target ON redirects (target);

-- The operator's corrections, and the mentions they speak of.
CREATE TABLE facts (
	id   TEXT PRIMARY KEY,
	at   BIGINT NOT NULL,
	body TEXT NOT NULL
);
CREATE TABLE fact_mentions (
	mention TEXT NOT NULL,
	fact    TEXT NOT NULL,
	PRIMARY KEY (mention, fact)
) WITHOUT ROWID;

-- One row: counts the transactions that changed reports or events. Taking it
-- first makes writers take turns, on PostgreSQL too.
CREATE TABLE changes (
	id         INTEGER PRIMARY KEY,
	n          BIGINT NOT NULL,
	doc        BIGINT NOT NULL, -- the last document of search
	generation BIGINT NOT NULL, -- of readings: grows with every replay
	indexed    INTEGER NOT NULL -- the version of terms and blocks
);
INSERT INTO changes (id, n, doc, generation, indexed) VALUES (1, 0, 0, 0, 0);

-- Full text of timeline.Event.SearchText, already cut into tokens. Only the index
-- is kept. Documents are numbered upwards: FTS5 writes small segments otherwise.
CREATE VIRTUAL TABLE search USING fts5(text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
