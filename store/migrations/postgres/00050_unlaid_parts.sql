-- +goose Up
-- What a new report tells is laid out in parts: mentions that may be of one event
-- together, those of many reports at once, so that an event is written once and what
-- is in memory meanwhile is little. part is the first block of mentions; '' stands for
-- all that a report tells that was laid out before. numbers are the mentions' numbers
-- with a space between them; '' where they are all.
DROP INDEX unlaid_next;
ALTER TABLE unlaid RENAME TO unlaid_whole;
CREATE TABLE unlaid (
	report   TEXT NOT NULL,
	part     TEXT NOT NULL,
	reported BIGINT NOT NULL,
	mentions INTEGER NOT NULL,
	numbers  TEXT NOT NULL,
	body     TEXT NOT NULL,
	trouble  TEXT NOT NULL, -- why it could not be laid out; it is tried again by another version
	PRIMARY KEY (report, part)
);
CREATE INDEX unlaid_next ON unlaid (part, reported, report) WHERE trouble = '';
INSERT INTO unlaid (report, part, reported, mentions, numbers, body, trouble)
	SELECT report, '', reported, mentions, '', body, trouble FROM unlaid_whole;
DROP TABLE unlaid_whole;
