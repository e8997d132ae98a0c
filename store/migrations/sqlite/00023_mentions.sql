-- +goose Up
-- Rows of a table without rowid that are longer than a quarter of a page spill into
-- pages of their own: mentions took three times their size, and their kind, the
-- last column, a page more to read. Merging finds all it reads in the index now.
CREATE TABLE moved (
	event    BIGINT NOT NULL,
	reported BIGINT NOT NULL,
	report   TEXT NOT NULL,
	n        INTEGER NOT NULL,
	part     INTEGER NOT NULL,
	kind     BIGINT NOT NULL DEFAULT 0,
	stated   TEXT NOT NULL DEFAULT '',
	said     TEXT NOT NULL,
	told     TEXT NOT NULL
);
INSERT INTO moved (event, reported, report, n, part, kind, stated, said, told)
	SELECT event, reported, report, n, part, kind, stated, said, told FROM mentions ORDER BY event, reported, report, n;
DROP TABLE mentions;
ALTER TABLE moved RENAME TO mentions;
CREATE UNIQUE INDEX mentions_event ON mentions (event, reported, report, n, part, kind, stated);
