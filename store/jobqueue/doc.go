// Package jobqueue is the part of the store that keeps background jobs: one queue for all
// servers, with leases that end by themselves.
package jobqueue
