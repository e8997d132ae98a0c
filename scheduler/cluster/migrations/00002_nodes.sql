-- +goose Up
-- The nodes that have the database open, each seen a few seconds ago. config is a
-- hash of the node's sources.yaml: those of all nodes must be the same. queue is
-- that of its poll jobs, empty where it does not poll.
CREATE TABLE nodes (
	id      TEXT PRIMARY KEY,
	name    TEXT NOT NULL,
	role    TEXT NOT NULL,
	version TEXT NOT NULL,
	config  TEXT NOT NULL,
	queue   TEXT NOT NULL,
	started TIMESTAMPTZ NOT NULL,
	seen    TIMESTAMPTZ NOT NULL
);

-- Who has a host, or a chore, and until when, unless the node renews it. After a
-- turn nobody has it, and until is the end of the gap.
CREATE TABLE turns (
	name  TEXT PRIMARY KEY,
	node  TEXT NOT NULL,
	until TIMESTAMPTZ NOT NULL
);

-- One row: how often the nodes were called to read sources.yaml again.
CREATE TABLE calls (
	id      INTEGER PRIMARY KEY,
	reloads BIGINT NOT NULL
);
INSERT INTO calls (id, reloads) VALUES (1, 0);
