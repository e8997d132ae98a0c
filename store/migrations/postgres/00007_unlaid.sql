-- +goose Up
-- Reports whose mentions are not on the timeline yet: a poll stores what it read,
-- and it is laid out soon after, in transactions of their own that each take the
-- oldest reports there are. A flood of polls then changes an event once, not once
-- a poll. body is what mentions.said and mentions.told of its mentions will be,
-- with lengths before them.
CREATE TABLE unlaid (
	report   TEXT PRIMARY KEY,
	reported BIGINT NOT NULL,
	mentions INTEGER NOT NULL,
	body     TEXT NOT NULL,
	trouble  TEXT NOT NULL -- why it could not be laid out; it is tried again by another version
);
CREATE INDEX unlaid_next ON unlaid (reported, report) WHERE trouble = '';
