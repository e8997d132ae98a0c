-- +goose Up
-- A first poll of many sources adds thousands of documents in one transaction: the
-- more of them are in memory before they are written, the fewer segments are to be
-- merged. In bytes; FTS5's own is one million.
INSERT INTO search (search, rank) VALUES ('hashsize', 6000000);
