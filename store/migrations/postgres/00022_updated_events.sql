-- +goose Up
-- A feed walks the latest changed events: those that are not of its query are passed
-- over by what the index has, without reading them.
DROP INDEX events_updated;
CREATE INDEX events_updated ON events (updated, key, day, type, hidden);
