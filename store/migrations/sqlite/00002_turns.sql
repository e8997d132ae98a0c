-- +goose Up
-- What is due next, and at which host, is found without reading every state:
-- nodes that share the database take turns by it. due is the later of next_due
-- and hold of the state in body, in microseconds; NULL: not to be asked.
ALTER TABLE states ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE states ADD COLUMN due BIGINT;
CREATE INDEX states_due ON states (due);
