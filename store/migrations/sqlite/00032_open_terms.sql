-- +goose Up
-- The index of events longer than a day has their terms, too: of the thousands that go
-- on today those of a source are told without asking for each whether it has the term.
DROP INDEX events_open;
CREATE INDEX events_open ON events (last, day, key, status, type, hidden, terms) WHERE last > day;
