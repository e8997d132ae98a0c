-- +goose Up
-- Nothing to do: this is for the search index of SQLite.
SELECT 1;
