-- +goose Up
-- The index of events longer than a day has all that lists tell of them but their terms, which
-- may be longer than an index takes.
DROP INDEX events_open;
CREATE INDEX events_open ON events (last, day, key, status, type, hidden) INCLUDE (doc, slot, precision, background, updated) WHERE last > day;
