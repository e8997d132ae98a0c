-- +goose Up
-- The mentions of events, one row each, beside the event's document: another report
-- of an event adds a row and rewrites nothing. said is what merging reads, told
-- the rest. part numbers the threads of an event that the operator made of several.
CREATE TABLE mentions (
	event    BIGINT NOT NULL,
	reported BIGINT NOT NULL,
	report   TEXT NOT NULL,
	n        INTEGER NOT NULL,
	part     INTEGER NOT NULL,
	said     TEXT NOT NULL,
	told     TEXT NOT NULL,
	PRIMARY KEY (event, reported, report, n)
);
