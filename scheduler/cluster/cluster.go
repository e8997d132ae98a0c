// Package cluster runs the scheduler's queue of polls on River, where several
// machines share a PostgreSQL.
package cluster
