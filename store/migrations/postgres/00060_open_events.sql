-- +goose Up
-- Nothing to do: PostgreSQL reads the rows of events for what the index does not have.
SELECT 1;
