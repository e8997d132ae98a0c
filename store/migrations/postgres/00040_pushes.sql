-- +goose Up
-- A subscription to a hub changes while its source is polled, perhaps by another
-- machine, and is found by its token. It was part of the source's state.
CREATE TABLE pushes (
	source TEXT PRIMARY KEY,
	token  TEXT NOT NULL UNIQUE,
	body   TEXT NOT NULL
);
INSERT INTO pushes (source, token, body)
	SELECT source, body::json->'push'->>'token', body::json->>'push' FROM states WHERE body::json->'push'->>'token' <> '';
