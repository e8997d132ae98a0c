-- +goose Up
-- What is due next, and at which host, is found without reading every state:
-- nodes that share the database take turns by it. due is the later of next_due
-- and hold of the state in body, in microseconds; NULL: not to be asked.
ALTER TABLE states ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE states ADD COLUMN due BIGINT;
CREATE INDEX states_due ON states (due);

-- Every node hears of a change with the commit that made it.
-- +goose StatementBegin
CREATE FUNCTION tell_changed() RETURNS trigger AS $$
BEGIN
	PERFORM pg_notify(TG_TABLE_SCHEMA || '.changed', NEW.n::text);
	RETURN NULL;
END $$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER changed AFTER UPDATE ON changes FOR EACH ROW WHEN (OLD.n IS DISTINCT FROM NEW.n) EXECUTE FUNCTION tell_changed();
