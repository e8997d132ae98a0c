-- +goose Up
-- The index of events longer than a day has all that lists and counts tell of them: those
-- that go on today are told of without reading each on a page of its own.
DROP INDEX events_open;
CREATE INDEX events_open ON events (last, day, key, status, type, hidden, doc, slot, precision, background, updated, terms) WHERE last > day;
