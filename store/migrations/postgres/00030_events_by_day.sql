-- +goose Up
-- An event's terms beside what it is chosen by: a page counts those of a thousand
-- events without reading their documents. What the band draws is read from tallies.
ALTER TABLE events ADD COLUMN terms TEXT NOT NULL DEFAULT '';
UPDATE events SET terms = d.terms FROM documents d WHERE d.slot = events.slot;
ALTER TABLE events ALTER COLUMN terms DROP DEFAULT;
ALTER TABLE documents DROP COLUMN terms;
DROP INDEX events_band;
DROP INDEX events_span;
CREATE INDEX events_span ON events ((last - day)) WHERE last > day;
