// Package jobs runs gendu's background work: it claims due jobs from the
// database under a lease, keeps the lease with a heartbeat, and does the work of
// each kind: ingest-audio, align-transcript, compare-take and sweep.
//
// Work is idempotent: a job whose server died is claimed again by any server as
// soon as its lease has run out, and begins again. Every write is guarded by the
// fencing token of the lease, so that a server which lost it writes nothing.
package jobs
