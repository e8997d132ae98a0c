-- +goose Up
-- The index of events longer than a day has what queries ask most, so that those
-- that go on today are told apart without reading them.
DROP INDEX events_open;
CREATE INDEX events_open ON events (last, day, key, status, type, hidden) WHERE last > day;
