// Package store keeps sources' states, reports, mentions and events in SQLite
// (the default) or PostgreSQL: migrations and one SQL text for both.
package store
