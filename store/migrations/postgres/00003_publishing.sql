-- +goose Up
-- Who issued the ids of what is published (the authority of tag: URIs). Chosen
-- once: the ids stay when the public address changes, and do not follow whatever
-- name a request used.
CREATE TABLE authority (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL
);

-- Feeds give notice of the events an operator hid: few, found without a search.
CREATE INDEX events_hidden ON events (key) WHERE hidden = 1;
