-- +goose Up
-- Nothing to do: this is for rows of SQLite.
SELECT 1;
