-- +goose Up
-- What merging compares of a mention, apart from its date and status, is its kind:
-- timeline.Kind, written. Many mentions are of one. The id is a hash of the body.
CREATE TABLE kinds (
	id   INTEGER PRIMARY KEY,
	body TEXT NOT NULL
);
-- A mention's kind and its timeline.Stated: all that merging reads of it. They are
-- written by indexing anew, which the last line asks for.
ALTER TABLE mentions ADD COLUMN kind BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mentions ADD COLUMN stated TEXT NOT NULL DEFAULT '';

-- Of the mentions of a block most are of a kind that never agrees with the one
-- that looks for them: the kind is here so that their events need not be read.
DROP TABLE blocks;
CREATE TABLE blocks (
	block TEXT NOT NULL,
	lo    BIGINT NOT NULL,
	hi    BIGINT NOT NULL,
	kind  BIGINT NOT NULL,
	event BIGINT NOT NULL,
	PRIMARY KEY (block, lo, hi, kind, event)
) WITHOUT ROWID;
UPDATE changes SET indexed = 0 WHERE EXISTS (SELECT 1 FROM events);
