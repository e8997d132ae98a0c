// Package cluster is the room of the queue of polls on River, where several
// machines share a PostgreSQL. It holds no code yet: the queue of package
// scheduler serves one machine.
package cluster
